//! How a command ends: what it prints, and with which exit code. A reader that has closed the pipe has
//! seen enough; that is no failure.

use std::io::{self, Write};
use std::process::ExitCode;

/// Why a command could not do what it was asked to.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input was wrong; this says where and what to do.
    Input(String),
    /// The output could not be written.
    Output(io::Error),
    /// The bench failed before anything could be done.
    Rig(String),
}

impl Failure {
    /// Says why, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let code = if matches!(self, Self::Rig(_)) { 3 } else { 2 };
        let said = match self {
            Self::Input(text) | Self::Rig(text) => io::stderr().write_all(text.as_bytes()),
            Self::Output(error) => writeln!(io::stderr(), "error: the output could not be written: {error}"),
        };
        // Nobody is left to tell when standard error is closed as well.
        drop(said);
        ExitCode::from(code)
    }
}

/// Prints data as JSON.
pub(crate) fn json(data: &impl serde::Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(data).map_err(|e| Failure::Output(e.into()))?;
    print(&(json + "\n"))
}

/// Prints a text to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
