//! Subscribing and unsubscribing, with the topic that follows a prompt or one that was given before.

use super::Simcom;
use super::client::{What, Work};
use super::codes::Cause;
use super::connect::protocol_of;
use super::names::{DUP, QOS};
use crate::ask::Ask;
use crate::board::{Board, Turn};
use crate::client::{Client as Mqtt, Protocol, Refused};

impl Simcom {
    /// The form without data: the topic was given before.
    pub(super) fn queued(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        let reading =
            if ask.name == "+CMQTTSUB" { "cmqttsub.queued-source" } else { "cmqttunsub.queued-source" };
        let entered = Self::input("+CMQTTTOPIC", client, board);
        let topic = match board.way(reading, "last") {
            "last" => self.clients.get(&client).and_then(|held| held.last_topic.clone()),
            "entered" => entered.clone(),
            _ => None,
        };
        let Some(topic) = topic else { return Self::decline(ask, Cause::TopicEmpty, board) };
        // What was entered for a publish is used up where it is the topic used here.
        if entered.as_ref() == Some(&topic) {
            Self::clear_topic(client, board);
        }
        if ask.name == "+CMQTTUNSUB" {
            return self.unsubscribe(ask, client, topic, board);
        }
        self.subscribe(ask, client, topic, board)
    }

    pub(super) fn subscribe(&mut self, ask: &Ask, client: usize, topic: Vec<u8>, board: &mut Board) -> Turn {
        let last = self.clients.get(&client).map_or(0, |held| held.last_qos);
        let last = if board.way("cmqttsub.queued-qos", "last") == "last" { last } else { 0 };
        let qos = ask.number(QOS).and_then(|qos| u8::try_from(qos).ok()).unwrap_or(last);
        if let Some(held) = self.clients.get_mut(&client) {
            held.last_qos = qos;
        }
        let (now, filter) = (board.now, topic.clone());
        self.ask_server(ask, client, topic, board, What::Subscribe, |mqtt, id| {
            mqtt.subscribe(now, id, vec![(filter, qos)])
        })
    }

    pub(super) fn unsubscribe(
        &mut self,
        ask: &Ask,
        client: usize,
        topic: Vec<u8>,
        board: &mut Board,
    ) -> Turn {
        let (now, filter) = (board.now, topic.clone());
        self.ask_server(ask, client, topic, board, What::Unsubscribe, |mqtt, id| {
            mqtt.unsubscribe(now, id, vec![filter])
        })
    }

    fn ask_server(
        &mut self,
        ask: &Ask,
        client: usize,
        topic: Vec<u8>,
        board: &mut Board,
        what: fn(u16, Vec<u8>) -> What,
        tell: impl FnOnce(&mut Mqtt, u16) -> Result<(), Refused>,
    ) -> Turn {
        let Some(id) = self.next_id(client, board) else {
            return Self::decline(ask, Cause::NotAcquired, board);
        };
        let flagged = ask.number(DUP) == Some(1);
        // Most servers take the flag for a breach of MQTT, whichever version is spoken.
        let way = board.way("cmqttsub.dup", "never");
        let (always, never) = (way == "sent", way == "never");
        let sent = board.links.with(board.now, client, |mqtt| {
            let sent = tell(mqtt, id);
            if flagged && !never && sent.is_ok() && (always || mqtt.setup().protocol == Protocol::V31) {
                mqtt.mark_repeated();
            }
            sent
        });
        if let Err(refused) = sent.unwrap_or(Err(Refused::NotConnected)) {
            return Self::decline(ask, Cause::of_refused(refused), board);
        }
        if let Some(held) = self.clients.get_mut(&client) {
            held.last_topic = Some(topic.clone());
            held.work = Some(Work { form: ask.form, what: what(id, topic) });
        }
        let reading = if ask.name == "+CMQTTSUB" { "cmqttsub.clears" } else { "cmqttunsub.clears" };
        if board.way(reading, "own") == "shared" {
            Self::clear_topic(client, board);
        }
        board.accept(ask)
    }

    /// The server has answered a subscription.
    pub(super) fn subscribed(&mut self, client: usize, id: u16, codes: &[u8], board: &mut Board) {
        let Some(held) = self.clients.get_mut(&client) else { return };
        let Some(Work { what: What::Subscribe(own, topic), .. }) = &held.work else { return };
        if *own != id {
            return;
        }
        let refused = codes.contains(&0x80);
        if !refused {
            let topic = topic.clone();
            held.subscribed(topic);
        }
        // A SUBACK of MQTT 3.1 has no code that refuses.
        let told = protocol_of(client, board) == Protocol::V311
            || board.way("cmqttsub.refused-suback", "failure") == "failure";
        if refused && told {
            self.fail(client, Cause::SubscriptionRefused, board);
        } else {
            self.succeed(client, board);
        }
    }

    /// The server has ended a subscription.
    pub(super) fn unsubscribed(&mut self, client: usize, id: u16, board: &mut Board) {
        let Some(held) = self.clients.get_mut(&client) else { return };
        let Some(Work { what: What::Unsubscribe(own, topic), .. }) = held.work.clone() else { return };
        if own == id {
            held.unsubscribed(&topic);
            self.succeed(client, board);
        }
    }
}
