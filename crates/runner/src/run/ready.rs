//! A module that is fit for a case: whatever it was in the middle of, it answers, is the one that it was, has found its
//! network and is in no state. What a case then asks of it is not known here.

mod awake;
mod identity;
mod lost_line;
mod manners;
mod restart;
mod speed;

use std::time::Duration;

use hayes_cases::case::Bench as Offer;
use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use super::Run;
use crate::bare::ends;
use crate::session::Broken;

pub(super) use awake::Sight;
pub(super) use identity::Known;
pub(super) use manners::Manners;

/// How long a module may take to answer AT, once it was asked before.
const ATTENTION: Duration = Duration::from_secs(2);
/// And the first time: of two that are asked one behind the other the answers would come together.
const FIRST: Duration = Duration::from_secs(5);
/// How much longer the answers to an AT that was asked again may take.
const LATE: Duration = Duration::from_secs(1);
/// How often AT is tried.
const TRIES: u32 = 3;

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Nothing is known of a module at the beginning: it may be in the middle of anything.
    pub(super) fn begin(&mut self) -> Result<(), Broken> {
        // A run that was killed may have left the network cut.
        if self.known.is_none()
            && self.bench.address.is_some()
            && self.bench.offers.contains(&Offer::NetworkCut)
        {
            self.session.set_network(true).map_err(|why| Broken::Rig(why.to_string()))?;
        }
        if !self.wake()? {
            return Err(Broken::Rig(self.silence_in_words()));
        }
        self.identify()?;
        self.settle()?;
        self.registered()?;
        let mut variables = self.variables();
        self.session.leave_all(&self.setups, &mut variables)
    }

    /// Does the module answer AT?
    pub(super) fn answers(&mut self) -> Result<bool, Broken> {
        for tried in 0..TRIES {
            let time = if tried == 0 { FIRST } else { ATTENTION };
            if self.session.ask(b"AT", time)? == Some(true) {
                if tried > 0 {
                    // It was only slow: it answers every AT, and the other answers belong to nothing that comes.
                    let all = |heard: &[u8]| ends(heard) >= tried as usize;
                    self.session.bare(b"", ATTENTION * tried + LATE, &all)?;
                    self.session.afresh()?;
                }
                return Ok(true);
            }
            self.session.abandon();
        }
        Ok(false)
    }

    /// Brings a module that does not answer back.
    pub(super) fn recover(&mut self) -> Result<bool, Broken> {
        self.remark("the module does not answer: it is brought back")?;
        if !self.wake()? {
            return Ok(false);
        }
        self.identify()?;
        self.settle()?;
        Ok(true)
    }

    /// Leaves a clean module behind: by a restart where that is offered, else by leaving all states.
    pub(super) fn clean_up(&mut self) -> Result<(), Broken> {
        if self.bench.power && self.restart()? {
            return Ok(());
        }
        // To leave the states of a module that does not answer would be one long wait after the other.
        if !self.answers()? && !self.recover()? {
            return Ok(());
        }
        let mut variables = self.variables();
        self.session.leave_all(&self.setups, &mut variables)
    }

    /// Stopped from outside: leaves the module as it was found, as far as it listens. A second wish for an end ends this too.
    pub(super) fn part(&mut self) -> Result<(), Broken> {
        self.cancel_orders()?;
        self.let_back()?;
        if !self.wake_once_more()? {
            return self.remark("the run was stopped while the module did not listen: it is left as it is");
        }
        let mut variables = self.variables();
        self.session.leave_all(&self.setups, &mut variables)?;
        self.give_manners_back()
    }

    /// What a module needs before it is asked anything, after every start: the manners that a run counts on, and what the
    /// profile has it told.
    fn settle(&mut self) -> Result<(), Broken> {
        self.teach_manners()?;
        self.preamble()?;
        self.session.afresh()?;
        Ok(())
    }

    /// Writes something that nobody sees down.
    pub(in crate::run) fn remark(&mut self, text: &str) -> Result<(), Broken> {
        let at = self.session.now();
        self.session.note(hayes_journal::Event::note(at, text)).map(drop)
    }
}
