//! Subscribing and unsubscribing, one topic for each command.

use super::Fibocom;
use super::config::holds_quote;
use super::names::{CLIENT, QOS, TOPIC};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};

impl Fibocom {
    pub(super) fn subscribe(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let qos = ask.number(QOS).and_then(|qos| u8::try_from(qos).ok());
        let (Some((number, topic)), Some(qos)) = (topic_of(ask), qos) else {
            return board.refuse(ask, Refusal::Parameters);
        };
        let (turn, now) = (board.accept(ask), board.now);
        self.send(number, ask.form, board, |client, id| client.subscribe(now, id, vec![(topic, qos)]));
        turn
    }

    pub(super) fn unsubscribe(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let Some((number, topic)) = topic_of(ask) else { return board.refuse(ask, Refusal::Parameters) };
        let (turn, now) = (board.accept(ask), board.now);
        self.send(number, ask.form, board, |client, id| client.unsubscribe(now, id, vec![topic]));
        turn
    }
}

/// The client and the topic that a command names.
fn topic_of(ask: &Ask) -> Option<(i64, Vec<u8>)> {
    let topic = ask.bytes(TOPIC).filter(|_| !holds_quote(ask, TOPIC))?;
    Some((ask.number(CLIENT)?, topic.to_vec()))
}
