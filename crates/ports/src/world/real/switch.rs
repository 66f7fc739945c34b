//! What switches a real module's supply: commands of the user's, run by the system's shell.

use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use hayes_module::Power;

use crate::world::Cannot;

/// Commands that switch the supply or pull the reset line, where there are any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switch {
    /// Switches it on.
    pub on: Option<String>,
    /// Switches it off.
    pub off: Option<String>,
    /// Pulls the reset line.
    pub reset: Option<String>,
}

/// How long a command may take.
const WITHIN: Duration = Duration::from_mins(1);

impl Switch {
    /// Runs the command and waits for its end.
    pub(super) fn turn(&self, power: Power) -> Result<(), Cannot> {
        let (what, command) = match power {
            Power::On => ("switches the module on", &self.on),
            Power::Off => ("switches the module off", &self.off),
            Power::Reset => ("resets the module", &self.reset),
        };
        let command = command.as_ref().ok_or_else(|| Cannot(format!("nothing on this bench {what}")))?;
        run(command).map_err(|why| Cannot(format!("the command that {what}, `{command}`, {why}")))
    }
}

fn run(command: &str) -> Result<(), String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut started = Command::new(shell);
    started.args([flag, command]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = started.spawn().map_err(|error| format!("cannot be started: {error}"))?;
    let pid = child.id();
    let (tell, ended) = channel();
    std::thread::spawn(move || {
        let _ = tell.send(child.wait());
    });
    match ended.recv_timeout(WITHIN) {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("failed ({status})")),
        Ok(Err(error)) => Err(format!("cannot be waited for: {error}")),
        Err(_) => Err(format!("has not ended within {} s; it goes on as process {pid}", WITHIN.as_secs())),
    }
}
