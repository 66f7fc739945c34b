//! Messages that the far end publishes or pushes by order, once or many times over.

use std::time::Duration;

use super::FarEnd;
use crate::orders::{Burst, Post, Scope};
use crate::plain::Message;
use crate::record::OrderId;
use crate::wire::TopicName;

/// A burst that is not over yet.
#[derive(Debug)]
pub(super) struct Ongoing {
    pub(super) order: OrderId,
    errand: Errand,
    message: Option<Message>,
    left: u32,
    every: Duration,
    next: Duration,
}

/// What is repeated.
#[derive(Debug, Clone)]
pub(super) enum Errand {
    Publish(Post),
    Push(Post, Option<u16>, Scope),
}

impl Ongoing {
    pub(super) fn new(now: Duration, order: OrderId, errand: Errand, burst: Burst) -> Self {
        let (Errand::Publish(post) | Errand::Push(post, ..)) = &errand;
        let message = TopicName::try_from(&*post.topic).ok().map(|topic| Message {
            topic,
            payload: post.payload.bytes(),
            qos: post.qos,
            retain: post.retain,
        });
        Self { order, errand, message, left: burst.times, every: burst.every, next: now }
    }

    pub(super) fn is_for(&self, scope: &Scope) -> bool {
        matches!(&self.errand, Errand::Push(_, _, other) if other == scope)
    }

    fn scope(&self) -> &Scope {
        match &self.errand {
            Errand::Publish(_) => &Scope::Ours,
            Errand::Push(_, _, scope) => scope,
        }
    }
}

impl FarEnd {
    /// Sends of all bursts what is due; whether anything was.
    pub(super) fn run_bursts(&mut self, now: Duration) -> bool {
        let mut any = false;
        let mut index = 0;
        while index < self.bursts.len() {
            if !self.is_due(now, &self.bursts[index]) {
                index += 1;
                continue;
            }
            any = true;
            let mut burst = self.bursts.swap_remove(index);
            let done = self.run_once(now, &burst);
            burst.left -= 1;
            burst.next += burst.every;
            if done && burst.left > 0 {
                self.bursts.push(burst);
            }
        }
        any
    }

    /// A burst does not flood a client that does not keep up: it waits.
    fn is_due(&self, now: Duration, burst: &Ongoing) -> bool {
        let congested = |link| self.conns.get(&link).is_some_and(|conn| conn.congested);
        burst.next <= now && !self.links_in(burst.scope()).into_iter().any(congested)
    }

    /// False when there is no use in going on.
    fn run_once(&mut self, now: Duration, burst: &Ongoing) -> bool {
        let failed = match (&burst.message, &burst.errand) {
            (None, _) => Some("nothing can be published to this topic"),
            (Some(message), Errand::Publish(_)) if self.config.tap => {
                self.publish_as_guest(now, burst.order, message, burst.left == 1);
                None
            }
            (Some(message), Errand::Publish(_)) => {
                self.broker.handle_message(now, message.clone());
                None
            }
            (Some(message), Errand::Push(_, id, scope)) => {
                self.push_to_all(now, burst.order, message, *id, scope)
            }
        };
        if let Some(why) = failed {
            self.record(now, None, crate::record::Event::OrderFailed(burst.order, why));
        }
        failed.is_none()
    }

    fn push_to_all(
        &mut self,
        now: Duration,
        order: OrderId,
        message: &Message,
        id: Option<u16>,
        scope: &Scope,
    ) -> Option<&'static str> {
        let mut links = self.links_in(scope);
        links.retain(|link| self.conns.get(link).is_some_and(|conn| conn.greeted));
        if links.is_empty() {
            return Some("there is no such connection");
        }
        for link in links {
            self.applied(now, link, order, Some(crate::wire::Kind::Publish));
            self.push(now, link, message, id);
        }
        None
    }

    /// When a burst goes on by itself; one that waits for a client goes on when that has read.
    pub(super) fn next_burst(&self) -> Option<Duration> {
        let waits = |burst: &&Ongoing| self.is_due(burst.next, burst);
        self.bursts.iter().filter(waits).map(|burst| burst.next).min()
    }
}
