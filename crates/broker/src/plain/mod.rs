//! The far end as a plain broker, and a right one: typed packets and times in, packets and drops out.
//!
//! It knows nothing of bytes, orders or records, and never misbehaves: that is the gate's work.

mod access;
mod connecting;
mod publishing;
mod retained;
mod rules;
mod session;
mod subscribing;
mod timing;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::link::Link;
use crate::wire::{ConnectReturnCode, Kind, Packet};

pub use access::{Access, User};
pub use retained::Retained;
pub use rules::Rules;
pub use session::Message;

use session::Session;

/// A client id.
pub type ClientId = Arc<str>;

/// What the broker wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Send this packet.
    Send(Link, Packet),
    /// End this connection, after what was sent on it.
    Drop(Link, Why),
    /// Nothing to do, but worth a record.
    Note(Option<Link>, Note),
}

/// Why the broker ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its CONNECT was refused.
    Refused(ConnectReturnCode),
    /// It sent DISCONNECT.
    Disconnected,
    /// Another connection came with its client id.
    TakenOver,
    /// Silent for one and a half times its keep-alive.
    KeepAlive,
    /// It holds more QoS 2 messages unreleased than the broker keeps.
    Unreleased,
}

/// Something the broker did that no packet shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A session began, or an old one goes on.
    Session {
        /// Whose.
        client: ClientId,
        /// Whether an old one goes on.
        resumed: bool,
    },
    /// A session is over, and all it held with it.
    SessionEnded(ClientId),
    /// A will was published.
    Will(ClientId),
    /// A message did not reach a session.
    Discarded {
        /// Whose session.
        client: ClientId,
        /// What kept it from there.
        because: Full,
    },
    /// A retained message was not kept, or a subscription not made, for want of room.
    NoRoom(Full),
    /// An acknowledgement of nothing that is in flight.
    Stray(Kind, u16),
    /// Sent again, since no acknowledgement had come in time.
    Resent(u16),
}

/// What was full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The connection takes no more bytes at the moment.
    Connection,
    /// The session's queue.
    Queue,
    /// All the broker may store.
    Store,
    /// The list of retained messages.
    Retained,
    /// The session's list of subscriptions.
    Subscriptions,
}

/// The broker.
#[derive(Debug)]
pub struct Broker {
    rules: Rules,
    // Ordered, so that the same packets always have the same outcomes in the same order.
    sessions: BTreeMap<ClientId, Session>,
    links: BTreeMap<Link, ClientId>,
    retained: Retained,
    desk: Desk,
    named: u64,
}

/// Where outcomes wait to be polled, and the count of bytes that sessions and retained messages hold.
#[derive(Debug, Default)]
struct Desk {
    outcomes: VecDeque<Outcome>,
    stored: usize,
}

impl Desk {
    fn send(&mut self, link: Link, packet: impl Into<Packet>) {
        self.outcomes.push_back(Outcome::Send(link, packet.into()));
    }

    fn note(&mut self, link: Option<Link>, note: Note) {
        self.outcomes.push_back(Outcome::Note(link, note));
    }
}

impl Broker {
    /// A broker without sessions.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            sessions: BTreeMap::new(),
            links: BTreeMap::new(),
            retained: Retained::default(),
            desk: Desk::default(),
            named: 0,
        }
    }

    /// Takes a packet. All but CONNECT are ignored on a link that has no session.
    pub fn handle_packet(&mut self, now: Duration, link: Link, packet: Packet) {
        if let Packet::Connect(connect) = packet {
            return self.connect(now, link, connect);
        }
        let Some(client) = self.links.get(&link).cloned() else { return };
        let Some(session) = self.sessions.get_mut(&client) else { return };
        session.heard = now;
        match packet {
            Packet::Publish(publish) => self.publish(now, link, &client, publish),
            Packet::Puback(id) => session.puback(now, id, &self.rules, &mut self.desk),
            Packet::Pubrec(id) => session.pubrec(now, id, &mut self.desk),
            Packet::Pubrel(id) => session.pubrel(id, &mut self.desk),
            Packet::Pubcomp(id) => session.pubcomp(now, id, &self.rules, &mut self.desk),
            Packet::Subscribe(subscribe) => self.subscribe(now, link, &client, &subscribe),
            Packet::Unsubscribe(unsubscribe) => self.unsubscribe(link, &client, &unsubscribe),
            Packet::Pingreq => self.desk.send(link, Packet::Pingresp),
            Packet::Disconnect => self.disconnect(now, link, &client),
            // What only a server sends has no business here; the gate lets none through.
            Packet::Connect(_)
            | Packet::Connack(_)
            | Packet::Suback(_)
            | Packet::Unsuback(_)
            | Packet::Pingresp => {}
        }
    }

    /// The connection is gone, and no DISCONNECT came before.
    pub fn handle_lost(&mut self, now: Duration, link: Link) {
        if let Some(client) = self.links.get(&link).cloned() {
            self.lose(now, &client);
        }
    }

    /// Whether the connection takes more at the moment; messages wait or are discarded while it does not.
    pub fn handle_congestion(&mut self, now: Duration, link: Link, congested: bool) {
        let Some(session) = self.links.get(&link).and_then(|client| self.sessions.get_mut(client)) else {
            return;
        };
        session.congested = congested;
        session.pump(now, &self.rules, &mut self.desk);
    }

    /// Whether what the client sends does not reach the broker at the moment: its silence is then not its own.
    pub fn handle_unheard(&mut self, now: Duration, link: Link, unheard: bool) {
        if let Some(session) = self.links.get(&link).and_then(|client| self.sessions.get_mut(client))
            && session.unheard != unheard
        {
            session.unheard = unheard;
            session.heard = now;
        }
    }

    /// Forgets the sessions of those who are not connected, and all retained messages. Who is connected and has nothing in
    /// flight gets the first packet id next.
    pub fn forget(&mut self) {
        self.desk.stored -= self.retained.bytes();
        self.retained = Retained::default();
        let left = self.sessions.extract_if(.., |_, session| session.link.is_none());
        self.desk.stored -= left.map(|(_, session)| session.stored()).sum::<usize>();
        self.sessions.values_mut().for_each(Session::count_anew);
    }

    /// What to do next.
    pub fn poll_outcome(&mut self) -> Option<Outcome> {
        self.desk.outcomes.pop_front()
    }

    /// How many bytes of messages wait in sessions or are retained.
    pub fn stored(&self) -> usize {
        self.desk.stored
    }

    /// How many sessions there are, connected or not.
    pub fn sessions(&self) -> usize {
        self.sessions.len()
    }
}
