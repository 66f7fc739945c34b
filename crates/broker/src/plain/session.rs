//! One client's session: what it subscribed to, what waits for it, what is in flight to it and from it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use bytes::Bytes;

use super::{ClientId, Desk, Full, Note, Rules};
use crate::link::Link;
use crate::topics::matches;
use crate::wire::{
    Connect, Kind, LastWill, Packet, Pid, Protocol, Publish, QoS, QosPid, TopicFilter, TopicName,
};

/// A message on its way from a publisher to subscribers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the MQTT specification")]
pub struct Message {
    pub topic: TopicName,
    pub payload: Bytes,
    pub qos: QoS,
    pub retain: bool,
}

impl Message {
    /// What it counts against the store's limit.
    pub(super) fn size(&self) -> usize {
        self.topic.len() + self.payload.len() + size_of::<Self>()
    }
}

#[derive(Debug)]
pub(super) struct Session {
    pub(super) client: ClientId,
    pub(super) link: Option<Link>,
    pub(super) clean: bool,
    pub(super) protocol: Protocol,
    pub(super) will: Option<LastWill>,
    pub(super) keep_alive: Duration,
    pub(super) heard: Duration,
    /// What it sends is kept from us.
    pub(super) unheard: bool,
    pub(super) congested: bool,
    pub(super) subscriptions: BTreeMap<TopicFilter, QoS>,
    /// Ids of received QoS 2 messages whose PUBREL is still to come.
    pub(super) unreleased: BTreeSet<u16>,
    pub(super) flights: VecDeque<Flight>,
    waiting: VecDeque<Message>,
    last_id: u16,
}

/// A message sent but not done with, in the order of sending.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) id: Pid,
    pub(super) sent: Duration,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Published(Message),
    /// PUBREC has come and PUBREL has gone: only the id is still of interest.
    Released,
}

impl Flight {
    fn packet(&self, dup: bool) -> Packet {
        match &self.stage {
            Stage::Published(message) => publish(message, Some(self.id), dup),
            Stage::Released => Packet::Pubrel(self.id),
        }
    }

    fn size(&self) -> usize {
        match &self.stage {
            Stage::Published(message) => message.size(),
            Stage::Released => 0,
        }
    }
}

fn publish(message: &Message, id: Option<Pid>, dup: bool) -> Packet {
    let qos_pid = match (message.qos, id) {
        (QoS::Level1, Some(id)) => QosPid::Level1(id),
        (QoS::Level2, Some(id)) => QosPid::Level2(id),
        _ => QosPid::Level0,
    };
    let mut publish = Publish::new(qos_pid, message.topic.clone(), message.payload.clone());
    publish.retain = message.retain;
    publish.dup = dup;
    publish.into()
}

impl Session {
    pub(super) fn new(client: ClientId) -> Self {
        Self {
            client,
            link: None,
            clean: true,
            protocol: Protocol::V311,
            will: None,
            keep_alive: Duration::ZERO,
            heard: Duration::ZERO,
            unheard: false,
            congested: false,
            subscriptions: BTreeMap::new(),
            unreleased: BTreeSet::new(),
            flights: VecDeque::new(),
            waiting: VecDeque::new(),
            last_id: 0,
        }
    }

    pub(super) fn attach(&mut self, now: Duration, link: Link, connect: Connect) {
        self.link = Some(link);
        self.clean = connect.clean_session;
        self.protocol = connect.protocol;
        self.will = connect.last_will;
        self.keep_alive = Duration::from_secs(connect.keep_alive.into());
        self.heard = now;
        self.unheard = false;
    }

    /// The highest QoS that any subscription grants to the topic.
    pub(super) fn granted(&self, topic: &str) -> Option<QoS> {
        self.subscriptions.iter().filter(|(filter, _)| matches(filter, topic)).map(|(_, qos)| *qos).max()
    }

    /// Sends again what an earlier connection left unfinished (MQTT-4.4.0-1).
    pub(super) fn resume(&mut self, now: Duration, desk: &mut Desk) {
        let Some(link) = self.link else { return };
        for flight in &mut self.flights {
            flight.sent = now;
            desk.send(link, flight.packet(true));
        }
    }

    pub(super) fn offer(&mut self, now: Duration, message: &Message, rules: &Rules, desk: &mut Desk) {
        if message.qos == QoS::Level0 {
            return match self.link {
                Some(link) if !self.congested => desk.send(link, publish(message, None, false)),
                // QoS 0 is not kept for who is away (MQTT-3.1.2-5 leaves it open).
                Some(_) => self.discard(Full::Connection, desk),
                None => {}
            };
        }
        if self.waiting.len() >= rules.queue {
            return self.discard(Full::Queue, desk);
        }
        if desk.stored + message.size() > rules.stored {
            return self.discard(Full::Store, desk);
        }
        desk.stored += message.size();
        self.waiting.push_back(message.clone());
        self.pump(now, rules, desk);
    }

    fn discard(&self, because: Full, desk: &mut Desk) {
        desk.note(self.link, Note::Discarded { client: self.client.clone(), because });
    }

    /// Sends of what waits as much as the window lets out.
    pub(super) fn pump(&mut self, now: Duration, rules: &Rules, desk: &mut Desk) {
        let Some(link) = self.link else { return };
        while !self.congested && self.flights.len() < rules.window {
            let Some(message) = self.waiting.pop_front() else { return };
            let flight = Flight { id: self.next_id(), sent: now, stage: Stage::Published(message) };
            desk.send(link, flight.packet(false));
            self.flights.push_back(flight);
        }
    }

    /// The next message has the first id, if none is in flight.
    pub(super) fn count_anew(&mut self) {
        if self.flights.is_empty() {
            self.last_id = 0;
        }
    }

    fn next_id(&mut self) -> Pid {
        loop {
            self.last_id = self.last_id.wrapping_add(1);
            if let Ok(id) = Pid::try_from(self.last_id)
                && !self.flights.iter().any(|flight| flight.id == id)
            {
                return id;
            }
        }
    }

    pub(super) fn puback(&mut self, now: Duration, id: Pid, rules: &Rules, desk: &mut Desk) {
        self.finish(now, id, Kind::Puback, rules, desk);
    }

    pub(super) fn pubcomp(&mut self, now: Duration, id: Pid, rules: &Rules, desk: &mut Desk) {
        self.finish(now, id, Kind::Pubcomp, rules, desk);
    }

    fn finish(&mut self, now: Duration, id: Pid, kind: Kind, rules: &Rules, desk: &mut Desk) {
        let awaited = |flight: &Flight| {
            flight.id == id
                && match &flight.stage {
                    Stage::Published(message) => kind == Kind::Puback && message.qos == QoS::Level1,
                    Stage::Released => kind == Kind::Pubcomp,
                }
        };
        let Some(at) = self.flights.iter().position(awaited) else {
            return desk.note(self.link, Note::Stray(kind, id.value()));
        };
        desk.stored -= self.flights.remove(at).map_or(0, |flight| flight.size());
        self.pump(now, rules, desk);
    }

    pub(super) fn pubrec(&mut self, now: Duration, id: Pid, desk: &mut Desk) {
        let flight = self.flights.iter_mut().find(|flight| flight.id == id);
        match flight {
            Some(flight) if matches!(&flight.stage, Stage::Published(m) if m.qos == QoS::Level1) => {
                return desk.note(self.link, Note::Stray(Kind::Pubrec, id.value()));
            }
            Some(flight) => {
                desk.stored -= flight.size();
                flight.stage = Stage::Released;
                flight.sent = now;
            }
            None => desk.note(self.link, Note::Stray(Kind::Pubrec, id.value())),
        }
        // Also for an id that is not known: only so can the client be done with it.
        if let Some(link) = self.link {
            desk.send(link, Packet::Pubrel(id));
        }
    }

    pub(super) fn pubrel(&mut self, id: Pid, desk: &mut Desk) {
        self.unreleased.remove(&id.value());
        if let Some(link) = self.link {
            desk.send(link, Packet::Pubcomp(id));
        }
    }

    /// Sends again what was sent before `since` and is not acknowledged.
    pub(super) fn resend(&mut self, now: Duration, since: Duration, desk: &mut Desk) {
        let Some(link) = self.link.filter(|_| !self.congested) else { return };
        for flight in self.flights.iter_mut().filter(|flight| flight.sent <= since) {
            flight.sent = now;
            desk.note(Some(link), Note::Resent(flight.id.value()));
            desk.send(link, flight.packet(true));
        }
    }

    /// The bytes of what waits and what is in flight.
    pub(super) fn stored(&self) -> usize {
        self.waiting.iter().map(Message::size).sum::<usize>()
            + self.flights.iter().map(Flight::size).sum::<usize>()
    }
}
