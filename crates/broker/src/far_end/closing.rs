//! How connections end: by the client, by the rules, by an order, by a bound.

use std::time::Duration;

use super::conn::State;
use super::{Action, FarEnd};
use crate::link::Link;
use crate::orders::Ending;
use crate::record::{Cause, Event, Gone};
use crate::wire::{Direction, Fault};

impl FarEnd {
    /// The client will send no more.
    pub fn handle_finished(&mut self, now: Duration, link: Link) {
        let Some(conn) = self.conns.get(&link) else { return };
        let closing = conn.is_closing();
        self.record_rest(now, link);
        self.record(now, Some(link), Event::PeerFinished);
        if !closing {
            self.close(now, link);
        }
        self.settle(now);
    }

    /// The connection is over.
    pub fn handle_closed(&mut self, now: Duration, link: Link, gone: Gone) {
        if !self.conns.contains_key(&link) {
            return;
        }
        self.record_rest(now, link);
        self.record(now, Some(link), Event::Closed(gone));
        self.part(now, link);
        if let Some(conn) = self.conns.remove(&link) {
            self.total -= conn.weight;
        }
        self.settle(now);
    }

    /// Ends every connection; the far end is being shut down.
    pub fn handle_stop(&mut self, now: Duration) {
        let links: Vec<Link> = self.conns.keys().copied().collect();
        for link in links {
            self.end(now, link, Ending::Close, Cause::Stopping);
        }
        self.dismiss_guests(now);
        self.settle(now);
    }

    fn record_rest(&mut self, now: Duration, link: Link) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        let raw = conn.framer.take_rest();
        if !raw.is_empty() {
            let fault = Some(Fault::MidPacket(raw.len()));
            self.record(now, Some(link), Event::Junk { direction: Direction::Received, raw, fault });
        }
    }

    /// Ends a connection from our side.
    pub(super) fn end(&mut self, now: Duration, link: Link, ending: Ending, cause: Cause) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        let worse = ending == Ending::Reset && matches!(cause, Cause::Order(_));
        if conn.state == State::Reset || conn.is_closing() && !worse {
            return;
        }
        self.record(now, Some(link), Event::Closing(cause));
        match ending {
            Ending::Close => self.close(now, link),
            Ending::Reset => self.reset(now, link),
            Ending::HalfClose => self.half_close(link),
        }
    }

    fn close(&mut self, now: Duration, link: Link) {
        let deadline = now + self.config.limits.close_time;
        if let Some(conn) = self.conns.get_mut(&link) {
            conn.state = State::Closing(deadline);
        }
        self.part(now, link);
        // A client that was not read from must be, or its own close is never seen.
        self.steer(link);
        self.close_when_idle(link);
    }

    /// Closes a connection that is to be closed, once all that was to be sent before is handed out.
    pub(super) fn close_when_idle(&mut self, link: Link) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        if let State::Closing(deadline) = conn.state
            && conn.lane.is_empty()
            && conn.dripping.is_none()
        {
            conn.state = State::Dismissed(deadline);
            self.actions.push_back(Action::Close(link));
        }
    }

    pub(super) fn reset(&mut self, now: Duration, link: Link) {
        let Some(conn) = self.conns.get_mut(&link).filter(|conn| conn.state != State::Reset) else { return };
        conn.state = State::Reset;
        conn.clear_lane();
        conn.unsent = 0;
        conn.framer.take_rest();
        self.part(now, link);
        self.weigh(now, link);
        // Last of all: a driver may take the connection for gone from here on.
        self.actions.push_back(Action::Reset(link));
    }

    fn half_close(&mut self, link: Link) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        if conn.state == State::Open {
            conn.state = State::HalfClosed;
            conn.clear_lane();
            self.actions.push_back(Action::HalfClose(link));
        }
    }

    /// Parts a connection from what is behind the gate, and forgets what orders hold back for it.
    fn part(&mut self, now: Duration, link: Link) {
        self.later.retain(|_, later| later.link != link);
        self.kept.retain(|kept| kept.link != link);
        self.broker.handle_lost(now, link);
        self.close_upstream(link);
        if let Some(conn) = self.conns.get_mut(&link) {
            conn.held = 0;
            conn.silences.clear();
        }
    }
}
