//! Orders about SUBSCRIBE: the request is rewritten on its way in, so that the broker really does what the
//! client is told, and the answer is put together on its way out.

use std::time::Duration;

use super::passage::{Load, Passage};
use super::{FarEnd, Link};
use crate::record::Seen;
use crate::wire::{Packet, QoS, Suback, Subscribe, SubscribeReturnCode};

/// How many requests of one client may wait for a SUBACK to weave codes into.
const MOST_SETTLED: usize = 64;

/// Has the client ask for this QoS.
pub(super) fn grant(qos: QoS, filter: Option<&str>, passage: &mut Passage) {
    rewrite(passage, |subscribe| {
        for (to, asked) in &mut subscribe.topics {
            if filter.is_none_or(|filter| **to == *filter) {
                *asked = qos;
            }
        }
    });
}

impl FarEnd {
    /// Takes the refused filters out of the request; whether none is left, and the refusal already sent.
    pub(super) fn refuse_subscribe(
        &mut self,
        now: Duration,
        link: Link,
        filter: Option<&str>,
        passage: &mut Passage,
    ) -> bool {
        let Load::Packet(Seen { packet: Some(Packet::Subscribe(asked)), .. }) = &passage.load else {
            return false;
        };
        let (pid, count) = (asked.pid, asked.topics.len());
        let refused: Vec<bool> =
            asked.topics.iter().map(|(to, _)| filter.is_none_or(|filter| **to == *filter)).collect();
        let Some(conn) = self.conns.get_mut(&link) else { return true };
        if refused.iter().all(|refused| *refused) {
            // An earlier order may have taken filters out of this request before.
            let codes = conn.settled.remove(&pid.value()).map_or(count, |codes| codes.len());
            let suback = Suback::new(pid, vec![SubscribeReturnCode::Failure; codes]);
            self.packet_out(now, link, suback.into());
            return true;
        }
        if conn.settled.len() >= MOST_SETTLED {
            conn.settled.pop_first();
        }
        let settled = conn.settled.entry(pid.value()).or_insert_with(|| vec![None; count]);
        let still_open = settled.iter_mut().filter(|code| code.is_none());
        for (code, refused) in still_open.zip(&refused) {
            *code = refused.then_some(SubscribeReturnCode::Failure);
        }
        rewrite(passage, |subscribe| {
            let mut refused = refused.iter();
            subscribe.topics.retain(|_| !refused.next().is_some_and(|refused| *refused));
        });
        false
    }

    /// Puts the return codes that orders have settled into the broker's SUBACK.
    pub(super) fn weave(&mut self, link: Link, seen: Seen) -> Seen {
        let Some(Packet::Suback(suback)) = &seen.packet else { return seen };
        let Some(conn) = self.conns.get_mut(&link) else { return seen };
        let Some(settled) = conn.settled.remove(&suback.pid.value()) else { return seen };
        let mut granted = suback.topics.iter().copied();
        let codes = settled.into_iter().filter_map(|code| code.or_else(|| granted.next())).collect();
        Seen::made(Suback::new(suback.pid, codes).into()).unwrap_or(seen)
    }
}

fn rewrite(passage: &mut Passage, change: impl FnOnce(&mut Subscribe)) {
    if let Load::Packet(seen) = &passage.load
        && let Some(Packet::Subscribe(asked)) = &seen.packet
    {
        let mut asked = asked.clone();
        change(&mut asked);
        if let Some(seen) = Seen::made(asked.into()) {
            passage.load = Load::Packet(seen);
        }
    }
}
