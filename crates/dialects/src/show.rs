//! A dialect for people and programs to read: as a reference card, and as plain data. Says what the
//! dialect holds and judges nothing.

mod card;
mod listing;

pub use card::card;
pub use listing::{Listing, listing};
