//! Subscribing and unsubscribing, one topic for each command.

use super::Fibocom;
use super::codes::{Status, refuse};
use super::names::{CLIENT, QOS, TOPIC};
use super::owed::{self, Debt, Deed};
use super::text::text_of;
use super::ways::goes;
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};

impl Fibocom {
    pub(super) fn subscribe(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let qos = ask.number(QOS).and_then(|qos| u8::try_from(qos).ok());
        let (Some(number), Some(topic), Some(qos)) = (ask.number(CLIENT), text_of(ask, TOPIC, board), qos)
        else {
            return refuse(ask, Refusal::Parameters, board);
        };
        let (turn, now) = (board.accept(ask), board.now);
        let debt = Debt { form: ask.form, deed: Deed::Subscribe(topic.clone(), qos) };
        self.send(number, debt, board, |client, id| client.subscribe(now, id, vec![(topic, qos)]));
        turn
    }

    pub(super) fn unsubscribe(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let (Some(number), Some(topic)) = (ask.number(CLIENT), text_of(ask, TOPIC, board)) else {
            return refuse(ask, Refusal::Parameters, board);
        };
        let known = self.clients.get(&number).is_some_and(|client| client.topics.has(&topic));
        if !known && goes(board, "mqttunsub.unknown", "error") {
            return refuse(ask, Refusal::State, board);
        }
        let (turn, now) = (board.accept(ask), board.now);
        if !known && goes(board, "mqttunsub.unknown", "failed") {
            owed::tell(ask.form, number, Status::Failed, board);
            return turn;
        }
        let debt = Debt { form: ask.form, deed: Deed::Unsubscribe(topic.clone()) };
        self.send(number, debt, board, |client, id| client.unsubscribe(now, id, vec![topic]));
        turn
    }
}
