//! What those ask who decide who says a line: what is in flight, and what may come next.

use std::time::Duration;

use hayes_dialects::dialect::{Form, OutcomeLine};

use super::Monitor;

impl Monitor<'_> {
    /// The command in flight takes data, or may: nobody knows it.
    pub(crate) fn may_prompt(&mut self) -> bool {
        let dialect = self.dialect;
        self.ledger.open().is_some_and(|a| {
            !a.prompted && a.form.is_none_or(|f| dialect.form(f).is_none_or(|form| form.data.is_some()))
        })
    }

    /// Forgets the commands from a line on.
    pub(crate) fn forget(&mut self, line: u64) {
        self.ledger.forget(line);
    }

    /// A boot loader writes.
    pub(crate) fn is_starting(&self) -> bool {
        self.starting.is_some()
    }

    /// Does the command in flight have this name?
    pub(crate) fn is_asked(&mut self, name: &[u8]) -> bool {
        self.ledger.open().is_some_and(|asked| asked.name.as_bytes() == name)
    }

    /// A command is in flight whose answer may be any text: that of a command that nobody describes, too.
    pub(crate) fn awaits_text(&mut self) -> bool {
        let dialect = self.dialect;
        self.payload_of.is_some()
            || self
                .ledger
                .open()
                .is_some_and(|a| a.form.is_none_or(|f| dialect.form(f).is_none_or(answers_with_text)))
    }

    /// A prompt was seen, and the final result has not come.
    pub(crate) fn is_prompted(&mut self) -> bool {
        self.ledger.open().is_some_and(|a| a.prompted)
    }

    /// The command in flight has declared how many bytes of data it takes.
    pub(crate) fn declares_length(&mut self) -> bool {
        self.ledger.open().is_some_and(|a| a.declared.is_some())
    }

    /// The time of the command that awaits its final result, and its text.
    pub(crate) fn in_flight(&mut self) -> Option<(Option<Duration>, &[u8])> {
        self.ledger.open().map(|a| (a.time, a.text.as_slice()))
    }
}

/// Does an answer to this form hold lines of any text?
fn answers_with_text(form: &Form) -> bool {
    let free = |line: &OutcomeLine| matches!(line, OutcomeLine::Line { text, .. } if text == "<text>");
    form.outcomes.iter().any(|outcome| outcome.lines.iter().any(free))
}
