//! Command lines made for a form: a plain lawful one, and the same with one value of choice.

use hayes_at::choose::{FromBytes, right_given};
use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::kind::{Chars, Kind};
use hayes_at::message::{Message, Value};
use hayes_at::names::NameId;
use hayes_at::shape::Shape;
use hayes_at::write;
use hayes_dialects::dialect::{Place, Reading};

use super::readings;
use super::subject::Subject;

/// A command line of a form.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) message: Message,
    pub(super) line: Vec<u8>,
}

impl Subject<'_> {
    /// The plainest lawful line of the form that has a value for a parameter; or, without one, that leaves all out that
    /// may be.
    pub(super) fn plain(&self, with: Option<NameId>) -> Option<Made> {
        let shape = self.shape()?;
        let mut given = Vec::new();
        if let Some(name) = with {
            given.push((name, 0));
            deciders(shape, name, &mut given);
        }
        let mut message = right_given(shape, &given, &mut FromBytes(&[]));
        for arg in &mut message.args {
            let slot = &shape.slots[usize::from(arg.slot)];
            let settled = given.iter().any(|(name, _)| *name == slot.name);
            if let (Kind::Int(set), false) = (&slot.kind, settled)
                && set.holds(1)
                && (!slot.required || arg.value == Value::Int(0) && self.may_refuse_zero(slot.name))
            {
                // A flag that is off may take what follows it away: what may be on is on.
                arg.value = Value::Int(1);
            }
            if let (Kind::Text(text), Value::Text(bytes), None) =
                (&slot.kind, &mut arg.value, slot.counted_by)
            {
                let len = 5.clamp(text.bytes.least as usize, text.bytes.most as usize);
                *bytes = letters(text.chars, len);
            }
        }
        // What decides over others must have kept the value it was given.
        let kept = given.iter().skip(1).all(|(name, number)| {
            shape.slot_of(*name).and_then(|slot| message.get(slot)) == Some(&Value::Int(*number))
        });
        let made = self.made(message)?;
        (kept && self.is_lawful(&made)).then_some(made)
    }

    /// A value that may be refused by some reading of its parameter alone makes no plain line.
    fn may_refuse_zero(&self, name: NameId) -> bool {
        let name = self.dialect.grammar().names.text(name);
        let (inside, zero) = (format!("{name}:inside"), format!("{name}=0"));
        let alone = |only: &String| *only == inside || *only == zero;
        let open = |reading: &Reading| {
            readings::is_about(reading, self.form) && matches!(&reading.opens[..], [only] if alone(only))
        };
        self.dialect.readings.iter().any(open)
    }

    /// The same line with another value.
    pub(super) fn with_value(&self, line: &Made, slot: u16, value: Value) -> Option<Made> {
        let mut message = line.message.clone();
        message.args.iter_mut().find(|arg| arg.slot == slot)?.value = value;
        self.made(message)
    }

    /// The same line with each of these values, as far as it is lawful.
    pub(super) fn lawful_lines(
        &self,
        line: &Made,
        slot: u16,
        values: impl IntoIterator<Item = (String, Value)>,
    ) -> Vec<(String, Value, Made)> {
        let made = values.into_iter().filter_map(|(name, value)| {
            let made = self.with_value(line, slot, value.clone()).filter(|made| self.is_lawful(made))?;
            Some((name, value, made))
        });
        made.collect()
    }

    /// The line of a message.
    pub(super) fn made(&self, message: Message) -> Option<Made> {
        let mut line = format!("AT{}=", self.command.name).into_bytes();
        write::write(self.shape()?, &message, &mut line);
        Some(Made { message, line })
    }

    /// Does a form of the dialect read this line without a flaw?
    pub(super) fn is_lawful(&self, made: &Made) -> bool {
        let mut fields = Fields::default();
        let read = self.dialect.grammar().read_command(&made.line, &mut fields);
        let part = read.as_ref().and_then(|read| read.first());
        part.is_some_and(|part| part.form.is_some() && part.flaws.without(Flaws::COSMETIC).is_none())
    }

    /// Does a parameter say whose state or setting is meant, of several of the same name?
    pub(super) fn is_owner(&self, place: &Place) -> bool {
        self.dialect.states.iter().any(|state| state.per.as_deref() == Some(place.param.name.as_str()))
    }

    /// The parameters but those that say whose setting is meant.
    pub(super) fn settings(&self) -> impl DoubleEndedIterator<Item = &Place> {
        self.form.args.iter().filter(|place| !self.is_owner(place))
    }
}

/// So many plain letters.
pub(super) fn letters(chars: Chars, len: usize) -> Vec<u8> {
    let source: &[u8] = if chars == Chars::Hex { b"0123456789ABCDEF" } else { b"hayes" };
    let mut text: Vec<u8> = source.iter().copied().cycle().take(len).collect();
    // What is longer than a label of a host's name may be has several.
    if len > 60 && chars != Chars::Hex {
        (30..len - 1).step_by(31).for_each(|at| text[at] = b'.');
    }
    text
}

/// Parameters that must have certain values for `name` to be there.
fn deciders(shape: &Shape, name: NameId, given: &mut Vec<(NameId, i64)>) {
    let Some(slot) = shape.slot_of(name).map(|slot| &shape.slots[usize::from(slot)]) else { return };
    let by_presence = slot.present.as_ref().and_then(|p| Some((p.on, *p.values.first()?)));
    let by_kind = match &slot.kind {
        Kind::Depends { on, ways } => {
            ways.iter().find(|(_, kind)| kind.is_some()).map(|(value, _)| (*on, *value))
        }
        _ => None,
    };
    for (on, value) in [by_presence, by_kind].into_iter().flatten() {
        let on = shape.slots[usize::from(on)].name;
        if !given.iter().any(|(known, _)| *known == on) {
            given.push((on, value));
            deciders(shape, on, given);
        }
    }
}
