//! A small MQTT client, 3.1 and 3.1.1. It owns no socket and no clock and knows no AT: packets and times go in by
//! `handle_*`, packets, events and the next deadline come out by `poll_*`. Packets are typed both ways, so that
//! somebody between client and socket can drop, change or add any.
//!
//! Right by default. Topics, filters and payloads are bytes: what the caller gives is sent as it is, and the
//! caller knows what may be asked for. A topic from the server that is not UTF-8, is empty, or holds a wildcard
//! or U+0000 breaks the connection, as any other breach of MQTT does. After each `handle_*` and each wish the
//! driver polls until nothing is left; queues are as long as one read makes them.

mod breach;
mod connection;
mod decode;
mod encode;
mod event;
mod flights;
mod framer;
mod inward;
mod packet;
mod setup;
mod timing;
mod wishes;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use connection::State;
use flights::Flights;

pub use breach::{BadTopic, Breach};
pub use encode::encode;
pub use event::{Event, Refused, What};
pub use flights::MAX_IN_FLIGHT;
pub use framer::{Framer, MAX_PACKET};
pub use inward::MAX_UNRELEASED;
pub use packet::{Connect, Packet, Publish, Will};
pub use setup::{Manners, Protocol, Retry, Setup};

/// One client. It outlives its connections, as its session may.
#[derive(Debug, Clone)]
pub struct Client {
    setup: Setup,
    manners: Manners,
    state: State,
    framer: Framer,
    flights: Flights,
    /// Messages of QoS 2 that came and wait for their PUBREL.
    unreleased: BTreeSet<u16>,
    /// Those of them that are not told before.
    withheld: BTreeMap<u16, Event>,
    packets: VecDeque<Packet>,
    events: VecDeque<Event>,
}

impl Client {
    /// A client without a connection and without a session.
    pub fn new(setup: Setup) -> Self {
        Self {
            framer: Framer::new(setup.protocol),
            setup,
            manners: Manners::default(),
            state: State::Away,
            flights: Flights::default(),
            unreleased: BTreeSet::new(),
            withheld: BTreeMap::new(),
            packets: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// The next packet to be sent.
    pub fn poll_packet(&mut self) -> Option<Packet> {
        self.packets.pop_front()
    }

    /// What happened next.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When `handle_timeout` is to be called.
    pub fn poll_deadline(&self) -> Option<Duration> {
        self.deadline()
    }

    /// Changes its manners for packets that are sent from now on.
    pub fn set_manners(&mut self, manners: Manners) {
        self.manners = manners;
    }

    /// How it was told to connect.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Whether the server has taken it in and nothing has ended that.
    pub fn is_connected(&self) -> bool {
        matches!(self.state, State::Connected(_))
    }

    /// Whether a packet with this id awaits its acknowledgement.
    pub fn awaits(&self, id: u16) -> bool {
        self.flights.find(id).is_some()
    }

    /// How many messages await theirs.
    pub fn in_flight(&self) -> usize {
        self.flights.messages()
    }

    /// Hands a packet out; whatever is sent puts off the next ping.
    fn send(&mut self, now: Duration, packet: Packet) {
        if let State::Connected(liveness) = &mut self.state {
            liveness.last_sent = now;
        }
        self.packets.push_back(packet);
    }
}
