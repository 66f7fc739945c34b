//! What the far end knows of one connection.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;

use super::passage::Passage;
use crate::orders::Silence;
use crate::plain::ClientId;
use crate::record::OrderId;
use crate::wire::{Connect, Framer, Packet, Protocol, SubscribeReturnCode};

#[derive(Debug)]
pub(super) struct Conn {
    /// Since when it has time for its CONNECT.
    pub(super) waited_for_since: Duration,
    pub(super) client: Option<ClientId>,
    /// Its first packet has come.
    pub(super) greeted: bool,
    /// What it said that it speaks.
    pub(super) protocol: Option<Protocol>,
    pub(super) framer: Framer,
    /// When the first byte of the unfinished packet came.
    pub(super) partial_since: Option<Duration>,
    pub(super) state: State,
    pub(super) lane: VecDeque<Passage>,
    /// What the lane holds.
    pub(super) queued: usize,
    pub(super) dripping: Option<Dripping>,
    /// Bytes handed out to be written, and not yet written.
    pub(super) unsent: usize,
    /// Bytes that orders hold back.
    pub(super) held: usize,
    pub(super) silences: Vec<(OrderId, Silence)>,
    /// The driver was told not to read.
    pub(super) paused: bool,
    pub(super) congested: bool,
    pub(super) weight: usize,
    pub(super) pushed: BTreeMap<u16, Awaited>,
    /// Return codes that orders have settled, to be woven into the SUBACK of that packet id.
    pub(super) settled: BTreeMap<u16, Vec<Option<SubscribeReturnCode>>>,
    pub(super) upstream: Option<UpstreamConn>,
    /// Behind a tap, what the client came with.
    pub(super) connect: Option<Connect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    /// We have said that we send no more.
    HalfClosed,
    /// It is to be closed as soon as all is on its way, and reset then at the latest.
    Closing(Duration),
    /// The driver was told to close it; to be reset then at the latest.
    Dismissed(Duration),
    /// The driver was told to reset it.
    Reset,
}

/// A packet of which pieces are still to go.
#[derive(Debug)]
pub(super) struct Dripping {
    pub(super) rest: Bytes,
    pub(super) piece: usize,
    pub(super) every: Duration,
    pub(super) next: Duration,
    pub(super) after: Vec<(OrderId, crate::orders::Deed)>,
}

/// The answer that a pushed message waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    Puback,
    Pubrec,
    Pubcomp,
}

/// The tap's other side.
#[derive(Debug)]
pub(super) struct UpstreamConn {
    pub(super) framer: Framer,
    pub(super) unsent: usize,
    pub(super) closed: bool,
}

impl Conn {
    pub(super) fn new(opened: Duration, packet_limit: usize, tap: bool) -> Self {
        let upstream = UpstreamConn { framer: Framer::new(packet_limit), unsent: 0, closed: false };
        Self {
            waited_for_since: opened,
            client: None,
            greeted: false,
            protocol: None,
            framer: Framer::new(packet_limit),
            partial_since: None,
            state: State::Open,
            lane: VecDeque::new(),
            queued: 0,
            dripping: None,
            unsent: 0,
            held: 0,
            silences: Vec::new(),
            paused: false,
            congested: false,
            weight: 0,
            pushed: BTreeMap::new(),
            settled: BTreeMap::new(),
            upstream: tap.then_some(upstream),
            connect: None,
        }
    }

    pub(super) fn is(&self, silence: Silence) -> bool {
        self.silences.iter().any(|(_, other)| *other == silence)
    }

    /// Whether an order has an effect here, or will have.
    pub(super) fn knows(&self, order: OrderId) -> bool {
        self.silences.iter().any(|(id, _)| *id == order)
            || self.lane.iter().any(|passage| passage.awaits(order))
            || self.dripping.iter().any(|dripping| dripping.after.iter().any(|(id, _)| *id == order))
    }

    pub(super) fn is_closing(&self) -> bool {
        matches!(self.state, State::Closing(_) | State::Dismissed(_) | State::Reset)
    }

    /// Forgets what was to be sent.
    pub(super) fn clear_lane(&mut self) {
        self.lane.clear();
        self.queued = 0;
        self.dripping = None;
    }

    /// Bytes that wait for the client.
    pub(super) fn outward(&self) -> usize {
        self.unsent
            + self.held
            + self.queued
            + self.dripping.as_ref().map_or(0, |dripping| dripping.rest.len())
    }

    /// Bytes that wait anywhere.
    pub(super) fn bytes(&self) -> usize {
        let upstream = self.upstream.as_ref().map_or(0, |up| up.unsent + up.framer.buffered());
        self.outward() + self.framer.buffered() + upstream
    }

    /// Learns what a CONNECT says.
    pub(super) fn greet(&mut self, packet: Option<&Packet>) {
        self.greeted = true;
        let Some(Packet::Connect(connect)) = packet else { return };
        self.protocol = Some(connect.protocol);
        if !connect.client_id.is_empty() {
            self.client = Some(connect.client_id.clone());
        }
        if self.upstream.is_some() {
            self.connect = Some(connect.clone());
        }
    }
}
