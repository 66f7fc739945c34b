//! Reads a line that says something wrong: splits it at its commas, gives each part the next place of the
//! shape, and flags what does not belong. Never fails once the line's beginning fits.

use super::judge::{Chosen, Found, chosen, judge};
use super::lex;
use crate::fields::{Field, Fields, Form, SURPLUS};
use crate::flaw::Flaws;
use crate::kind::Kind;
use crate::shape::{Shape, Step};
use crate::work;

/// Reads `line` by `shape` place by place; false when its beginning, or bytes that the shape prints between
/// its values, are another's.
pub fn loose(shape: &Shape, line: &[u8], fields: &mut Fields) -> bool {
    fields.clear();
    let Some((start, flaws)) = head(shape, line) else { return false };
    fields.flaws |= flaws;
    let parts = count_parts(line, start);
    let mut next = Place::first(shape);
    let required = own_parts(shape, next.step, shape.steps.len());
    let mut places = Places { shape, spare: parts.saturating_sub(required) };
    let mut at = start;
    while parts > 0 && at <= line.len() {
        let mut part = take_part(line, at);
        let bytes = &line[part.start..part.end];
        let suits = |slot: u16| {
            let found = Found { form: part.form, bytes, number: part.number };
            !judge(&shape.slots[usize::from(slot)].kind, found, fields).has(Flaws::TYPE)
        };
        let (slot, round) = match places.next(&mut next, part.form == Form::Empty, &suits) {
            Next::Slot(slot) => (slot, next.round),
            Next::Surplus => (SURPLUS, 0),
            Next::Blank => {
                at = part.next;
                continue;
            }
            Next::Constant(wanted) => {
                let raw = &line[at..(part.next - 1).min(line.len())];
                if !without_spaces(raw).eq_ignore_ascii_case(without_spaces(wanted)) {
                    return false;
                }
                at = part.next;
                continue;
            }
        };
        take_list(shape, line, slot, fields, &mut part);
        if next.step >= shape.steps.len() {
            take_raw(shape, line, slot, at, &mut part);
        }
        if !push(shape, line, &part, slot, round, fields) {
            break;
        }
        at = part.next;
    }
    let cut = shape.place_follows(next.step);
    if !cut && places.constant_follows(&next) {
        return false;
    }
    if parts < required || cut {
        fields.flaws |= Flaws::MISSING;
    }
    fields.check_presence(shape);
    true
}

/// Where the values begin: behind the shape's first literal.
fn head(shape: &Shape, line: &[u8]) -> Option<(usize, Flaws)> {
    let head = shape.head();
    let flaws = match line.get(..head.len()) {
        Some(start) if start == head => Flaws::NONE,
        Some(start) if start.eq_ignore_ascii_case(head) => Flaws::LETTER_CASE,
        _ => {
            // The head alone, without the comma that would lead to the first value.
            let bare = head.strip_suffix(b",")?;
            return line.eq_ignore_ascii_case(bare).then_some((line.len(), Flaws::NONE));
        }
    };
    // A head that ends in a constant is separated from the first value.
    let constant = head.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'"');
    match line.get(head.len()) {
        Some(b',') if constant => Some((head.len() + 1, flaws)),
        Some(b' ') | None => Some((head.len(), flaws)),
        Some(_) if constant => None,
        Some(_) => Some((head.len(), flaws)),
    }
}

/// What a literal between values prints beside the commas that separate them.
fn constants(literal: &[u8]) -> impl Iterator<Item = &[u8]> {
    let inside = literal.trim_ascii().strip_prefix(b",").filter(|rest| !rest.is_empty());
    let inside = inside.map(|rest| rest.strip_suffix(b",").unwrap_or(rest));
    inside.into_iter().flat_map(|text| text.split(|b| *b == b','))
}

/// Spaces around a constant are harmless; anything else there is a value.
fn without_spaces(mut text: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] | [rest @ .., b' '] = text {
        text = rest;
    }
    text
}

/// How many parts the steps take that are in no optional group.
fn own_parts(shape: &Shape, mut step: usize, to: usize) -> usize {
    let mut count = 0;
    while step < to {
        match &shape.steps[step] {
            Step::Literal(bytes) => count += constants(bytes).count(),
            Step::Slot(_) => count += 1,
            Step::Begin { end, .. } => {
                count += usize::from(is_bare_group(shape, step));
                step = usize::from(*end);
                continue;
            }
            Step::End { .. } => {}
        }
        step += 1;
    }
    count
}

/// `[<a>]` between commas of its own: left out, it leaves nothing between them.
fn is_bare_group(shape: &Shape, begin: usize) -> bool {
    matches!(
        shape.steps.get(begin..begin + 3),
        Some([Step::Begin { .. }, Step::Slot(_), Step::End { repeats: false, .. }])
    )
}

/// One part between commas.
struct Part {
    form: Form,
    number: Option<i64>,
    start: usize,
    end: usize,
    next: usize,
    spaced: bool,
}

fn count_parts(line: &[u8], start: usize) -> usize {
    if start >= line.len() && !line.ends_with(b",") {
        return 0;
    }
    let mut at = start;
    let mut parts = 0;
    while at <= line.len() {
        at = take_part(line, at).next;
        parts += 1;
        if parts > crate::fields::MAX_FIELDS {
            break;
        }
    }
    parts
}

/// The part that starts at `from`; its `next` is behind the comma, or behind the end of the line.
fn take_part(line: &[u8], from: usize) -> Part {
    let part = part_at(line, from);
    work::bytes(part.next - from);
    part
}

fn part_at(line: &[u8], from: usize) -> Part {
    let blanks = line[from.min(line.len())..].iter().take_while(|b| **b == b' ').count();
    let spaced = blanks > 0;
    if line.get(from + blanks) == Some(&b'"') {
        let start = from + blanks + 1;
        // A quote closes when a comma or the end of the line follows.
        let mut search = start;
        while let Some(len) = memchr::memchr(b'"', &line[search..]) {
            let end = search + len;
            if matches!(line.get(end + 1), None | Some(b',')) {
                return Part { form: Form::Text, number: None, start, end, next: end + 2, spaced };
            }
            search = end + 1;
        }
        let end = line.len();
        return Part { form: Form::Unbalanced, number: None, start, end, next: end + 1, spaced };
    }
    let rest = &line[from.min(line.len())..];
    let end = from + memchr::memchr(b',', rest).unwrap_or(rest.len());
    let trimmed = if spaced && end > from + blanks { from + blanks } else { from };
    let (form, number) = lex::bare(&line[trimmed.min(end)..end]);
    Part { form, number, start: trimmed.min(end), end, next: end + 1, spaced: spaced && trimmed != from }
}

/// A list takes all numbers that follow.
fn take_list(shape: &Shape, line: &[u8], slot: u16, fields: &Fields, part: &mut Part) {
    let Some(place) = shape.slots.get(usize::from(slot)) else { return };
    let kind = match &place.kind {
        Kind::Depends { on, ways } => match chosen(*on, ways, fields) {
            Chosen::Kind(kind) => kind,
            Chosen::Absent | Chosen::Unknown => return,
        },
        kind => kind,
    };
    if !matches!(kind, Kind::List(_)) || matches!(part.form, Form::Text | Form::Unbalanced) {
        return;
    }
    let Some(len) = lex::list(&line[part.start..]) else { return };
    let mut end = part.start + len;
    if !matches!(line.get(end), None | Some(b',')) {
        // The last of them goes on as something else, and stays with it.
        let Some(comma) = memchr::memrchr(b',', &line[part.start..end]) else { return };
        end = part.start + comma;
    }
    let spaced = part.spaced || line[part.start..end].contains(&b' ');
    *part = Part { form: Form::List, number: None, end, next: end + 1, spaced, ..*part };
}

/// Payload bytes at the end of a line are all that is left of it, commas included.
fn take_raw(shape: &Shape, line: &[u8], slot: u16, at: usize, part: &mut Part) {
    let raw = shape.slots.get(usize::from(slot)).is_some_and(|place| matches!(place.kind, Kind::Raw { .. }));
    if raw && at < line.len() {
        let end = line.len();
        *part = Part { form: Form::Bare, number: None, start: at, end, next: end + 1, spaced: false };
    }
}

fn push(shape: &Shape, line: &[u8], part: &Part, slot: u16, round: u16, fields: &mut Fields) -> bool {
    let bytes = &line[part.start..part.end];
    let form = part.form;
    let flaws = match shape.slots.get(usize::from(slot)) {
        Some(place) => judge(&place.kind, Found { form, bytes, number: part.number }, fields),
        None => Flaws::SURPLUS,
    };
    if part.spaced {
        fields.flaws |= Flaws::SPACING;
    }
    fields.push(Field {
        slot,
        round,
        start: u32::try_from(part.start).unwrap_or(u32::MAX),
        end: u32::try_from(part.end).unwrap_or(u32::MAX),
        form,
        flaws,
        number: part.number,
    })
}

/// A place in the shape while its slots are handed out.
struct Place {
    step: usize,
    round: u16,
    /// How many constants of the literal at `step` were handed out.
    constants: usize,
}

impl Place {
    /// Behind the head.
    fn first(shape: &Shape) -> Self {
        let head = matches!(shape.steps.first(), Some(Step::Literal(_)));
        Self { step: usize::from(head), round: 0, constants: 0 }
    }
}

/// What the next part is for.
enum Next<'a> {
    Slot(u16),
    /// Bytes that the shape prints.
    Constant(&'a [u8]),
    /// An optional value that was left out between its commas.
    Blank,
    /// Nothing.
    Surplus,
}

/// Hands out slots in wire order, entering an optional group only while there are parts to spare for it.
struct Places<'a> {
    shape: &'a Shape,
    spare: usize,
}

impl<'a> Places<'a> {
    /// What the next part is for; `suits` tells whether the part has the form for a slot.
    fn next(&mut self, place: &mut Place, empty: bool, suits: &dyn Fn(u16) -> bool) -> Next<'a> {
        let shape = self.shape;
        while let Some(here) = shape.steps.get(place.step) {
            work::step();
            match here {
                Step::Literal(bytes) => {
                    if let Some(constant) = constants(bytes).nth(place.constants) {
                        place.constants += 1;
                        return Next::Constant(constant);
                    }
                    place.constants = 0;
                    place.step += 1;
                }
                Step::Slot(slot) => {
                    place.step += 1;
                    return Next::Slot(*slot);
                }
                Step::Begin { end, .. } if is_bare_group(shape, place.step) => {
                    if empty {
                        place.step = usize::from(*end);
                        return Next::Blank;
                    }
                    place.step += 1;
                }
                Step::Begin { end, first, .. } => {
                    let own = own_parts(shape, place.step + 1, usize::from(*end));
                    if own > 0 && self.spare > 0 && !self.next_suits_better(*first, *end, suits) {
                        self.spare = self.spare.saturating_sub(own);
                        place.step += 1;
                    } else {
                        place.step = usize::from(*end);
                        place.round = 0;
                    }
                }
                Step::End { begin, repeats: true } => {
                    place.round = place.round.saturating_add(1);
                    place.step = usize::from(*begin);
                }
                Step::End { repeats: false, .. } => place.step += 1,
            }
        }
        Next::Surplus
    }

    /// Does the shape print more behind the last part?
    fn constant_follows(&self, place: &Place) -> bool {
        let mut step = place.step;
        let mut given = place.constants;
        while let Some(here) = self.shape.steps.get(step) {
            step = match here {
                Step::Literal(bytes) if constants(bytes).nth(given).is_some() => return true,
                Step::Slot(_) => return false,
                Step::Begin { end, .. } => usize::from(*end),
                Step::Literal(_) | Step::End { .. } => step + 1,
            };
            given = 0;
        }
        false
    }

    /// Of two optional groups in a row, is the second the one that the part is for?
    fn next_suits_better(&self, first: u16, end: u16, suits: &dyn Fn(u16) -> bool) -> bool {
        match self.shape.steps.get(usize::from(end)) {
            Some(Step::Begin { first: other, .. }) => !suits(first) && suits(*other),
            _ => false,
        }
    }
}
