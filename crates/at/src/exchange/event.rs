//! What an exchange reports: every byte of both directions in exactly one event.

use crate::fields::Fields;
use crate::flaw::Flaws;
use crate::grammar::{CommandRead, FormId, ShapeId};

use super::block::Assembly;

/// Who wrote the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The host.
    Host,
    /// The module.
    Module,
}

/// One event. It borrows the exchange until the next call.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Its number, counted from 1 over both directions.
    pub seq: u64,
    /// Who wrote it.
    pub from: Side,
    /// How many bytes of this side came before it.
    pub offset: u64,
    /// All its bytes, line ends included.
    pub raw: &'a [u8],
    /// What it says, without line ends.
    pub text: &'a [u8],
    /// What it is.
    pub what: What,
    /// Its shape, where it has one.
    pub shape: Option<ShapeId>,
    /// Its values, read by that shape. For a command they count from the first part's `args_start`.
    pub fields: &'a Fields,
    /// All that is wrong with it.
    pub flaws: Flaws,
    /// For a command: its parts.
    pub command: Option<&'a CommandRead>,
    /// For the last URC of a block: what the block carried.
    pub block: Option<&'a Assembly>,
}

/// The number of an event; commands are known by it.
pub type Seq = u64;

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The host sends a command line.
    Command,
    /// Data of the host after a prompt, or of the module after a line that declared them.
    Data {
        /// The command or the line that they belong to.
        of: Seq,
        /// Whether they came to their end, and to which.
        end: DataEnd,
    },
    /// The module repeats the command line.
    Echo {
        /// Of which command.
        of: Seq,
    },
    /// The module repeats the data.
    DataEcho {
        /// Of which command.
        of: Seq,
    },
    /// A line before the final result that is part of the answer.
    Info {
        /// To which command.
        of: Seq,
        /// In which form.
        form: FormId,
    },
    /// The data prompt.
    Prompt {
        /// Of which command; `None`: nothing asked for one.
        of: Option<Seq>,
    },
    /// A final result.
    Final {
        /// Of which command; `None`: none is in flight.
        of: Option<Seq>,
        /// Index into the grammar's finals.
        result: u16,
        /// One of the documented outcomes ends so, with the lines that were seen.
        documented: bool,
        /// It came as a number.
        numeric: bool,
    },
    /// A result that a command still owed.
    Later {
        /// Which command.
        of: Seq,
        /// In which form.
        form: FormId,
        /// Another one is still to come.
        interim: bool,
        /// It came before the final result, which the document puts first.
        early: bool,
    },
    /// A line that answers a form which nothing asked for now.
    Unasked {
        /// The form.
        form: FormId,
    },
    /// An unsolicited line: index into the grammar's URCs.
    Urc(u16),
    /// Part of an answer, or something else, and the bytes do not tell.
    Unclear {
        /// The command that it may answer.
        of: Seq,
        /// In this form.
        form: FormId,
        /// What else it may be.
        or: Other,
    },
    /// What an earlier unclear line turned out to be. Carries no bytes.
    Settled {
        /// The unclear line.
        line: Seq,
        /// It was part of the answer; else the other thing.
        answer: bool,
    },
    /// A line that nothing in the dialect explains.
    Unknown,
    /// Bytes that are no line.
    Noise(Noise),
}

/// The other thing that an unclear line may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// The result that this command still owes.
    Later(Seq),
    /// This URC.
    Urc(u16),
}

/// How data came to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataEnd {
    /// The declared number of bytes was reached.
    Counted,
    /// Ctrl+Z.
    Sent,
    /// Esc.
    Dropped,
    /// Not yet: more follows in another event.
    More,
    /// Not at all: something else came, or nothing.
    Cut,
    /// They are more than was declared, and the module has gone on without them.
    Surplus,
}

/// Kinds of noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Line ends and nothing else.
    Blank,
    /// Bytes that no line starts with.
    Undecodable,
    /// A line longer than any line may be.
    Overlong,
    /// A line that never came to its end.
    Unfinished,
}
