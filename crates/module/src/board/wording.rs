//! Lines that a document leaves several spellings for: how they are usually spelled, and how to say another one.

use hayes_at::grammar::FormId;
use hayes_at::kind::Kind;
use hayes_at::message::{Arg, Message, Value};
use hayes_at::write;
use hayes_dialects::dialect::OutcomeLine;

use super::{Board, Ending};
use crate::ask::{Ask, Word};
use crate::say::Given;
use crate::voice::Role;

impl Board {
    /// The first line that a form would answer with these values.
    pub(crate) fn line_of(&self, ask: &Ask, given: &Given) -> Option<String> {
        let form = self.dialect.form(ask.form)?;
        let rows = std::slice::from_ref(given);
        let answer = self.with_lines(ask.client(), |lines| lines.answer(form, true, ask.query, rows))?;
        let made = answer.lines.first()?;
        let line = write::line(self.dialect.grammar().shape(made.shape), &made.message);
        Some(String::from_utf8_lossy(&line).into_owned())
    }

    /// How the dialect spells the range of a parameter in a test form's answer.
    pub(crate) fn spelled(&self, form: FormId, word: Word) -> Option<String> {
        let grammar = self.dialect.grammar();
        let lines = self.dialect.form(form)?.outcomes.iter().flat_map(|outcome| &outcome.lines);
        let shapes = lines.filter_map(|line| match line {
            OutcomeLine::Line { shape, .. } => Some(grammar.shape(*shape)),
            _ => None,
        });
        shapes.flat_map(|shape| &shape.slots).find_map(|slot| match &slot.kind {
            Kind::Range(spelled) if word.contains(&grammar.names.text(slot.name)) => {
                Some(spelled.to_string())
            }
            _ => None,
        })
    }

    /// Says a line that no shape of the dialect has: what a reading makes of one.
    pub(crate) fn phrase(&mut self, role: Role, line: &[u8]) {
        self.frame(role, self.answer_at, line);
    }

    /// A final result by how its line begins, with the value that it gives.
    pub(crate) fn ending(&self, begins: &str, value: Option<Value>) -> Option<Ending> {
        let fits = |line: &str| line.starts_with(begins) && line.contains('<') == value.is_some();
        let id = self.dialect.finals.iter().find(|f| !f.good && fits(&f.line))?.id;
        let args = value.into_iter().map(|value| Arg::new(0, value)).collect();
        Some(Ending { id, message: Message { args, surplus: Vec::new() } })
    }
}
