//! What an order does to a connection as a whole: end it, be silent on it, send on it out of turn.

use std::time::Duration;

use super::book::Subject;
use super::passage::{Load, Passage};
use super::{FarEnd, Link};
use crate::orders::{Crafted, Deed, Moment, Order, Scope};
use crate::record::{Cause, OrderId};
use crate::wire::Direction;

impl FarEnd {
    /// Does a deed to a connection, whatever its moment: that has come.
    pub(super) fn carry_out(&mut self, now: Duration, link: Link, id: OrderId, deed: Deed) {
        match deed {
            Deed::End(ending, _) => self.end(now, link, ending, Cause::Order(id)),
            Deed::Silence(silence, _) => {
                if let Some(conn) = self.conns.get_mut(&link).filter(|conn| !conn.is_closing()) {
                    conn.silences.push((id, silence));
                    self.broker.handle_unheard(now, link, true);
                    self.steer(link);
                }
            }
            Deed::Send(crafted, _) => self.send_crafted(now, link, &crafted),
            _ => {}
        }
    }

    fn send_crafted(&mut self, now: Duration, link: Link, crafted: &Crafted) {
        let raw = crafted.bytes();
        if !raw.is_empty() {
            self.pass_out(now, link, Passage::new(Direction::Sent, Load::of_bytes(raw)));
        }
    }

    /// The orders that act when a connection opens. Those bound to client ids act once the id is known.
    pub(super) fn act_at_open(&mut self, now: Duration, link: Link, known: bool) {
        for turn in 0..self.book.len() {
            let client = self.conns.get(&link).and_then(|conn| conn.client.as_deref());
            let ours_is_all = self.config.ours.is_empty();
            let fits = |order: &Order| {
                let needs_id = match &order.scope {
                    Scope::Client(_) => true,
                    Scope::Ours => !ours_is_all,
                    Scope::Anyone | Scope::Link(_) => false,
                };
                needs_id == known && is_at_open(&order.deed)
            };
            if let Some((id, deed)) = self.book.take_turn(turn, Subject { link, client }, &self.config, fits)
            {
                self.applied(now, link, id, None);
                self.carry_out(now, link, id, deed);
            }
        }
    }

    /// The connections that a scope takes in at the moment.
    pub(super) fn links_in(&self, scope: &Scope) -> Vec<Link> {
        let takes = |(link, conn): (&Link, &super::conn::Conn)| {
            let subject = Subject { link: *link, client: conn.client.as_deref() };
            (!conn.is_closing() && subject.is_in(scope, &self.config)).then_some(*link)
        };
        self.conns.iter().filter_map(takes).collect()
    }
}

fn is_at_open(deed: &Deed) -> bool {
    matches!(deed, Deed::End(_, Moment::Open) | Deed::Silence(_, Moment::Open) | Deed::Send(_, Moment::Open))
}
