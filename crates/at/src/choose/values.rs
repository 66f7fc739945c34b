//! Single values for a type.

use crate::kind::{Bytes, Chars, Kind, Quotes, Text};
use crate::message::Value;
use crate::range::RangeSet;

use super::Choices;

/// How much a text may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// No quotes, no line ends: what ends the text is never in doubt.
    Plain,
    /// Anything: its length is known.
    Anything,
}

/// A right value for a type, of a length that is declared elsewhere.
pub(super) fn right_long(kind: &Kind, declared: Bytes, content: Content, choices: &mut dyn Choices) -> Value {
    match kind {
        Kind::Text(text) => {
            let text = Text { bytes: text.bytes.within(declared), ..*text };
            text_value(&text, content, choices)
        }
        Kind::Raw { bytes } => {
            let len = length(bytes.within(declared), choices);
            Value::Bare(bytes_of(Chars::Any, len, content, choices))
        }
        kind => right(kind, content, choices),
    }
}

/// A right value for a type.
pub(super) fn right(kind: &Kind, content: Content, choices: &mut dyn Choices) -> Value {
    match kind {
        Kind::Int(set) => Value::Int(number(set, choices)),
        Kind::Hex(set) => Value::Hex(u64::try_from(number(set, choices)).unwrap_or(0)),
        Kind::Text(text) => text_value(text, content, choices),
        Kind::Word(words) => match pick(words, choices) {
            Some(word) => Value::of_bare(word.as_bytes()),
            None => Value::of_bare(&word(choices)),
        },
        Kind::FreeLine => Value::Bare(word(choices)),
        Kind::Raw { bytes } => {
            let len = length((*bytes).max_least(1), choices);
            let content = bytes_of(Chars::Any, len, content, choices);
            Value::Bare(content)
        }
        Kind::List(set) => {
            let count = 1 + choices.below(3);
            Value::List((0..count).map(|_| number(set, choices)).collect())
        }
        Kind::Range(spelled) => Value::Bare(spelled.as_bytes().to_vec()),
        Kind::Depends { .. } => Value::Empty,
    }
}

/// A number of the set, its ends more often than others.
pub(super) fn number(set: &RangeSet, choices: &mut dyn Choices) -> i64 {
    let ranges = set.ranges();
    let (low, high) = ranges[usize::try_from(choices.below(ranges.len() as u64)).unwrap_or(0)];
    let low = low.max(-1_000_000);
    let high = if high == i64::MAX { low.saturating_add(1_000_000) } else { high };
    match choices.below(4) {
        0 => low,
        1 => high,
        _ => low + i64::try_from(choices.below((high - low).unsigned_abs().saturating_add(1))).unwrap_or(0),
    }
}

fn text_value(text: &Text, content: Content, choices: &mut dyn Choices) -> Value {
    let mut len = length(text.bytes, choices);
    if text.chars == Chars::Hex && !len.is_multiple_of(2) {
        // Hex digits come in pairs.
        len = if text.bytes.hold(len + 1) { len + 1 } else { len - 1 };
    }
    if text.quotes == Quotes::Never {
        let mut bytes = word(choices);
        bytes.resize(len.max(1), b'x');
        return Value::of_bare(&bytes);
    }
    Value::Text(bytes_of(text.chars, len, content, choices))
}

/// A length within bounds: mostly short, now and then at the ends.
fn length(bytes: Bytes, choices: &mut dyn Choices) -> usize {
    let least = bytes.least as usize;
    let most = (bytes.most as usize).min(least + 2048);
    match choices.below(16) {
        0 => least,
        1 => most,
        _ => (least + usize::try_from(choices.below(12)).unwrap_or(0)).min(most),
    }
}

impl Bytes {
    /// The lengths that both allow; where there are none, those of `other`.
    fn within(self, other: Self) -> Self {
        let both = Self { least: self.least.max(other.least), most: self.most.min(other.most) };
        if both.least <= both.most { both } else { other }
    }

    fn max_least(self, least: u32) -> Self {
        Self { least: self.least.max(least), most: self.most.max(least) }
    }
}

/// Bytes that hide what a careless reader trips over.
const TRAPS: [&[u8]; 10] = [
    b"\r\nOK\r\n",
    b"\r\n> ",
    b"\"\r\n",
    b"\",\"",
    b"+QMTRECV: 0,0,\"a\",\"b\"",
    b"\r\nERROR\r\n",
    b"\0\x1A\x1B",
    b"\\\"",
    b"\xFF\xFE",
    b"\r\r\n",
];

/// `len` bytes of the kind that a text may hold.
pub(super) fn bytes_of(chars: Chars, len: usize, content: Content, choices: &mut dyn Choices) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        let left = len - bytes.len();
        match chars {
            Chars::Hex => bytes.push(b"0123456789ABCDEF"[usize::try_from(choices.below(16)).unwrap_or(0)]),
            Chars::Utf8 if left >= 2 && choices.below(8) == 0 => bytes.extend_from_slice("é".as_bytes()),
            Chars::Any if content == Content::Anything && choices.below(4) == 0 => {
                let trap = TRAPS[usize::try_from(choices.below(TRAPS.len() as u64)).unwrap_or(0)];
                bytes.extend_from_slice(&trap[..trap.len().min(left)]);
            }
            Chars::Any if content == Content::Anything => {
                bytes.push(u8::try_from(choices.below(256)).unwrap_or(0));
            }
            _ => bytes.push(printable(choices)),
        }
    }
    bytes
}

/// Printable ASCII without the quote.
fn printable(choices: &mut dyn Choices) -> u8 {
    let byte = b' ' + u8::try_from(choices.below(95)).unwrap_or(0);
    if byte == b'"' { b'\'' } else { byte }
}

/// A bare word: a letter, then letters and digits.
fn word(choices: &mut dyn Choices) -> Vec<u8> {
    const FIRST: &[u8] = b"ABCQXYZabcxyz";
    const REST: &[u8] = b"abcXYZ019.-";
    let mut word = vec![FIRST[usize::try_from(choices.below(FIRST.len() as u64)).unwrap_or(0)]];
    for _ in 0..choices.below(8) {
        word.push(REST[usize::try_from(choices.below(REST.len() as u64)).unwrap_or(0)]);
    }
    word
}

fn pick<'a, T>(list: &'a [T], choices: &mut dyn Choices) -> Option<&'a T> {
    list.get(usize::try_from(choices.below(list.len() as u64)).unwrap_or(0))
}
