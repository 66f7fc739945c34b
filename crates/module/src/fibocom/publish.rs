//! Publishing, with the message in the command line or after a prompt.

use super::config::holds_quote;
use super::names::{PAYLOAD, QOS, RETAIN, SIZE};
use super::{Fibocom, codes};
use crate::ask::Ask;
use crate::board::{Board, Entered, Refusal, Turn};
use crate::client::Publish;
use crate::typing::{Ends, Entering};

impl Fibocom {
    pub(super) fn publish(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let size = ask.number(SIZE).and_then(|size| usize::try_from(size).ok());
        match (ask.bytes(PAYLOAD), size) {
            (None, Some(size)) => {
                Turn::Data(Entering { end: Ends::Count(size), most: size, echo: false })
            }
            (Some(payload), _) if !holds_quote(ask, PAYLOAD) => self.publish_bytes(ask, payload.to_vec(), board),
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
        // While the message was awaited, the connection may have been lost.
        let Some((number, topic)) = self.topic_of(ask) else { return board.refuse(ask, codes::NOT_OPEN) };
        let Some(qos) = qos else { return board.refuse(ask, Refusal::Parameters) };
        let retain = ask.number(RETAIN) == Some(1);
        let (turn, now) = (board.accept(ask), board.now);
        self.send(number, ask.form, board, |client, id| {
            client.publish(now, Publish { id, qos, retain, dup: false, topic, payload })
        });
        turn
    }
}
