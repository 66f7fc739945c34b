//! A module that is fit for a case: whatever it was in the middle of, it answers, has found its network and is in no
//! state. What a case then asks of it is not known here.

use std::time::Duration;

use hayes_journal::Event;
use hayes_journal::sink::Sink;
use hayes_module::Power;
use hayes_ports::world::World;

use super::Run;
use crate::session::Broken;

/// How long a module may take to answer AT.
const ATTENTION: Duration = Duration::from_secs(2);
/// How often AT is tried.
const TRIES: u32 = 3;
/// How long a module may take to start.
const START: Duration = Duration::from_secs(30);

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Nothing is known of a module at the beginning: it may be in the middle of anything.
    pub(super) fn begin(&mut self) -> Result<(), Broken> {
        if self.answers()? || self.recover()? {
            let mut variables = self.variables();
            self.session.leave_all(&self.setups, &mut variables)?;
        }
        Ok(())
    }

    /// Does the module answer AT?
    pub(super) fn answers(&mut self) -> Result<bool, Broken> {
        for _ in 0..TRIES {
            if self.session.ask(b"AT", ATTENTION)? == Some(true) {
                return Ok(true);
            }
            self.session.abandon();
        }
        Ok(false)
    }

    /// Brings a module that does not answer back: out of data modes, and by restarting it where that is offered.
    pub(super) fn recover(&mut self) -> Result<bool, Broken> {
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
    pub(super) fn clean_up(&mut self) -> Result<(), Broken> {
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
}
