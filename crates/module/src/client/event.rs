//! What a client says to whoever drives it.

use super::breach::Breach;

/// Something that happened. Each PUBLISH, SUBSCRIBE and UNSUBSCRIBE that was accepted ends in one event: its
/// acknowledgement or `GaveUp`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The server took the client in. MQTT 3.1 never says that there was a session.
    Connected {
        /// Whether the server still had the session.
        session_present: bool,
    },
    /// The server refused the client with this return code; the connection is to be closed.
    Refused(u8),
    /// No CONNACK came; the connection is to be closed.
    ConnectTimedOut,
    /// A message is where it was to go: with QoS 0 sent, with QoS 1 and 2 fully acknowledged.
    #[expect(missing_docs, reason = "the names say it")]
    Acknowledged { id: u16, qos: u8 },
    /// A packet was sent again, for the so-many-th time.
    #[expect(missing_docs, reason = "the names say it")]
    Retried { id: u16, what: What, attempt: u32 },
    /// A packet is not sent again: it was repeated often enough, or its session is over.
    #[expect(missing_docs, reason = "the names say it")]
    GaveUp { id: u16, what: What },
    /// The server answered a SUBSCRIBE, with a code for each filter: the granted QoS, or 0x80.
    #[expect(missing_docs, reason = "the names say it")]
    Subscribed { id: u16, codes: Vec<u8> },
    /// The server answered an UNSUBSCRIBE.
    #[expect(missing_docs, reason = "the names say it")]
    Unsubscribed { id: u16 },
    /// A message came; one of QoS 2 only once, however often it is sent.
    #[expect(missing_docs, reason = "the names say it")]
    Message { id: u16, qos: u8, retain: bool, dup: bool, topic: Vec<u8>, payload: Vec<u8> },
    /// The server answered a ping.
    Pong,
    /// The server left a ping without an answer. The connection stands until its owner closes it.
    PingUnanswered,
    /// The server did what MQTT forbids; the connection is to be closed.
    Broken(Breach),
}

/// What may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum What {
    Publish,
    Pubrel,
    Subscribe,
    Unsubscribe,
}

/// Why a client does not do what it is told. Nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no connection that the server has accepted.
    NotConnected,
    /// Another packet with this id is in flight.
    IdInUse,
    /// The packet must have an id.
    ZeroId,
    /// Too many packets are in flight.
    TooMany,
    /// The topic, or all of it, is longer than the client sends.
    TooLong,
    /// QoS is 0, 1 or 2.
    Qos,
    /// There is no filter to subscribe to.
    NoFilter,
}
