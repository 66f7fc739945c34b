//! A run: cases in the order of the plan, each with its verdict; between them a module that is fit for the next.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

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
use hayes_module::Power;
use hayes_ports::world::World;

use crate::execute::Halt;
use crate::plan::Plan;
use crate::session::{Broken, Session};
use crate::states::last_first;
use crate::verdict::{Place, unmet};

/// How long a module may take to answer AT.
const ATTENTION: Duration = Duration::from_secs(2);
/// How often AT is tried.
const TRIES: u32 = 3;
/// How long a module may take to start.
const START: Duration = Duration::from_secs(30);

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

    /// Nothing is known of a module at the beginning: it may be in the middle of anything.
    fn begin(&mut self) -> Result<(), Broken> {
        if self.answers()? || self.recover()? {
            let mut variables = self.variables();
            self.session.leave_all(&self.setups, &mut variables)?;
        }
        Ok(())
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

    /// Does the module answer AT?
    fn answers(&mut self) -> Result<bool, Broken> {
        for _ in 0..TRIES {
            if self.session.ask(b"AT", ATTENTION)? == Some(true) {
                return Ok(true);
            }
            self.session.abandon();
        }
        Ok(false)
    }

    /// Brings a module that does not answer back: out of data modes, and by restarting it where that is offered.
    fn recover(&mut self) -> Result<bool, Broken> {
        self.session
            .note(Event::note(self.session.now(), "the module is brought back: Esc, a line end, AT"))?;
        for way_out in [&b"\x1B"[..], b"\x1A", b"\r"] {
            self.session.write(way_out)?;
            self.session.pass(Duration::from_secs(1))?;
        }
        self.session.abandon();
        Ok(self.answers()? || self.restart()?)
    }

    /// Leaves a clean module behind: by a restart where that is offered, else by leaving all states.
    fn clean_up(&mut self) -> Result<(), Broken> {
        if self.bench.power && self.restart()? {
            return Ok(());
        }
        let mut variables = self.variables();
        self.session.leave_all(&self.setups, &mut variables)
    }

    fn restart(&mut self) -> Result<bool, Broken> {
        if !self.bench.power {
            return Ok(false);
        }
        self.session.note(Event::note(self.session.now(), "the module is restarted"))?;
        let restarted = self.session.world.power(Power::Reset);
        self.session.restarted();
        if let Err(why) = restarted {
            return Err(Broken::Rig(format!("the module could not be restarted: {why}")));
        }
        let until = self.session.now() + START;
        while self.session.now() < until {
            if self.answers()? {
                return self.registered().map(|()| true);
            }
        }
        Ok(false)
    }

    /// Waits until the module has found its network, as far as it tells, and has said what it says at a start.
    fn registered(&mut self) -> Result<(), Broken> {
        let until = self.session.now() + START;
        while self.session.now() < until {
            self.session.pass(Duration::from_secs(2))?;
            let refused = self.session.ask(b"AT+CGATT?", ATTENTION)? == Some(false);
            let attached = self.session.heard.iter().any(|heard| heard.text == b"+CGATT: 1");
            if attached || refused {
                return self.session.pass(Duration::from_secs(2));
            }
        }
        Ok(())
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
