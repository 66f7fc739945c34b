//! How patient the far end of a run is: modules may take what their documents allow, which is more than brokers do.

use std::time::Duration;

use hayes_broker::{Config, Limits};

/// Longer than any document gives a module between its TCP connection and its CONNECT.
const CONNECT_TIME: Duration = Duration::from_mins(5);

/// The far end's settings for a run.
pub fn far_end() -> Config {
    Config { limits: Limits { connect_time: CONNECT_TIME, ..Limits::default() }, ..Config::default() }
}
