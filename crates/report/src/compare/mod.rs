//! Two runs held against each other: what fails now, what no longer does, what a module answers differently though neither
//! fails, and what became slower. Cases are found by their ids; transcripts are read one case at a time.

mod answers;
mod json;
mod markdown;
mod page;
mod shift;
mod terminal;

use std::collections::HashMap;
use std::io;

use hayes_journal::reader::ReadError;

use crate::case::{Case, Standing};
use crate::counts::Counts;
use crate::open::Opened;
use crate::run::Run;

pub use answers::{Difference, Tag};
pub use shift::Shift;

/// How many cases with changed verdicts, and with changed answers, are kept with what differs. Those beyond are named, or
/// counted.
const SHOWN: usize = 1000;
/// How many cases that are only in one run are named.
const NAMED: usize = 1000;

/// Two runs, document by document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Documents that both runs have.
    pub pairs: Vec<Pair>,
    /// Documents that only one of them has.
    pub only: [Vec<String>; 2],
}

/// Two runs of one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pair {
    /// The document's name.
    pub dialect: String,
    /// What the modules say that they are.
    pub modules: [String; 2],
    /// How the cases stand.
    pub counts: [Counts; 2],
    /// What besides the module was not the same.
    pub conditions: Vec<String>,
    /// What is missing of either run, in sentences.
    pub missing: [Vec<String>; 2],
    /// Cases with another verdict.
    pub changes: Vec<Change>,
    /// Cases that pass in both and were answered differently.
    pub answers: Vec<Answer>,
    /// How many more of them there are.
    pub more_answers: u64,
    /// Forms that are answered in another time.
    pub shifts: Vec<Shift>,
    /// How many forms had enough answers in both to tell.
    pub timed: usize,
    /// Unclear clauses that are read in another way.
    pub readings: Vec<Reading>,
    /// Cases that only one of the runs has.
    pub only: [Only; 2],
    /// Cases that stand as they stood.
    pub same: u64,
}

/// What a changed verdict means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It fails, and did not: worse.
    NewFailure,
    /// It passes, and failed.
    Fixed,
    /// Neither.
    Other,
}

/// A case with another verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What it means.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// Where the document says so.
    pub clause: Option<String>,
    /// The rule that it stands for, in words.
    pub rule: Option<String>,
    /// How it stands in either run.
    pub standings: [Standing; 2],
    /// What was said of it in either run.
    pub said: [Option<String>; 2],
    /// What was answered differently.
    pub difference: Difference,
}

impl Change {
    /// How it stood, and how it stands now, in words.
    pub(crate) fn in_words(&self) -> [&'static str; 2] {
        match self.standings {
            [Standing::Fail, Standing::Fail] => ["fail", "fail in another way"],
            standings => standings.map(Standing::word),
        }
    }
}

/// A case with other answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its id.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What was answered differently.
    pub difference: Difference,
}

/// An unclear clause that is read in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The unclear place.
    pub id: String,
    /// The ways in either run; none where no case showed it.
    pub ways: [Vec<String>; 2],
}

/// Cases that only one of the runs has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Only {
    /// How many.
    pub count: u64,
    /// The first of them, and how they stand.
    pub first: Vec<(String, Standing)>,
}

/// Why two runs cannot be compared.
#[derive(Debug)]
pub enum CompareError {
    /// They have no document in common.
    NothingCommon([Vec<String>; 2]),
    /// A journal could be read once and not again.
    Io(io::Error),
}

impl std::fmt::Display for CompareError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NothingCommon([a, b]) => write!(
                f,
                "the runs have no document in common: the first has {}, the second {}. Compare runs of the same dialect",
                a.join(", "),
                b.join(", ")
            ),
            Self::Io(why) => write!(f, "a journal changed or vanished while it was compared: {why}"),
        }
    }
}

impl std::error::Error for CompareError {}

impl From<ReadError> for CompareError {
    fn from(why: ReadError) -> Self {
        Self::Io(match why {
            ReadError::Io(why) => why,
            why @ ReadError::Version(_) => io::Error::other(why),
        })
    }
}

impl Comparison {
    /// Holds two runs against each other, the earlier one first.
    pub fn of(a: &mut [Opened], b: &mut [Opened]) -> Result<Self, CompareError> {
        let mut comparison = Self::default();
        let mut theirs: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, opened) in b.iter().enumerate().rev() {
            theirs.entry(opened.run.dialect().to_owned()).or_default().push(place);
        }
        for opened in a.iter_mut() {
            match theirs.get_mut(opened.run.dialect()).and_then(Vec::pop) {
                Some(place) => comparison.pairs.push(Pair::of(opened, &mut b[place])?),
                None => comparison.only[0].push(opened.run.dialect().to_owned()),
            }
        }
        comparison.only[1] =
            theirs.into_iter().flat_map(|(dialect, left)| vec![dialect; left.len()]).collect();
        comparison.only[1].sort();
        if comparison.pairs.is_empty() {
            return Err(CompareError::NothingCommon(comparison.only));
        }
        Ok(comparison)
    }

    /// Whether something got worse: a case fails that did not.
    pub fn is_worse(&self) -> bool {
        self.all_of(Kind::NewFailure).next().is_some()
    }

    /// Whether answers to some form take longer, by the test that [`Shift`] describes.
    pub fn is_slower(&self) -> bool {
        self.pairs.iter().flat_map(|pair| &pair.shifts).any(Shift::is_slower)
    }

    /// Changes of one kind, in all documents.
    pub fn all_of(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.pairs.iter().flat_map(move |pair| pair.all_of(kind))
    }

    /// What there is to say first.
    pub fn headline(&self) -> String {
        let [new, fixed, other] =
            [Kind::NewFailure, Kind::Fixed, Kind::Other].map(|kind| self.all_of(kind).count() as u64);
        let answers: u64 = self.pairs.iter().map(|pair| pair.answers.len() as u64 + pair.more_answers).sum();
        let shifts: u64 = self.pairs.iter().map(|pair| pair.shifts.len() as u64).sum();
        let readings: u64 = self.pairs.iter().map(|pair| pair.readings.len() as u64).sum();
        let parts = [
            (new, "new failure", "new failures"),
            (fixed, "case fixed", "cases fixed"),
            (other, "other change of a verdict", "other changes of verdicts"),
            (answers, "changed answer that does not fail", "changed answers that do not fail"),
            (shifts, "response time shifted", "response times shifted"),
            (readings, "changed reading", "changed readings"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many)| crate::figures::count(count, one, many))
            .collect();
        if parts.is_empty() { "Nothing that matters changed".to_owned() } else { parts.join(", ") }
    }
}

impl Pair {
    fn of(a: &mut Opened, b: &mut Opened) -> Result<Self, ReadError> {
        let (ours, theirs) = (&a.run, &b.run);
        let mut pair = Self {
            dialect: ours.dialect().to_owned(),
            modules: [module(ours), module(theirs)],
            counts: [ours.counts, theirs.counts],
            conditions: conditions(ours, theirs),
            missing: [ours.missing.in_words(ours), theirs.missing.in_words(theirs)],
            readings: readings(ours, theirs),
            ..Self::default()
        };
        (pair.shifts, pair.timed) = shift::shifts(ours, theirs);
        let mut left: HashMap<&str, &Case> = theirs.cases.iter().map(|case| (&*case.id, case)).collect();
        let mut reader = answers::Reader::new([ours, theirs], [&mut a.file, &mut b.file]);
        for case in &ours.cases {
            match left.remove(&*case.id) {
                Some(other) => pair.hold(case, other, [ours, theirs], &mut reader)?,
                None => pair.only[0].add(case),
            }
        }
        theirs
            .cases
            .iter()
            .filter(|case| left.contains_key(&*case.id))
            .for_each(|case| pair.only[1].add(case));
        Ok(pair)
    }

    /// Holds one case against itself.
    fn hold(
        &mut self,
        was: &Case,
        is: &Case,
        runs: [&Run; 2],
        reader: &mut answers::Reader<'_>,
    ) -> Result<(), ReadError> {
        let standings = [was.standing(), is.standing()];
        let said = [said(was), said(is)];
        let fails_otherwise = standings == [Standing::Fail; 2] && said[0] != said[1];
        if standings[0] == standings[1] && !fails_otherwise {
            self.same += 1;
            if standings == [Standing::Pass; 2] {
                let difference = reader.difference(was, is)?;
                self.answered(is, difference);
            }
            return Ok(());
        }
        let fails = |standing| matches!(standing, Standing::Fail | Standing::Known);
        let kind = match standings {
            [Standing::Known, Standing::Fail] => Kind::Other,
            [was, Standing::Fail] if was != Standing::Fail => Kind::NewFailure,
            [was, Standing::Pass] if fails(was) => Kind::Fixed,
            _ => Kind::Other,
        };
        let told = self.changes.len() < SHOWN;
        let difference = if told { reader.difference(was, is)? } else { Difference::default() };
        self.changes.push(Change {
            kind,
            id: is.id.to_string(),
            title: is.title.to_string(),
            clause: runs[1].clause_of(is).map(str::to_owned),
            rule: runs[1].rules_of(is).find_map(|rule| rule.says.as_deref()).map(str::to_owned),
            standings,
            said,
            difference,
        });
        Ok(())
    }

    fn answered(&mut self, case: &Case, difference: Difference) {
        if difference.lines.is_empty() {
            return;
        }
        if self.answers.len() == SHOWN {
            self.more_answers += 1;
            return;
        }
        let (id, title) = (case.id.to_string(), case.title.to_string());
        self.answers.push(Answer { id, title, difference });
    }

    /// Changes of one kind.
    pub fn all_of(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }
}

impl Only {
    fn add(&mut self, case: &Case) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push((case.id.to_string(), case.standing()));
        }
    }
}

/// What a run says of a case that does not just pass.
fn said(case: &Case) -> Option<String> {
    let outcome = case.outcome.as_ref()?;
    let given = |text: &Option<Box<str>>| text.as_deref().filter(|text| !text.is_empty()).map(str::to_owned);
    let expected = given(&outcome.expected).map(|expected| format!("expected {expected}"));
    let actual = given(&outcome.actual).map(|actual| format!("saw {actual}"));
    let reason = given(&outcome.reason);
    let parts: Vec<String> = [reason, expected, actual].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What a module says that it is.
fn module(run: &Run) -> String {
    let identity = run.identity.iter().flat_map(|it| [&it.manufacturer, &it.model, &it.firmware]);
    let identity: Vec<&str> = identity.flatten().map(String::as_str).collect();
    match (&run.header, identity.is_empty()) {
        (_, false) => identity.join(" "),
        (Some(header), true) if header.world == hayes_journal::header::World::Virtual => {
            "a virtual module".to_owned()
        }
        _ => "a module that did not say what it is".to_owned(),
    }
}

/// What was not the same, so that a change may have another cause than the module.
fn conditions(a: &Run, b: &Run) -> Vec<String> {
    let (Some(ours), Some(theirs)) = (&a.header, &b.header) else { return Vec::new() };
    let mut conditions: Vec<String> = ours.differences(theirs);
    for condition in &mut conditions {
        *condition = condition.replace(" there, ", " in the first, ").replace(" now", " in the second");
    }
    conditions
}

/// Unclear clauses that are read in another way. Where only one run shows a way, nothing changed.
fn readings(a: &Run, b: &Run) -> Vec<Reading> {
    let ways = |run: &Run, id: &str| {
        let reading = run.readings.iter().find(|reading| &*reading.id == id)?;
        let mut ways: Vec<String> = reading.ways.iter().map(|(way, _)| way.to_string()).collect();
        ways.sort();
        Some(ways)
    };
    let both = a.readings.iter().filter_map(|reading| {
        let (ours, theirs) = (ways(a, &reading.id)?, ways(b, &reading.id)?);
        (ours != theirs).then(|| Reading { id: reading.id.to_string(), ways: [ours, theirs] })
    });
    both.collect()
}
