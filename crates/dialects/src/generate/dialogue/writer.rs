//! What is known while a dialogue is written: what has been said, and what is still owed.

use hayes_at::choose::{self, Choices};
use hayes_at::exchange::Side;
use hayes_at::grammar::{FormId, Grammar, ShapeId};
use hayes_at::message::Message;
use hayes_at::names::NameId;
use hayes_at::write;

use super::{Means, Turn};
use crate::dialect::Dialect;

/// Numbers that are settled.
pub(super) type Given = Vec<(NameId, i64)>;

pub(super) struct Writer<'w> {
    pub(super) dialect: &'w Dialect,
    pub(super) grammar: &'w Grammar,
    pub(super) choices: &'w mut dyn Choices,
    pub(super) turns: Vec<Turn>,
    pub(super) owed: Vec<Owed>,
    /// The forms of the commands so far: what they may owe.
    pub(super) asked: Vec<FormId>,
    /// The module repeats command lines.
    pub(super) echo: bool,
}

/// Lines that a command still owes.
pub(super) struct Owed {
    pub(super) of: usize,
    pub(super) form: FormId,
    pub(super) keys: Given,
    pub(super) lines: Vec<ShapeId>,
    pub(super) interims: u8,
}

impl<'w> Writer<'w> {
    pub(super) fn new(dialect: &'w Dialect, choices: &'w mut dyn Choices) -> Self {
        let echo = choices.flip();
        let (turns, owed, asked) = (Vec::new(), Vec::new(), Vec::new());
        Self { dialect, grammar: dialect.grammar(), choices, turns, owed, asked, echo }
    }

    pub(super) fn pick<'t, T>(&mut self, list: &'t [T]) -> Option<&'t T> {
        list.get(self.below(list.len()))
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.choices.below(bound as u64)).unwrap_or_default()
    }

    /// Once in `times`.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.choices.below(times) == times - 1
    }

    /// Any bytes; now and then what looks like lines.
    pub(super) fn bytes(&mut self, len: usize) -> Vec<u8> {
        const LINES: [&[u8]; 4] = [b"\r\nOK\r\n", b"\r\n+CME ERROR: 1\r\n", b"> ", b"\"\r\n\""];
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let left = len - bytes.len();
            if self.once_in(8) {
                let line = LINES[self.below(LINES.len())];
                bytes.extend_from_slice(&line[..line.len().min(left)]);
            } else {
                bytes.push(u8::try_from(self.choices.below(256)).unwrap_or_default());
            }
        }
        bytes
    }

    pub(super) fn message(&mut self, shape: ShapeId, given: &Given) -> Message {
        choose::right_given(self.grammar.shape(shape), given, self.choices)
    }

    /// A line of the module, between line ends.
    pub(super) fn line(&mut self, shape: ShapeId, message: &Message, means: Means) {
        let text = self.respelled(write::line(self.grammar.shape(shape), message));
        let bytes = [b"\r\n", text.as_slice(), b"\r\n"].concat();
        self.turns.push(Turn { from: Side::Module, bytes, text, means });
    }

    /// Bytes of the module that are no line.
    pub(super) fn plain(&mut self, bytes: &[u8], text: &[u8], means: Means) {
        self.turns.push(Turn { from: Side::Module, bytes: bytes.to_vec(), text: text.to_vec(), means });
    }

    pub(super) fn host(&mut self, bytes: Vec<u8>, text: Vec<u8>, means: Means) {
        self.turns.push(Turn { from: Side::Host, bytes, text, means });
    }

    /// Now and then a prefix in the other spelling that the document prints.
    fn respelled(&mut self, line: Vec<u8>) -> Vec<u8> {
        for (usual, odd) in &self.dialect.spelled {
            let Some(rest) = line.strip_prefix(usual.as_bytes()) else { continue };
            if self.choices.below(8) == 7
                && let Some(odd) = odd.first()
            {
                return [odd.as_bytes(), rest].concat();
            }
        }
        line
    }
}
