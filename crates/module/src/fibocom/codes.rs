//! Numbers of the result lines: the status, whose 1 is success, the causes of a loss, the codes of refusals. Where
//! the document leaves the number open, the choice is made here.

use crate::air::Gone;
use crate::board::Refusal;
use crate::link::Loss;
use crate::manner::Manner;

/// The family's prompt has its line end behind it. The document's only table of codes holds the server's refusals,
/// so every other refusal takes one of them, too.
pub(crate) const MANNER: Manner = Manner { prompt: b">\r\n", code };

/// The code of the first refusal of the server; the others follow in the order of CONNACK.
const FIRST_CODE: i64 = 700;

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

/// The server refused a client with this code of CONNACK; a server's code that the table does not know counts as
/// not authorized.
pub(super) fn refused(connack: u8) -> Refusal {
    Refusal::Code((FIRST_CODE - 1 + i64::from(connack)).clamp(FIRST_CODE, NOT_AUTHORIZED))
}

/// A command wants a connected client, and no server has refused this one.
pub(super) const NOT_OPEN: Refusal = Refusal::Code(UNAVAILABLE);

/// The network refuses what a call needs.
pub(super) const NO_NETWORK: Refusal = Refusal::Code(30);

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

    pub(super) fn of(loss: Loss) -> Self {
        match loss {
            Loss::Closed | Loss::Reset => Self::Server,
            Loss::Gone(Gone::Context) => Self::Link,
            Loss::Gone(Gone::Registration) => Self::Registration,
        }
    }
}
