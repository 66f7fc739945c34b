//! Publishing, with the message in the command line or after a prompt.

use std::time::Duration;

use super::codes::{self, refuse};
use super::names::{CLIENT, PAYLOAD, QOS, RETAIN, SIZE, TOPIC};
use super::owed::{Debt, Deed};
use super::text::text_of;
use super::ways::goes;
use super::{Fibocom, Phase};
use crate::ask::Ask;
use crate::board::{Board, Entered, Refusal, Turn};
use crate::client::Publish;
use crate::typing::{Ends, Entering};

/// How long a module waits for data that gives up at all.
const ENDS_AFTER: Duration = Duration::from_secs(30);

const FRAMED: &[u8] = b"\r\n>\r\n";
const USUAL: &[u8] = b"\r\n> ";

/// Is the message counted, to follow after a prompt?
pub(super) fn is_counted(ask: &Ask) -> bool {
    ask.value(PAYLOAD).is_none() && ask.number(SIZE).is_some()
}

/// How long data are waited for.
pub(super) fn pause(board: &Board) -> Option<Duration> {
    goes(board, "mqttpub.too-few", "ends").then_some(ENDS_AFTER)
}

impl Fibocom {
    pub(super) fn publish(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        if text_of(ask, TOPIC, board).is_none() {
            return refuse(ask, Refusal::Parameters, board);
        }
        if is_counted(ask) {
            return prompt(ask, board);
        }
        match text_of(ask, PAYLOAD, board) {
            Some(payload) => self.publish_bytes(ask, payload, board),
            None => refuse(ask, Refusal::Parameters, board),
        }
    }

    /// The message has come, as far as it came.
    pub(super) fn publish_entered(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        let Entered::Data(data) = entered else { return refuse(ask, Refusal::State, board) };
        let Some(payload) = decoded(data, board) else { return refuse(ask, Refusal::Parameters, board) };
        let phase =
            ask.number(CLIENT).and_then(|number| self.clients.get(&number)).map(|client| client.phase);
        // A client that was never connected may be found out only now; one that was lost meanwhile gives Status 0.
        if phase != Some(Phase::Open)
            && goes(board, "mqttpub.not-open-prompt", "after")
            && !goes(board, "general.not-open", "status")
        {
            return refuse(ask, codes::NOT_OPEN, board);
        }
        self.publish_bytes(ask, payload, board)
    }

    fn publish_bytes(&mut self, ask: &Ask, payload: Vec<u8>, board: &mut Board) -> Turn {
        let qos = ask.number(QOS).and_then(|qos| u8::try_from(qos).ok());
        let (Some(number), Some(topic), Some(qos)) = (ask.number(CLIENT), text_of(ask, TOPIC, board), qos)
        else {
            return refuse(ask, Refusal::Parameters, board);
        };
        let retain = ask.number(RETAIN) == Some(1);
        let (turn, now) = (board.accept(ask), board.now);
        let debt = Debt { form: ask.form, deed: Deed::Publish };
        self.send(number, debt, board, |client, id| {
            client.publish(now, Publish { id, qos, retain, dup: false, topic, payload })
        });
        turn
    }
}

/// Prompts for a message of so many bytes, which hex digits may stand for.
fn prompt(ask: &Ask, board: &mut Board) -> Turn {
    let size = ask.number(SIZE).and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
    let count = if goes(board, "mqttpub.data-coding", "digits") { 2 * size } else { size };
    if goes(board, "mqttpub.prompt-bytes", "framed") {
        board.manner.prompt = FRAMED;
    } else if goes(board, "mqttpub.prompt-bytes", "usual") {
        board.manner.prompt = USUAL;
    }
    let echo = goes(board, "mqttpub.data-echo", "yes") && board.number("E", None, "value") != Some(0);
    Turn::Data(Entering { end: Ends::Count(count), most: count, echo })
}

/// The message that data stand for; none where they are to be hex digits and are not.
fn decoded(data: Vec<u8>, board: &Board) -> Option<Vec<u8>> {
    if !board.goes(&["mqttpub.data-coding"], &["digits", "characters"]) {
        return Some(data);
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    };
    data.chunks(2).map(byte).collect()
}
