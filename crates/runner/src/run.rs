//! A run: cases in the order of the plan, each with its verdict; between them a module that is fit for the next.

mod attempt;
mod kept;
mod look;
mod probe;
mod ready;

use std::collections::BTreeMap;
use std::io;

use hayes_cases::case::{Bench as Offer, Setup};
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::Variables;
use hayes_dialects::Dialect;
use hayes_dialects::profile::Profile;
use hayes_journal::event::{Ended, Stop};
use hayes_journal::sink::Sink;
use hayes_journal::verdict::{Entry, Standing};
use hayes_journal::writer::Journal;
use hayes_journal::{Event, Finished, Progress, Verdict};
use hayes_ports::serial::Address;
use hayes_ports::world::World;

use crate::known::Deviations;
use crate::plan::{Plan, Planned};
use crate::session::{Broken, Session};
use crate::states::last_first;
use ready::{Known, Manners, Sight};

/// Before so many cases in a row a module may fail to answer; then it is gone, and the rest is not run.
const MAX_DEAD: u32 = 3;

/// What a bench gives to a run.
#[derive(Debug, Clone, Default)]
pub struct Bench {
    /// Values of variables: host, port, client and so on.
    pub variables: Variables,
    /// What it offers beyond a serial line.
    pub offers: Vec<Offer>,
    /// Can the module be restarted?
    pub power: bool,
    /// Are failures repeated from a clean state, to tell flaky ones?
    pub repeat: bool,
    /// How often each case is run; 0 is once, too.
    pub times: u32,
    /// What the module claims and needs.
    pub profile: Profile,
    /// Where the module's line is, to say who else may use it.
    pub address: Option<Address>,
    /// The speed of the line, where it has one.
    pub baud: Option<u32>,
}

/// How many cases ended how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    by_verdict: BTreeMap<Verdict, usize>,
    /// Failures that a repeat did not show again.
    pub flaky: usize,
    /// Failures that are known and do not count as such.
    pub known: usize,
    /// What became of the entries in the list of known deviations.
    pub entries: Vec<Entry>,
}

/// Why a run could not be finished.
#[derive(Debug)]
pub enum Trouble {
    /// It was stopped.
    Stopped,
    /// The bench broke.
    Rig(String),
    /// The journal cannot be written.
    Journal(io::Error),
}

/// Who wants to hear of a run while it goes on. A closure hears of verdicts only.
pub trait Hears {
    /// A case begins.
    fn begins(&mut self, _case: &str) {}

    /// It has its verdict.
    fn ended(&mut self, finished: &Finished);
}

impl<F: FnMut(&Finished)> Hears for F {
    fn ended(&mut self, finished: &Finished) {
        self(finished);
    }
}

/// A run.
pub struct Run<'r, W, S> {
    session: Session<'r, W, S>,
    catalogue: &'r Catalogue,
    /// All setups, in the order in which their states are left.
    setups: Vec<&'r Setup>,
    bench: Bench,
    counts: Counts,
    number: u64,
    /// What the case was about that has set something and could not put it back.
    left_set: Option<String>,
    /// How much the line had spoilt when the module was last taken to a clean state.
    spoilt: u64,
    /// What was seen of the module when it was last woken.
    sight: Sight,
    /// Who the module is, once it has said so.
    known: Option<Known>,
    /// How the module was found.
    manners: Option<Manners>,
    /// Nothing brings its words back.
    speechless: bool,
    /// Cases in a row before which the module could not be brought to answer.
    dead: u32,
    /// The line was lost in the case that was judged last, and why.
    lost: Option<String>,
    deviations: Deviations,
    /// What was done before, where this run goes on.
    before: Progress,
    /// Ways into states that failed, and how often in a row.
    ways_lost: BTreeMap<String, u32>,
    /// The module was not taken into the states of the case that is tried.
    unreached: bool,
    /// Whether states can be kept from one case to the next.
    kept: kept::Kept,
}

impl Counts {
    /// How many cases have this verdict.
    pub fn of(&self, verdict: Verdict) -> usize {
        self.by_verdict.get(&verdict).copied().unwrap_or_default()
    }

    /// Counts one more.
    pub fn add(&mut self, finished: &Finished) {
        self.count(finished.verdict, finished.flaky, finished.known.is_some());
    }

    fn count(&mut self, verdict: Verdict, flaky: bool, known: bool) {
        if known {
            self.known += 1;
        } else {
            *self.by_verdict.entry(verdict).or_default() += 1;
            self.flaky += usize::from(flaky);
        }
    }

    /// How many entries in the list of known deviations are to be taken off it: their cases passed.
    pub fn unexpected(&self) -> usize {
        self.entries.iter().filter(|entry| entry.state == Standing::UnexpectedPass).count()
    }

    /// The cases that an interrupted run had judged already.
    pub fn before(progress: &Progress) -> Self {
        let mut counts = Self::default();
        for (case, verdict) in &progress.done {
            counts.count(*verdict, progress.flaky.contains(case), progress.known.contains(case));
        }
        counts
    }
}

impl<'r, W: World, S: Sink> Run<'r, W, S> {
    /// A run whose journal has its header already.
    pub fn new(
        dialect: &'r Dialect,
        catalogue: &'r Catalogue,
        bench: Bench,
        world: W,
        journal: Journal<S>,
    ) -> Self {
        let mut session = Session::new(dialect, world, journal);
        if !bench.power {
            let line = bench.profile.power.restart.as_ref().map(|line| line.text.clone());
            session.restarts_by = line.map(String::into_bytes);
        }
        Self {
            session,
            catalogue,
            setups: last_first(catalogue),
            bench,
            counts: Counts::default(),
            number: 0,
            left_set: None,
            spoilt: 0,
            sight: Sight::default(),
            known: None,
            manners: None,
            speechless: false,
            dead: 0,
            lost: None,
            deviations: Deviations::default(),
            before: Progress::default(),
            ways_lost: BTreeMap::new(),
            unreached: false,
            kept: kept::Kept::default(),
        }
    }

    /// Failures on this list are counted apart.
    #[must_use]
    pub fn known(mut self, deviations: Deviations) -> Self {
        self.deviations = deviations;
        self
    }

    /// Goes on with a run that was interrupted: what has its verdict is not run again.
    #[must_use]
    pub fn resume(mut self, before: Progress) -> Self {
        // Topics of their own for the cases to come.
        self.number = before.lines;
        let watched = before.done.values().any(|verdict| *verdict != Verdict::Skipped);
        self.session.watch.remember_all(&before.breaches, watched);
        if let Some(firmware) = before.module.as_ref().and_then(|module| module.firmware.as_ref()) {
            self.deviations.firmware(firmware);
        }
        for (case, verdict) in &before.done {
            self.deviations.note(case, *verdict);
        }
        self.counts = Counts::before(&before);
        self.before = before;
        self
    }

    /// Runs the cases of a plan; `told` hears of each that begins, and of each verdict. The journal's sink is given back, also after trouble.
    pub fn run(
        mut self,
        plan: &Plan<'r>,
        told: &mut dyn Hears,
    ) -> (Counts, Result<(), Trouble>, io::Result<S>) {
        let outcome = self.cases(plan, told);
        if matches!(outcome, Err(Broken::Stopped)) {
            // What comes of it changes nothing: the run ends here.
            let _ = self.part();
        }
        let at = self.session.now();
        let last = match &outcome {
            Ok(()) => Event::Ended(Ended { at }),
            Err(Broken::Stopped) => Event::Stop(Stop { at, why: "stopped from outside".to_owned() }),
            Err(Broken::Rig(why) | Broken::Down(why)) => Event::Stop(Stop { at, why: why.clone() }),
            Err(Broken::Journal(_)) => Event::note(at, "the journal could not be written"),
        };
        let ended = self.session.note(last);
        let outcome = match (outcome, ended) {
            (Err(broken), _) | (Ok(()), Err(broken)) => Err(broken.into()),
            (Ok(()), Ok(_)) => Ok(()),
        };
        (self.counts, outcome, self.session.journal.into_sink())
    }

    fn cases(&mut self, plan: &Plan<'r>, told: &mut dyn Hears) -> Result<(), Broken> {
        self.begin()?;
        for claim in &plan.unclaimed {
            let finished = self.probe(claim)?;
            self.tell(finished, told)?;
        }
        for planned in &plan.cases {
            if self.resumed(planned, told)? {
                continue;
            }
            let finished = if let Some(why) = &planned.skipped {
                let reason = Some(why.clone());
                Finished { reason, ..Finished::new(self.session.now(), &planned.case.id, Verdict::Skipped) }
            } else {
                told.begins(&planned.case.id);
                self.case(planned.case)?
            };
            self.tell(finished, told)?;
            if let Some(why) = self.lost.take() {
                self.reconnect(&why)?;
            }
            if self.dead >= MAX_DEAD {
                return Err(Broken::Rig(self.silence_in_words()));
            }
        }
        let mut variables = self.variables();
        let left = self.session.leave(&[], &self.setups, &mut variables);
        match left.and_then(|()| self.give_manners_back()) {
            Ok(()) | Err(Broken::Down(_)) => {}
            Err(broken) => return Err(broken),
        }
        for monitored in &plan.monitors {
            if !self.before.done.contains_key(&monitored.case) {
                let finished = self.session.watch.verdict(monitored, self.session.now());
                self.tell(finished, told)?;
            }
        }
        self.counts.entries = self.deviations.entries(self.session.now());
        let entries = self.counts.entries.clone();
        entries.into_iter().try_for_each(|entry| self.session.note(Event::Known(entry)).map(drop))
    }

    /// Was a case done before this run went on? The one that ran when it was cut off is not run again: it may be what
    /// cut it off.
    fn resumed(&mut self, planned: &Planned<'r>, told: &mut dyn Hears) -> Result<bool, Broken> {
        let id = &planned.case.id;
        if self.before.open.as_ref().is_none_or(|(open, _)| open != id) {
            return Ok(self.before.done.contains_key(id));
        }
        let at = self.session.now();
        let finished = match self.before.before.take() {
            Some(before) => {
                // It has been counted already.
                let said = before.reason.map_or(String::new(), |said| format!("{said}; "));
                let reason = Some(format!("{said}the run was cut off while this was repeated"));
                self.session.note(Event::Finished(Finished { at, reason, ..before }))?;
                return Ok(true);
            }
            None => Finished {
                reason: Some(
                    "the run was cut off while this case ran; it is not run a second time unasked: use --case"
                        .to_owned(),
                ),
                ..Finished::new(at, id, Verdict::Inconclusive)
            },
        };
        self.tell(finished, told).map(|()| true)
    }

    /// Counts a verdict, tells of it, and writes it down.
    fn tell(&mut self, mut finished: Finished, told: &mut dyn Hears) -> Result<(), Broken> {
        self.deviations.judge(&mut finished);
        self.counts.add(&finished);
        told.ended(&finished);
        self.session.note(Event::Finished(finished)).map(drop)
    }

    fn variables(&mut self) -> Variables {
        self.number += 1;
        let mut variables = self.bench.variables.clone();
        if let Some(client) = variables.get("client").cloned() {
            variables.entry("client2".to_owned()).or_insert_with(|| [&client[..], b"-2"].concat());
        }
        // Of one length in every case, since some commands say how long a topic is.
        for (name, tail) in [("topic", "a"), ("topic2", "b")] {
            variables.insert(name.to_owned(), format!("hayes/{:05}/{tail}", self.number).into_bytes());
        }
        variables
    }
}

impl From<Broken> for Trouble {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Stopped => Self::Stopped,
            Broken::Rig(why) | Broken::Down(why) => Self::Rig(why),
            Broken::Journal(why) => Self::Journal(why),
        }
    }
}
