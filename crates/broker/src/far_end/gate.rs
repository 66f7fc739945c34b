//! The gate between the wire and the broker, where orders act on packets of both directions.

use std::time::Duration;

use super::book::Subject;
use super::passage::{Drip, Load, Passage};
use super::{FarEnd, Link};
use crate::orders::{Damage, Deed, Ending, Moment, Order, Treatment};
use crate::record::{Cause, Event, OrderId, Seen};
use crate::wire::{Connack, ConnectReturnCode, Direction, Kind, Packet};

/// A packet that an order delays.
#[derive(Debug)]
pub(super) struct Later {
    pub(super) link: Link,
    pub(super) passage: Passage,
}

/// A packet that an order holds back.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) order: OrderId,
    pub(super) link: Link,
    pub(super) passage: Passage,
    pub(super) until: Until,
}

/// What lets go of a packet that is held back; the end of its order always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    OrderEnd,
    NextOfItsKind,
}

/// What is to become of a packet.
enum Fate {
    Pass,
    Delay(Duration),
    Keep(OrderId, Until),
    Gone,
}

impl FarEnd {
    /// Takes a packet through the gate; what comes out goes on its way.
    pub(super) fn gate(&mut self, now: Duration, link: Link, mut passage: Passage) {
        // What can no longer pass is no occasion for an order.
        if self.conns.get(&link).is_none_or(super::conn::Conn::is_closing) {
            return;
        }
        let fate = if self.book.is_empty() { Fate::Pass } else { self.consult(now, link, &mut passage) };
        match fate {
            Fate::Pass => return self.pass(now, link, passage),
            Fate::Gone => return,
            Fate::Delay(time) => {
                self.hold(link, passage.size());
                self.serial += 1;
                self.later.insert((now + time, self.serial), Later { link, passage });
            }
            Fate::Keep(order, until) => {
                self.hold(link, passage.size());
                self.kept.push(Kept { order, link, passage, until });
            }
        }
        self.weigh(now, link);
    }

    fn hold(&mut self, link: Link, bytes: usize) {
        if let Some(conn) = self.conns.get_mut(&link) {
            conn.held += bytes;
        }
    }

    /// Lets orders act on a packet, in the order they were given, until one takes it away.
    fn consult(&mut self, now: Duration, link: Link, passage: &mut Passage) -> Fate {
        let mut fate = Fate::Pass;
        for turn in 0..self.book.len() {
            let Load::Packet(seen) = &passage.load else { return fate };
            let client = self.conns.get(&link).and_then(|conn| conn.client.as_deref());
            let fits = |order: &Order| fits(&order.deed, passage.direction, seen);
            let Some((id, deed)) = self.book.take_turn(turn, Subject { link, client }, &self.config, fits)
            else {
                continue;
            };
            self.applied(now, link, id, passage.load.kind());
            match self.act(now, link, id, deed, passage) {
                Fate::Pass => {}
                Fate::Gone => return Fate::Gone,
                other => fate = other,
            }
        }
        fate
    }

    fn act(&mut self, now: Duration, link: Link, id: OrderId, deed: Deed, passage: &mut Passage) -> Fate {
        match deed {
            Deed::RefuseConnect(code) => self.refuse_connect(now, link, id, code),
            Deed::RefuseSubscribe(filter) => {
                if self.refuse_subscribe(now, link, filter.as_deref(), passage) {
                    return Fate::Gone;
                }
            }
            Deed::Grant(qos, filter) => super::subscribing::grant(qos, filter.as_deref(), passage),
            Deed::Treat(_, treatment) => return self.treat(now, link, id, treatment, passage),
            Deed::End(_, Moment::Before(_)) => {
                self.carry_out(now, link, id, deed);
                return Fate::Gone;
            }
            Deed::Silence(silence, Moment::Before(_)) => {
                self.carry_out(now, link, id, deed);
                return if silence == crate::orders::Silence::Mute { Fate::Gone } else { Fate::Pass };
            }
            Deed::Send(_, Moment::Before(_)) => self.carry_out(now, link, id, deed),
            Deed::End(..) | Deed::Silence(..) | Deed::Send(..) => passage.after.push((id, deed)),
            Deed::Publish(..) | Deed::Push(..) | Deed::TakeOver(_) | Deed::Cancel | Deed::Forget => {}
        }
        if self.conns.get(&link).is_none_or(super::conn::Conn::is_closing) { Fate::Gone } else { Fate::Pass }
    }

    fn treat(
        &mut self,
        now: Duration,
        link: Link,
        id: OrderId,
        treatment: Treatment,
        passage: &mut Passage,
    ) -> Fate {
        match treatment {
            Treatment::Drop => return Fate::Gone,
            Treatment::Delay(time) => return Fate::Delay(time),
            Treatment::Hold => return Fate::Keep(id, Until::OrderEnd),
            Treatment::Swap => return Fate::Keep(id, Until::NextOfItsKind),
            Treatment::Duplicate => passage.twice = true,
            Treatment::Split(piece, every) => passage.drip = Some(Drip { piece: piece as usize, every }),
            Treatment::Corrupt(damage) => {
                if !corrupt(damage, passage) {
                    let why = "this packet has nothing to corrupt in that way";
                    self.record(now, Some(link), Event::OrderFailed(id, why));
                }
            }
        }
        Fate::Pass
    }

    fn refuse_connect(&mut self, now: Duration, link: Link, id: OrderId, code: u8) {
        let code = ConnectReturnCode::from_u8(code).unwrap_or(ConnectReturnCode::NotAuthorized);
        self.packet_out(now, link, Connack::new(false, code).into());
        self.end(now, link, Ending::Close, Cause::Order(id));
    }

    /// A packet goes on its way, and lets go those that waited for it.
    pub(super) fn pass(&mut self, now: Duration, link: Link, passage: Passage) {
        let (direction, kind) = (passage.direction, passage.load.kind());
        self.pass_one(now, link, passage);
        let waits = |kept: &mut Kept| {
            kept.link == link
                && kept.until == Until::NextOfItsKind
                && (kept.passage.direction, kept.passage.load.kind()) == (direction, kind)
        };
        let released: Vec<Kept> = self.kept.extract_if(.., waits).collect();
        for kept in released {
            self.release(now, kept.link, kept.passage);
        }
    }

    /// What was held back goes on its way.
    pub(super) fn release(&mut self, now: Duration, link: Link, passage: Passage) {
        let Some(conn) = self.conns.get_mut(&link) else { return };
        conn.held = conn.held.saturating_sub(passage.size());
        self.pass_one(now, link, passage);
        self.weigh(now, link);
    }

    fn pass_one(&mut self, now: Duration, link: Link, mut passage: Passage) {
        match passage.direction {
            Direction::Sent => {
                if passage.twice {
                    self.pass_out(now, link, Passage { after: Vec::new(), ..passage.clone() });
                }
                self.pass_out(now, link, passage);
            }
            Direction::Received => {
                let after = std::mem::take(&mut passage.after);
                if passage.twice {
                    self.pass_in(now, link, passage.load.clone());
                    self.follow(now);
                }
                self.pass_in(now, link, passage.load);
                self.follow(now);
                for (id, deed) in after {
                    self.carry_out(now, link, id, deed);
                }
            }
        }
    }
}

fn corrupt(damage: Damage, passage: &mut Passage) -> bool {
    let Load::Packet(seen) = &passage.load else { return false };
    let Some(raw) = damage.apply(&seen.frame) else { return false };
    passage.load = Load::of_bytes(raw);
    true
}

/// Whether a packet is an occasion for a deed.
fn fits(deed: &Deed, direction: Direction, seen: &Seen) -> bool {
    let subscribes_to = |filter: &Option<String>| match &seen.packet {
        Some(Packet::Subscribe(subscribe)) => {
            filter.as_ref().is_none_or(|to| subscribe.topics.iter().any(|(filter, _)| **filter == **to))
        }
        _ => false,
    };
    match deed {
        Deed::RefuseConnect(_) => {
            direction == Direction::Received && seen.frame.kind() == Some(Kind::Connect)
        }
        Deed::RefuseSubscribe(filter) | Deed::Grant(_, filter) => {
            direction == Direction::Received && subscribes_to(filter)
        }
        Deed::Treat(pattern, _) => pattern.takes(direction, &seen.frame),
        Deed::End(_, moment) | Deed::Silence(_, moment) | Deed::Send(_, moment) => match moment {
            Moment::Before(pattern) | Moment::After(pattern) => pattern.takes(direction, &seen.frame),
            Moment::Now | Moment::Open => false,
        },
        Deed::Publish(..) | Deed::Push(..) | Deed::TakeOver(_) | Deed::Cancel | Deed::Forget => false,
    }
}
