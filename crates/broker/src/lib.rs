//! The far end's core: an MQTT 3.1 and 3.1.1 broker that records everything and misbehaves on demand.
//!
//! It owns no socket and no clock. Bytes and times go in by `handle_*`; what to do, what was seen and when to
//! be called again come out by `poll_*`. Time is a `Duration` since the run began.

mod far_end;
mod link;
#[cfg(feature = "oracles")]
pub mod oracles;
pub mod orders;
pub mod plain;
pub mod record;
mod topics;
pub mod wire;

pub use far_end::{Action, Config, FarEnd, Limits, Opening, Upstream};
pub use link::Link;
pub use orders::{Order, OrderError};
pub use record::{Event, Gone, Record, Seen};
pub use topics::matches;
