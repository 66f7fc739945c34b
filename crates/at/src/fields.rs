//! What reading a line gives: where each value stands in it, what form it has, what is wrong with it.
//! Reused from line to line, so that reading allocates nothing.

use crate::flaw::Flaws;
use crate::message::{Arg, Message, Number, Value};
use crate::shape::Shape;

/// The most values a line is read into; what stands behind them is flagged, not lost.
pub const MAX_FIELDS: usize = 64;

/// A slot number for values behind the last place of a shape.
pub const SURPLUS: u16 = u16::MAX;

/// The form in which a value stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A decimal number in its shortest spelling.
    Int,
    /// Digits that are no such number.
    Digits,
    /// `0x` and upper-case digits.
    Hex,
    /// Between quotes.
    Text,
    /// Without quotes.
    Bare,
    /// A quote that is never closed.
    Unbalanced,
    /// Numbers separated by commas.
    List,
    /// Nothing.
    Empty,
}

/// A value in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Which slot of the shape, or [`SURPLUS`].
    pub slot: u16,
    /// Which round of a repeated group.
    pub round: u16,
    /// Where it starts in the line, behind an opening quote.
    pub start: u32,
    /// Where it ends, before a closing quote.
    pub end: u32,
    /// Its form.
    pub form: Form,
    /// What is wrong with it.
    pub flaws: Flaws,
    /// Its number, where it is one that fits.
    pub number: Option<i64>,
}

impl Field {
    /// Its bytes in the line it was read from, without quotes.
    pub fn bytes<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        line.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Its number, if it is one.
    pub fn as_number(&self) -> Option<i64> {
        self.number
    }

    /// Its value, owned.
    pub fn value(&self, line: &[u8]) -> Value {
        let bytes = self.bytes(line);
        match self.form {
            Form::Int => Value::of_bare(bytes),
            Form::Digits => Value::Digits(bytes.to_vec()),
            Form::Hex => match Number::read(bytes) {
                Some(Number::Hex(n)) => Value::Hex(n),
                _ => Value::Bare(bytes.to_vec()),
            },
            Form::Text => Value::Text(bytes.to_vec()),
            Form::Bare => Value::Bare(bytes.to_vec()),
            Form::Unbalanced => Value::Unbalanced(bytes.to_vec()),
            Form::List => Value::List(
                bytes.split(|b| *b == b',').filter_map(|n| Number::read(n.trim_ascii())?.get()).collect(),
            ),
            Form::Empty => Value::Empty,
        }
    }
}

/// The values of one line.
#[derive(Debug, Clone)]
pub struct Fields {
    list: Vec<Field>,
    /// What is wrong with the line itself.
    pub flaws: Flaws,
    /// A reading put aside while another one is tried.
    aside: Vec<Field>,
    /// Open choices of the reader; kept here for their room.
    pub(crate) choices: Vec<Choice>,
}

/// A place in a line to come back to when the way taken leads nowhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) step: u16,
    pub(crate) at: u32,
    /// For a text: the quote that was tried last. 0: leave the group out.
    pub(crate) quote: u32,
    pub(crate) fields: u16,
    pub(crate) round: u16,
    pub(crate) flaws: Flaws,
}

/// The most choices that are kept open in one line.
pub(crate) const MAX_CHOICES: usize = 48;

impl Default for Fields {
    fn default() -> Self {
        Self {
            list: Vec::with_capacity(MAX_FIELDS),
            flaws: Flaws::NONE,
            aside: Vec::with_capacity(MAX_FIELDS),
            choices: Vec::with_capacity(MAX_CHOICES),
        }
    }
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list && self.flaws == other.flaws
    }
}

impl Eq for Fields {}

impl<'a> IntoIterator for &'a Fields {
    type Item = &'a Field;
    type IntoIter = std::slice::Iter<'a, Field>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Fields {
    /// Forgets everything, keeps the room.
    pub fn clear(&mut self) {
        self.list.clear();
        self.choices.clear();
        self.flaws = Flaws::NONE;
    }

    /// All values in wire order.
    pub fn iter(&self) -> std::slice::Iter<'_, Field> {
        self.list.iter()
    }

    pub(crate) fn values_mut(&mut self) -> std::slice::IterMut<'_, Field> {
        self.list.iter_mut()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first value of a slot.
    pub fn get(&self, slot: u16) -> Option<&Field> {
        self.list.iter().find(|f| f.slot == slot)
    }

    /// The last value of a slot.
    pub(crate) fn last_of(&self, slot: u16) -> Option<&Field> {
        self.list.iter().rev().find(|f| f.slot == slot)
    }

    /// Adds one; false when there is no more room.
    pub(crate) fn push(&mut self, field: Field) -> bool {
        if self.list.len() == MAX_FIELDS {
            self.flaws |= Flaws::CROWDED;
            return false;
        }
        self.list.push(field);
        true
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.list.truncate(len);
    }

    /// Puts the reading aside, to look for another one.
    pub(crate) fn put_aside(&mut self) {
        std::mem::swap(&mut self.list, &mut self.aside);
        self.list.clear();
        self.choices.clear();
    }

    /// Is the reading another one than that put aside?
    pub(crate) fn differs_from_aside(&self) -> bool {
        let place = |f: &Field| (f.slot, f.start, f.end);
        !self.list.iter().map(place).eq(self.aside.iter().map(place))
    }

    /// Takes the reading back that was put aside.
    pub(crate) fn take_back(&mut self) {
        std::mem::swap(&mut self.list, &mut self.aside);
    }

    /// The line was read with `usual` bytes in the place of `odd` ones at its start: counts as it stands.
    pub(crate) fn move_back(&mut self, usual: usize, odd: usize) {
        let moved = |at: u32| u32::try_from((at as usize + odd).saturating_sub(usual)).unwrap_or(u32::MAX);
        for field in &mut self.list {
            field.start = moved(field.start);
            field.end = moved(field.end);
        }
    }

    /// The flaws of the line and of all its values.
    pub fn all_flaws(&self) -> Flaws {
        self.list.iter().fold(self.flaws, |all, f| all | f.flaws)
    }

    /// The message that the line says, owned.
    pub fn message(&self, line: &[u8]) -> Message {
        let mut message = Message::default();
        for field in &self.list {
            let value = field.value(line);
            if field.slot == SURPLUS {
                message.surplus.push(value);
            } else {
                message.args.push(Arg { slot: field.slot, round: field.round, value });
            }
        }
        message
    }

    /// Checks the presence of values that others decide; done once the whole line is read.
    pub(crate) fn check_presence(&mut self, shape: &Shape) {
        for (index, slot) in shape.slots.iter().enumerate() {
            let Some(presence) = &slot.present else { continue };
            let Some(decider) = self.get(presence.on).and_then(Field::as_number) else { continue };
            let index = u16::try_from(index).unwrap_or(SURPLUS);
            let wanted = presence.values.contains(&decider);
            match self.list.iter_mut().find(|f| f.slot == index) {
                Some(field) if !wanted => field.flaws |= Flaws::PRESENCE,
                None if wanted => self.flaws |= Flaws::PRESENCE,
                _ => {}
            }
        }
    }
}

/// Numbers that a line leaves to the lines after it: lengths, mostly.
#[derive(Debug, Clone, Copy, Default)]
pub struct Carried {
    values: [Option<(crate::names::NameId, i64)>; 8],
    next: usize,
}

impl Carried {
    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The number last seen under a name.
    pub fn get(&self, name: crate::names::NameId) -> Option<i64> {
        self.values.iter().flatten().find(|(n, _)| *n == name).map(|(_, v)| *v)
    }

    /// Keeps the numbers of a line, the oldest making room.
    pub fn keep(&mut self, shape: &Shape, fields: &Fields) {
        for field in fields {
            let Some(slot) = shape.slots.get(field.slot as usize) else { continue };
            let Some(number) = field.as_number() else { continue };
            let entry = Some((slot.name, number));
            let known = self.values.iter().position(|v| matches!(v, Some((n, _)) if *n == slot.name));
            if let Some(known) = known {
                self.values[known] = entry;
            } else {
                self.values[self.next] = entry;
                self.next = (self.next + 1) % self.values.len();
            }
        }
    }
}
