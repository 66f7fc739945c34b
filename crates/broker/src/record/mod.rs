//! What the far end saw and did, as typed events in order of time. Judging them is somebody else's.

mod json;
mod show;
mod summary;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::link::Link;
use crate::plain::{ClientId, Note, Why};
use crate::wire::{DUP, Direction, Fault, Frame, Kind, Packet, decode, decode_as, walk};

pub use summary::{pseudonym, summary};

/// One thing that happened at the far end.
#[derive(Debug, Clone)]
pub struct Record {
    /// When: input after it was read, output before it is written.
    pub at: Duration,
    /// On which connection.
    pub link: Option<Link>,
    /// The connection's client id, as soon as it is known.
    pub client: Option<ClientId>,
    /// What.
    pub event: Event,
}

/// The number of an order; they count up from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderId(pub u64);

/// What can happen at the far end.
#[derive(Debug, Clone)]
pub enum Event {
    /// A connection was accepted.
    Opened {
        /// From where.
        peer: String,
        /// Over what.
        transport: Transport,
    },
    /// A connection was not taken: there are too many.
    TurnedAway {
        /// From where.
        peer: String,
    },
    /// Something about the connection's TLS.
    Tls(Tls),
    /// A packet went over the wire, lawful or not.
    Packet(Direction, Seen),
    /// Bytes went over the wire in which no packet can be told.
    Junk {
        /// Which way.
        direction: Direction,
        /// The bytes.
        raw: Bytes,
        /// What ended the packets; with the first such bytes only.
        fault: Option<Fault>,
    },
    /// The tap's connection to the real broker.
    Upstream(UpstreamEvent),
    /// Something the broker did that no packet shows.
    Broker(Note),
    /// An order was given.
    Ordered(OrderId, Arc<str>),
    /// An order acted, on a packet of this type where it was a packet.
    Applied(OrderId, Option<Kind>),
    /// An order is over.
    OrderEnded(OrderId, OrderEnd),
    /// An order could not be carried out.
    OrderFailed(OrderId, &'static str),
    /// The far end ends the connection.
    Closing(Cause),
    /// The connection is over.
    Closed(Gone),
    /// The client will send no more, but may still read.
    PeerFinished,
}

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// Orderly.
    Closed,
    /// By the client's reset.
    Reset,
    /// By ours.
    ResetByUs,
    /// By this error.
    Failed(String),
}

/// A packet's bytes, and what they mean.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The bytes.
    pub frame: Frame,
    /// The typed packet; none where a breach leaves none.
    pub packet: Option<Packet>,
    /// All that is wrong with it.
    pub faults: Vec<Fault>,
}

impl Seen {
    /// Looks at a frame.
    pub fn of(frame: Frame) -> Self {
        let faults = walk(&frame);
        // With a breach the codec's view is not to be relied on, whether it has one or not.
        let packet = if faults.iter().any(Fault::is_breach) { None } else { decode(&frame) };
        Self { frame, packet, faults }
    }

    /// Looks at a frame of MQTT 3.1: there PUBREL, SUBSCRIBE and UNSUBSCRIBE too can say that they are sent again.
    pub(crate) fn of_older(frame: Frame) -> Self {
        let mut seen = Self::of(frame);
        let again = Fault::Flags { demanded: 2, found: 2 | DUP };
        if seen.faults.contains(&again) {
            seen.faults.retain(|fault| *fault != again);
            let first = seen.frame.raw()[0] & !DUP;
            seen.packet = if seen.breach().is_some() { None } else { decode_as(first, &seen.frame) };
        }
        seen
    }

    /// What the far end itself made: it need not be looked at.
    pub(crate) fn made(packet: Packet) -> Option<Self> {
        Some(Self { frame: Frame::of(&packet)?, packet: Some(packet), faults: Vec::new() })
    }

    /// The first fault that ends a connection.
    pub fn breach(&self) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.is_breach())
    }
}

/// What a connection runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// The far end and its client share a virtual world.
    Virtual,
    /// TCP.
    Tcp,
    /// TLS over TCP.
    Tls,
}

/// What happens to TLS on a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// The handshake is done.
    Established {
        /// The protocol version.
        version: String,
        /// The cipher suite.
        suite: String,
        /// The server name the client asked for.
        server_name: Option<String>,
        /// The SHA-256 fingerprint of the client's certificate, if it showed one.
        client_certificate: Option<String>,
    },
    /// The handshake failed, or a record could not be read.
    Failed(String),
    /// The client said that it would send no more.
    CloseNotify,
}

/// What happens between the tap and the real broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamEvent {
    /// Connected.
    Opened,
    /// Could not connect.
    Failed(String),
    /// The real broker closed the connection.
    Closed,
}

/// How an order came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEnd {
    /// It acted as often as it was to.
    Spent,
    /// Its time is over.
    Expired,
    /// It was cancelled.
    Cancelled,
}

/// Why the far end ends a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The rules of MQTT have it so.
    Broker(Why),
    /// What came breaks the protocol.
    Breach(Fault),
    /// A bound was reached.
    Bound(Bound),
    /// It was ordered.
    Order(OrderId),
    /// The real broker is gone.
    Upstream,
    /// The far end is being shut down.
    Stopping,
}

/// What a connection can have too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Bytes that it does not read.
    Unsent,
    /// Bytes of all connections together.
    Total,
    /// Time before its CONNECT.
    ConnectTime,
    /// Time over one packet.
    PacketTime,
}
