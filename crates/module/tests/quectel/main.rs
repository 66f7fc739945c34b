//! What Quectel modules say and do, against the far end: exact bytes, judged by the dialect, and the far end's
//! own records where the wire matters.

mod anything;
#[path = "../bench/mod.rs"]
mod bench;
mod config;
mod desk;
mod examples;
mod failures;
mod leaving;
mod model;
mod network;
mod publishing;
mod receiving;
mod secure;
mod timing;
mod walk;
mod ways;
