//! Every byte of a line as text, with its time and direction: one line of text for each read and write, in the one
//! notation for bytes. `hayes explain` reads it.

use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use hayes_at::visible::Visible;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The host, to the module.
    ToModule,
    /// The module, to the host.
    ToHost,
}

impl Way {
    /// Both ways.
    pub const BOTH: [Self; 2] = [Self::ToModule, Self::ToHost];
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ToModule => ">",
            Self::ToHost => "<",
        })
    }
}

/// Writes down what goes over a line.
pub struct Trace {
    out: Box<dyn Write + Send>,
    broken: Option<io::Error>,
}

impl Trace {
    /// Writes to `out`, and hands each line on at once.
    pub fn new(out: impl Write + Send + 'static) -> Self {
        Self { out: Box::new(out), broken: None }
    }

    /// Writes down some bytes. What cannot be written is lost from there on, and `broken` says why.
    pub fn note(&mut self, at: Duration, way: Way, bytes: &[u8]) {
        if self.broken.is_some() || bytes.is_empty() {
            return;
        }
        let (seconds, micros) = (at.as_secs(), at.subsec_micros());
        let line = format!("{seconds:>5}.{micros:06} {way} {}\n", Visible(bytes));
        if let Err(error) = self.out.write_all(line.as_bytes()).and_then(|()| self.out.flush()) {
            self.broken = Some(error);
        }
    }

    /// Why nothing is written any more.
    pub fn broken(&self) -> Option<&io::Error> {
        self.broken.as_ref()
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace").field("broken", &self.broken).finish_non_exhaustive()
    }
}
