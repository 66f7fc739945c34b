//! Transcripts that were accepted, and what has changed since. `ARCHITECTURE.md` beside this crate says where what lives.

mod alike;
mod folder;
pub mod review;
mod section;
mod snap;

pub use folder::{Compared, Folder};
pub use section::{Sections, sections};
