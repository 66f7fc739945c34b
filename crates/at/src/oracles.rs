//! What must hold of any input: each function takes bytes or choices and panics, in words, on a breach. One
//! definition for tests, property tests and fuzzing; nothing here is used to read or write.

mod dialogue;
mod play;
mod splitter;
mod text;
mod urcs;
mod values;

pub use dialogue::{dialogue, framed};
pub use play::{Heard, Said, answered_in_time, heard, same_by, same_however_cut};
pub use splitter::split;
pub use text::{notation, range_set, visible};
pub use urcs::{payload_survives, urcs_change_nothing};
pub use values::{any_line, right_message, wrong_message};
