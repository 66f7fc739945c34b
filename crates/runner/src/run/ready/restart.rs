//! Restarts of a module, by the bench or by its own command, and what it needs until it can be asked again.

use std::time::Duration;

use hayes_cases::pattern::Template;
use hayes_journal::sink::Sink;
use hayes_module::Power;
use hayes_ports::world::World;

use super::super::Run;
use super::ATTENTION;
use crate::session::Broken;

/// How long a module that restarts by its own command may go on answering before it does.
const LEAVES_WITHIN: Duration = Duration::from_secs(5);
/// How long what a module says at a start may follow its first answer.
const CHATTER: Duration = Duration::from_secs(2);

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Restarts the module, where that is offered, and takes it to where a case can begin.
    pub(in crate::run) fn restart(&mut self) -> Result<bool, Broken> {
        if !self.restart_alone()? {
            return Ok(false);
        }
        self.left_set = None;
        self.identify()?;
        self.settle()?;
        Ok(true)
    }

    /// The module has started in the middle of a case, by itself or because it was wanted: what it needs at a start it needs
    /// again. Whether that was its fault, the case has said.
    pub(in crate::run) fn started_again(&mut self) -> Result<(), Broken> {
        self.remark("the module has started anew in this case")?;
        let until = self.session.now() + self.bench.profile.start.within;
        while !self.answers()? {
            if self.session.now() >= until {
                return Ok(());
            }
        }
        self.identify()?;
        self.settle()?;
        self.registered()
    }

    /// Restarts it; true: it answers again.
    pub(super) fn restart_alone(&mut self) -> Result<bool, Broken> {
        if self.bench.power {
            self.remark("the module is restarted")?;
            let restarted = self.session.world.power(Power::Reset);
            self.session.restarted();
            if let Err(why) = restarted {
                return Err(Broken::Rig(format!("the module could not be restarted: {why}")));
            }
        } else if !self.restart_by_command()? {
            return Ok(false);
        }
        let until = self.session.now() + self.bench.profile.start.within;
        while self.session.now() < until {
            if self.answers()? {
                self.session.pass(CHATTER)?;
                self.registered()?;
                return self.session.pass(CHATTER).map(|()| true);
            }
        }
        Ok(false)
    }

    /// Has it restart itself: of use for one that listens.
    fn restart_by_command(&mut self) -> Result<bool, Broken> {
        let Some(line) = self.bench.profile.power.restart.clone() else { return Ok(false) };
        let rig = |why: String| Broken::Rig(format!("the restart of the profile, `{}`: {why}", line.text));
        let template = Template::parse(&line.text).map_err(|wrong| rig(wrong.message))?;
        let bytes = template
            .fill(&self.bench.variables)
            .map_err(|name| rig(format!("nothing gives {{{name}}} a value")))?;
        self.remark("the module is told to restart")?;
        let starts = self.session.starts;
        self.session.send(&bytes)?;
        self.session.watch.is_to_start();
        let until = self.session.now() + LEAVES_WITHIN;
        while self.session.now() < until && self.session.starts == starts {
            self.session.wait(until)?;
        }
        self.session.restarted();
        Ok(true)
    }

    /// Waits until the module has found its network, as far as it tells.
    pub(super) fn registered(&mut self) -> Result<(), Broken> {
        let until = self.session.now() + self.bench.profile.start.registers_within;
        loop {
            let refused = self.session.ask(b"AT+CGATT?", ATTENTION)? == Some(false);
            let attached = self.session.heard.iter().any(|heard| heard.text == b"+CGATT: 1");
            if attached || refused {
                return Ok(());
            }
            if self.session.now() >= until {
                return self.remark("the module has not found its network, as far as AT+CGATT? tells");
            }
            self.session.pass(CHATTER)?;
        }
    }
}
