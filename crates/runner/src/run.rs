//! A run: cases in the order of the plan, each with its verdict; between them a module that is fit for the next.

mod ready;

use std::collections::BTreeMap;
use std::io;

use hayes_broker::Order;
use hayes_broker::orders::Deed;
use hayes_cases::case::{Bench as Offer, Case, Setup};
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::Variables;
use hayes_dialects::Dialect;
use hayes_journal::event::{Ended, Reading, Stop};
use hayes_journal::sink::Sink;
use hayes_journal::writer::Journal;
use hayes_journal::{Event, Finished, Verdict};
use hayes_ports::world::World;

use crate::execute::Halt;
use crate::plan::Plan;
use crate::session::{Broken, Session};
use crate::states::last_first;
use crate::verdict::{Place, unmet};

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
}

/// How many cases ended how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    by_verdict: BTreeMap<Verdict, usize>,
    /// Failures that a repeat did not show again.
    pub flaky: usize,
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

/// A run.
pub struct Run<'r, W, S> {
    session: Session<'r, W, S>,
    catalogue: &'r Catalogue,
    /// All setups, in the order in which their states are left.
    setups: Vec<&'r Setup>,
    bench: Bench,
    counts: Counts,
    number: u64,
}

impl Counts {
    /// How many cases have this verdict.
    pub fn of(&self, verdict: Verdict) -> usize {
        self.by_verdict.get(&verdict).copied().unwrap_or_default()
    }

    /// Counts one more.
    pub fn add(&mut self, finished: &Finished) {
        *self.by_verdict.entry(finished.verdict).or_default() += 1;
        self.flaky += usize::from(finished.flaky);
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
        Self {
            session: Session::new(dialect, world, journal),
            catalogue,
            setups: last_first(catalogue),
            bench,
            counts: Counts::default(),
            number: 0,
        }
    }

    /// Runs the cases of a plan; `told` hears of each verdict. The journal's sink is given back, also after trouble.
    pub fn run(
        mut self,
        plan: &Plan<'r>,
        told: &mut dyn FnMut(&Finished),
    ) -> (Counts, Result<(), Trouble>, io::Result<S>) {
        let outcome = self.cases(plan, told);
        let at = self.session.now();
        let last = match &outcome {
            Ok(()) => Event::Ended(Ended { at }),
            Err(Broken::Stopped) => Event::Stop(Stop { at, why: "stopped from outside".to_owned() }),
            Err(Broken::Rig(why)) => Event::Stop(Stop { at, why: why.clone() }),
            Err(Broken::Journal(_)) => Event::note(at, "the journal could not be written"),
        };
        let ended = self.session.note(last);
        let outcome = match (outcome, ended) {
            (Err(broken), _) | (Ok(()), Err(broken)) => Err(broken.into()),
            (Ok(()), Ok(_)) => Ok(()),
        };
        (self.counts, outcome, self.session.journal.into_sink())
    }

    fn cases(&mut self, plan: &Plan<'r>, told: &mut dyn FnMut(&Finished)) -> Result<(), Broken> {
        self.begin()?;
        for planned in &plan.cases {
            let finished = match &planned.skipped {
                Some(why) => Finished {
                    reason: Some(why.clone()),
                    ..Finished::new(self.session.now(), &planned.case.id, Verdict::Skipped)
                },
                None => self.case(planned.case)?,
            };
            self.tell(finished, told)?;
        }
        let mut variables = self.variables();
        self.session.leave(&[], &self.setups, &mut variables)?;
        let verdicts = self.session.watch.verdicts(self.session.dialect, self.session.now());
        verdicts.into_iter().try_for_each(|finished| self.tell(finished, told))
    }

    /// Counts a verdict, tells of it, and writes it down.
    fn tell(&mut self, finished: Finished, told: &mut dyn FnMut(&Finished)) -> Result<(), Broken> {
        self.counts.add(&finished);
        told(&finished);
        self.session.note(Event::Finished(finished)).map(drop)
    }

    fn variables(&mut self) -> Variables {
        self.number += 1;
        let mut variables = self.bench.variables.clone();
        for (name, tail) in [("topic", "a"), ("topic2", "b")] {
            variables.insert(name.to_owned(), format!("hayes/{}/{tail}", self.number).into_bytes());
        }
        variables
    }

    fn case(&mut self, case: &'r Case) -> Result<Finished, Broken> {
        let first = self.attempt(case, 1)?;
        if first.verdict != Verdict::Fail || !self.bench.repeat {
            return Ok(first);
        }
        let second = self.attempt(case, 2)?;
        Ok(Finished { flaky: second.verdict == Verdict::Pass, at: self.session.now(), ..first })
    }

    fn attempt(&mut self, case: &'r Case, attempt: u32) -> Result<Finished, Broken> {
        self.session.note(Event::started(self.session.now(), &case.id, attempt))?;
        self.session.watch.enter(&case.id);
        if !self.answers()? && !self.recover()? {
            return Ok(self.finished(case, Verdict::Rig, "the module did not answer before the case began"));
        }
        self.session.forgive();
        let mut variables = self.variables();
        let finished = self.judge(case, &mut variables)?;
        self.session.undo(&case.undo, &mut variables)?;
        self.cancel_orders()?;
        let alive = self.answers()?;
        let finished = if alive || finished.verdict != Verdict::Pass {
            finished
        } else {
            let expected = Some("AT is answered OK after the case".to_owned());
            let failed = self.finished(case, Verdict::Fail, "the module no longer answers");
            Finished { expected, actual: Some("nothing".to_owned()), ..failed }
        };
        if finished.verdict != Verdict::Pass {
            self.clean_up()?;
        }
        Ok(finished)
    }

    fn judge(&mut self, case: &'r Case, variables: &mut Variables) -> Result<Finished, Broken> {
        let way: Vec<&'r Setup> = self.catalogue.way_to(&case.needs.states).unwrap_or_default();
        let halt = match self.session.reach(&way, &self.setups, variables) {
            Err(halt) => Some((Place::Way, halt)),
            Ok(()) => self.session.execute(&case.steps, variables).err().map(|halt| (Place::Steps, halt)),
        };
        let at = self.session.now();
        match halt {
            None => {
                self.readings(case)?;
                Ok(Finished::new(at, &case.id, Verdict::Pass))
            }
            Some((_, Halt::Broken(broken))) => Err(broken),
            Some((_, Halt::Impossible(why))) => Ok(self.finished(case, Verdict::Rig, &why)),
            Some((place, Halt::Unmet(what))) => Ok(unmet(case, at, place, &what)),
        }
    }

    /// Which way of an open clause the module takes: whether it accepts or refuses.
    fn readings(&mut self, case: &Case) -> Result<(), Broken> {
        let accepted = self.session.answer.end.is_some_and(|(good, _)| good);
        let way = if accepted { "accepts" } else { "refuses" };
        for reading in &case.readings {
            let reading =
                Reading { reading: reading.clone(), way: way.to_owned(), case: Some(case.id.clone()) };
            self.session.note(Event::Reading(reading))?;
        }
        Ok(())
    }

    fn finished(&self, case: &Case, verdict: Verdict, reason: &str) -> Finished {
        Finished { reason: Some(reason.to_owned()), ..Finished::new(self.session.now(), &case.id, verdict) }
    }

    fn cancel_orders(&mut self) -> Result<(), Broken> {
        self.session.order(Order::new(Deed::Cancel))
    }
}

impl From<Broken> for Trouble {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Stopped => Self::Stopped,
            Broken::Rig(why) => Self::Rig(why),
            Broken::Journal(why) => Self::Journal(why),
        }
    }
}
