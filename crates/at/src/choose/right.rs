//! Messages that keep every rule of their shape: ranges, lengths, presence, declared lengths.

use crate::kind::{Bytes, Kind};
use crate::message::{Arg, Message, Value};
use crate::names::NameId;
use crate::shape::{CountedBy, Shape, Slot, Step};

use super::Choices;
use super::values::{self, Content};

/// The most rounds of a repeated group.
const MAX_ROUNDS: u16 = 3;

/// A right message of a shape.
pub fn right(shape: &Shape, choices: &mut dyn Choices) -> Message {
    message(shape, Content::Anything, &[], choices)
}

/// A right message in which some numbers are settled: a parameter of such a name takes the number where it
/// lies in its range, and a text that the name counts has that length, also where the count stood in a
/// line before.
pub fn right_given(shape: &Shape, given: &[(NameId, i64)], choices: &mut dyn Choices) -> Message {
    message(shape, Content::Anything, given, choices)
}

pub(super) fn message(
    shape: &Shape,
    content: Content,
    given: &[(NameId, i64)],
    choices: &mut dyn Choices,
) -> Message {
    let mut maker = Maker { shape, content, given, message: Message::default() };
    maker.walk(choices);
    maker.declare_lengths();
    maker.message
}

struct Maker<'a> {
    shape: &'a Shape,
    content: Content,
    given: &'a [(NameId, i64)],
    message: Message,
}

impl Maker<'_> {
    fn walk(&mut self, choices: &mut dyn Choices) {
        let shape = self.shape;
        let mut step = 0;
        let mut round = 0;
        // The first slot of a group that was left out right before this place.
        let mut left_out: Option<u16> = None;
        while let Some(here) = shape.steps.get(step) {
            step += 1;
            match here {
                Step::Slot(slot) => self.slot(*slot, round, choices),
                Step::Begin { end, first, last, repeats } => {
                    let enough = *repeats && round >= MAX_ROUNDS;
                    // `[,<a>][,<b>]`: one value alone is read as the first one that it can be.
                    let taken = left_out.is_some_and(|other| self.alike(other, *first));
                    if enough || taken || !self.wants_group(*first, *last, choices) {
                        step = usize::from(*end);
                        round = 0;
                        left_out = left_out.or(Some(*first));
                        continue;
                    }
                }
                Step::End { begin, repeats: true } => {
                    round += 1;
                    step = usize::from(*begin);
                }
                Step::Literal(_) | Step::End { repeats: false, .. } => {}
            }
            left_out = None;
        }
    }

    /// Can what stands in one place be read in the other?
    fn alike(&self, one: u16, other: u16) -> bool {
        let kind = |slot: u16| std::mem::discriminant(&self.shape.slots[usize::from(slot)].kind);
        kind(one) == kind(other)
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
        let own = &self.shape.slots[usize::from(first)..usize::from(last)];
        own.iter().any(|s| !s.repeats && self.given(s.name).is_some()) || choices.flip()
    }

    fn given(&self, name: NameId) -> Option<i64> {
        self.given.iter().find(|(n, _)| *n == name).map(|(_, number)| *number)
    }

    fn slot(&mut self, index: u16, round: u16, choices: &mut dyn Choices) {
        let slot = &self.shape.slots[usize::from(index)];
        let kind = match &slot.kind {
            Kind::Depends { on, ways } => {
                let decider = self.number(*on);
                match ways.iter().find(|(v, _)| Some(*v) == decider).and_then(|(_, k)| k.as_ref()) {
                    Some(kind) => kind,
                    None => return,
                }
            }
            kind => kind,
        };
        let value = match (kind, self.given(slot.name)) {
            (Kind::Int(set), Some(number)) if set.holds(number) => Value::Int(number),
            _ => match self.length_of(slot) {
                Some(bytes) => values::right_long(kind, bytes, self.content, choices),
                None => values::right(kind, Content::Plain, choices),
            },
        };
        let round = if slot.repeats { round } else { 0 };
        self.message.args.push(Arg { slot: index, round, value });
    }

    /// How long a text may be whose length is declared, by what can be declared. A text without a declared
    /// length has none, and may not hold everything.
    fn length_of(&self, slot: &Slot) -> Option<Bytes> {
        let exactly = |n: i64| u32::try_from(n).ok().map(|n| Bytes { least: n, most: n });
        match slot.counted_by? {
            CountedBy::Carried(name) => self.given(name).and_then(exactly),
            CountedBy::Slot(count) => {
                self.number(count)?;
                let place = &self.shape.slots[usize::from(count)];
                if let Some(given) = self.given(place.name) {
                    return exactly(given);
                }
                let Kind::Int(set) = &place.kind else { return Some(Bytes::ANY) };
                let bound = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
                Some(Bytes { least: bound(set.lowest()), most: bound(set.highest()) })
            }
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
