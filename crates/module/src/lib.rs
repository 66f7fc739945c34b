//! The virtual module: what the documents describe, behaving, and wrong on demand. No I/O, no clock, no
//! judging; `ARCHITECTURE.md` beside this crate says where what lives.

mod air;
mod ask;
mod base;
mod board;
mod chance;
pub mod client;
mod family;
mod fault;
mod fibocom;
mod link;
mod manner;
mod module;
#[cfg(feature = "oracles")]
pub mod oracles;
mod otherwise;
mod quectel;
pub mod quirk;
mod refusal;
mod say;
mod seam;
mod settings;
mod setup;
mod simcom;
mod timers;
mod typing;
pub mod variant;
mod voice;

pub use module::Module;
pub use seam::{Network, Output, Power, Socket, SocketEvent, TlsWish, Trouble, Verify, Wish};
pub use setup::{Identity, Pace, Setup, SetupError, Sim};
