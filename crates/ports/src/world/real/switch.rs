//! What switches a real module's supply, and cuts it off from its network: programs of the bench's.

use hayes_module::Power;

use super::program::Program;
use crate::world::{Cannot, Network};

/// Programs that switch the supply, pull the reset line, cut the network, where there are any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switch {
    /// Switches it on.
    pub on: Option<Program>,
    /// Switches it off.
    pub off: Option<Program>,
    /// Pulls the reset line.
    pub reset: Option<Program>,
    /// Cuts the module off from its network.
    pub cut: Option<Program>,
    /// Lets it back.
    pub back: Option<Program>,
}

impl Switch {
    /// Can the module be restarted?
    pub fn restarts(&self) -> bool {
        self.reset.is_some() || (self.on.is_some() && self.off.is_some())
    }

    /// Runs what is to be run, and waits for its end: what was printed.
    pub(super) fn turn(&self, power: Power) -> Result<String, Cannot> {
        match power {
            Power::On => run("switches the module on", self.on.as_ref()),
            Power::Off => run("switches the module off", self.off.as_ref()),
            Power::Reset if self.reset.is_none() && self.restarts() => {
                let off = self.turn(Power::Off)?;
                let on = self.turn(Power::On)?;
                Ok(format!("{off}\n{on}"))
            }
            Power::Reset => run("resets the module", self.reset.as_ref()),
        }
    }

    /// The same for the network.
    pub(super) fn set(&self, network: Network) -> Result<String, Cannot> {
        match network {
            Network::Cut => run("cuts the module off from the network", self.cut.as_ref()),
            Network::Up => run("lets the module back to the network", self.back.as_ref()),
        }
    }
}

fn run(what: &str, program: Option<&Program>) -> Result<String, Cannot> {
    let program = program.ok_or_else(|| Cannot(format!("nothing on this bench {what}")))?;
    let printed =
        program.run().map_err(|why| Cannot(format!("the program that {what}, `{program}`, {why}")))?;
    Ok(format!("`{program}` has run. {printed}"))
}
