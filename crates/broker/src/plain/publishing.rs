//! How messages come in and go round: PUBLISH from a client, and messages from elsewhere.

use std::time::Duration;

use super::session::Message;
use super::{Broker, ClientId, Full, Note, Outcome, Why};
use crate::link::Link;
use crate::topics::matches;
use crate::wire::{Packet, Publish, QoS, QosPid};

impl Broker {
    pub(super) fn publish(&mut self, now: Duration, link: Link, client: &ClientId, publish: Publish) {
        let message = Message {
            topic: publish.topic_name,
            payload: publish.payload,
            qos: publish.qos_pid.qos(),
            retain: publish.retain,
        };
        match publish.qos_pid {
            QosPid::Level0 => self.handle_message(now, message),
            QosPid::Level1(id) => {
                self.handle_message(now, message);
                self.desk.send(link, Packet::Puback(id));
            }
            QosPid::Level2(id) => {
                let Some(session) = self.sessions.get_mut(client) else { return };
                // The message goes round once, at its first coming; until PUBREL the same id is the same message.
                let first = session.unreleased.insert(id.value());
                if session.unreleased.len() > self.rules.unreleased {
                    self.desk.outcomes.push_back(Outcome::Drop(link, Why::Unreleased));
                    return self.lose(now, client);
                }
                if first {
                    self.handle_message(now, message);
                }
                self.desk.send(link, Packet::Pubrec(id));
            }
        }
    }

    /// Takes a message, from whomever, and hands it to all who subscribed to it.
    pub fn handle_message(&mut self, now: Duration, mut message: Message) {
        if message.retain {
            self.keep(&message);
        }
        // Who already subscribes gets it as a fresh message (MQTT-3.3.1-9).
        message.retain = false;
        for session in self.sessions.values_mut() {
            if let Some(granted) = session.granted(&message.topic) {
                let qos = granted.min(message.qos);
                session.offer(now, &Message { qos, ..message.clone() }, &self.rules, &mut self.desk);
            }
        }
    }

    fn keep(&mut self, message: &Message) {
        self.desk.stored -= self.retained.bytes();
        let full = self.keep_if_room(message);
        self.desk.stored += self.retained.bytes();
        if let Some(full) = full {
            self.desk.note(None, Note::NoRoom(full));
        }
    }

    fn keep_if_room(&mut self, message: &Message) -> Option<Full> {
        if message.payload.is_empty() {
            self.retained.forget(&message.topic);
            return None;
        }
        let others = self.retained.bytes() - self.retained.bytes_of(&message.topic);
        if self.retained.len() >= self.rules.retained && !self.retained.holds(&message.topic) {
            return Some(Full::Retained);
        }
        if self.desk.stored + others + message.size() > self.rules.stored {
            return Some(Full::Store);
        }
        self.retained.keep(message.clone());
        None
    }

    /// Hands a new subscriber what is retained for its filter.
    pub(super) fn hand_retained(&mut self, now: Duration, client: &ClientId, filter: &str, granted: QoS) {
        let Some(session) = self.sessions.get_mut(client) else { return };
        for message in self.retained.iter().filter(|message| matches(filter, &message.topic)) {
            let qos = granted.min(message.qos);
            session.offer(now, &Message { qos, ..message.clone() }, &self.rules, &mut self.desk);
        }
    }
}
