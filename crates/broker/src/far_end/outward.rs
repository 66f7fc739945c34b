//! From the broker to the client.

use std::time::Duration;

use bytes::Bytes;

use super::conn::{Dripping, State};
use super::passage::{Drip, Load, Passage};
use super::{Action, FarEnd};
use crate::link::Link;
use crate::orders::Silence;
use crate::record::{Event, Seen};
use crate::wire::{Direction, Packet};

impl FarEnd {
    /// A packet for the client, on its way to the gate.
    pub(super) fn packet_out(&mut self, now: Duration, link: Link, packet: Packet) {
        if let Some(seen) = Seen::made(packet) {
            self.seen_out(now, link, seen);
        }
    }

    pub(super) fn seen_out(&mut self, now: Duration, link: Link, seen: Seen) {
        let seen = self.weave(link, seen);
        self.gate(now, link, Passage::new(Direction::Sent, Load::Packet(seen)));
    }

    /// What has passed the gate takes its place in the connection's lane.
    pub(super) fn pass_out(&mut self, now: Duration, link: Link, passage: Passage) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        if conn.state != State::Open || conn.is(Silence::Mute) {
            return;
        }
        conn.queued += passage.size();
        conn.lane.push_back(passage);
        self.run_lane(now, link);
        self.weigh(now, link);
    }

    /// Sends what may go. While one packet goes in pieces, all that follows waits.
    pub(super) fn run_lane(&mut self, now: Duration, link: Link) {
        while let Some(conn) = self.conns.get_mut(&link) {
            if conn.dripping.is_some() {
                return;
            }
            let Some(passage) = conn.lane.pop_front() else { break };
            conn.queued -= passage.size();
            match passage.drip {
                Some(drip) => return self.start_drip(now, link, passage, drip),
                None => self.emit(now, link, passage),
            }
        }
        self.close_when_idle(link);
    }

    fn emit(&mut self, now: Duration, link: Link, passage: Passage) {
        let raw = passage.load.raw().clone();
        self.record_sent(now, link, passage.load);
        self.write(link, raw);
        for (id, deed) in passage.after {
            self.carry_out(now, link, id, deed);
        }
    }

    fn record_sent(&mut self, now: Duration, link: Link, load: Load) {
        let direction = Direction::Sent;
        let event = match load {
            Load::Packet(seen) => Event::Packet(direction, seen),
            Load::Junk(raw, fault) => Event::Junk { direction, raw, fault },
        };
        self.record(now, Some(link), event);
    }

    fn write(&mut self, link: Link, bytes: Bytes) {
        if let Some(conn) = self.conns.get_mut(&link) {
            conn.unsent += bytes.len();
            self.actions.push_back(Action::Write(link, bytes));
        }
    }

    fn start_drip(&mut self, now: Duration, link: Link, passage: Passage, drip: Drip) {
        let rest = passage.load.raw().clone();
        self.record_sent(now, link, passage.load);
        if let Some(conn) = self.conns.get_mut(&link) {
            let Drip { piece, every } = drip;
            conn.dripping = Some(Dripping { rest, piece, every, next: now, after: passage.after });
        }
        self.run_drip(now, link);
    }

    /// Sends the pieces that are due.
    pub(super) fn run_drip(&mut self, now: Duration, link: Link) {
        let close_time = self.config.limits.close_time;
        while let Some(conn) = self.conns.get_mut(&link)
            && let Some(dripping) = &mut conn.dripping
        {
            if dripping.rest.is_empty() {
                let after = std::mem::take(&mut dripping.after);
                conn.dripping = None;
                for (id, deed) in after {
                    self.carry_out(now, link, id, deed);
                }
                return self.run_lane(now, link);
            }
            if dripping.next > now {
                return;
            }
            let piece = dripping.rest.split_to(dripping.piece.min(dripping.rest.len()));
            dripping.next += dripping.every;
            if let State::Closing(deadline) = &mut conn.state {
                *deadline = now + close_time;
            }
            self.write(link, piece);
        }
    }
}
