//! Who may say lines of a shape, and which owners are worth comparing.

use std::collections::BTreeMap;

use hayes_at::grammar::{FormId, FormKind, Grammar, Item, ShapeId};

use super::Owner;

/// The most shapes that one shape's lines are held against; no document comes near it.
const MAX_RIVALS: usize = 64;

/// Who may say lines of each shape.
pub(super) struct Owners {
    of: BTreeMap<ShapeId, Vec<Owner>>,
}

impl Owners {
    pub(super) fn of(grammar: &Grammar) -> Self {
        let mut owners = Self { of: BTreeMap::new() };
        for (id, form) in forms(grammar) {
            for outcome in &form.outcomes {
                let mut over = false;
                for item in &outcome.items {
                    match item {
                        Item::Line { shape, .. } if over => owners.add(*shape, Owner::Later(id)),
                        Item::Line { shape, .. } => owners.add(*shape, Owner::Answer(id)),
                        // `CONNECT` lets data follow, and the answer after them.
                        Item::Final(f) => over |= !grammar.finals()[usize::from(*f)].connect,
                        Item::Prompt => {}
                    }
                }
            }
        }
        for (urc, index) in grammar.urcs().iter().zip(0..) {
            owners.add(urc.shape, Owner::Urc(index));
        }
        for (result, index) in grammar.finals().iter().zip(0..) {
            owners.add(result.shape, Owner::Final(index));
        }
        owners
    }

    fn add(&mut self, shape: ShapeId, owner: Owner) {
        let owners = self.of.entry(shape).or_default();
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }

    fn get(&self, shape: ShapeId) -> &[Owner] {
        self.of.get(&shape).map_or(&[], Vec::as_slice)
    }

    /// The shapes that share their beginning with a shape of an owner that they could be confused with.
    pub(super) fn contested(&self, grammar: &Grammar) -> Vec<ShapeId> {
        self.of.keys().copied().filter(|s| !self.rivals(grammar, *s).is_empty()).collect()
    }

    /// The shapes with the same beginning whose lines could be taken for this one's.
    pub(super) fn rivals(&self, grammar: &Grammar, shape: ShapeId) -> Vec<ShapeId> {
        let head = grammar.shape(shape).head();
        // A free line takes what nothing else explains.
        if head.is_empty() {
            return Vec::new();
        }
        let mut rivals: Vec<ShapeId> = grammar.uses(head).list.iter().map(|u| u.shape).collect();
        rivals.sort_unstable();
        rivals.dedup();
        rivals.retain(|rival| !self.pairs(grammar, shape, *rival).is_empty());
        rivals.truncate(MAX_RIVALS);
        rivals
    }

    /// The owners of two shapes that could be confused with each other.
    pub(super) fn pairs(&self, grammar: &Grammar, one: ShapeId, other: ShapeId) -> Vec<(Owner, Owner)> {
        let pairs = self.get(one).iter().flat_map(|a| self.get(other).iter().map(move |b| (*a, *b)));
        pairs.filter(|(a, b)| confusable(grammar, *a, *b)).collect()
    }
}

/// All forms with their numbers.
fn forms(grammar: &Grammar) -> impl Iterator<Item = (FormId, &hayes_at::grammar::Form)> {
    grammar.commands().iter().zip(0..).flat_map(|(command, c)| {
        command.forms.iter().zip(0..).map(move |(form, f)| (FormId { command: c, form: f }, form))
    })
}

/// Are these two owners of different kinds, and not two ways in which one command may answer?
fn confusable(grammar: &Grammar, one: Owner, other: Owner) -> bool {
    let same_command = |a: FormId, b: FormId| {
        let both_write = [a, b].iter().all(|f| grammar.form(*f).kind == FormKind::Write);
        a == b || a.command == b.command && both_write
    };
    match (one, other) {
        (Owner::Answer(a), Owner::Later(b)) | (Owner::Later(a), Owner::Answer(b)) => !same_command(a, b),
        (Owner::Answer(_), Owner::Answer(_)) | (Owner::Later(_), Owner::Later(_)) => false,
        (Owner::Final(a), Owner::Final(b)) => {
            a != b && grammar.finals()[usize::from(a)].good != grammar.finals()[usize::from(b)].good
        }
        (one, other) => one != other,
    }
}
