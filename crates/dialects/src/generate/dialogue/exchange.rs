//! One command with its answer, up to its final result.

use hayes_at::fields::{Field, Fields};
use hayes_at::grammar::{DataEnd, FormId, Item, PartRead};
use hayes_at::kind::Kind;
use hayes_at::names::NameId;

use super::Means;
use super::writer::{Given, Writer};
use crate::generate::command::{Dress, command_line};

/// The most bytes of data that a command announces.
const DATA_MOST: i64 = 64;

/// A command that has been sent.
pub(super) struct Sent {
    pub(super) of: usize,
    pub(super) form: FormId,
    pub(super) query: bool,
    pub(super) keys: Given,
    /// How many bytes of data the command announces.
    pub(super) announced: Option<usize>,
}

impl Writer<'_> {
    /// A command, its answer, and what it owes afterwards.
    pub(super) fn exchange(&mut self) {
        let commands = self.grammar.commands();
        let command = self.below(commands.len());
        let form = self.below(commands[command].forms.len());
        let id = |n: usize| u16::try_from(n).unwrap_or_default();
        let Some(sent) = self.command(FormId { command: id(command), form: id(form) }) else { return };
        let outcomes: Vec<usize> = self.outcomes(&sent);
        let Some(outcome) = self.pick(&outcomes).copied() else { return };
        self.maybe_unsolicited();
        self.echo(sent.of);
        self.answer(&sent, outcome);
    }

    /// Sends a command; what it is is what the whole command makes of its line.
    fn command(&mut self, id: FormId) -> Option<Sent> {
        let form = self.grammar.form(id);
        let given: Given = match form.data.as_ref().map(|d| d.end) {
            Some(DataEnd::Count(name)) => self.announce(id, name).into_iter().collect(),
            _ => Given::new(),
        };
        let message = form.syntax.map(|shape| self.message(shape, &given)).unwrap_or_default();
        let dress = Dress { lower: self.once_in(8), spaced: self.once_in(8) };
        let text = command_line(self.grammar, id, &message, dress);
        let mut fields = Fields::default();
        let part = *self.grammar.read_command(&text, &mut fields)?.first()?;
        let sent = self.sent(&part, &fields)?;
        // Two results that nothing tells apart are not owed at a time.
        while let Some(owed) = self.owed.iter().position(|o| {
            o.form.command == sent.form.command && o.keys.iter().all(|k| agrees(*k, &sent.keys))
        }) {
            self.later_result(owed);
        }
        let sent = Sent { of: self.turns.len(), ..sent };
        self.asked.push(sent.form);
        self.host([text.as_slice(), b"\r"].concat(), text, Means::Command(sent.form));
        Some(sent)
    }

    fn sent(&self, part: &PartRead, fields: &Fields) -> Option<Sent> {
        let id = part.form?;
        let form = self.grammar.form(id);
        let number = |name: NameId| {
            let slot = self.grammar.shape(form.syntax?).slot_of(name)?;
            fields.get(slot).and_then(Field::as_number)
        };
        let keys = form.match_by.iter().filter_map(|name| Some((*name, number(*name)?))).collect();
        let announced = match form.data.as_ref().map(|d| d.end) {
            Some(DataEnd::Count(name)) => number(name).and_then(|n| usize::try_from(n).ok()),
            _ => None,
        };
        Some(Sent { of: 0, form: id, query: part.query, keys, announced })
    }

    /// How many bytes to announce: few, and lawful.
    fn announce(&mut self, id: FormId, name: NameId) -> Option<(NameId, i64)> {
        let shape = self.grammar.shape(self.grammar.form(id).syntax?);
        let Kind::Int(set) = &shape.slots[usize::from(shape.slot_of(name)?)].kind else { return None };
        let number = set.lowest() + i64::try_from(self.below(DATA_MOST as usize)).unwrap_or_default();
        Some((name, if set.holds(number) { number } else { set.lowest() }))
    }

    /// The outcomes that this command can have: data are asked for only where it says how many.
    fn outcomes(&self, sent: &Sent) -> Vec<usize> {
        let form = self.grammar.form(sent.form);
        let ends_itself = matches!(form.data.as_ref().map(|d| d.end), Some(DataEnd::CtrlZ));
        let can_take_data = ends_itself || sent.announced.is_some();
        let asks = |item: &Item| match item {
            Item::Prompt => true,
            Item::Final(result) => self.grammar.finals()[usize::from(*result)].connect,
            Item::Line { .. } => false,
        };
        let all = form.outcomes.iter().enumerate();
        all.filter(|(_, o)| o.query.is_none_or(|q| q == sent.query))
            .filter(|(_, o)| can_take_data || !o.items.iter().any(asks))
            .map(|(i, _)| i)
            .collect()
    }
}

/// Does the other command have this number too, or none of that name?
fn agrees((name, number): (NameId, i64), keys: &Given) -> bool {
    keys.iter().find(|(n, _)| *n == name).is_none_or(|(_, n)| *n == number)
}
