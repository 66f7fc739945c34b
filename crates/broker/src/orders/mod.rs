//! What the far end can be told to do wrong, or to do now: the vocabulary, and its text form.
//!
//! `Order::parse` and `Display` are each other's inverse. How orders are carried out is the gate's business.

mod craft;
mod damage;
pub mod duration;
mod error;
mod lexer;
mod parser;
mod parts;
mod print;
mod text;

use std::time::Duration;

use crate::link::Link;
use crate::wire::{Direction, Frame, Kind, QoS};

pub use craft::{Crafted, Malformed};
pub use damage::Damage;
pub use error::OrderError;
pub use text::{quoted, shown};

/// One thing to do, to whom, how often and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What to do.
    pub deed: Deed,
    /// Whose connections it concerns.
    pub scope: Scope,
    /// How many occasions pass before it acts.
    pub skip: u32,
    /// On how many occasions it acts; none: on all.
    pub times: Option<u32>,
    /// How long after being given it ends; none: it stays.
    pub within: Option<Duration>,
}

impl Order {
    /// An order to the run's own clients, on every occasion, for good.
    pub fn new(deed: Deed) -> Self {
        Self { deed, scope: Scope::Ours, skip: 0, times: None, within: None }
    }

    /// The same, for these connections only.
    #[must_use]
    pub fn to(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    /// The same, on the next so many occasions only.
    #[must_use]
    pub fn next(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The same, ending so long after it is given.
    #[must_use]
    pub fn within(self, within: Duration) -> Self {
        Self { within: Some(within), ..self }
    }

    /// Reads an order's text form; `ORDERS.md` has the grammar.
    pub fn parse(text: &str) -> Result<Self, OrderError> {
        parser::parse(text)
    }
}

/// Whose connections an order concerns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// The run's own client ids; everyone where the far end was told of none.
    #[default]
    Ours,
    /// Every connection, strangers' too.
    Anyone,
    /// The connections of one client id.
    Client(String),
    /// One connection.
    Link(Link),
}

/// What can be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Answer CONNECT with this return code, 1 to 5, and close.
    RefuseConnect(u8),
    /// Answer SUBSCRIBE with 0x80: for this filter, or for all.
    RefuseSubscribe(Option<String>),
    /// Grant this QoS whatever was asked: for this filter, or for all.
    Grant(QoS, Option<String>),
    /// Treat packets of a kind otherwise than they should be.
    Treat(Pattern, Treatment),
    /// End the connection.
    End(Ending, Moment),
    /// Keep the connection and be silent on it.
    Silence(Silence, Moment),
    /// Send something that nobody asked for.
    Send(Crafted, Moment),
    /// Publish as another client of the broker would: to whom has subscribed.
    Publish(Post, Burst),
    /// Put a message straight into the connection, subscribed or not, with this packet id or a free one.
    Push(Post, Option<u16>, Burst),
    /// Come as a second client with this client id.
    TakeOver(String),
    /// End all orders of the scope, and let go what they hold.
    Cancel,
    /// Forget what nobody who is connected has to do with: sessions left behind, retained messages.
    Forget,
}

/// Packets of a kind that go one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    /// Which way.
    pub direction: Direction,
    /// Of which type; none: of any.
    pub kind: Option<Kind>,
}

impl Pattern {
    /// Packets of this type, going the way that is usually meant.
    pub fn of(kind: Kind) -> Self {
        Self { direction: kind.usual_direction(), kind: Some(kind) }
    }

    /// Packets of this type from the client.
    pub fn received(kind: Kind) -> Self {
        Self { direction: Direction::Received, kind: Some(kind) }
    }

    /// Packets of this type to the client.
    pub fn sent(kind: Kind) -> Self {
        Self { direction: Direction::Sent, kind: Some(kind) }
    }

    pub(crate) fn takes(self, direction: Direction, frame: &Frame) -> bool {
        self.direction == direction && (self.kind.is_none() || self.kind == frame.kind())
    }
}

/// What to do with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// It never was.
    Drop,
    /// It comes so much later; what follows may overtake it.
    Delay(Duration),
    /// It comes when the order ends.
    Hold,
    /// It comes twice.
    Duplicate,
    /// It comes after the next one of its kind.
    Swap,
    /// It goes in pieces of so many bytes, so far apart; what follows waits for the last.
    Split(u32, Duration),
    /// It goes damaged.
    Corrupt(Damage),
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Orderly, both ways.
    Close,
    /// Orderly, our way only: what the client sends is still read.
    HalfClose,
    /// By a TCP reset.
    Reset,
}

/// How to be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Read and record what comes, act on none of it, send nothing.
    Mute,
    /// Do not read: the client's window fills.
    Stall,
}

/// When to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// As soon as the order is given, to the connections there are.
    Now,
    /// When a connection opens; for orders to a client id, when its CONNECT comes.
    Open,
    /// In place of such a packet.
    Before(Pattern),
    /// Once such a packet is dealt with.
    After(Pattern),
}

/// A message for the far end to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the MQTT specification")]
pub struct Post {
    pub topic: String,
    pub payload: Payload,
    pub qos: QoS,
    pub retain: bool,
}

/// What a message holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// These bytes.
    Bytes(Vec<u8>),
    /// So many bytes, `0123456789` over and over: a lost one shows.
    Fill(u32),
}

impl Payload {
    /// The bytes it stands for.
    pub fn bytes(&self) -> bytes::Bytes {
        match self {
            Self::Bytes(bytes) => bytes.clone().into(),
            Self::Fill(length) => (b'0'..=b'9').cycle().take(*length as usize).collect::<Vec<_>>().into(),
        }
    }
}

/// How often, and how far apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    /// How often.
    pub times: u32,
    /// How far apart; zero: one on the heels of the other.
    pub every: Duration,
}

impl Default for Burst {
    fn default() -> Self {
        Self { times: 1, every: Duration::ZERO }
    }
}
