//! A reader of its own make, simple on purpose and sharing nothing with the real one: it splits at commas
//! outside quotes. A second opinion, good enough for lines whose texts hold no quotes.

use hayes_at::message::Value;
use hayes_at::shape::{Shape, Step};

/// What this reader sees in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    Number(i128),
    Text(Vec<u8>),
    Word(Vec<u8>),
}

/// Can lines of this shape be read without knowing it? A value must come first, only commas may stand between
/// the values, and no comma where nothing may follow.
pub(super) fn can_read(shape: &Shape) -> bool {
    let head = usize::from(!shape.head().is_empty());
    let values = &shape.steps[head..];
    let dangling = values.windows(2).any(|pair| matches!(pair, [Step::Literal(_), Step::Begin { .. }]));
    let commas = |step: &Step| match step {
        Step::Literal(bytes) => **bytes == *b",",
        _ => true,
    };
    let starts = matches!(values.first(), Some(Step::Slot(_)));
    starts && !dangling && values.iter().all(commas)
}

/// The values of a line behind its head.
pub(super) fn read(line: &[u8], head: usize) -> Vec<Seen> {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    let mut part = Vec::new();
    let mut quoted = false;
    for byte in &line[head..] {
        match byte {
            b',' if !quoted => parts.push(std::mem::take(&mut part)),
            _ => {
                quoted ^= *byte == b'"';
                part.push(*byte);
            }
        }
    }
    if !part.is_empty() || !parts.is_empty() {
        parts.push(part);
    }
    parts.iter().map(|part| of_bytes(part)).collect()
}

fn of_bytes(part: &[u8]) -> Seen {
    if let [b'"', inner @ .., b'"'] = part {
        return Seen::Text(inner.to_vec());
    }
    let text = String::from_utf8_lossy(part);
    match text.strip_prefix("0x").map_or_else(|| text.parse(), |hex| i128::from_str_radix(hex, 16)) {
        Ok(number) => Seen::Number(number),
        Err(_) => Seen::Word(part.to_vec()),
    }
}

/// What a value that is to be written should look like to this reader.
pub(super) fn meant(value: &Value) -> Vec<Seen> {
    match value {
        Value::Int(n) => vec![Seen::Number(i128::from(*n))],
        Value::Hex(n) => vec![Seen::Number(i128::from(*n))],
        Value::Text(bytes) => vec![Seen::Text(bytes.clone())],
        Value::List(numbers) => numbers.iter().map(|n| Seen::Number(i128::from(*n))).collect(),
        Value::Bare(bytes) | Value::Digits(bytes) | Value::Unbalanced(bytes) => {
            bytes.split(|b| *b == b',').map(of_bytes).collect()
        }
        Value::Empty => vec![Seen::Word(Vec::new())],
    }
}
