//! Holds a value against the type of its place. Says flaws, changes nothing.

use crate::fields::{Fields, Form};
use crate::flaw::Flaws;
use crate::kind::{Kind, Quotes, Text};
use crate::message::Number;
use crate::range::RangeSet;

/// A value as it was found: its form, its bytes without quotes, its number if it has one.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    pub(crate) form: Form,
    pub(crate) bytes: &'a [u8],
    pub(crate) number: Option<i64>,
}

/// What is wrong with a value for a place of this type; `fields` are the values before it in the line.
pub fn judge(kind: &Kind, found: Found<'_>, fields: &Fields) -> Flaws {
    match kind {
        Kind::Int(set) => judge_int(set, found),
        Kind::Hex(set) => judge_hex(set, found),
        Kind::Text(text) => judge_text(text, found),
        Kind::Word(words) => judge_word(words, found),
        Kind::FreeLine => Flaws::NONE,
        Kind::Raw { bytes } => judge_length(*bytes, found.bytes.len()),
        Kind::List(set) => judge_list(set, found),
        Kind::Range(spelled) => judge_range(spelled, found),
        Kind::Depends { on, ways } => match chosen(*on, ways, fields) {
            Chosen::Kind(kind) => judge(kind, found, fields),
            Chosen::Absent => Flaws::PRESENCE,
            Chosen::Unknown => Flaws::NONE,
        },
    }
}

/// What a deciding value makes of a place.
pub(crate) enum Chosen<'k> {
    Kind(&'k Kind),
    Absent,
    Unknown,
}

pub(crate) fn chosen<'k>(on: u16, ways: &'k [(i64, Option<Kind>)], fields: &Fields) -> Chosen<'k> {
    let decider = fields.last_of(on).and_then(crate::fields::Field::as_number);
    match ways.iter().find(|(value, _)| Some(*value) == decider) {
        Some((_, Some(kind))) => Chosen::Kind(kind),
        Some((_, None)) => Chosen::Absent,
        None => Chosen::Unknown,
    }
}

pub(super) fn judge_int(set: &RangeSet, found: Found<'_>) -> Flaws {
    let in_range = match found.number {
        Some(n) if set.holds(n) => Flaws::NONE,
        _ => Flaws::RANGE,
    };
    match found.form {
        Form::Int => in_range,
        Form::Digits if found.number.is_none() => Flaws::OVERFLOW | Flaws::RANGE,
        Form::Digits => Flaws::SPELLING | in_range,
        Form::Text => Flaws::TYPE | Flaws::QUOTED,
        Form::Unbalanced => Flaws::TYPE | Flaws::UNBALANCED,
        Form::Empty => Flaws::EMPTY,
        Form::Hex | Form::Bare | Form::List => Flaws::TYPE,
    }
}

fn judge_hex(set: &RangeSet, found: Found<'_>) -> Flaws {
    let number = found.number.or_else(|| Number::read(found.bytes).and_then(Number::get));
    let in_range = match number {
        Some(n) if set.holds(n) => Flaws::NONE,
        _ => Flaws::RANGE,
    };
    match found.form {
        Form::Hex if number.is_none() => Flaws::OVERFLOW | Flaws::RANGE,
        Form::Hex => in_range,
        Form::Bare if number.is_some() => Flaws::SPELLING | in_range,
        Form::Int | Form::Digits | Form::Bare | Form::List => Flaws::TYPE,
        Form::Text => Flaws::TYPE | Flaws::QUOTED,
        Form::Unbalanced => Flaws::TYPE | Flaws::UNBALANCED,
        Form::Empty => Flaws::EMPTY,
    }
}

pub(super) fn judge_text(text: &Text, found: Found<'_>) -> Flaws {
    let form = match (found.form, text.quotes) {
        (Form::Text, Quotes::Never) => Flaws::QUOTED,
        (Form::Unbalanced, _) => Flaws::UNBALANCED,
        (Form::Empty, Quotes::Always) => return Flaws::EMPTY,
        (Form::Text | Form::Bare | Form::Empty, _) | (_, Quotes::Never | Quotes::Either) => Flaws::NONE,
        (_, Quotes::Always) => Flaws::TYPE,
    };
    let unquoted = match (found.form, text.quotes) {
        (Form::Text | Form::Unbalanced, _) | (_, Quotes::Never | Quotes::Either) => Flaws::NONE,
        _ => Flaws::UNQUOTED,
    };
    let chars = if text.chars.hold(found.bytes) { Flaws::NONE } else { Flaws::CHARS };
    form | unquoted | chars | judge_length(text.bytes, found.bytes.len())
}

fn judge_length(bytes: crate::kind::Bytes, len: usize) -> Flaws {
    match () {
        () if len < bytes.least as usize => Flaws::SHORT,
        () if len > bytes.most as usize => Flaws::LONG,
        () => Flaws::NONE,
    }
}

fn judge_word(words: &[Box<str>], found: Found<'_>) -> Flaws {
    match found.form {
        Form::Text => return Flaws::QUOTED,
        Form::Unbalanced => return Flaws::UNBALANCED,
        Form::Empty => return Flaws::EMPTY,
        _ => {}
    }
    let exact = words.iter().any(|w| w.as_bytes() == found.bytes);
    let folded = words.iter().any(|w| w.as_bytes().eq_ignore_ascii_case(found.bytes));
    match () {
        () if exact || words.is_empty() => Flaws::NONE,
        () if folded => Flaws::LETTER_CASE,
        () => Flaws::RANGE,
    }
}

fn judge_list(set: &RangeSet, found: Found<'_>) -> Flaws {
    match found.form {
        Form::List => {
            let lawful = |n: Number| n.get().is_some_and(|n| set.holds(n));
            let all =
                found.bytes.split(|b| *b == b',').all(|n| Number::read(n.trim_ascii()).is_some_and(lawful));
            if all { Flaws::NONE } else { Flaws::RANGE }
        }
        _ => judge_int(set, found),
    }
}

fn judge_range(spelled: &str, found: Found<'_>) -> Flaws {
    if found.bytes == spelled.as_bytes() {
        return Flaws::NONE;
    }
    let read = |text: &str| RangeSet::parse(text).ok();
    let seen = std::str::from_utf8(found.bytes).ok().and_then(read);
    match (seen, read(spelled)) {
        (Some(seen), Some(wanted)) if seen.same_numbers(&wanted) => Flaws::SPELLING,
        _ => Flaws::RANGE,
    }
}
