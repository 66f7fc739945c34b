//! Messages put straight into a connection, and the client's answers to them, which the broker never sees.
//!
//! They are no part of any session: a client that goes away before it has answered does not get them again.

use std::time::Duration;

use super::FarEnd;
use super::conn::{Awaited, Conn};
use crate::link::Link;
use crate::plain::Message;
use crate::record::Seen;
use crate::wire::{Kind, Packet, Pid, Publish, QoS, QosPid};

impl FarEnd {
    pub(super) fn push(&mut self, now: Duration, link: Link, message: &Message, id: Option<u16>) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        let Some(qos_pid) = conn.expect_answer(message.qos, id) else { return };
        let mut publish = Publish::new(qos_pid, message.topic.clone(), message.payload.clone());
        publish.retain = message.retain;
        self.packet_out(now, link, publish.into());
    }

    /// Whether the packet answers a pushed message; what it asks for is sent.
    pub(super) fn answers_push(&mut self, now: Duration, link: Link, seen: &Seen) -> bool {
        let Some(conn) = self.conns.get_mut(&link).filter(|conn| !conn.pushed.is_empty()) else {
            return false;
        };
        let Some((id, kind)) = seen.frame.id().zip(seen.frame.kind()) else { return false };
        match (conn.pushed.get(&id), kind) {
            (Some(Awaited::Puback), Kind::Puback) | (Some(Awaited::Pubcomp), Kind::Pubcomp) => {
                conn.pushed.remove(&id);
            }
            (Some(Awaited::Pubrec | Awaited::Pubcomp), Kind::Pubrec) => {
                conn.pushed.insert(id, Awaited::Pubcomp);
                if let Ok(id) = Pid::try_from(id) {
                    self.packet_out(now, link, Packet::Pubrel(id));
                }
            }
            _ => return false,
        }
        true
    }
}

impl Conn {
    /// The packet id to push under: the one wished for, or the highest free one, since brokers count from below.
    fn expect_answer(&mut self, qos: QoS, wish: Option<u16>) -> Option<QosPid> {
        if qos == QoS::Level0 {
            return Some(QosPid::Level0);
        }
        let id = wish.or_else(|| (1..=u16::MAX).rev().find(|id| !self.pushed.contains_key(id)))?;
        let pid = Pid::try_from(id).ok()?;
        let (awaited, qos_pid) = match qos {
            QoS::Level2 => (Awaited::Pubrec, QosPid::Level2(pid)),
            _ => (Awaited::Puback, QosPid::Level1(pid)),
        };
        self.pushed.insert(id, awaited);
        Some(qos_pid)
    }
}
