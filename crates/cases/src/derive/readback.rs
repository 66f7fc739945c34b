//! What a setting is: asked before, asked again after, and put back at the end.

use hayes_at::grammar::FormKind;
use hayes_at::message::{Message, Value};
use hayes_at::names::NameId;
use hayes_at::shape::{Shape, Step as ShapeStep};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Form, OutcomeLine};

use super::build::Made;
use super::positive::default_of;
use super::subject::Subject;
use super::{expect, readings, send, step};
use crate::case::{Case, Condition, Expect, Step, Way, What};
use crate::pattern::{Part, Pattern, Template};

/// A form whose setting can be asked for: by leaving all out that may be, or by the read form of its command.
pub(super) struct Readback<'d> {
    asks: Asks<'d>,
    shape: &'d Shape,
    dialect: &'d Dialect,
    /// Is there something to be told before anything was set?
    told_unset: bool,
    /// What a write has that the answer may leave out, as the plainest write has it.
    left_out: Vec<u8>,
}

/// How a setting is asked for.
#[derive(Clone)]
enum Asks<'d> {
    /// By its own line without what it sets; with the line's shape.
    Query(Made, &'d Shape),
    /// By the read form of this command.
    Read(String),
}

impl Asks<'_> {
    fn line(&self) -> Vec<u8> {
        match self {
            Self::Query(made, _) => made.line.clone(),
            Self::Read(name) => format!("AT{name}?").into_bytes(),
        }
    }

    /// What a line begins with that writes what an answer tells.
    fn write(&self) -> Vec<u8> {
        match self {
            Self::Query(made, _) => [&made.line[..], b","].concat(),
            Self::Read(name) => format!("AT{name}=").into_bytes(),
        }
    }
}

impl<'d> Readback<'d> {
    /// Of a form that has a query, or a read form that tells what it sets.
    pub(super) fn of(subject: &Subject<'d>) -> Option<Self> {
        if subject.form.query.is_some() { Self::by_query(subject) } else { Self::by_read(subject) }
    }

    /// The answer of the read form is one line that names what this form sets, in the same order and nothing else.
    fn by_read(subject: &Subject<'d>) -> Option<Self> {
        let Subject { dialect, command, form, .. } = *subject;
        let of_kind = |kind: FormKind| command.forms.iter().filter(move |other| other.kind == kind);
        let (read, one) = (of_kind(FormKind::Read).next()?, of_kind(FormKind::Write).count() == 1);
        let plain_enough = one && form.kind == FormKind::Write && !form.args.is_empty();
        let owned = form.args.iter().any(|place| subject.is_owner(place) || place.param.secret);
        if !plain_enough || owned || !readings::of(dialect, read, None).is_empty() {
            return None;
        }
        let mut good = read.outcomes.iter().filter(|outcome| outcome.good);
        let (outcome, None) = (good.next()?, good.next()) else { return None };
        let mut before = outcome.lines.iter().filter(|line| !matches!(line, OutcomeLine::Final { .. }));
        let (Some(OutcomeLine::Line { shape, later: false, optional: false, repeats: false, .. }), None) =
            (before.next(), before.next())
        else {
            return None;
        };
        let shape = dialect.grammar().shape(*shape);
        let told = shape.slots.iter().map(|slot| slot.name);
        let same = told.eq(form.args.iter().map(|place| place.id)) && shape.slots.iter().all(|s| s.required);
        let asks = Asks::Read(command.name.clone());
        same.then_some(Self { asks, shape, dialect, told_unset: true, left_out: Vec::new() })
    }

    fn by_query(subject: &Subject<'d>) -> Option<Self> {
        let open = !subject.readings(Some("query")).is_empty();
        if open { None } else { Self::by_any_query(subject) }
    }

    /// By the query's own line, whatever else a reading lets its answer be.
    pub(super) fn by_any_query(subject: &Subject<'d>) -> Option<Self> {
        let Subject { dialect, form, .. } = *subject;
        let outcome = form.outcomes.iter().find(|o| o.query == Some(true) && o.good)?;
        let shape = outcome.lines.iter().find_map(|line| match line {
            OutcomeLine::Line { shape, later: false, .. } => Some(*shape),
            _ => None,
        })?;
        let shape = dialect.grammar().shape(shape);
        let own = subject.shape()?;
        let query = subject.plain(None)?;
        // What the question itself names, whose setting it is, the answer may name again.
        let asked = |name: NameId| own.slot_of(name).is_some_and(|slot| query.message.get(slot).is_some());
        let has_default = |slot: &hayes_at::shape::Slot| {
            let default = form.param(slot.name).is_some_and(|place| place.param.default.is_some());
            !slot.required || default || asked(slot.name)
        };
        let told_unset = shape.slots.iter().all(has_default);
        let left_out = shape.slots.iter().filter(|slot| !slot.required).filter_map(|slot| {
            let whole = subject.plain(Some(slot.name))?;
            let mut bytes = b",".to_vec();
            whole.message.get(own.slot_of(slot.name)?)?.write(&mut bytes);
            Some(bytes)
        });
        let left_out = left_out.flatten().collect();
        let asks = Asks::Query(query, own);
        Some(Self { asks, shape, dialect, told_unset, left_out })
    }

    /// What every line begins with that writes this setting, whoever's it is: the question without its owner.
    pub(super) fn writes(&self) -> Vec<u8> {
        let line = self.asks.line();
        let owner = line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        line[..line.len() - owner].to_vec()
    }

    /// Can it be asked for before anything was set?
    pub(super) fn is_told_unset(&self) -> bool {
        self.told_unset
    }

    /// The same setting of another owner: `slot` of the form's own line says whose it is.
    pub(super) fn of_owner(&self, subject: &Subject<'_>, slot: u16, owner: i64) -> Option<Self> {
        let Asks::Query(query, own) = &self.asks else { return None };
        let asks = Asks::Query(subject.with_value(query, slot, Value::Int(owner))?, own);
        Some(Self { asks, left_out: self.left_out.clone(), ..*self })
    }

    /// Asks, and keeps the answer as `{before}`.
    pub(super) fn ask(&self) -> Vec<Step> {
        self.ask_for("before")
    }

    /// Asks, and keeps the answer as a variable of this name.
    pub(super) fn ask_for(&self, name: &str) -> Vec<Step> {
        self.asked_loosely(self.told(Part::Any(name.to_owned())))
    }

    /// Asks, and keeps the answer where one is told: before anything was set there may be none.
    fn ask_if_told(&self) -> Vec<Step> {
        let answer = self.told(Part::Any("before".to_owned()));
        let either = Expect { ways: vec![Way::Line(answer), Way::Answered], within: None };
        vec![send(&self.asks.line()), step(What::Expect(either)), expect(&[Way::Answered])]
    }

    /// Puts back what was told before. It does not go all the way where nothing was told, or where it is not taken.
    fn put_back_if_told(&self) -> Vec<Step> {
        let line = [Part::Literal(self.asks.write()), Part::Variable("before".to_owned())];
        vec![step(What::Send(Template(line.to_vec()))), expect(&[Way::Accepted])]
    }

    /// Asks; nothing must have changed.
    pub(super) fn unchanged(&self) -> Option<Vec<Step>> {
        self.unchanged_from("before")
    }

    /// Asks; it must be as it was when it was kept as a variable of this name.
    pub(super) fn unchanged_from(&self, name: &str) -> Option<Vec<Step>> {
        if !self.told_unset {
            return None;
        }
        Some(self.asked_loosely(self.told(Part::Variable(name.to_owned()))))
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
                    let written = value(name).filter(|value| **value != Value::Empty).map(on_the_wire);
                    self.push_told(&mut parts, name, written)?;
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
        self.default_answer(form).map(|answer| self.asked(answer))
    }

    /// What is kept as a variable of this name is what the document gives as defaults.
    pub(super) fn is_default(&self, name: &str, form: &Form) -> Option<Condition> {
        let told = Template(vec![Part::Literal(self.head()), Part::Variable(name.to_owned())]);
        self.default_answer(form).map(|answer| Condition::Is(told, vec![answer]))
    }

    fn default_answer(&self, form: &Form) -> Option<Pattern> {
        let mut parts = Vec::new();
        let mut known = false;
        for here in &self.shape.steps {
            match here {
                ShapeStep::Literal(bytes) => push_literal(&mut parts, bytes),
                ShapeStep::Slot(slot) => {
                    let name = self.shape.slots[usize::from(*slot)].name;
                    let owner = self.owner(name);
                    let default = if owner.is_none() { self.default_of(form, name) } else { None };
                    known |= default.is_some();
                    self.push_told(&mut parts, name, owner.or(default))?;
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
        known.then_some(Pattern(parts))
    }

    /// What the question itself says of a parameter, as it stands on the wire.
    fn owner(&self, name: NameId) -> Option<Vec<u8>> {
        let Asks::Query(query, own) = &self.asks else { return None };
        query.message.get(own.slot_of(name)?).map(on_the_wire)
    }

    /// The answer tells this of a parameter, or, where that is not known, anything. None where two unknown ones would meet.
    fn push_told(&self, parts: &mut Vec<Part>, name: NameId, bytes: Option<Vec<u8>>) -> Option<()> {
        match bytes {
            Some(bytes) => push_literal(parts, &bytes),
            None if matches!(parts.last(), Some(Part::Any(_))) => return None,
            None => parts.push(Part::Any(self.dialect.grammar().names.text(name).to_owned())),
        }
        Some(())
    }

    /// The documented default of a parameter as it stands on the wire, where the document leaves nothing open about it.
    fn default_of(&self, form: &Form, name: NameId) -> Option<Vec<u8>> {
        let place = form.param(name)?;
        let value = default_of(place)?;
        readings::of(self.dialect, form, Some(&place.written)).is_empty().then(|| on_the_wire(&value))
    }

    /// Puts back what was there before.
    pub(super) fn put_back(&self) -> Vec<Step> {
        self.put_back_from("before")
    }

    /// Puts back what was kept as a variable of this name.
    pub(super) fn put_back_from(&self, name: &str) -> Vec<Step> {
        let write = |tail: &[u8]| {
            let line = Part::Literal(self.asks.write());
            let parts = [line, Part::Variable(name.to_owned()), Part::Literal(tail.to_vec())];
            let told =
                parts.into_iter().filter(|part| !matches!(part, Part::Literal(bytes) if bytes.is_empty()));
            step(What::Send(Template(told.collect())))
        };
        // One that is not taken leaves what was set: a run sees to it then.
        let taken_back = || expect(&[Way::Accepted]);
        if self.left_out.is_empty() {
            return vec![write(b""), taken_back()];
        }
        // An answer may be shorter than any write: then it is written with all that belongs to it.
        let taken = Condition::Comes(Expect { ways: vec![Way::Accepted], within: None });
        vec![write(b""), step(What::If(taken, Vec::new(), vec![write(&self.left_out), taken_back()]))]
    }

    /// An answer that tells this of the setting.
    fn told(&self, setting: Part) -> Pattern {
        Pattern(vec![Part::Literal(self.head()), setting])
    }

    /// What an answer begins with that tells nothing of the setting: its name, and whose it is where the question says that.
    fn head(&self) -> Vec<u8> {
        let mut head = Vec::new();
        for step in &self.shape.steps {
            match step {
                ShapeStep::Literal(bytes) => head.extend_from_slice(bytes),
                ShapeStep::Slot(slot) => {
                    let name = self.shape.slots[usize::from(*slot)].name;
                    let Some(owner) = self.owner(name) else { return head };
                    head.extend(owner);
                }
                _ => break,
            }
        }
        head
    }

    /// Whether the answer is as the document has it is for cases about it, and not for all that ask on the way.
    fn asked_loosely(&self, answer: Pattern) -> Vec<Step> {
        let answer = Expect { ways: vec![Way::Line(answer)], within: None };
        vec![send(&self.asks.line()), step(What::Expect(answer)), expect(&[Way::Answered])]
    }

    fn asked(&self, answer: Pattern) -> Vec<Step> {
        let answer = Expect { ways: vec![Way::Line(answer)], within: None };
        vec![send(&self.asks.line()), step(What::Expect(answer)), expect(&[Way::Accepted])]
    }
}

fn on_the_wire(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.write(&mut bytes);
    bytes
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
    } else if let Some(readback) = readback {
        let mut steps = readback.ask_if_told();
        steps.append(&mut case.steps);
        case.steps = steps;
        case.undo = readback.put_back_if_told();
    }
    case.steps.extend(after.unwrap_or_default());
}
