//! What modules of the family `simcom` say and do, against the far end: exact bytes, judged by the dialect, and the far end's own
//! records where the wire matters.

#![allow(unreachable_pub, reason = "the rooms of a test program are nobody else's")]

#[path = "../bench/mod.rs"]
mod bench;
mod client;
mod connect;
mod desk;
mod examples;

mod indulgent;
mod input;
mod loss;
mod model;

mod publish;
mod receive;
mod subscribe;
mod tls;
