//! The virtual module: what the documents describe, behaving, and wrong on demand. No I/O, no clock, no
//! judging; `ARCHITECTURE.md` beside this crate says where what lives.

pub mod client;
