//! What is due by itself, and when.

use std::time::Duration;

use super::FarEnd;
use super::conn::{Conn, State};
use crate::link::Link;
use crate::orders::Silence;
use crate::record::Bound;

impl FarEnd {
    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Duration) {
        while let Some(entry) = self.later.first_entry()
            && entry.key().0 <= now
        {
            let later = entry.remove();
            self.release(now, later.link, later.passage);
            self.settle(now);
        }
        let due: Vec<Link> = (self.conns.iter())
            .filter(|(_, conn)| self.due_at(conn).is_some_and(|at| at <= now))
            .map(|(link, _)| *link)
            .collect();
        for link in due {
            self.handle_due(now, link);
        }
        self.check_guests(now);
        self.broker.handle_timeout(now);
        self.settle(now);
    }

    /// When `handle_timeout` is to be called next.
    pub fn poll_timeout(&self) -> Option<Duration> {
        let conns = self.conns.values().filter_map(|conn| self.due_at(conn)).min();
        let later = self.later.first_key_value().map(|((at, _), _)| *at);
        let orders = [self.next_burst(), self.book.next_end(), self.guests_due()];
        [conns, later, self.broker.poll_timeout()].into_iter().chain(orders).flatten().min()
    }

    fn handle_due(&mut self, now: Duration, link: Link) {
        self.run_drip(now, link);
        let Some(conn) = self.conns.get(&link) else { return };
        if matches!(conn.state, State::Closing(deadline) | State::Dismissed(deadline) if deadline <= now) {
            return self.reset(now, link);
        }
        if self.connect_due(conn).is_some_and(|at| at <= now) {
            self.cut(now, link, Bound::ConnectTime);
        } else if self.packet_due(conn).is_some_and(|at| at <= now) {
            self.cut(now, link, Bound::PacketTime);
        }
    }

    fn due_at(&self, conn: &Conn) -> Option<Duration> {
        let drip = conn.dripping.as_ref().map(|dripping| dripping.next);
        let close = match conn.state {
            State::Closing(deadline) | State::Dismissed(deadline) => Some(deadline),
            _ => None,
        };
        [drip, close, self.connect_due(conn), self.packet_due(conn)].into_iter().flatten().min()
    }

    fn connect_due(&self, conn: &Conn) -> Option<Duration> {
        (is_watched(conn) && !conn.greeted).then(|| conn.waited_for_since + self.config.limits.connect_time)
    }

    fn packet_due(&self, conn: &Conn) -> Option<Duration> {
        conn.partial_since.filter(|_| is_watched(conn)).map(|since| since + self.config.limits.packet_time)
    }
}

/// A client that we are silent to is not to be blamed for what it does not do.
fn is_watched(conn: &Conn) -> bool {
    !conn.is_closing() && !conn.is(Silence::Mute) && !conn.is(Silence::Stall)
}
