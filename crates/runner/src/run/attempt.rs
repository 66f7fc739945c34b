//! One case: how often it is tried, and each attempt with a module that is fit for it before and after. What the
//! attempts come to together is told by `verdict`.

use std::time::Duration;

use hayes_broker::Order;
use hayes_broker::orders::Deed;
use hayes_cases::case::{Bench as Offer, Case, Setup};
use hayes_cases::pattern::Variables;
use hayes_journal::event::Reading;
use hayes_journal::sink::Sink;
use hayes_journal::transcript::STEPS;
use hayes_journal::{Event, Finished, Verdict};
use hayes_ports::world::World;

use super::Run;
use crate::execute::Halt;
use crate::session::Broken;
use crate::verdict::{Attempt, Place, another, sum, unmet};

/// So often in a row a way into states may fail, from a clean state each time, before it is given up.
const GIVE_UP: u32 = 3;
/// How long an answer is waited for that an undoing has left open.
const BEGUN: Duration = Duration::from_secs(10);
/// How long a case waits at its end for results that are still to come.
const UNANSWERED: Duration = Duration::from_secs(90);

impl<'r, W: World, S: Sink> Run<'r, W, S> {
    /// Runs a case as often as it takes; the verdicts of all attempts but the last are written down here.
    pub(super) fn case(&mut self, case: &'r Case) -> Result<Finished, Broken> {
        let mut attempts: Vec<Attempt> = Vec::new();
        let mut number = 0;
        let mut from_kept = false;
        loop {
            number += 1;
            self.unreached = false;
            let attempt = match self.attempt(case, number) {
                Err(Broken::Down(why)) => {
                    attempts.push(self.line_down(case, why));
                    return Ok(sum(&attempts, self.session.now()));
                }
                attempt => attempt?,
            };
            // What an earlier case has left unseen is gone now: the case itself was not begun.
            if number == 1 && self.unreached && self.bench.repeat {
                self.session.note(Event::Finished(attempt.finished))?;
                continue;
            }
            attempts.push(attempt.clone());
            if attempts.len() == 1 {
                from_kept = self.kept.now;
            }
            if !another(&attempts, self.bench.times, self.bench.repeat) {
                let finished = sum(&attempts, self.session.now());
                if finished.flaky && from_kept && self.kept.lost() {
                    self.remark("states are reached anew for each case: kept ones were lost unsaid")?;
                }
                return Ok(finished);
            }
            self.session.note(Event::Finished(attempt.finished))?;
        }
    }

    fn attempt(&mut self, case: &'r Case, number: u32) -> Result<Attempt, Broken> {
        self.session.note(Event::started(self.session.now(), &case.id, number))?;
        self.session.begin(&case.id, number);
        self.session.watch.enter(&case.id, case.unwatched.is_some());
        if !self.answers()? && !self.recover()? {
            self.dead += 1;
            let why = "the module did not answer before the case began";
            return Ok(self.judged(self.finished(case, Verdict::Rig, why)));
        }
        self.dead = 0;
        self.keep_to_words(case)?;
        self.leave_nothing_set(case)?;
        self.session.forgive();
        let mut variables = self.variables();
        let starts = self.session.starts;
        let finished = self.judge(case, &mut variables)?;
        if finished.verdict == Verdict::Pass {
            self.session.settle(UNANSWERED)?;
            self.session.settle_later(UNANSWERED)?;
        }
        let judged = self.judged(finished);
        if !self.session.undo(&case.undo, &mut variables)? {
            self.left_set = Some(about(&case.id));
            self.end_what_was_begun()?;
        }
        self.session.doubt_what_it_said(case, &self.setups);
        self.cancel_orders()?;
        self.let_back()?;
        if self.session.starts != starts {
            self.started_again()?;
        }
        let attempt = if self.answers()? || judged.finished.verdict != Verdict::Pass {
            judged
        } else {
            let failed = self.finished(case, Verdict::Fail, "the module no longer answers");
            self.judged(Finished {
                expected: Some("AT is answered OK after the case".to_owned()),
                actual: Some("nothing".to_owned()),
                evidence: self.session.asked.into_iter().collect(),
                ..failed
            })
        };
        if attempt.finished.verdict != Verdict::Pass {
            // What was spoilt before is forgotten with all else; what is spoilt from here on is not.
            self.spoilt = self.session.spoilt();
            self.session.watch.clean();
            self.clean_up()?;
        }
        Ok(attempt)
    }

    /// An undoing that went halfway may have left the module waiting for data that are not typed any more: it is no fault of
    /// the module that it does not answer then.
    fn end_what_was_begun(&mut self) -> Result<(), Broken> {
        self.session.settle(BEGUN)?;
        if self.session.is_at_prompt() {
            self.recover()?;
        }
        Ok(())
    }

    /// What a case has set and could not put back would be found by cases about something else: the module is restarted
    /// before them, where that is offered.
    fn leave_nothing_set(&mut self, case: &Case) -> Result<(), Broken> {
        if self.left_set.as_ref().is_none_or(|left| *left == about(&case.id)) {
            return Ok(());
        }
        self.left_set = None;
        self.remark("what was set before could not be put back")?;
        self.restart().map(drop)
    }

    /// A verdict, and whether the line has spoilt bytes since the module was last taken to a clean state: one that was
    /// lost on the way to a setting shows cases later.
    fn judged(&self, finished: Finished) -> Attempt {
        Attempt { finished, spoilt: self.session.spoilt() > self.spoilt }
    }

    fn judge(&mut self, case: &'r Case, variables: &mut Variables) -> Result<Finished, Broken> {
        let way: Vec<&'r Setup> = self.catalogue.way_to(&case.needs.states).unwrap_or_default();
        let states: Vec<&str> = way.iter().flat_map(|setup| &setup.gives).map(String::as_str).collect();
        let states = states.join(", ");
        if self.ways_lost.get(&states).is_some_and(|times| *times >= GIVE_UP) {
            let why = format!("given up: {GIVE_UP} times in a row no way led into its states ({states})");
            return Ok(self.finished(case, Verdict::Inconclusive, &why));
        }
        let keep = if self.kept.on() { &way[..] } else { &[] };
        self.session.leave(keep, &self.setups, variables)?;
        self.kept.now = way.iter().flat_map(|setup| &setup.gives).any(|state| self.session.held.has(state));
        self.forget_sessions()?;
        let halt = if let Err(halt) = self.session.reach(&way, variables) {
            Some((Place::Way, halt))
        } else {
            self.ways_lost.remove(&states);
            self.session.note(Event::note(self.session.now(), STEPS))?;
            self.session.forget_answers();
            self.session.execute(&case.steps, variables).err().map(|halt| (Place::Steps, halt))
        };
        if matches!(halt, Some((Place::Way, Halt::Unmet(_)))) {
            self.unreached = true;
            *self.ways_lost.entry(states).or_default() += 1;
        }
        let at = self.session.now();
        match halt {
            None => {
                self.readings(case)?;
                Ok(Finished::new(at, &case.id, Verdict::Pass))
            }
            Some((_, Halt::Broken(broken))) => Err(broken),
            Some((_, Halt::Impossible(why))) => Ok(self.finished(case, Verdict::Rig, &why)),
            Some((place, Halt::Unmet(what))) => {
                let evidence = self.session.evidence(&what.actual);
                Ok(Finished { evidence, ..unmet(case, at, place, &what) })
            }
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

    /// The line went down in a case: it is waited for once that case has its verdict.
    fn line_down(&mut self, case: &Case, why: String) -> Attempt {
        let reason = format!("the line to the module was lost: {why}");
        self.lost = Some(why);
        self.judged(self.finished(case, Verdict::Rig, &reason))
    }

    fn finished(&self, case: &Case, verdict: Verdict, reason: &str) -> Finished {
        Finished { reason: Some(reason.to_owned()), ..Finished::new(self.session.now(), &case.id, verdict) }
    }

    /// A case that came to a halt while the network was cut leaves it to the next one whole.
    pub(super) fn let_back(&mut self) -> Result<(), Broken> {
        if !self.session.cut {
            return Ok(());
        }
        self.session.set_network(true).map_err(|why| Broken::Rig(why.to_string()))
    }

    /// What earlier cases left with the far end is no matter of this one.
    fn forget_sessions(&mut self) -> Result<(), Broken> {
        self.order_if_any(Deed::Forget)
    }

    pub(super) fn cancel_orders(&mut self) -> Result<(), Broken> {
        self.order_if_any(Deed::Cancel)
    }

    /// A bench without a far end has nobody to give orders to.
    fn order_if_any(&mut self, deed: Deed) -> Result<(), Broken> {
        if self.bench.offers.contains(&Offer::FarEnd) {
            self.session.order(Order::new(deed))?;
        }
        Ok(())
    }
}

/// What a case is about, by its identifier: its form, where it is derived, else itself.
fn about(id: &str) -> String {
    let parts: Vec<&str> = id.splitn(4, '/').collect();
    parts[..parts.len().min(3)].join("/")
}
