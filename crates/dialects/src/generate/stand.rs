//! The places of a dialect where a message can stand. Makes no messages.

use hayes_at::grammar::{FormId, Grammar, Item, ShapeId};

use crate::dialect::Dialect;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stand {
    /// A command line of this form.
    Command(FormId),
    /// A line before the final result.
    Info(FormId, ShapeId),
    /// A line after the final result.
    Later(FormId, ShapeId),
    /// A URC, by its number in the grammar.
    Urc(u16),
    /// A final result, by its number in the grammar.
    Final(u16),
}

impl Stand {
    /// The shape of its values; a command that takes none has none.
    pub fn shape(self, grammar: &Grammar) -> Option<ShapeId> {
        match self {
            Self::Command(form) => grammar.form(form).syntax,
            Self::Info(_, shape) | Self::Later(_, shape) => Some(shape),
            Self::Urc(urc) => grammar.urcs().get(usize::from(urc)).map(|u| u.shape),
            Self::Final(result) => grammar.finals().get(usize::from(result)).map(|f| f.shape),
        }
    }
}

/// Every place of a dialect where a message can stand: commands with their answers first, each form in the
/// order of its file, then URCs, then final results. No place comes twice.
pub fn stands(dialect: &Dialect) -> Vec<Stand> {
    let grammar = dialect.grammar();
    let mut all = Vec::new();
    for form in dialect.commands.iter().flat_map(|c| &c.forms) {
        all.push(Stand::Command(form.id));
        answers(grammar, form.id, &mut all);
    }
    let numbers = |count: usize| (0..count).filter_map(|i| u16::try_from(i).ok());
    all.extend(numbers(grammar.urcs().len()).map(Stand::Urc));
    all.extend(numbers(grammar.finals().len()).map(Stand::Final));
    all
}

fn answers(grammar: &Grammar, form: FormId, all: &mut Vec<Stand>) {
    for outcome in &grammar.form(form).outcomes {
        let mut over = false;
        for item in &outcome.items {
            match item {
                Item::Final(result) => over |= !grammar.finals()[usize::from(*result)].connect,
                Item::Line { shape, .. } => {
                    let stand = if over { Stand::Later(form, *shape) } else { Stand::Info(form, *shape) };
                    if !all.contains(&stand) {
                        all.push(stand);
                    }
                }
                Item::Prompt => {}
            }
        }
    }
}
