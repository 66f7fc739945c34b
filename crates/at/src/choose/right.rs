//! Messages that keep every rule of their shape: ranges, lengths, presence, declared lengths.

use crate::kind::Kind;
use crate::message::{Arg, Message, Value};
use crate::shape::{CountedBy, Shape, Slot, Step};

use super::Choices;
use super::values::{self, Content};

/// The most rounds of a repeated group.
const MAX_ROUNDS: u16 = 3;

/// A right message of a shape.
pub fn right(shape: &Shape, choices: &mut dyn Choices) -> Message {
    message(shape, Content::Anything, choices)
}

pub(super) fn message(shape: &Shape, content: Content, choices: &mut dyn Choices) -> Message {
    let mut maker = Maker { shape, content, message: Message::default() };
    maker.walk(choices);
    maker.declare_lengths();
    maker.message
}

struct Maker<'a> {
    shape: &'a Shape,
    content: Content,
    message: Message,
}

impl Maker<'_> {
    fn walk(&mut self, choices: &mut dyn Choices) {
        let shape = self.shape;
        let mut step = 0;
        let mut round = 0;
        while let Some(here) = shape.steps.get(step) {
            step += 1;
            match here {
                Step::Literal(_) => {}
                Step::Slot(slot) => self.slot(*slot, round, choices),
                Step::Begin { end, first, last, repeats } => {
                    let enough = *repeats && round >= MAX_ROUNDS;
                    if enough || !self.wants_group(*first, *last, choices) {
                        step = usize::from(*end);
                        round = 0;
                    }
                }
                Step::End { begin, repeats: true } => {
                    round += 1;
                    step = usize::from(*begin);
                }
                Step::End { repeats: false, .. } => {}
            }
        }
    }

    fn number(&self, slot: u16) -> Option<i64> {
        match self.message.args.iter().rev().find(|a| a.slot == slot).map(|a| &a.value) {
            Some(Value::Int(n)) => Some(*n),
            _ => None,
        }
    }

    /// Others may decide over a group; if none does, it is a free choice.
    fn wants_group(&self, first: u16, last: u16, choices: &mut dyn Choices) -> bool {
        for slot in &self.shape.slots[usize::from(first)..usize::from(last)] {
            if let Some(presence) = &slot.present
                && let Some(decider) = self.number(presence.on)
            {
                return presence.values.contains(&decider);
            }
            if let Kind::Depends { on, ways } = &slot.kind
                && !ways.iter().any(|(v, kind)| Some(*v) == self.number(*on) && kind.is_some())
            {
                return false;
            }
        }
        choices.flip()
    }

    fn slot(&mut self, index: u16, round: u16, choices: &mut dyn Choices) {
        let slot = &self.shape.slots[usize::from(index)];
        let content = self.content_of(slot);
        let value = match &slot.kind {
            Kind::Depends { on, ways } => {
                let decider = self.number(*on);
                let kind = ways.iter().find(|(v, _)| Some(*v) == decider).and_then(|(_, k)| k.as_ref());
                match kind {
                    Some(kind) => values::right(kind, content, choices),
                    None => return,
                }
            }
            kind => values::right(kind, content, choices),
        };
        let round = if slot.repeats { round } else { 0 };
        self.message.args.push(Arg { slot: index, round, value });
    }

    /// A text may hold anything if its length stands in the same line.
    fn content_of(&self, slot: &Slot) -> Content {
        match slot.counted_by {
            Some(CountedBy::Slot(count)) if self.number(count).is_some() => self.content,
            _ => Content::Plain,
        }
    }

    fn declare_lengths(&mut self) {
        for index in 0..self.message.args.len() {
            let arg = &self.message.args[index];
            let (Some(CountedBy::Slot(count)), Value::Text(bytes) | Value::Bare(bytes)) =
                (self.shape.slots[usize::from(arg.slot)].counted_by, &arg.value)
            else {
                continue;
            };
            let len = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            if let Some(declared) = self.message.args.iter_mut().find(|a| a.slot == count) {
                declared.value = Value::Int(len);
            }
        }
    }
}
