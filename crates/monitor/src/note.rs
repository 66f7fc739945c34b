//! What is said about one line: who sent it, what it is, its values in words, remarks. Plain data.

use std::borrow::Cow;
use std::time::Duration;

use hayes_at::exchange::Side;

use crate::remark::Remark;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineKind {
    /// A command of the host.
    Command,
    /// The module repeats what the host sends.
    Echo,
    /// Part of an answer, before the final result.
    Info,
    /// A final result.
    Result,
    /// A result that comes after the final one.
    Later,
    /// A report that nothing asked for.
    Urc,
    /// The data prompt.
    Prompt,
    /// Data.
    Data,
    /// Bytes that are no line.
    Noise,
    /// Not of the protocol: what the logger or its user wrote.
    Comment,
    /// A line that nothing explains.
    #[default]
    Unknown,
}

impl LineKind {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Echo => "echo",
            Self::Info => "info",
            Self::Result => "result",
            Self::Later => "later",
            Self::Urc => "urc",
            Self::Prompt => "prompt",
            Self::Data => "data",
            Self::Noise => "noise",
            Self::Comment => "comment",
            Self::Unknown => "unknown",
        }
    }
}

/// A value with its name and meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<'d> {
    /// The parameter's name.
    pub name: &'d str,
    /// The value as it stands, in visible notation; a secret's pseudonym.
    pub value: String,
    /// What it means.
    pub means: Option<&'d str>,
    /// Its unit.
    pub unit: Option<&'d str>,
}

/// What is said about a line.
#[derive(Debug, Clone, Default)]
pub struct Note<'d> {
    /// Who sent it.
    pub from: Option<Side>,
    /// What it is.
    pub kind: LineKind,
    /// It in words.
    pub message: Cow<'d, str>,
    /// Where the document describes it.
    pub clause: Option<&'d str>,
    /// Its values.
    pub params: Vec<Said<'d>>,
    /// What is wrong or worth knowing.
    pub remarks: Vec<Remark>,
    /// The line of the command that it belongs to.
    pub of: Option<u64>,
    /// How long after that command it came.
    pub took: Option<Duration>,
    /// Places in the text that are secret.
    pub(crate) hidden: Vec<(usize, usize)>,
}
