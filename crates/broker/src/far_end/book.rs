//! The orders that stand, and whose turn it is when something happens.

use std::time::Duration;

use super::Config;
use crate::link::Link;
use crate::orders::{Deed, Order, Scope};
use crate::record::{OrderEnd, OrderId};

/// Who an occasion is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) link: Link,
    pub(super) client: Option<&'a str>,
}

impl Subject<'_> {
    pub(super) fn is_in(self, scope: &Scope, config: &Config) -> bool {
        match scope {
            Scope::Ours => config.is_ours(self.client),
            Scope::Anyone => true,
            Scope::Client(id) => self.client == Some(id),
            Scope::Link(link) => self.link == *link,
        }
    }
}

/// The orders that stand, in the order they were given.
#[derive(Debug, Default)]
pub(super) struct Book {
    entries: Vec<Entry>,
    given: u64,
}

#[derive(Debug)]
struct Entry {
    id: OrderId,
    order: Order,
    /// Occasions that are still to pass.
    skip: u32,
    /// Occasions that are still to come; none: all.
    left: Option<u32>,
    ends_at: Option<Duration>,
}

impl Entry {
    /// Takes one occasion; whether the order acts on it.
    fn take(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        match &mut self.left {
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
            None => true,
        }
    }
}

impl Book {
    pub(super) fn number(&mut self) -> OrderId {
        self.given += 1;
        OrderId(self.given)
    }

    pub(super) fn enter(&mut self, now: Duration, id: OrderId, order: Order) {
        let ends_at = order.within.map(|within| now + within);
        self.entries.push(Entry { id, skip: order.skip, left: order.times, order, ends_at });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Offers an occasion to the order at this place: it acts if the subject is in its scope and its deed
    /// `fits`, unless the occasion is one to skip or one too many.
    pub(super) fn take_turn(
        &mut self,
        turn: usize,
        subject: Subject<'_>,
        config: &Config,
        fits: impl Fn(&Order) -> bool,
    ) -> Option<(OrderId, Deed)> {
        let entry = self.entries.get_mut(turn)?;
        let acts = fits(&entry.order) && subject.is_in(&entry.order.scope, config) && entry.take();
        acts.then(|| (entry.id, entry.order.deed.clone()))
    }

    /// The orders that are over by now, taken out. `keeps`: what an order still holds has it stay, spent or not.
    pub(super) fn take_ended(
        &mut self,
        now: Duration,
        keeps: impl Fn(OrderId) -> bool,
    ) -> Vec<(OrderId, OrderEnd)> {
        let end = |entry: &Entry| {
            if entry.ends_at.is_some_and(|at| at <= now) {
                Some(OrderEnd::Expired)
            } else {
                (entry.left == Some(0) && !keeps(entry.id)).then_some(OrderEnd::Spent)
            }
        };
        let ended = self.entries.iter().filter_map(|entry| Some((entry.id, end(entry)?))).collect();
        self.entries.retain(|entry| end(entry).is_none());
        ended
    }

    /// Takes out the orders of a scope; the widest takes all.
    pub(super) fn take_cancelled(&mut self, scope: &Scope) -> Vec<OrderId> {
        let mut cancelled = Vec::new();
        self.entries.retain(|entry| {
            let stays = *scope != Scope::Ours && *scope != entry.order.scope;
            if !stays {
                cancelled.push(entry.id);
            }
            stays
        });
        cancelled
    }

    pub(super) fn take_out(&mut self, id: OrderId) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.id != id);
        self.entries.len() < before
    }

    pub(super) fn next_end(&self) -> Option<Duration> {
        self.entries.iter().filter_map(|entry| entry.ends_at).min()
    }
}
