//! Messages with one slip in them, of every kind that a conformance suite must be able to say.

use crate::flaw::Flaws;
use crate::kind::{Kind, Quotes};
use crate::message::{Message, Value};
use crate::shape::{CountedBy, Shape, Step};

use super::values::Content;
use super::{Choices, right};

/// A kind of slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slip {
    /// A number just above the highest.
    Above,
    /// A number just below the lowest.
    Below,
    /// A number that fits into no register.
    Overflow,
    /// Leading zeros.
    Zeros,
    /// A text for a number.
    TextForNumber,
    /// A word for a number.
    WordForNumber,
    /// A number for a text.
    NumberForText,
    /// A text without quotes.
    Unquoted,
    /// A text one byte too long.
    TooLong,
    /// A text one byte too short.
    TooShort,
    /// A quote that is never closed; the line ends there.
    Unbalanced,
    /// Nothing where a value is required.
    Empty,
    /// The last required value is missing.
    Missing,
    /// One value too many.
    Surplus,
}

impl Slip {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Above,
        Self::Below,
        Self::Overflow,
        Self::Zeros,
        Self::TextForNumber,
        Self::WordForNumber,
        Self::NumberForText,
        Self::Unquoted,
        Self::TooLong,
        Self::TooShort,
        Self::Unbalanced,
        Self::Empty,
        Self::Missing,
        Self::Surplus,
    ];

    /// The flaw that a reader must find.
    pub fn flaw(self) -> Flaws {
        match self {
            Self::Above | Self::Below => Flaws::RANGE,
            Self::Overflow => Flaws::OVERFLOW,
            Self::Zeros => Flaws::SPELLING,
            Self::TextForNumber | Self::WordForNumber | Self::NumberForText => Flaws::TYPE,
            Self::Unquoted => Flaws::UNQUOTED,
            Self::TooLong => Flaws::LONG,
            Self::TooShort => Flaws::SHORT,
            Self::Unbalanced => Flaws::UNBALANCED,
            Self::Empty => Flaws::EMPTY,
            Self::Missing => Flaws::MISSING,
            Self::Surplus => Flaws::SURPLUS,
        }
    }
}

/// A message of a shape with one slip; where the chosen kind of slip is not possible, the next kind that
/// is. `None` where none is.
pub fn wrong(shape: &Shape, choices: &mut dyn Choices) -> Option<(Message, Slip)> {
    let first = usize::try_from(choices.below(Slip::ALL.len() as u64)).unwrap_or(0);
    let message = right::message(shape, Content::Plain, &[], choices);
    let kinds = Slip::ALL.iter().cycle().skip(first).take(Slip::ALL.len());
    kinds.copied().find_map(|slip| Some((spoil(shape, message.clone(), slip, choices)?, slip)))
}

/// A message of a shape with a slip of this kind; `None` where it is not possible.
pub fn wrong_by(shape: &Shape, slip: Slip, choices: &mut dyn Choices) -> Option<Message> {
    spoil(shape, right::message(shape, Content::Plain, &[], choices), slip, choices)
}

fn spoil(shape: &Shape, mut message: Message, slip: Slip, choices: &mut dyn Choices) -> Option<Message> {
    match slip {
        Slip::Missing => drop_last(shape, &mut message)?,
        Slip::Surplus => {
            let all = message.args.len() == shape.slots.len() && !shape.slots.iter().any(|s| s.repeats);
            let last_is_bare = matches!(message.args.last()?.value, Value::Bare(_) | Value::List(_));
            if !all || last_is_bare {
                return None;
            }
            message.surplus.push(Value::Int(7));
        }
        _ => spoil_one(shape, &mut message, slip, choices)?,
    }
    Some(message)
}

fn drop_last(shape: &Shape, message: &mut Message) -> Option<()> {
    // Nothing tells where a range ends that lost its parenthesis.
    if shape.slots.iter().any(|s| matches!(s.kind, Kind::Range(_))) {
        return None;
    }
    let required = shape.slots.iter().filter(|s| s.required).count();
    let only_required = message.args.iter().all(|a| shape.slots[usize::from(a.slot)].required);
    if !only_required || required < 2 || message.args.len() < 2 {
        return None;
    }
    message.args.pop();
    Some(())
}

/// Puts the slip into one of the values that can have it.
fn spoil_one(shape: &Shape, message: &mut Message, slip: Slip, choices: &mut dyn Choices) -> Option<()> {
    let count = message.args.len();
    let first = usize::try_from(choices.below(count as u64)).unwrap_or(0);
    for index in (first..count).chain(0..first) {
        let slot = message.args[index].slot;
        // With `[,<a>][,<b>]`, what is wrong for one may be right for the other.
        let unsure = !shape.slots[usize::from(slot)].required && (slip == Slip::Empty || has_chain(shape));
        let fixed = unsure || decides(shape, slot) || (slip == Slip::Empty && index == 0);
        let kind = &shape.slots[usize::from(slot)].kind;
        let Some(value) = spoiled(kind, &message.args[index].value, slip).filter(|_| !fixed) else {
            continue;
        };
        message.args[index].value = value;
        if slip == Slip::Unbalanced {
            message.args.truncate(index + 1);
            if shape.slots[usize::from(slot) + 1..].iter().any(|s| s.required) {
                return None;
            }
        }
        return Some(());
    }
    None
}

/// Do two optional groups follow each other directly?
fn has_chain(shape: &Shape) -> bool {
    shape.steps.windows(2).any(|w| matches!(w, [Step::End { .. }, Step::Begin { .. }]))
}

/// Other places depend on this one: a slip here would be a slip there.
fn decides(shape: &Shape, slot: u16) -> bool {
    shape.slots.iter().any(|s| {
        s.counted_by == Some(CountedBy::Slot(slot))
            || s.present.as_ref().is_some_and(|p| p.on == slot)
            || matches!(&s.kind, Kind::Depends { on, .. } if *on == slot)
    })
}

fn spoiled(kind: &Kind, value: &Value, slip: Slip) -> Option<Value> {
    match (kind, slip) {
        (Kind::Int(set), Slip::Above) => set.highest().checked_add(1).map(Value::Int),
        (Kind::Int(set), Slip::Below) => set.lowest().checked_sub(1).map(Value::Int),
        (Kind::Int(_), Slip::Overflow) => Some(Value::Digits(b"99999999999999999999".to_vec())),
        (Kind::Int(_), Slip::Zeros) => match value {
            Value::Int(n) if *n >= 0 => Some(Value::Digits(format!("00{n}").into_bytes())),
            _ => None,
        },
        (Kind::Int(_), Slip::TextForNumber) => Some(Value::Text(b"abc".to_vec())),
        (Kind::Int(_), Slip::WordForNumber) => Some(Value::Bare(b"abc".to_vec())),
        (Kind::Int(_), Slip::Empty) => Some(Value::Empty),
        (Kind::Range(_), Slip::Above) => Some(Value::Bare(b"0-99999999".to_vec())),
        (Kind::Text(text), slip) if text.quotes == Quotes::Always => match (slip, value) {
            (Slip::NumberForText, _) => Some(Value::Int(42)),
            (Slip::Unquoted, _) => Some(Value::Bare(b"bare.word".to_vec())),
            (Slip::Empty, _) => Some(Value::Empty),
            (Slip::TooLong, _) if text.bytes.most < 4096 => {
                Some(Value::Text(vec![b'x'; text.bytes.most as usize + 1]))
            }
            (Slip::TooShort, _) if text.bytes.least > 0 => {
                Some(Value::Text(vec![b'x'; text.bytes.least as usize - 1]))
            }
            (Slip::Unbalanced, Value::Text(bytes)) => Some(Value::Unbalanced(bytes.clone())),
            _ => None,
        },
        _ => None,
    }
}
