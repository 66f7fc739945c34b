//! Reads a line the way that a shape allows first: literals to the letter, every group entered while the
//! line goes on, every text up to its next quote. Most lines are right and can be read so; for all others
//! `fit` looks for another way. What is read here, `fit` would read the same.

use super::fit::Fit;
use super::judge::{Found, judge_int, judge_text};
use super::lex;
use crate::fields::{Field, Fields, Form};
use crate::flaw::Flaws;
use crate::kind::{Kind, Quotes};
use crate::seek;
use crate::shape::{Shape, Step};
use crate::work;

/// Reads `line` by a shape that is `straight`. `None`: it must be looked at more closely, and `fields` may
/// hold anything.
pub(super) fn straight(shape: &Shape, line: &[u8], fields: &mut Fields) -> Option<Fit> {
    let mut at = 0;
    let mut step = 0;
    // Is there a choice to come back to: a group that could be left out, a text that could end later?
    let mut choices = false;
    while let Some(here) = shape.steps.get(step) {
        step += 1;
        work::step();
        match here {
            Step::Literal(bytes) if starts_with(&line[at..], bytes) => at += bytes.len(),
            Step::Slot(slot) => match value(shape, *slot, line, at, fields) {
                Some(to) => {
                    choices |= shape.slots[usize::from(*slot)].is_free();
                    at = to;
                }
                None if !choices && never_begins(&shape.slots[usize::from(*slot)].kind, line.get(at)) => {
                    fields.clear();
                    return Some(Fit::No { at });
                }
                None => return None,
            },
            Step::Begin { end, .. } if at == line.len() && begins_with_byte(shape.steps.get(step)) => {
                step = usize::from(*end);
            }
            Step::Begin { .. } => choices = true,
            Step::End { .. } => {}
            Step::Literal(_) => return None,
        }
    }
    (at == line.len()).then_some(Fit::Yes)
}

/// Can no value of this kind begin with this byte, whatever is forgiven?
fn never_begins(kind: &Kind, byte: Option<&u8>) -> bool {
    match kind {
        Kind::Int(_) => !matches!(byte, Some(b'0'..=b'9' | b'-' | b'+' | b' ')),
        Kind::Text(text) if text.quotes == Quotes::Always => !matches!(byte, Some(b'"' | b' ')),
        _ => false,
    }
}

/// The value at `at`, put among the fields; gives where it ends.
fn value(shape: &Shape, slot: u16, line: &[u8], at: usize, fields: &mut Fields) -> Option<usize> {
    let rest = &line[at..];
    match &shape.slots[usize::from(slot)].kind {
        Kind::Int(set) => {
            let (form, number, len) = lex::number(rest)?;
            let flaws = judge_int(set, Found { form, bytes: &rest[..len], number });
            let kept = keep(fields, Field { form, flaws, number, ..place(slot, at, len)? });
            kept.then_some(at + len)
        }
        Kind::Text(text) => {
            let inside = rest.strip_prefix(b"\"")?;
            let len = seek::byte(b'"', inside)?;
            work::bytes(len);
            // Before anything but a comma, it may be no closing quote.
            if !matches!(inside.get(len + 1), None | Some(b',')) {
                return None;
            }
            let form = Form::Text;
            let flaws = judge_text(text, Found { form, bytes: &inside[..len], number: None });
            let kept = keep(fields, Field { form, flaws, ..place(slot, at + 1, len)? });
            kept.then_some(at + len + 2)
        }
        _ => None,
    }
}

/// A field without a value yet.
fn place(slot: u16, start: usize, len: usize) -> Option<Field> {
    let (start, end) = (u32::try_from(start).ok()?, u32::try_from(start + len).ok()?);
    Some(Field { slot, round: 0, start, end, form: Form::Empty, flaws: Flaws::NONE, number: None })
}

/// A value of another type than the place's is for `fit` to refuse.
fn keep(fields: &mut Fields, field: Field) -> bool {
    !field.flaws.has(Flaws::TYPE) && fields.push(field)
}

/// Most literals are one comma: that is no work for a comparison of slices.
fn starts_with(rest: &[u8], literal: &[u8]) -> bool {
    match literal {
        [byte] => rest.first() == Some(byte),
        bytes => rest.starts_with(bytes),
    }
}

/// Does a group that begins with this step need a byte that is there?
fn begins_with_byte(step: Option<&Step>) -> bool {
    matches!(step, Some(Step::Literal(bytes)) if bytes.first().is_some_and(|b| *b != b' '))
}

#[cfg(test)]
mod tests {
    use super::straight;
    use crate::fields::{Carried, Fields};
    use crate::kind::{Kind, Text};
    use crate::names::Names;
    use crate::notation::Notation;
    use crate::range::RangeSet;
    use crate::read::{Fit, fit_miscounted};
    use crate::shape::{Param, Shape};
    use proptest::prelude::*;
    use rstest::rstest;

    fn shape(notation: &str) -> Shape {
        let mut names = Names::default();
        let notation = Notation::parse(notation).expect("the notation is right");
        let mut param = |name: &str| {
            let kind = match name {
                "n" => Kind::Int(RangeSet::span(0, 5)),
                "free" => Kind::Text(Text { free: true, ..Text::ANY }),
                _ => Kind::Text(Text::ANY),
            };
            Ok::<_, ()>(Param::new(names.id(name), kind))
        };
        Shape::build(&notation, &mut param).expect("the shape is right")
    }

    /// What most lines are like must not take the longer way.
    #[rstest]
    #[case("+A: <n>", "+A: 5", Some(Fit::Yes))]
    #[case("+A: <n>", "+A: 7", Some(Fit::Yes))]
    #[case("+A: <n>", "+A: x", Some(Fit::No { at: 4 }))]
    #[case("+A: <n>,<t>,<free>", "+A: 1,\"t\",\"u\"", Some(Fit::Yes))]
    #[case("+A: <n>[,<t>[,<n>]]", "+A: 1", Some(Fit::Yes))]
    #[case("+A: <n>[,<t>[,<n>]]", "+A: 1,\"t\",2", Some(Fit::Yes))]
    #[case("+A: <n>[,<t>]", "+A: 1,x", None)]
    #[case("+A: <t>", "+A: x", Some(Fit::No { at: 4 }))]
    #[case("+A: <t>", "+A:\"t\"", None)]
    #[case("+A: <t>", "+A: \"t\"u\"", None)]
    #[case("+A: <n>", "+A: 1 ", None)]
    fn most_lines_are_read_straight(#[case] notation: &str, #[case] line: &str, #[case] fits: Option<Fit>) {
        assert_eq!(straight(&shape(notation), line.as_bytes(), &mut Fields::default()), fits);
    }

    proptest! {
        /// Shapes without counts: to `fit_miscounted` nothing in them is different from `fit`.
        #[test]
        fn what_is_read_straight_reads_the_same_with_looking_back(
            notation in prop::sample::select(vec![
                "+A: <n>",
                "+A: <n>,<t>,<free>",
                "+A: <n>[,<t>[,<n>]]",
                "+A: <t>[,<n>][,<t>]",
                "+A: <free>,<t>(<n>)",
            ]),
            parts in prop::collection::vec(prop::sample::select(vec![
                "0", "7", "007", "-", "99999999999999999999", "\"t\"", "\"", "\"a,b\"", "x", ",", ",", " ", "(", ")",
            ]), 0..9),
        ) {
            let (shape, line) = (shape(notation), format!("+A: {}", parts.concat()));
            let (mut one, mut other) = (Fields::default(), Fields::default());
            prop_assert!(shape.straight);
            if let Some(fit) = straight(&shape, line.as_bytes(), &mut one) {
                let looking_back = fit_miscounted(&shape, line.as_bytes(), &Carried::default(), &mut other);
                prop_assert_eq!(fit, looking_back);
                prop_assert_eq!(one, other);
            }
        }
    }
}
