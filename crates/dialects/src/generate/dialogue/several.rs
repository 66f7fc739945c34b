//! Several commands on one line: each is answered in turn, one final result ends them all.

use hayes_at::grammar::{FormId, FormKind, Item};

use super::Means;
use super::exchange::Sent;
use super::writer::{Given, Writer};

/// The most commands of one line.
const COMMANDS_MOST: usize = 3;

impl Writer<'_> {
    /// A line of commands that only ask.
    pub(super) fn several(&mut self) {
        let asking = self.asking();
        let mut chosen: Vec<(FormId, usize, u16)> = Vec::new();
        for _ in 0..COMMANDS_MOST {
            let Some(next) = self.pick(&asking).copied() else { return };
            let ends_alike = chosen.iter().all(|c| c.2 == next.2 && c.0.command != next.0.command);
            if ends_alike {
                chosen.push(next);
            }
        }
        let of = self.turns.len();
        let text = self.line_of(&chosen);
        self.asked.extend(chosen.iter().map(|c| c.0));
        let Some((first, _, result)) = chosen.first().copied() else { return };
        self.host([text.as_slice(), b"\r"].concat(), text, Means::Command(first));
        self.maybe_unsolicited();
        self.echo(of);
        for (form, outcome, _) in chosen {
            let sent = Sent { of, form, query: false, keys: Given::new(), announced: None };
            self.information(&sent, outcome);
        }
        let sent = Sent { of, form: first, query: false, keys: Given::new(), announced: None };
        self.final_result(&sent, result, true);
    }

    /// Forms without values whose good outcome is information and a final result, with both.
    fn asking(&self) -> Vec<(FormId, usize, u16)> {
        let mut all = Vec::new();
        for form in self.dialect.commands.iter().filter(|c| c.name.starts_with('+')).flat_map(|c| &c.forms) {
            if form.kind == FormKind::Write {
                continue;
            }
            for (i, outcome) in self.grammar.form(form.id).outcomes.iter().enumerate() {
                // Nothing tells whose answer a free line is.
                let free = |item: &Item| matches!(item, Item::Line { shape, .. } if self.grammar.shape(*shape).head().is_empty());
                let asks_for_data = outcome.items.contains(&Item::Prompt);
                if let Some(Item::Final(result)) = outcome.items.last()
                    && self.grammar.finals()[usize::from(*result)].good
                    && outcome.items.iter().filter(|item| matches!(item, Item::Final(_))).count() == 1
                    && !asks_for_data
                    && !outcome.items.iter().any(free)
                {
                    all.push((form.id, i, *result));
                }
            }
        }
        all
    }

    fn line_of(&self, chosen: &[(FormId, usize, u16)]) -> Vec<u8> {
        let parts = chosen.iter().map(|(id, ..)| {
            let name = &self.grammar.commands()[usize::from(id.command)].name;
            let mark = match self.grammar.form(*id).kind {
                FormKind::Test => "=?",
                FormKind::Read => "?",
                FormKind::Execute | FormKind::Write => "",
            };
            format!("{name}{mark}")
        });
        format!("AT{}", parts.collect::<Vec<_>>().join(";")).into_bytes()
    }

    fn information(&mut self, sent: &Sent, outcome: usize) {
        for item in &self.grammar.form(sent.form).outcomes[outcome].items {
            if let Item::Line { shape, optional, repeats } = item {
                self.info(sent, *shape, (*optional, *repeats), &Given::new());
            }
        }
    }
}
