//! Messages that come: reported whole, or announced and kept until they are fetched.

use std::collections::VecDeque;

use super::Fibocom;
use super::names::{CLIENT, PAYLOAD, PAYLOAD_LENGTH, QOS, TOPIC, TOPIC_LENGTH};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

/// The most messages that wait to be fetched; for one more the oldest is forgotten.
const MAX_MESSAGES: usize = 100;
/// The most bytes that they have in all.
const MAX_BYTES: usize = 256 * 1024;

const MODE_FORM: &str = "+MQTTCONF";
const MODE: &str = "mode";
const ANNOUNCED: i64 = 1;

/// A message.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) qos: u8,
    pub(super) topic: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

/// Messages that wait to be fetched, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    messages: VecDeque<Received>,
    bytes: usize,
}

impl Inbox {
    fn push(&mut self, message: Received) {
        self.bytes += message.size();
        self.messages.push_back(message);
        while self.messages.len() > MAX_MESSAGES || (self.bytes > MAX_BYTES && self.messages.len() > 1) {
            self.pop();
        }
    }

    fn pop(&mut self) -> Option<Received> {
        let message = self.messages.pop_front()?;
        self.bytes -= message.size();
        Some(message)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Received {
    fn size(&self) -> usize {
        self.topic.len() + self.payload.len()
    }

    /// Everything that a line may say of it.
    fn given(&self, client: i64) -> Given {
        let length = |bytes: &[u8]| i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Given::new()
            .int(CLIENT, client)
            .int(QOS, self.qos.into())
            .int(TOPIC_LENGTH, length(&self.topic))
            .int(PAYLOAD_LENGTH, length(&self.payload))
            .text(TOPIC, &self.topic)
            .text(PAYLOAD, &self.payload)
    }
}

impl Fibocom {
    /// A message has come.
    pub(super) fn receive(&mut self, number: i64, message: Received, board: &mut Board) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        let given = message.given(number);
        if board.number(MODE_FORM, None, MODE) == Some(ANNOUNCED) {
            client.inbox.push(message);
        }
        board.urc_of(&["msg", "msgi"], &given, Some(number));
    }

    /// The oldest message that was announced and not fetched yet; none is a lawful answer as well.
    pub(super) fn read(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let number = ask.number(CLIENT);
        let Some((number, client)) = number.and_then(|n| Some((n, self.clients.get_mut(&n)?))) else {
            return board.refuse(ask, Refusal::Parameters);
        };
        match client.inbox.pop() {
            Some(message) => board.answer(ask, &message.given(number)),
            None => board.answer(ask, &Given::new().int(CLIENT, number)),
        }
    }
}
