//! From the client to the broker.

use std::time::Duration;

use super::conn::State;
use super::passage::{Load, Passage};
use super::{Action, FarEnd};
use crate::link::Link;
use crate::orders::{Ending, Silence};
use crate::plain::{Note, Outcome};
use crate::record::{Cause, Event, Seen};
use crate::wire::{Connack, ConnectReturnCode, Cut, Direction, Fault, Frame, Kind, Protocol};

impl FarEnd {
    /// Bytes from the client.
    pub fn handle_bytes(&mut self, now: Duration, link: Link, bytes: &[u8]) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        conn.framer.handle_bytes(bytes);
        while let Some(conn) = self.conns.get_mut(&link)
            && let Some(cut) = conn.framer.poll_cut()
        {
            conn.partial_since = None;
            match cut {
                Cut::Frame(frame) => self.frame_in(now, link, frame),
                Cut::Junk(raw, fault) => self.load_in(now, link, Load::Junk(raw, fault)),
            }
            self.settle(now);
        }
        if let Some(conn) = self.conns.get_mut(&link) {
            let partial = conn.framer.buffered() > 0;
            conn.partial_since = partial.then(|| conn.partial_since.unwrap_or(now));
        }
        self.weigh(now, link);
        self.settle(now);
    }

    fn frame_in(&mut self, now: Duration, link: Link, frame: Frame) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        let mut seen =
            if conn.protocol == Some(Protocol::V310) { Seen::of_older(frame) } else { Seen::of(frame) };
        let first = !conn.greeted;
        let kind = seen.frame.kind();
        match kind {
            Some(Kind::Connect) if first => conn.greet(seen.packet.as_ref()),
            Some(Kind::Connect) => seen.faults.push(Fault::SecondConnect),
            Some(_) if first => seen.faults.push(Fault::NotConnected),
            Some(kind) if !kind.goes(Direction::Received) => seen.faults.push(Fault::WrongWay),
            _ => {}
        }
        self.load_in(now, link, Load::Packet(seen));
    }

    fn load_in(&mut self, now: Duration, link: Link, load: Load) {
        let event = match &load {
            Load::Packet(seen) => Event::Packet(Direction::Received, seen.clone()),
            Load::Junk(raw, fault) => {
                Event::Junk { direction: Direction::Received, raw: raw.clone(), fault: fault.clone() }
            }
        };
        self.record(now, Some(link), event);
        let deaf = |far_end: &Self| {
            far_end.conns.get(&link).is_none_or(|conn| conn.is_closing() || conn.is(Silence::Mute))
        };
        if deaf(self) {
            return;
        }
        if let Load::Packet(seen) = &load
            && seen.frame.kind() == Some(Kind::Connect)
            && !seen.faults.contains(&Fault::SecondConnect)
        {
            self.act_at_open(now, link, true);
        }
        if !deaf(self) {
            self.gate(now, link, Passage::new(Direction::Received, load));
        }
    }

    /// What has passed the gate reaches the broker.
    pub(super) fn pass_in(&mut self, now: Duration, link: Link, load: Load) {
        if self.conns.get(&link).is_none_or(super::conn::Conn::is_closing) {
            return;
        }
        if let Load::Packet(seen) = &load
            && self.answers_push(now, link, seen)
        {
            return;
        }
        if self.config.tap {
            return self.pass_upstream(now, link, load.raw().clone());
        }
        match load {
            Load::Junk(_, fault) => self.breach(now, link, fault.unwrap_or(Fault::LengthEndless)),
            Load::Packet(seen) => match (seen.breach().cloned(), seen.packet) {
                (None, Some(packet)) => self.broker.handle_packet(now, link, packet),
                (Some(fault), _) => self.breach(now, link, fault),
                // The walk found no breach and the codec no packet: to be safe, it has no meaning.
                (None, None) => self.breach(now, link, Fault::Surplus(0)),
            },
        }
    }

    fn breach(&mut self, now: Duration, link: Link, fault: Fault) {
        if matches!(fault, Fault::Protocol { .. }) {
            // The one breach that has an answer (MQTT-3.1.2-2).
            let code = ConnectReturnCode::UnacceptableProtocolVersion;
            self.packet_out(now, link, Connack::new(false, code).into());
        }
        self.end(now, link, Ending::Close, Cause::Breach(fault));
    }

    /// Carries out what the broker decided.
    pub(super) fn follow(&mut self, now: Duration) {
        while let Some(outcome) = self.broker.poll_outcome() {
            match outcome {
                Outcome::Send(link, packet) => self.packet_out(now, link, packet),
                Outcome::Drop(link, why) => self.end(now, link, Ending::Close, Cause::Broker(why)),
                Outcome::Note(link, note) => self.note(now, link, note),
            }
        }
    }

    /// Carries out whatever follows from what has come.
    pub(super) fn settle(&mut self, now: Duration) {
        loop {
            self.follow(now);
            let busy = self.run_bursts(now) | self.end_orders(now);
            if !busy {
                return;
            }
        }
    }

    fn note(&mut self, now: Duration, link: Option<Link>, note: Note) {
        if let (Some(link), Note::Session { client, .. }) = (link, &note)
            && let Some(conn) = self.conns.get_mut(&link)
        {
            conn.client = Some(client.clone());
        }
        self.record(now, link, Event::Broker(note));
    }

    /// The driver is to read, or not to.
    pub(super) fn steer(&mut self, link: Link) {
        let half = self.config.limits.unsent / 2;
        let Some(conn) = self.conns.get_mut(&link).filter(|conn| conn.state != State::Reset) else { return };
        let paused = conn.is(Silence::Stall) || conn.upstream.as_ref().is_some_and(|up| up.unsent > half);
        if paused != conn.paused {
            conn.paused = paused;
            self.actions.push_back(if paused { Action::Pause(link) } else { Action::Resume(link) });
        }
    }
}
