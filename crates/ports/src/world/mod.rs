//! The Worlds that cases run in: one seam, two makes. Whoever runs a case writes plain blocking code over it and cannot
//! tell which World it is in.

pub mod in_memory;
mod line;
pub mod real;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::{Order, Record};
use hayes_module::Power;

use crate::serial::Tally;

pub use in_memory::Virtual;
pub use real::Real;

/// A module on its line, and the far end it talks to. Time is counted since the run began and never goes back.
pub trait World {
    /// What time it is.
    fn now(&self) -> Duration;

    /// A case begins, for the so-many-th time. What a virtual World leaves to chance is drawn anew from it, so that what a
    /// case brings does not rest on the cases before it; a real one has nothing to do.
    fn begin(&mut self, _case: &str, _attempt: u32) {}

    /// Writes to the module; gives the time, which was taken before.
    fn write(&mut self, bytes: &[u8]) -> Result<Duration, LineTrouble>;

    /// Gives the far end an order: it is in force for all that the far end receives from now on.
    fn order(&mut self, order: Order) -> Result<(), Cannot>;

    /// Switches the module's supply, or pulls its reset line.
    fn power(&mut self, power: Power) -> Result<(), Cannot>;

    /// Cuts the module off from the network, or lets it back.
    fn set_network(&mut self, network: Network) -> Result<(), Cannot>;

    /// Changes the speed of our side of the line.
    fn set_baud(&mut self, baud: u32) -> Result<(), Cannot>;

    /// Waits for what happens next, until `until` at the latest. What is known to have happened by then comes first.
    fn next(&mut self, until: Duration) -> Happening;

    /// Errors of the line so far, as far as this World knows of any.
    fn line_errors(&self) -> Tally;

    /// How much later than it was said something may be heard, by nobody's fault: cables, buffers, scheduling.
    fn lag(&self) -> Duration;
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Happening {
    /// The module said this.
    Serial {
        /// When it had been read.
        at: Duration,
        /// The bytes, at least one.
        bytes: Bytes,
    },
    /// The far end saw or did something.
    Record(Box<Record>),
    /// The line is gone.
    Down {
        /// When that was noticed.
        at: Duration,
        /// In words.
        why: String,
    },
    /// The line is back.
    Up {
        /// When that was noticed.
        at: Duration,
    },
    /// The bench has something to say: what a program of it printed.
    Said {
        /// When.
        at: Duration,
        /// In words.
        text: String,
    },
    /// Somebody wants an end; said once for each time.
    Stop,
    /// Nothing happened until the time that was asked for.
    Deadline,
}

/// The module's way to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// As it should be.
    Up,
    /// Cut: what is on its way waits, nothing new gets through.
    Cut,
}

/// Why something could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTrouble {
    /// When.
    pub at: Duration,
    /// In words.
    pub why: String,
}

/// What this World cannot do, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cannot(pub String);

impl fmt::Display for LineTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing could be written: {}", self.why)
    }
}

impl std::error::Error for LineTrouble {}

impl fmt::Display for Cannot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Cannot {}
