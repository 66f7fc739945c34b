//! Numbers of the result lines: the status, whose 1 is success, the causes of a loss, the codes of refusals. Where
//! the document leaves the number or the way of refusing open, the choice is made here.

use hayes_at::grammar::FormKind;
use hayes_at::message::Value;

use super::ways::goes;
use crate::air::{Gone, Standing};
use crate::ask::Ask;
use crate::board::{Board, Ending, Refusal, Turn};
use crate::link::Loss;
use crate::manner::Manner;

/// The family's prompt has its line end behind it. The document's only table of codes holds the server's refusals,
/// so every other refusal takes one of them, too.
pub(crate) const MANNER: Manner = Manner { prompt: b">\r\n", code };

/// The server's refusals in the order of CONNACK, with what the document calls them.
const TABLE: &[(i64, &str)] = &[
    (700, "Unacceptable protocol version"),
    (IDENTIFIER, "Identifier rejected"),
    (UNAVAILABLE, "Server unavailable"),
    (703, "Bad user name or password"),
    (NOT_AUTHORIZED, "Not authorized"),
];
const IDENTIFIER: i64 = 701;
const UNAVAILABLE: i64 = 702;
const NOT_AUTHORIZED: i64 = 704;

/// Codes of 27.007 for texts that are too long, or hold what they may not.
const TOO_LONG: i64 = 24;
const BAD_CHARACTERS: i64 = 25;

fn code(refusal: Refusal) -> i64 {
    match refusal {
        Refusal::Parameters | Refusal::Code(TOO_LONG | BAD_CHARACTERS) => IDENTIFIER,
        Refusal::Unknown | Refusal::State => NOT_AUTHORIZED,
        Refusal::Code(_) => UNAVAILABLE,
    }
}

/// The server refused a client with this code of CONNACK; one that the table does not know counts as not
/// authorized.
pub(super) fn refused(connack: u8) -> Refusal {
    let place = usize::from(connack).saturating_sub(1);
    Refusal::Code(TABLE.get(place).map_or(NOT_AUTHORIZED, |(code, _)| *code))
}

/// A command wants a connected client, and no server has refused this one.
pub(super) const NOT_OPEN: Refusal = Refusal::Code(UNAVAILABLE);

/// The network refuses what a call needs.
pub(super) const NO_NETWORK: Refusal = Refusal::Code(30);

/// Ends a command badly.
pub(super) fn refuse(ask: &Ask, refusal: Refusal, board: &mut Board) -> Turn {
    let told = matches!(ask.kind, FormKind::Test | FormKind::Read);
    let goes_so = |way: &str| match told {
        true if goes(board, "error.read-test", way) => true,
        told => (!told || goes(board, "error.read-test", "same")) && goes(board, "error.which-code", way),
    };
    let general = match refusal {
        Refusal::Code(code) if TABLE.iter().any(|(known, _)| *known == code) => Refusal::State.code(),
        other => other.code(),
    };
    let ending = if goes_so("plain") {
        board.ending("ERROR", None)
    } else if goes_so("cme") {
        board.ending("+CME ERROR: ", Some(Value::Int(general)))
    } else if goes_so("other") {
        board.ending("ERROR: ", Some(Value::Int(general)))
    } else {
        in_words(refusal, board)
    };
    ending.map_or_else(|| board.refuse(ask, refusal), Turn::Over)
}

/// The text of the table in the place of its number, where the module reads it so.
pub(super) fn in_words(refusal: Refusal, board: &Board) -> Option<Ending> {
    let number = match refusal {
        Refusal::Code(code) if TABLE.iter().any(|(known, _)| *known == code) => code,
        other => code(other),
    };
    let (_, words) = TABLE.iter().find(|(code, _)| *code == number)?;
    let text = goes(board, "error.text", "text");
    text.then(|| board.ending("ERROR: ", Some(Value::Text(words.as_bytes().to_vec())))).flatten()
}

/// How a command went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Failed,
    Done,
}

impl Status {
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Failed => 0,
            Self::Done => 1,
        }
    }

    pub(super) fn of(done: bool) -> Self {
        if done { Self::Done } else { Self::Failed }
    }
}

/// Why a connection was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// The server ended it, broke the rules or is silent.
    Server,
    /// The address is gone.
    Link,
    /// The registration is gone.
    Registration,
}

impl Cause {
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Server => 1,
            Self::Link => 2,
            Self::Registration => 3,
        }
    }

    /// The document names 0 as what CGREG or CEREG report; a module that searches reports 2.
    pub(super) fn of(loss: Loss, board: &Board) -> Self {
        let zero = board.air.standing != Standing::Searching;
        match loss {
            Loss::Gone(Gone::Registration) if zero || goes(board, "mqttbreak.which-registration", "any") => {
                Self::Registration
            }
            Loss::Gone(_) => Self::Link,
            Loss::Closed | Loss::Reset => Self::Server,
        }
    }
}
