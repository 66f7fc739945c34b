//! Publishing, with the message in the command line or after a prompt.

use super::Fibocom;
use super::config::holds_quote;
use super::names::{CLIENT, PAYLOAD, QOS, RETAIN, SIZE, TOPIC};
use crate::ask::Ask;
use crate::board::{Board, Entered, Refusal, Turn};
use crate::client::Publish;
use crate::typing::{Ends, Entering};

impl Fibocom {
    pub(super) fn publish(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let size = ask.number(SIZE).and_then(|size| usize::try_from(size).ok());
        if holds_quote(ask, TOPIC) {
            return board.refuse(ask, Refusal::Parameters);
        }
        match (ask.bytes(PAYLOAD), size) {
            (None, Some(size)) => Turn::Data(Entering { end: Ends::Count(size), most: size, echo: false }),
            (Some(payload), _) if !holds_quote(ask, PAYLOAD) => {
                self.publish_bytes(ask, payload.to_vec(), board)
            }
            _ => board.refuse(ask, Refusal::Parameters),
        }
    }

    /// The message has come, as far as it came.
    pub(super) fn publish_entered(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        match entered {
            Entered::Data(payload) => self.publish_bytes(ask, payload, board),
            Entered::Cancelled | Entered::TimedOut(_) => board.refuse(ask, Refusal::State),
        }
    }

    fn publish_bytes(&mut self, ask: &Ask, payload: Vec<u8>, board: &mut Board) -> Turn {
        let qos = ask.number(QOS).and_then(|qos| u8::try_from(qos).ok());
        let (Some(number), Some(topic), Some(qos)) = (ask.number(CLIENT), ask.bytes(TOPIC), qos) else {
            return board.refuse(ask, Refusal::Parameters);
        };
        let topic = topic.to_vec();
        let retain = ask.number(RETAIN) == Some(1);
        // While the message was awaited, the connection may have been lost: then it cannot be sent.
        let (turn, now) = (board.accept(ask), board.now);
        self.send(number, ask.form, board, |client, id| {
            client.publish(now, Publish { id, qos, retain, dup: false, topic, payload })
        });
        turn
    }
}
