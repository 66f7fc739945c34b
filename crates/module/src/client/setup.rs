//! What a client is told before it connects.

use std::time::Duration;

use super::packet::{Connect, Will};

/// The two versions of MQTT that the documents know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// MQTT 3.1: `MQIsdp`, level 3.
    V31,
    /// MQTT 3.1.1: `MQTT`, level 4.
    V311,
}

/// How a client connects, and how patient it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// Which MQTT.
    pub protocol: Protocol,
    /// Who it is.
    pub client_id: Vec<u8>,
    /// Its name.
    pub user: Option<Vec<u8>>,
    /// Its password; not sent without a name, as MQTT demands.
    pub password: Option<Vec<u8>>,
    /// What is published when it is lost.
    pub will: Option<Will>,
    /// In seconds; 0: none.
    pub keep_alive: u16,
    /// Whether the session starts anew and ends with the connection.
    pub clean: bool,
    /// How long to wait for the CONNACK.
    pub connect_timeout: Duration,
    /// How often packets are repeated.
    pub retry: Retry,
    /// Pings after so long without a packet sent, sooner than keep-alive would have it; zero is none.
    pub ping: Option<Duration>,
}

/// What a document may want otherwise than MQTT leaves it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a freedom of its own")]
pub struct Manners {
    /// A packet that is sent again for the last time is given up at once, so that the time of all its tries is
    /// that of the repeats alone.
    pub hurries: bool,
    /// A packet is sent though another with its id is in flight: that ids differ is the caller's affair.
    pub repeats_ids: bool,
    /// A message of QoS 2 counts as acknowledged with its PUBREC already.
    pub settles_early: bool,
    /// A message of QoS 2 that comes is told with its PUBREL only.
    pub waits_for_release: bool,
    /// Pings come at their interval, whatever else is sent.
    pub steady: bool,
    /// How long a PINGRESP is awaited, where that is not the time of any packet.
    pub pong_wait: Option<Duration>,
    /// While a PINGRESP is awaited, pings come so far apart.
    pub ping_again: Option<Duration>,
}

/// How packets are repeated that are not acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How long to wait each time; how long to wait for a PINGRESP, too.
    pub timeout: Duration,
    /// How often a packet is sent again. After one more timeout it is given up.
    pub times: u32,
}

/// A ping leaves this part of the keep-alive time before it is over, but at most `EARLIEST`.
const EARLY: u32 = 10;
const EARLIEST: Duration = Duration::from_secs(1);

/// No wait is shorter than this, so that time passes between two tries.
const SHORTEST: Duration = Duration::from_millis(1);

impl Setup {
    /// The first packet of a connection.
    pub(super) fn packet(&self) -> Connect {
        let (name, level) = match self.protocol {
            Protocol::V31 => (b"MQIsdp".as_slice(), 3),
            Protocol::V311 => (b"MQTT".as_slice(), 4),
        };
        Connect {
            protocol_name: name.to_vec(),
            level,
            client_id: self.client_id.clone(),
            keep_alive: self.keep_alive,
            clean: self.clean,
            will: self.will.clone(),
            user: self.user.clone(),
            password: self.password.clone().filter(|_| self.user.is_some()),
        }
    }

    /// After how long without a packet sent a ping is due.
    pub(super) fn ping_after(&self) -> Option<Duration> {
        let whole = Duration::from_secs(self.keep_alive.into());
        let kept = (self.keep_alive > 0).then(|| whole.saturating_sub((whole / EARLY).min(EARLIEST)));
        let own = self.ping.filter(|own| !own.is_zero()).map(|own| own.max(SHORTEST));
        kept.into_iter().chain(own).min()
    }
}

impl Retry {
    /// How long to wait each time.
    pub(super) fn wait(self) -> Duration {
        self.timeout.max(SHORTEST)
    }

    /// How long a packet waits in all before it is given up.
    pub(super) fn patience(self, hurries: bool) -> Duration {
        let waits = if hurries { self.times.max(1) } else { self.times.saturating_add(1) };
        self.wait().saturating_mul(waits)
    }
}
