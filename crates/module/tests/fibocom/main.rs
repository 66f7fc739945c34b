//! What a Fibocom module says and does, against the far end: exact bytes, judged by the dialect, and the far end's
//! own records where the wire matters.

#[path = "../bench/mod.rs"]
mod bench;
mod desk;
mod examples;
mod leaving;
mod machine;
mod messages;
mod opening;
mod settings;
mod ways;
