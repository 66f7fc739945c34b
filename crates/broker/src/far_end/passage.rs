//! A packet on its way through the gate, with what orders have made of it.

use std::time::Duration;

use bytes::Bytes;

use crate::orders::Deed;
use crate::record::{OrderId, Seen};
use crate::wire::{Cut, Direction, Fault, Framer, Kind};

/// A packet on its way through the gate.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    pub(super) direction: Direction,
    pub(super) load: Load,
    pub(super) twice: bool,
    pub(super) drip: Option<Drip>,
    /// What is to be done once it has passed.
    pub(super) after: Vec<(OrderId, Deed)>,
}

/// What passes: a packet, or bytes in which there is none.
#[derive(Debug, Clone)]
pub(super) enum Load {
    Packet(Seen),
    Junk(Bytes, Option<Fault>),
}

/// A packet goes in pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drip {
    pub(super) piece: usize,
    pub(super) every: Duration,
}

impl Load {
    /// Bytes that orders have made: perhaps a packet, perhaps none.
    pub(super) fn of_bytes(raw: Bytes) -> Self {
        let mut framer = Framer::new(usize::MAX);
        framer.handle_bytes(&raw);
        match framer.poll_cut() {
            Some(Cut::Frame(frame)) if framer.buffered() == 0 => Self::Packet(Seen::of(frame)),
            Some(Cut::Junk(_, fault)) => Self::Junk(raw, fault),
            _ => Self::Junk(raw, None),
        }
    }

    pub(super) fn raw(&self) -> &Bytes {
        match self {
            Self::Packet(seen) => seen.frame.raw(),
            Self::Junk(raw, _) => raw,
        }
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Packet(seen) => seen.frame.kind(),
            Self::Junk(..) => None,
        }
    }
}

impl Passage {
    pub(super) fn new(direction: Direction, load: Load) -> Self {
        Self { direction, load, twice: false, drip: None, after: Vec::new() }
    }

    /// What it counts while it waits: of tiny packets the bytes are the least part.
    pub(super) fn size(&self) -> usize {
        self.load.raw().len() + size_of::<Self>()
    }

    /// Whether the order is to act once this has passed.
    pub(super) fn awaits(&self, order: OrderId) -> bool {
        self.after.iter().any(|(id, _)| *id == order)
    }
}
