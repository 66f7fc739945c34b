//! How much a far end takes, whatever its clients do.
//!
//! All connections together hold at most `total` bytes (a growing buffer may have allocated twice what it
//! holds), sessions and retained messages at most `Rules::stored`. Each bound that is reached ends the
//! connection that reached it, and the record says so.

use std::time::Duration;

use crate::plain::Rules;

/// The bounds on connections.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How many connections at once.
    pub connections: usize,
    /// How long a packet may be, fixed header included.
    pub packet: usize,
    /// How many bytes may wait for one client to read them, or in orders that hold them back.
    pub unsent: usize,
    /// How many bytes may wait on all connections, both ways.
    pub total: usize,
    /// How long a connection may take to send its CONNECT.
    pub connect_time: Duration,
    /// How long a packet may take from its first byte to its last.
    pub packet_time: Duration,
    /// How long a closed connection may take to read what it was sent before it is reset.
    pub close_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            packet: 1024 * 1024,
            unsent: 4 * 1024 * 1024,
            total: 64 * 1024 * 1024,
            connect_time: Duration::from_secs(30),
            packet_time: Duration::from_mins(1),
            close_time: Duration::from_secs(5),
        }
    }
}

/// What a far end is.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// How the plain broker behaves.
    pub rules: Rules,
    /// The bounds on connections.
    pub limits: Limits,
    /// The run's own client ids, where strangers may connect too; a `*` at the end stands for any rest.
    /// Empty: every client is the run's own.
    pub ours: Vec<String>,
    /// Whether a real broker stands behind, and this is but the tap before it.
    pub tap: bool,
}

impl Config {
    /// Whether a connection with this client id is one of the run's own.
    pub(super) fn is_ours(&self, client: Option<&str>) -> bool {
        let fits = |pattern: &String, client: &str| match pattern.strip_suffix('*') {
            Some(start) => client.starts_with(start),
            None => pattern == client,
        };
        self.ours.is_empty() || client.is_some_and(|client| self.ours.iter().any(|ours| fits(ours, client)))
    }
}
