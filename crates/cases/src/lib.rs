//! What to ask of a module: cases derived from dialects, and scenarios. No I/O, no clock, no verdict;
//! `ARCHITECTURE.md` beside this crate says where what lives.

pub mod case;
pub mod catalogue;
pub mod derive;
pub mod gaps;
pub mod pattern;
pub mod saw;
pub mod scenario;
pub mod show;
mod way;
