//! What the plain broker grants and how much it keeps.

use std::time::Duration;

use super::Access;

/// The broker's settings.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Who may connect.
    pub access: Access,
    /// How many messages of QoS 1 and 2 may be in flight to one client.
    pub window: usize,
    /// MQTT 3.1 lets a sender repeat what is not acknowledged in time; 3.1.1 repeats at reconnection only, and
    /// so does this broker for such clients, whatever is said here.
    pub resend: Option<Duration>,
    /// How many sessions may exist, connected or not.
    pub sessions: usize,
    /// How many messages may wait in one session.
    pub queue: usize,
    /// How many filters one session may hold.
    pub subscriptions: usize,
    /// How many topics may hold a retained message.
    pub retained: usize,
    /// How many received QoS 2 messages of one session may wait for their PUBREL.
    pub unreleased: usize,
    /// How many bytes all waiting and all retained messages may take together.
    pub stored: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            access: Access::Anyone,
            window: 20,
            resend: None,
            sessions: 2048,
            queue: 1000,
            subscriptions: 256,
            retained: 1000,
            unreleased: 1000,
            stored: 32 * 1024 * 1024,
        }
    }
}
