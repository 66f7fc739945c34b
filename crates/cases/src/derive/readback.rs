//! What a setting is: asked before, asked again after, and put back at the end.

use hayes_at::grammar::FormKind;
use hayes_at::message::{Message, Value};
use hayes_at::names::NameId;
use hayes_at::shape::{Shape, Step as ShapeStep};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Default, Form, OutcomeLine};

use super::build::{Made, is_owner, plain, readings_of, with_value};
use super::{expect, send, step};
use crate::case::{Case, Condition, Expect, Step, Way, What};
use crate::pattern::{Part, Pattern, Template};

/// A form whose setting can be asked for by leaving all out that may be.
pub(super) struct Readback<'d> {
    query: Made,
    /// What a write begins with, up to the values that are told.
    head: Vec<u8>,
    shape: &'d Shape,
    dialect: &'d Dialect,
    /// Is there something to be told before anything was set?
    told_unset: bool,
    /// What a write has that the answer may leave out, as the plainest write has it.
    left_out: Vec<u8>,
}

impl<'d> Readback<'d> {
    /// Of a form that has a query.
    pub(super) fn of(dialect: &'d Dialect, command: &Command, form: &'d Form) -> Option<Self> {
        if !readings_of(dialect, form, Some("query")).is_empty() {
            return None;
        }
        let outcome = form.outcomes.iter().find(|o| o.query == Some(true) && o.good)?;
        let shape = outcome.lines.iter().find_map(|line| match line {
            OutcomeLine::Line { shape, later: false, .. } => Some(*shape),
            _ => None,
        })?;
        let shape = dialect.grammar().shape(shape);
        let has_default = |slot: &hayes_at::shape::Slot| {
            !slot.required || form.param(slot.name).is_some_and(|place| place.param.default.is_some())
        };
        let told_unset = shape.slots.iter().all(has_default);
        let own = dialect.grammar().shape(form.shape?);
        let left_out = shape.slots.iter().filter(|slot| !slot.required).filter_map(|slot| {
            let whole = plain(dialect, command, form, Some(slot.name))?;
            let mut bytes = b",".to_vec();
            whole.message.get(own.slot_of(slot.name)?)?.write(&mut bytes);
            Some(bytes)
        });
        let left_out = left_out.flatten().collect();
        let query = plain(dialect, command, form, None)?;
        let head = [&query.line[..], b","].concat();
        Some(Self { query, head, shape, dialect, told_unset, left_out })
    }

    /// Of a form whose command tells in one line, when it is read, what the form sets, and nothing of owners.
    pub(super) fn by_read(dialect: &'d Dialect, command: &'d Command, form: &'d Form) -> Option<Self> {
        let own = dialect.grammar().shape(form.shape?);
        let read = command.forms.iter().find(|other| other.kind == FormKind::Read)?;
        let mut good = read.outcomes.iter().filter(|outcome| outcome.good);
        let (outcome, others) = (good.next()?, good.next());
        let mut told = outcome.lines.iter().filter_map(|line| match line {
            OutcomeLine::Line { shape, .. } => Some(dialect.grammar().shape(*shape)),
            _ => None,
        });
        let (shape, more) = (told.next()?, told.next());
        let open = others.is_some() || more.is_some() || !readings_of(dialect, read, None).is_empty();
        let owned = form.args.iter().any(|place| is_owner(dialect, place));
        if open || owned || shape.slots.iter().any(|slot| own.slot_of(slot.name).is_none()) {
            return None;
        }
        let line = format!("AT{}?", command.name).into_bytes();
        let query = Made { message: Message::default(), line };
        let head = format!("AT{}=", command.name).into_bytes();
        Some(Self { query, head, shape, dialect, told_unset: true, left_out: Vec::new() })
    }

    /// Can it be asked for before anything was set?
    pub(super) fn is_told_unset(&self) -> bool {
        self.told_unset
    }

    /// The same setting of another owner: `slot` of the form's own line says whose it is.
    pub(super) fn of_owner(&self, command: &Command, form: &Shape, slot: u16, owner: i64) -> Option<Self> {
        let query = with_value(command, form, &self.query, slot, Value::Int(owner))?;
        let head = [&query.line[..], b","].concat();
        Some(Self { query, head, left_out: self.left_out.clone(), ..*self })
    }

    /// Asks, and keeps the answer as `{before}`.
    pub(super) fn ask(&self) -> Vec<Step> {
        self.ask_for("before")
    }

    /// Asks, and keeps the answer as a variable of this name.
    pub(super) fn ask_for(&self, name: &str) -> Vec<Step> {
        self.asked(Pattern(vec![Part::Literal(self.shape.head().to_vec()), Part::Any(name.to_owned())]))
    }

    /// Asks; nothing must have changed.
    pub(super) fn unchanged(&self) -> Option<Vec<Step>> {
        if !self.told_unset {
            return None;
        }
        let before = Part::Variable("before".to_owned());
        Some(self.asked(Pattern(vec![Part::Literal(self.shape.head().to_vec()), before])))
    }

    /// Asks; what was written must be there. None where the answer's shape does not tell.
    pub(super) fn changed(&self, written: &Message, names: &Shape) -> Option<Vec<Step>> {
        let value = |name: NameId| {
            let slot = names.slot_of(name)?;
            written.get(slot)
        };
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(here) = self.shape.steps.get(at) {
            at += 1;
            match here {
                ShapeStep::Literal(bytes) => push_literal(&mut parts, bytes),
                ShapeStep::Slot(slot) => {
                    let name = self.shape.slots[usize::from(*slot)].name;
                    match value(name).filter(|v| **v != Value::Empty) {
                        Some(value) => {
                            let mut bytes = Vec::new();
                            value.write(&mut bytes);
                            push_literal(&mut parts, &bytes);
                        }
                        None if matches!(parts.last(), Some(Part::Any(_))) => return None,
                        None => parts.push(Part::Any(self.dialect.grammar().names.text(name).to_owned())),
                    }
                }
                ShapeStep::Begin { end, first, last, .. } => {
                    let written =
                        (*first..*last).any(|slot| value(self.shape.slots[usize::from(slot)].name).is_some());
                    if !written {
                        at = usize::from(*end);
                        if at >= self.shape.steps.len() {
                            parts.push(Part::Rest);
                        }
                    }
                }
                ShapeStep::End { .. } => {}
            }
        }
        Some(self.asked(Pattern(parts)))
    }

    /// Asks; what the document gives as defaults must be there. None where nothing that is told has a known one.
    pub(super) fn by_default(&self, form: &Form) -> Option<Vec<Step>> {
        let mut parts = Vec::new();
        let mut known = false;
        for here in &self.shape.steps {
            match here {
                ShapeStep::Literal(bytes) => push_literal(&mut parts, bytes),
                ShapeStep::Slot(slot) => {
                    let name = self.shape.slots[usize::from(*slot)].name;
                    match self.default_of(form, name) {
                        Some(bytes) => push_literal(&mut parts, &bytes),
                        None if matches!(parts.last(), Some(Part::Any(_))) => return None,
                        None => parts.push(Part::Any(self.dialect.grammar().names.text(name).to_owned())),
                    }
                    known |= matches!(parts.last(), Some(Part::Literal(_)));
                }
                // Whether more is told depends on what was told so far.
                ShapeStep::Begin { .. } if matches!(parts.last(), Some(Part::Any(_))) => return None,
                ShapeStep::Begin { .. } => {
                    parts.push(Part::Rest);
                    break;
                }
                ShapeStep::End { .. } => {}
            }
        }
        known.then(|| self.asked(Pattern(parts)))
    }

    /// The documented default of a parameter as it stands on the wire, where the document leaves nothing open about it.
    fn default_of(&self, form: &Form, name: NameId) -> Option<Vec<u8>> {
        let place = form.param(name)?;
        let value = match place.param.default.as_ref()? {
            Default::Number(number) => Value::Int(*number),
            Default::Text(text) => Value::Text(text.clone().into_bytes()),
            Default::Unknown => return None,
        };
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        readings_of(self.dialect, form, Some(&place.written)).is_empty().then_some(bytes)
    }

    /// Puts back what was there before.
    pub(super) fn put_back(&self) -> Vec<Step> {
        self.put_back_from("before")
    }

    /// Puts back what was kept as a variable of this name.
    pub(super) fn put_back_from(&self, name: &str) -> Vec<Step> {
        let write = |tail: &[u8]| {
            let line = Part::Literal(self.head.clone());
            let parts = [line, Part::Variable(name.to_owned()), Part::Literal(tail.to_vec())];
            let told =
                parts.into_iter().filter(|part| !matches!(part, Part::Literal(bytes) if bytes.is_empty()));
            step(What::Send(Template(told.collect())))
        };
        let either = || expect(&[Way::Accepted, Way::Refused]);
        if self.left_out.is_empty() {
            return vec![write(b""), either()];
        }
        // An answer may be shorter than any write: then it is written with all that belongs to it.
        let taken = Condition::Comes(Expect { ways: vec![Way::Accepted], within: None });
        vec![write(b""), step(What::If(taken, Vec::new(), vec![write(&self.left_out), either()]))]
    }

    fn asked(&self, answer: Pattern) -> Vec<Step> {
        let answer = Expect { ways: vec![Way::Line(answer)], within: None };
        vec![send(&self.query.line), step(What::Expect(answer)), expect(&[Way::Accepted])]
    }
}

fn push_literal(parts: &mut Vec<Part>, bytes: &[u8]) {
    match parts.last_mut() {
        Some(Part::Literal(last)) => last.extend_from_slice(bytes),
        _ => parts.push(Part::Literal(bytes.to_vec())),
    }
}

/// Puts the steps of a case between asking before and putting back.
pub(super) fn around(case: &mut Case, readback: Option<&Readback<'_>>, after: Option<Vec<Step>>) {
    if let Some(readback) = readback.filter(|readback| readback.is_told_unset()) {
        let mut steps = readback.ask();
        steps.append(&mut case.steps);
        case.steps = steps;
        case.undo = readback.put_back();
    }
    case.steps.extend(after.unwrap_or_default());
}
