//! Keeps count of what waits, and ends or slows the connections that have too much of it.

use std::time::Duration;

use super::{Action, FarEnd};
use crate::link::Link;
use crate::orders::Ending;
use crate::record::{Bound, Cause};

impl FarEnd {
    /// To be called whenever a connection's buffers may have grown or shrunk.
    pub(super) fn weigh(&mut self, now: Duration, link: Link) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        let weight = conn.bytes();
        self.total = self.total - conn.weight + weight;
        conn.weight = weight;
        let outward = conn.outward();
        if outward > self.config.limits.unsent {
            self.cut(now, link, Bound::Unsent);
        } else if self.total > self.config.limits.total && weight > 0 {
            self.cut(now, link, Bound::Total);
        } else if !self.conns.get(&link).is_some_and(super::conn::Conn::is_closing) {
            self.slow(now, link, outward);
            self.steer(link);
        }
    }

    /// Ends a connection that has reached a bound: by a reset, since an orderly end would have to wait.
    pub(super) fn cut(&mut self, now: Duration, link: Link, bound: Bound) {
        if self.conns.get(&link).is_some_and(super::conn::Conn::is_closing) {
            return self.reset_once(now, link);
        }
        self.end(now, link, Ending::Reset, Cause::Bound(bound));
    }

    fn reset_once(&mut self, now: Duration, link: Link) {
        if self.conns.get(&link).is_some_and(|conn| conn.unsent > 0 || conn.framer.buffered() > 0) {
            self.reset(now, link);
        }
    }

    /// A client that reads slowly is spared what can wait, with some slack between slow and fast again.
    fn slow(&mut self, now: Duration, link: Link, outward: usize) {
        let limit = self.config.limits.unsent;
        let Some(conn) = self.conns.get_mut(&link) else { return };
        let congested = outward > if conn.congested { limit / 4 } else { limit / 2 };
        if congested == conn.congested {
            return;
        }
        conn.congested = congested;
        match conn.upstream {
            Some(_) => {
                let action =
                    if congested { Action::PauseUpstream(link) } else { Action::ResumeUpstream(link) };
                self.actions.push_back(action);
            }
            None => self.broker.handle_congestion(now, link, congested),
        }
    }
}
