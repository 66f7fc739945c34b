//! The far end as a whole: connections, the gate where orders act, and behind it the plain broker or a tap.
//!
//! What comes from a client is cut into frames, recorded, taken through the gate, and handed to the broker;
//! what the broker answers goes through the gate the other way, and is recorded as it leaves.

mod book;
mod bursts;
mod closing;
mod conn;
mod deeds;
mod gate;
mod guest;
mod inward;
mod limits;
mod ordering;
mod outward;
mod passage;
mod pushing;
mod subscribing;
mod tap;
mod timing;
mod weighing;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;

use crate::link::Link;
use crate::plain::Broker;
use crate::record::{Event, OrderId, Record, Tls, Transport};

use book::Book;
use bursts::Ongoing;
use conn::Conn;
use gate::{Kept, Later};
use guest::Guest;

pub use limits::{Config, Limits};

/// What the driver is to do. Actions on one connection are to be done in the order they come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Write this, and say by `handle_written` when it is done.
    Write(Link, Bytes),
    /// Send no more, but go on reading.
    HalfClose(Link),
    /// Close once all is written, and say by `handle_closed` when it is done.
    Close(Link),
    /// Reset at once, written or not, and say so by `handle_closed`.
    Reset(Link),
    /// Do not read.
    Pause(Link),
    /// Read again.
    Resume(Link),
    /// Connect to the real broker on behalf of this connection; or on our own, under a number of its own.
    OpenUpstream(Link),
    /// Write this to the real broker, as soon as it is connected.
    WriteUpstream(Link, Bytes),
    /// Do not read from the real broker.
    PauseUpstream(Link),
    /// Read from the real broker again.
    ResumeUpstream(Link),
    /// Close the connection to the real broker once all is written.
    CloseUpstream(Link),
}

/// A connection that wants in.
#[derive(Debug, Clone)]
pub struct Opening {
    /// From where, for people.
    pub peer: String,
    /// Over what.
    pub transport: Transport,
}

/// What comes from the real broker behind a tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upstream<'a> {
    /// The connection is there.
    Opened,
    /// There is no connection to be had.
    Failed(String),
    /// These bytes.
    Bytes(&'a [u8]),
    /// So many bytes were written to it.
    Written(usize),
    /// It closed the connection.
    Closed,
}

/// The far end.
#[derive(Debug)]
pub struct FarEnd {
    config: Config,
    // Ordered, so that the same input always has the same output.
    conns: BTreeMap<Link, Conn>,
    guests: BTreeMap<Link, Guest>,
    book: Book,
    broker: Broker,
    later: BTreeMap<(Duration, u64), Later>,
    kept: Vec<Kept>,
    bursts: Vec<Ongoing>,
    actions: VecDeque<Action>,
    records: VecDeque<Record>,
    last_link: u64,
    serial: u64,
    total: usize,
}

impl FarEnd {
    /// A far end without connections.
    pub fn new(config: Config) -> Self {
        Self {
            broker: Broker::new(config.rules.clone()),
            config,
            conns: BTreeMap::new(),
            guests: BTreeMap::new(),
            book: Book::default(),
            later: BTreeMap::new(),
            kept: Vec::new(),
            bursts: Vec::new(),
            actions: VecDeque::new(),
            records: VecDeque::new(),
            last_link: 0,
            serial: 0,
            total: 0,
        }
    }

    /// A client has connected. None: there are too many connections, and this one is to be closed at once.
    pub fn handle_open(&mut self, now: Duration, opening: Opening) -> Option<Link> {
        if self.conns.len() >= self.config.limits.connections {
            self.record(now, None, Event::TurnedAway { peer: opening.peer });
            return None;
        }
        self.last_link += 1;
        let link = Link(self.last_link);
        self.conns.insert(link, Conn::new(now, self.config.limits.packet, self.config.tap));
        self.record(now, Some(link), Event::Opened { peer: opening.peer, transport: opening.transport });
        if self.config.tap {
            self.actions.push_back(Action::OpenUpstream(link));
        }
        self.act_at_open(now, link, false);
        self.settle(now);
        Some(link)
    }

    /// Something happened to a connection's TLS.
    pub fn handle_tls(&mut self, now: Duration, link: Link, tls: Tls) {
        self.record(now, Some(link), Event::Tls(tls));
    }

    /// The driver has written so many bytes to the client.
    pub fn handle_written(&mut self, now: Duration, link: Link, count: usize) {
        if let Some(conn) = self.conns.get_mut(&link) {
            conn.unsent = conn.unsent.saturating_sub(count);
            self.weigh(now, link);
            self.settle(now);
        }
    }

    /// What the driver is to do next.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// What happened, in order of time.
    pub fn poll_record(&mut self) -> Option<Record> {
        self.records.pop_front()
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.conns.len()
    }

    /// How many bytes wait on all connections, both ways; never more than `Limits::total` and one read.
    pub fn buffered(&self) -> usize {
        self.total
    }

    /// How many bytes of messages sessions and retained messages hold; never more than `Rules::stored`.
    pub fn stored(&self) -> usize {
        self.broker.stored()
    }

    fn record(&mut self, at: Duration, link: Option<Link>, event: Event) {
        let client = link.and_then(|link| self.conns.get(&link)).and_then(|conn| conn.client.clone());
        self.records.push_back(Record { at, link, client, event });
    }

    fn applied(&mut self, at: Duration, link: Link, order: OrderId, kind: Option<crate::wire::Kind>) {
        self.record(at, Some(link), Event::Applied(order, kind));
    }
}
