//! What comes from the server.

use std::time::Duration;

use super::Client;
use super::breach::Breach;
use super::connection::State;
use super::event::Event;
use super::flights::Step;
use super::packet::{Packet, Publish};

/// How many received messages of QoS 2 may wait for their PUBREL.
pub const MAX_UNRELEASED: usize = 1024;

impl Client {
    /// These bytes came.
    pub fn handle_bytes(&mut self, now: Duration, bytes: &[u8]) {
        if matches!(self.state, State::Away) {
            return;
        }
        self.framer.handle_bytes(bytes);
        while let Some(cut) = self.framer.poll_packet() {
            match cut {
                Ok(packet) => self.handle_packet(now, packet),
                Err(breach) => self.handle_breach(breach),
            }
            // What comes after the end of a connection is nobody's.
            if matches!(self.state, State::Away) {
                return;
            }
        }
    }

    /// This packet came. Nothing comes to a client that is away.
    pub fn handle_packet(&mut self, now: Duration, packet: Packet) {
        match (&self.state, packet) {
            (State::Away, _) => {}
            (State::Connecting(_), Packet::Connack { session_present, code }) => {
                self.connected(now, session_present, code);
            }
            (State::Connected(_), packet) => self.hear(now, packet),
            (State::Connecting(_), packet) => self.handle_breach(Breach::Unexpected(packet.name())),
        }
    }

    fn hear(&mut self, now: Duration, packet: Packet) {
        match packet {
            Packet::Publish(publish) => self.hear_message(now, publish),
            Packet::Puback(id) => self.hear_puback(id),
            Packet::Pubrec(id) => self.hear_pubrec(now, id),
            Packet::Pubrel { id, .. } => {
                // Also for a message that is long released: its PUBCOMP may have been lost.
                self.unreleased.remove(&id);
                self.events.extend(self.withheld.remove(&id));
                self.send(now, Packet::Pubcomp(id));
            }
            Packet::Pubcomp(id) => self.hear_pubcomp(id),
            Packet::Suback { id, codes } => self.hear_suback(id, codes),
            Packet::Unsuback(id) => self.hear_unsuback(id),
            Packet::Pingresp => self.hear_pong(),
            Packet::Connect(_)
            | Packet::Connack { .. }
            | Packet::Subscribe { .. }
            | Packet::Unsubscribe { .. }
            | Packet::Pingreq
            | Packet::Disconnect => self.handle_breach(Breach::Unexpected(packet.name())),
        }
    }

    fn hear_message(&mut self, now: Duration, publish: Publish) {
        let Publish { id, qos, retain, dup, topic, payload } = publish;
        if qos == 2 && self.unreleased.contains(&id) {
            return self.send(now, Packet::Pubrec(id));
        }
        if qos == 2 && self.unreleased.len() >= MAX_UNRELEASED {
            return self.handle_breach(Breach::Unreleased);
        }
        let message = Event::Message { id, qos, retain, dup, topic, payload };
        if qos == 2 && self.manners.waits_for_release {
            self.withheld.insert(id, message);
        } else {
            self.events.push_back(message);
        }
        match qos {
            0 => {}
            1 => self.send(now, Packet::Puback(id)),
            _ => {
                self.unreleased.insert(id);
                self.send(now, Packet::Pubrec(id));
            }
        }
    }

    // An acknowledgement for which nothing waits, or something else, says nothing: it may have come late.

    fn hear_puback(&mut self, id: u16) {
        let awaits = |step: &Step| matches!(step, Step::Publish(publish) if publish.qos == 1);
        if self.flights.take(id, awaits).is_some() {
            self.events.push_back(Event::Acknowledged { id, qos: 1 });
        }
    }

    fn hear_pubrec(&mut self, now: Duration, id: u16) {
        let awaits = |step: &Step| matches!(step, Step::Publish(publish) if publish.qos == 2);
        if let Some(flight) = self.flights.take(id, awaits) {
            self.flights.release(now, self.setup.retry, flight);
            if self.manners.settles_early {
                self.events.push_back(Event::Acknowledged { id, qos: 2 });
            }
        }
        // A message that was given up is released too: otherwise the server would take the next one with
        // its id for the same.
        if self.flights.find(id).is_none_or(|flight| matches!(flight.step, Step::Pubrel)) {
            self.send(now, Packet::Pubrel { id, dup: false });
        }
    }

    fn hear_pubcomp(&mut self, id: u16) {
        if self.flights.take(id, |step| matches!(step, Step::Pubrel)).is_some() && !self.manners.settles_early
        {
            self.events.push_back(Event::Acknowledged { id, qos: 2 });
        }
    }

    fn hear_suback(&mut self, id: u16, codes: Vec<u8>) {
        let Some(flight) = self.flights.find(id) else { return };
        let Step::Subscribe(filters) = &flight.step else { return };
        if filters.len() != codes.len() {
            return self.handle_breach(Breach::SubackCount(codes.len(), filters.len()));
        }
        self.flights.take(id, |_| true);
        self.events.push_back(Event::Subscribed { id, codes });
    }

    fn hear_unsuback(&mut self, id: u16) {
        if self.flights.take(id, |step| matches!(step, Step::Unsubscribe(_))).is_some() {
            self.events.push_back(Event::Unsubscribed { id });
        }
    }

    fn hear_pong(&mut self) {
        if let State::Connected(liveness) = &mut self.state
            && liveness.pong_due.take().is_some()
        {
            self.events.push_back(Event::Pong);
        }
    }
}
