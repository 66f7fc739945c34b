//! What helps to tell two owners of a line apart.

use hayes_at::grammar::{FormId, Grammar, Item, Outcome, ShapeId};

use crate::dialect::{Dialect, When};

use super::{Apart, Owner, Pair};

/// The most telling first.
pub(super) fn apart(dialect: &Dialect, one: Owner, other: Owner, pair: &Pair) -> Vec<Apart> {
    let mut apart = Vec::new();
    apart.extend(settings(when(dialect, one), when(dialect, other)));
    apart.extend(phase(one, other));
    apart.extend(pair.partly.then_some(Apart::Ranges));
    for (owner, shapes) in [
        (one, pair.shapes.iter().map(|s| s.0).collect::<Vec<_>>()),
        (other, pair.shapes.iter().map(|s| s.1).collect()),
    ] {
        if let Owner::Answer(form) = owner
            && shapes.iter().all(|s| result_tells(dialect.grammar(), form, *s))
        {
            apart.push(Apart::FinalResult);
        }
    }
    apart.sort_unstable();
    apart.dedup();
    apart
}

fn when(dialect: &Dialect, owner: Owner) -> &[When] {
    match owner {
        Owner::Answer(form) | Owner::Later(form) => dialect.form(form).map_or(&[], |f| &f.when),
        Owner::Urc(urc) => dialect.urc(urc).map_or(&[], |u| &u.when),
        Owner::Final(_) => &[],
    }
}

fn settings(one: &[When], other: &[When]) -> Option<Apart> {
    let exclude = |a: &When| {
        let same = other.iter().find(|b| b.on == a.on);
        same.is_some_and(|b| !a.values.iter().any(|v| b.values.contains(v)))
    };
    match (one, other) {
        ([], []) => None,
        _ if one.iter().any(exclude) => Some(Apart::Settings),
        _ if one == other => None,
        _ => Some(Apart::OneSetting),
    }
}

fn phase(one: Owner, other: Owner) -> Option<Apart> {
    match (one, other) {
        (Owner::Answer(_), Owner::Later(_)) | (Owner::Later(_), Owner::Answer(_)) => Some(Apart::Phase),
        (Owner::Later(_), _) | (_, Owner::Later(_)) => Some(Apart::Due),
        (Owner::Urc(_), Owner::Urc(_)) | (Owner::Final(_), Owner::Final(_)) => None,
        _ => Some(Apart::InFlight),
    }
}

/// If a line of this shape was no part of the answer, could the answer end all the same as one that has it?
fn result_tells(grammar: &Grammar, form: FormId, shape: ShapeId) -> bool {
    let outcomes = &grammar.form(form).outcomes;
    let has = |o: &&Outcome| before_final(o).any(|i| matches!(i, Item::Line { shape: s, .. } if *s == shape));
    outcomes.iter().filter(has).all(|with| {
        let optional = before_final(with)
            .any(|i| matches!(i, Item::Line { shape: s, optional: true, .. } if *s == shape));
        let shorter = outcomes
            .iter()
            .any(|o| ends_alike(with, o) && asked_alike(with, o) && required(o) < required(with));
        !optional && !shorter
    })
}

fn before_final(outcome: &Outcome) -> impl Iterator<Item = &Item> {
    outcome.items.iter().take_while(|i| !matches!(i, Item::Final(_)))
}

fn required(outcome: &Outcome) -> usize {
    before_final(outcome).filter(|i| matches!(i, Item::Line { optional: false, .. })).count()
}

fn ends_alike(one: &Outcome, other: &Outcome) -> bool {
    let end = |o: &Outcome| o.items.iter().find(|i| matches!(i, Item::Final(_))).cloned();
    end(one) == end(other)
}

fn asked_alike(one: &Outcome, other: &Outcome) -> bool {
    one.query.is_none() || other.query.is_none() || one.query == other.query
}
