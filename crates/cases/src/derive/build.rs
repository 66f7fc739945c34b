//! Command lines made for a form: a plain lawful one, and the same with one value of choice.

use hayes_at::choose::{FromBytes, right_given};
use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::kind::{Chars, Kind};
use hayes_at::message::{Message, Value};
use hayes_at::names::NameId;
use hayes_at::shape::Shape;
use hayes_at::write;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Aim, Command, Form, Place, Reading};

/// A command line of a form.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) message: Message,
    pub(super) line: Vec<u8>,
}

/// The plainest lawful line of a form that has a value for a parameter; or, without one, that leaves all out that may be.
pub(super) fn plain(dialect: &Dialect, command: &Command, form: &Form, with: Option<NameId>) -> Option<Made> {
    let shape = dialect.grammar().shape(form.shape?);
    let mut given = Vec::new();
    if let Some(name) = with {
        given.push((name, 0));
        deciders(shape, name, &mut given);
    }
    let mut message = right_given(shape, &given, &mut FromBytes(&[]));
    // A flag that is off may take what follows it away: what may be on is on.
    for arg in message.args.iter_mut().filter(|arg| !shape.slots[usize::from(arg.slot)].required) {
        let slot = &shape.slots[usize::from(arg.slot)];
        let settled = given.iter().any(|(name, _)| *name == slot.name);
        if let (Kind::Int(set), false) = (&slot.kind, settled)
            && set.holds(1)
        {
            arg.value = Value::Int(1);
        }
    }
    // A value that may be refused by some reading of its parameter alone makes no plain line.
    for arg in message.args.iter_mut().filter(|arg| arg.value == Value::Int(0)) {
        let slot = &shape.slots[usize::from(arg.slot)];
        let name = dialect.grammar().names.text(slot.name);
        let (inside, zero) = (format!("{name}:inside"), format!("{name}=0"));
        let open = |reading: &Reading| {
            let alone = |only: &String| *only == inside || *only == zero;
            is_about(reading, form) && matches!(&reading.opens[..], [only] if alone(only))
        };
        if let Kind::Int(set) = &slot.kind
            && slot.required
            && set.holds(1)
            && given.iter().all(|(name, _)| *name != slot.name)
            && dialect.readings.iter().any(open)
        {
            arg.value = Value::Int(1);
        }
    }
    for arg in &mut message.args {
        let kind = &shape.slots[usize::from(arg.slot)].kind;
        if let (Kind::Text(text), Value::Text(bytes)) = (kind, &mut arg.value)
            && shape.slots[usize::from(arg.slot)].counted_by.is_none()
        {
            let len = 5.clamp(text.bytes.least as usize, text.bytes.most as usize);
            *bytes = letters(text.chars, len);
        }
    }
    // What decides over others must have kept the value it was given.
    let kept = given.iter().skip(1).all(|(name, number)| {
        shape.slot_of(*name).and_then(|slot| message.get(slot)) == Some(&Value::Int(*number))
    });
    let made = made(command, shape, message);
    (kept && is_lawful(dialect, &made.line)).then_some(made)
}

/// The same line with another value.
pub(super) fn with_value(
    command: &Command,
    shape: &Shape,
    plain: &Made,
    slot: u16,
    value: Value,
) -> Option<Made> {
    let mut message = plain.message.clone();
    message.args.iter_mut().find(|arg| arg.slot == slot)?.value = value;
    Some(made(command, shape, message))
}

pub(super) fn made(command: &Command, shape: &Shape, message: Message) -> Made {
    let mut line = format!("AT{}=", command.name).into_bytes();
    write::write(shape, &message, &mut line);
    Made { message, line }
}

/// Does a form of the dialect read this line without a flaw?
pub(super) fn is_lawful(dialect: &Dialect, line: &[u8]) -> bool {
    let mut fields = Fields::default();
    let read = dialect.grammar().read_command(line, &mut fields);
    let part = read.as_ref().and_then(|read| read.first());
    part.is_some_and(|part| part.form.is_some() && part.flaws.without(Flaws::COSMETIC).is_none())
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

/// Does a parameter say whose state or setting is meant, of several of the same name?
pub(super) fn is_owner(dialect: &Dialect, place: &Place) -> bool {
    dialect.states.iter().any(|state| state.per.as_deref() == Some(place.param.name.as_str()))
}

/// The slot of a parameter's place in a form's own line.
pub(super) fn slot_of(shape: &Shape, form: &Form, place: &Place) -> Option<u16> {
    let index = form.args.iter().position(|p| p.written == place.written)?;
    let slot = u16::try_from(index).ok()?;
    shape.slots.get(index).filter(|s| s.name == place.id)?;
    Some(slot)
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

/// Is a reading about a form, or its command?
fn is_about(reading: &Reading, form: &Form) -> bool {
    reading.about.iter().any(|target| match target.aim {
        Aim::Form(id) => id == form.id,
        Aim::Command(id) => id == form.id.command,
        Aim::Urc(_) => false,
    })
}

/// The readings that leave open what a form does with a parameter, or, without one, how it is answered.
pub(super) fn readings_of(dialect: &Dialect, form: &Form, param: Option<&str>) -> Vec<String> {
    let exactly =
        |reading: &Reading| reading.about.iter().any(|t| matches!(t.aim, Aim::Form(id) if id == form.id));
    // `retry_times` opens both sides of a parameter's limits, `retry_times:inside` and `retry_times:outside` one, and
    // `retry_times=0` a single value.
    let opens = |reading: &Reading, name: &str| {
        let whole = name.split([':', '=']).next().unwrap_or(name);
        reading.opens.iter().any(|open| open == name || open == whole)
    };
    let readings = dialect.readings.iter().filter(|r| is_about(r, form));
    let open = readings.filter(|r| param.map_or_else(|| exactly(r), |name| opens(r, name)));
    open.map(|r| r.id.clone()).collect()
}

/// The readings by which a form may refuse this lawful value of a parameter: those that open all of them, or just this one.
pub(super) fn readings_inside(dialect: &Dialect, form: &Form, place: &Place, value: &Value) -> Vec<String> {
    let mut ids = readings_of(dialect, form, Some(&format!("{}:inside", place.written)));
    if let Value::Int(number) = value {
        let this = readings_of(dialect, form, Some(&format!("{}={number}", place.written)));
        ids.extend(this.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
    }
    ids
}

/// The readings that leave open what becomes of a line without its last parameter.
pub(super) fn readings_without(dialect: &Dialect, form: &Form, last: &str) -> Vec<String> {
    let about = |reading: &&Reading| {
        reading.about.iter().any(|t| matches!(t.aim, Aim::Command(id) if id == form.id.command))
    };
    let named = |reading: &&Reading| {
        reading.says.contains(last)
            || reading.id.contains(&crate::case::slug(last))
            || reading.ways.iter().any(|(_, way)| way.contains(last))
            || reading.id.contains("left-out")
    };
    let mut ids = readings_of(dialect, form, None);
    let more = dialect.readings.iter().filter(about).filter(named).map(|r| r.id.clone());
    ids.extend(more.collect::<Vec<_>>().into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
    ids
}
