//! Where lines go, and when they are made to last.

use std::io::{self, Write};

/// Where lines go.
pub trait Sink: Write {
    /// Has what was written outlive a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

impl Sink for std::fs::File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

impl Sink for Vec<u8> {
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// When what was written is made to outlive a loss of power. A kill it outlives anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    /// At the end of each case: on a real module it took longer than a disk does, and nobody wants to repeat it.
    EachCase,
    /// At the end of the run, and when it is stopped: cases on a virtual clock take less time than a disk does.
    AtEnd,
}
