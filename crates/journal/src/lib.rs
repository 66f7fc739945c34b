//! What happened in a run, as it happened: lines that are appended and never changed. Reports read nothing else.
//! No judging and no clock; `ARCHITECTURE.md` beside this crate says where what lives, `FORMAT.md` what a line holds.

mod cover;
pub mod event;
pub mod file;
pub mod header;
pub mod lines;
mod moved;
mod notation;
#[cfg(feature = "oracles")]
pub mod oracles;
pub mod progress;
pub mod reader;
pub mod secret;
pub mod sink;
pub mod transcript;
pub mod verdict;
pub mod writer;

pub use event::Event;
pub use header::{Form, Header, Identity, Planned, Rule};
pub use progress::Progress;
pub use reader::{Entry, Reader};
pub use secret::Secrets;
pub use sink::Syncs;
pub use transcript::Transcript;
pub use verdict::{Finished, Mark, Verdict};
pub use writer::Journal;
