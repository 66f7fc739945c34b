//! The language of AT: notation, values, lines and exchanges, from bytes to meaning and back.
//!
//! No I/O, no clock, no knowledge of any vendor: what a dialect says comes in as data.

pub mod choose;
pub mod exchange;
pub mod fields;
pub mod flaw;
pub mod grammar;
pub mod kind;
pub mod line;
pub mod message;
pub mod names;
pub mod notation;
#[cfg(feature = "oracles")]
pub mod oracles;
pub mod range;
pub mod read;
mod seek;
pub mod shape;
pub mod visible;
mod work;
pub mod write;
