//! How orders are given, and how they end.

use std::time::Duration;

use super::bursts::{Errand, Ongoing};
use super::conn::Conn;
use super::gate::Kept;
use super::{FarEnd, Link};
use crate::orders::{Deed, Moment, Order, Scope};
use crate::record::{Event, OrderEnd, OrderId};

impl FarEnd {
    /// Takes an order: it is carried out at once, or stands until it ends.
    pub fn handle_order(&mut self, now: Duration, order: Order) -> OrderId {
        let id = self.book.number();
        self.record(now, None, Event::Ordered(id, order.to_string().into()));
        match order.deed {
            Deed::Cancel => self.cancel_scope(now, &order.scope),
            Deed::Forget if self.config.tap => {
                self.record(now, None, Event::OrderFailed(id, "what a real broker keeps is its own"));
            }
            Deed::Forget => self.broker.forget(),
            Deed::TakeOver(client) => self.take_over(now, id, &client),
            Deed::Publish(post, burst) => {
                self.bursts.push(Ongoing::new(now, id, Errand::Publish(post), burst));
            }
            Deed::Push(post, packet_id, burst) => {
                let errand = Errand::Push(post, packet_id, order.scope);
                self.bursts.push(Ongoing::new(now, id, errand, burst));
            }
            Deed::End(_, Moment::Now) | Deed::Send(_, Moment::Now) => {
                self.act_now(now, id, &order.deed, &order.scope);
            }
            Deed::Silence(_, Moment::Now) => {
                let (deed, scope) = (order.deed.clone(), order.scope.clone());
                self.book.enter(now, id, order);
                self.act_now(now, id, &deed, &scope);
            }
            _ => self.book.enter(now, id, order),
        }
        self.settle(now);
        id
    }

    /// Ends an order; false if it has ended already.
    pub fn handle_cancel(&mut self, now: Duration, id: OrderId) -> bool {
        let bursts = self.bursts.len();
        self.bursts.retain(|burst| burst.order != id);
        let stood = self.book.take_out(id) || self.bursts.len() < bursts;
        if stood {
            self.end_order(now, id, OrderEnd::Cancelled);
            self.settle(now);
        }
        stood
    }

    fn cancel_scope(&mut self, now: Duration, scope: &Scope) {
        let mut cancelled = self.book.take_cancelled(scope);
        self.bursts.retain(|burst| {
            let stays = *scope != Scope::Ours && !burst.is_for(scope);
            if !stays {
                cancelled.push(burst.order);
            }
            stays
        });
        for id in cancelled {
            self.end_order(now, id, OrderEnd::Cancelled);
        }
    }

    fn act_now(&mut self, now: Duration, id: OrderId, deed: &Deed, scope: &Scope) {
        let links = self.links_in(scope);
        if links.is_empty() {
            self.record(now, None, Event::OrderFailed(id, "there is no such connection"));
        }
        for link in links {
            self.applied(now, link, id, None);
            self.carry_out(now, link, id, deed.clone());
        }
    }

    fn take_over(&mut self, now: Duration, id: OrderId, client: &str) {
        if self.config.tap {
            if self.take_over_as_guest(now, id, client) {
                return;
            }
        } else if self.broker.take_over(now, client) {
            return self.record(now, None, Event::Applied(id, None));
        }
        self.record(now, None, Event::OrderFailed(id, "nobody is connected with this client id"));
    }

    /// Takes the orders from the book that are over; whether there were any.
    pub(super) fn end_orders(&mut self, now: Duration) -> bool {
        if self.book.is_empty() {
            return false;
        }
        let (kept, later, conns) = (&self.kept, &self.later, &self.conns);
        let keeps = |id: OrderId| {
            kept.iter().any(|kept| kept.order == id || kept.passage.awaits(id))
                || later.values().any(|later| later.passage.awaits(id))
                || conns.values().any(|conn| conn.knows(id))
        };
        let ended = self.book.take_ended(now, keeps);
        let any = !ended.is_empty();
        for (id, how) in ended {
            self.end_order(now, id, how);
        }
        any
    }

    fn end_order(&mut self, now: Duration, id: OrderId, how: OrderEnd) {
        self.record(now, None, Event::OrderEnded(id, how));
        let held: Vec<Kept> = self.kept.extract_if(.., |kept| kept.order == id).collect();
        for kept in held {
            self.release(now, kept.link, kept.passage);
        }
        let silenced = |(link, conn): (&Link, &Conn)| {
            conn.silences.iter().any(|(order, _)| *order == id).then_some(*link)
        };
        let links: Vec<Link> = self.conns.iter().filter_map(silenced).collect();
        for link in links {
            self.end_silence(now, link, id);
        }
    }

    fn end_silence(&mut self, now: Duration, link: Link, id: OrderId) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        conn.silences.retain(|(order, _)| *order != id);
        let still_silent = !conn.silences.is_empty();
        if !still_silent {
            // What the client could not do meanwhile it has all its time for from here on.
            conn.waited_for_since = now;
            conn.partial_since = conn.partial_since.map(|_| now);
        }
        self.broker.handle_unheard(now, link, still_silent);
        self.steer(link);
    }
}
