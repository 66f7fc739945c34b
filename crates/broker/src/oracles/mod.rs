//! What must hold whatever comes in: one definition for fuzz targets, property tests and seed replays.
//!
//! Each oracle panics where something does not hold.

mod orders;
mod packets;
mod script;

pub use orders::orders;
pub use packets::packets;
pub use script::{SCRIPT_ORDERS, script};
