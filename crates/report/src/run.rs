//! A run, as its journal tells it.

use std::sync::Arc;
use std::time::Duration;

use hayes_journal::event::Resumed;
use hayes_journal::verdict::Mark;
use hayes_journal::{Header, Identity};

use crate::case::{Attempt, Case};
use crate::counts::Counts;
use crate::missing::Missing;
use crate::times::FormTimes;

/// A run: all that reports need but the transcripts, which stay in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// What was said of it before it began.
    pub header: Option<Header>,
    /// What the module says that it is: the last that it said.
    pub identity: Option<Identity>,
    /// Whether it said something else before.
    pub identity_changed: bool,
    /// The rules of the document.
    pub rules: Vec<Rule>,
    /// The forms of the document, with how long their answers took.
    pub forms: Vec<Form>,
    /// The cases: in the order of the plan, then those that were not planned.
    pub cases: Vec<Case>,
    /// Which ways of unclear clauses the module takes.
    pub readings: Vec<Reading>,
    /// What cases are summed up under, in the order of the plan.
    pub areas: Vec<Area>,
    /// All cases.
    pub counts: Counts,
    /// Promises of the document that monitors saw broken.
    pub breaches: Vec<Breach>,
    /// What became of the known deviations.
    pub known: Vec<KnownEntry>,
    /// Errors of the serial line.
    pub errors: Vec<LineError>,
    /// How often it was resumed.
    pub resumed: Vec<Resumed>,
    /// How long it took, all parts together.
    pub took: Duration,
    /// How many lines its journal has.
    pub lines: u64,
    /// How many of them were known events.
    pub events: u64,
    /// How long its journal is, in bytes.
    pub bytes: u64,
    /// What is not there.
    pub missing: Missing,
    /// The line of each attempt, in order; places of its case and in its attempts.
    pub(crate) starts: Vec<(u64, u32, u32)>,
}

/// A rule of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: Arc<str>,
    /// Where the document says so; none where the journal does not have the rule.
    pub clause: Option<Box<str>>,
    /// What it says.
    pub says: Option<Box<str>>,
    /// Why no case stands for it.
    pub why_not: Option<Box<str>>,
}

/// A form of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its name.
    pub id: Arc<str>,
    /// Where the document has it.
    pub clause: Option<Box<str>>,
    /// What it does.
    pub title: Option<Box<str>>,
    /// Whether the journal has it as a form of the document.
    pub documented: bool,
    /// How long its answers took.
    pub times: FormTimes,
}

/// A way of an unclear clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The unclear place.
    pub id: Arc<str>,
    /// Each way that the module took, and how often; more than one where it does not keep to one.
    pub ways: Vec<(Box<str>, u64)>,
    /// The case that showed the last one: a place in [`Run::cases`].
    pub case: Option<u32>,
}

/// What cases are summed up under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: Arc<str>,
    /// Its cases.
    pub counts: Counts,
}

/// A broken promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The monitor's case: a place in [`Run::cases`].
    pub case: u32,
    /// In words.
    pub text: Box<str>,
    /// Where the document promises it.
    pub clause: Option<Box<str>>,
    /// The case in which it happened: a place in [`Run::cases`].
    pub during: Option<u32>,
    /// The bytes that show it.
    pub evidence: Box<[Mark]>,
}

/// An entry in the list of known deviations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    /// Its pattern over cases.
    pub pattern: Box<str>,
    /// Why it is let be.
    pub reason: Box<str>,
    /// Until when.
    pub expires: Box<str>,
    /// What became of it.
    pub state: hayes_journal::verdict::Standing,
    /// The cases that show it: places in [`Run::cases`].
    pub cases: Vec<u32>,
}

/// An error of the serial line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// What.
    pub what: Arc<str>,
    /// How often.
    pub count: u64,
}

impl Run {
    /// The document's name; of a journal without a head, what the ids of its cases begin with.
    pub fn dialect(&self) -> &str {
        match &self.header {
            Some(header) => &header.dialect.id,
            None => self.cases.first().and_then(|case| case.id.split('/').next()).unwrap_or("unknown"),
        }
    }

    /// The rules that a case stands for.
    pub fn rules_of<'r>(&'r self, case: &'r Case) -> impl Iterator<Item = &'r Rule> {
        case.rules.iter().filter_map(|rule| self.rules.get(*rule as usize))
    }

    /// The attempt that a line of the journal belongs to, with its case.
    pub fn attempt_at(&self, line: u64) -> Option<(&Case, &Attempt)> {
        let before = self.starts.partition_point(|(start, ..)| *start <= line);
        let (_, case, attempt) = self.starts.get(before.checked_sub(1)?)?;
        let case = self.cases.get(*case as usize)?;
        Some((case, case.attempts.get(*attempt as usize)?))
    }

    /// The breaches that a monitor's case is about.
    pub fn breaches_of(&self, case: &Case) -> impl Iterator<Item = &Breach> + use<'_> {
        let rest = case.breach.and_then(|first| self.breaches.get(first as usize..)).unwrap_or_default();
        let own = rest.first().map(|first| first.case);
        rest.iter().filter(move |breach| Some(breach.case) == own)
    }

    /// The name under which a case is summed up.
    pub fn area_of(&self, case: &Case) -> &str {
        self.areas.get(case.area as usize).map_or("", |area| &area.name)
    }

    /// Where the document says what a case shows: the case's own clause, else its first rule's.
    pub fn clause_of<'r>(&'r self, case: &'r Case) -> Option<&'r str> {
        let of_rule = || self.rules_of(case).find_map(|rule| rule.clause.as_deref());
        case.clause.as_deref().or_else(of_rule)
    }
}
