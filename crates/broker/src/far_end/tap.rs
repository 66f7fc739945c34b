//! The tap: what passes the gate goes on to a real broker, byte for byte, and its answers come back the same way.

use std::time::Duration;

use bytes::Bytes;

use super::passage::{Load, Passage};
use super::{Action, FarEnd, Upstream};
use crate::link::Link;
use crate::orders::Ending;
use crate::record::{Cause, Event, Seen, UpstreamEvent};
use crate::wire::{Cut, Direction};

impl FarEnd {
    /// Something came from the real broker.
    pub fn handle_upstream(&mut self, now: Duration, link: Link, what: Upstream<'_>) {
        if self.handle_guest(now, link, &what) {
            return self.settle(now);
        }
        let Some(up) = self.conns.get_mut(&link).and_then(|conn| conn.upstream.as_mut()) else { return };
        match what {
            Upstream::Opened => self.record(now, Some(link), Event::Upstream(UpstreamEvent::Opened)),
            Upstream::Written(count) => up.unsent = up.unsent.saturating_sub(count),
            Upstream::Bytes(bytes) => {
                up.framer.handle_bytes(bytes);
                self.pass_downstream(now, link);
            }
            Upstream::Failed(why) => self.upstream_gone(now, link, UpstreamEvent::Failed(why)),
            Upstream::Closed => self.upstream_gone(now, link, UpstreamEvent::Closed),
        }
        self.weigh(now, link);
        self.settle(now);
    }

    fn pass_downstream(&mut self, now: Duration, link: Link) {
        while let Some(up) = self.conns.get_mut(&link).and_then(|conn| conn.upstream.as_mut())
            && let Some(cut) = up.framer.poll_cut()
        {
            match cut {
                Cut::Frame(frame) => self.seen_out(now, link, Seen::of(frame)),
                Cut::Junk(raw, fault) => {
                    self.gate(now, link, Passage::new(Direction::Sent, Load::Junk(raw, fault)));
                }
            }
        }
    }

    fn upstream_gone(&mut self, now: Duration, link: Link, event: UpstreamEvent) {
        if let Some(up) = self.conns.get_mut(&link).and_then(|conn| conn.upstream.as_mut()) {
            up.closed = true;
            up.unsent = 0;
        }
        self.record(now, Some(link), Event::Upstream(event));
        self.end(now, link, Ending::Close, Cause::Upstream);
    }

    pub(super) fn pass_upstream(&mut self, now: Duration, link: Link, raw: Bytes) {
        let up = self.conns.get_mut(&link).and_then(|conn| conn.upstream.as_mut());
        if let Some(up) = up.filter(|up| !up.closed) {
            up.unsent += raw.len();
            self.actions.push_back(Action::WriteUpstream(link, raw));
            self.weigh(now, link);
        }
    }

    pub(super) fn close_upstream(&mut self, link: Link) {
        let up = self.conns.get_mut(&link).and_then(|conn| conn.upstream.as_mut());
        if let Some(up) = up.filter(|up| !up.closed) {
            up.closed = true;
            self.actions.push_back(Action::CloseUpstream(link));
        }
    }
}
