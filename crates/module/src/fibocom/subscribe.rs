//! Subscribing and unsubscribing, one topic for each command.

use super::config::holds_quote;
use super::names::{CLIENT, QOS, TOPIC};
use super::{Fibocom, Phase};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};

impl Fibocom {
    pub(super) fn subscribe(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let qos = ask.number(QOS).and_then(|qos| u8::try_from(qos).ok());
        let (Some((number, topic)), Some(qos)) = (self.topic_of(ask), qos) else {
            return board.refuse(ask, Refusal::Parameters);
        };
        let (turn, now) = (board.accept(ask), board.now);
        self.send(number, ask.form, board, |client, id| client.subscribe(now, id, vec![(topic, qos)]));
        turn
    }

    pub(super) fn unsubscribe(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let Some((number, topic)) = self.topic_of(ask) else { return board.refuse(ask, Refusal::Parameters) };
        let (turn, now) = (board.accept(ask), board.now);
        self.send(number, ask.form, board, |client, id| client.unsubscribe(now, id, vec![topic]));
        turn
    }

    /// A connected client and the topic that a command names for it.
    pub(super) fn topic_of(&self, ask: &Ask) -> Option<(i64, Vec<u8>)> {
        let number = ask.number(CLIENT)?;
        let is_open = self.clients.get(&number)?.phase == Phase::Open;
        (is_open && !holds_quote(ask, TOPIC)).then(|| Some((number, ask.bytes(TOPIC)?.to_vec())))?
    }
}
