//! One client: where it stands, what it owes the host, what it keeps for it.

use hayes_at::grammar::FormId;

use super::plan::Plan;

/// Where a client stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Closed,
    /// The socket is being connected.
    Opening,
    /// The socket is connected; no MQTT yet, or none any more.
    Open,
    /// The CONNACK is awaited.
    Connecting,
    Connected,
    /// It says goodbye; the result comes soon.
    Leaving,
    /// There is no socket, and the number is taken until the host closes it.
    Held,
    /// There is no socket, and the number is still told of until the host closes it, or opens it anew.
    Listed,
}

/// A packet whose command owes a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flight {
    /// The packet's id on the wire.
    pub(super) id: u16,
    /// The id that the host gave.
    pub(super) msgid: i64,
    /// Its command.
    pub(super) form: FormId,
    /// How often it was sent again.
    pub(super) repeats: u32,
}

/// A message that waits to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) msgid: i64,
    pub(super) topic: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

/// A client.
#[derive(Debug, Default)]
pub(super) struct Slot {
    pub(super) stage: Stage,
    pub(super) host: Vec<u8>,
    pub(super) port: i64,
    /// The command that owes a result about the stage.
    pub(super) due: Option<FormId>,
    /// How it is to connect, where that is decided when it is opened.
    pub(super) plan: Option<Plan>,
    /// What the CONNECT said, and how often it was sent again.
    pub(super) connect: Option<crate::client::Setup>,
    pub(super) tries: u32,
    pub(super) flights: Vec<Flight>,
    pub(super) stored: Vec<Option<Stored>>,
    /// The place that was taken last.
    pub(super) last_place: usize,
}

impl Slot {
    /// Is its network open, as the documents count it?
    pub(super) fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::Connecting | Stage::Connected | Stage::Held | Stage::Listed)
    }

    pub(super) fn is_connected(&self) -> bool {
        self.stage == Stage::Connected
    }

    /// The number that the documents have for its stage; none for a client that is not there.
    pub(super) fn state(&self) -> Option<i64> {
        match self.stage {
            Stage::Closed | Stage::Opening | Stage::Held | Stage::Listed => None,
            Stage::Open => Some(1),
            Stage::Connecting => Some(2),
            Stage::Connected => Some(3),
            Stage::Leaving => Some(4),
        }
    }

    /// Takes the flight with this id.
    pub(super) fn land(&mut self, id: u16) -> Option<Flight> {
        let place = self.flights.iter().position(|flight| flight.id == id)?;
        Some(self.flights.remove(place))
    }

    /// An id for a packet of which the host gave none that MQTT allows.
    pub(super) fn free_id(&self) -> u16 {
        let taken = |id: &u16| self.flights.iter().any(|flight| flight.id == *id);
        (1..=u16::MAX).rev().find(|id| !taken(id)).unwrap_or(u16::MAX)
    }
}
