//! Lines made by the dialect's shapes from values by name, and which outcome of a form fits them. Does not
//! know when a line is said.

use hayes_at::grammar::ShapeId;
use hayes_at::kind::Kind;
use hayes_at::message::{Arg, Message, Value};
use hayes_at::shape::{Shape, Step};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Decider, Form, Outcome, OutcomeLine, Place, Setting};

use crate::ask::{Word, number_of};

/// Values by name, for a line to be made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given(Vec<(Names, Value)>);

#[derive(Debug, Clone)]
enum Names {
    Known(Word),
    Read(String),
}

impl Given {
    /// No values.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// With a number more.
    pub(crate) fn int(self, word: Word, number: i64) -> Self {
        self.value(word, Value::Int(number))
    }

    /// With a text more.
    pub(crate) fn text(self, word: Word, bytes: &[u8]) -> Self {
        self.value(word, Value::Text(bytes.to_vec()))
    }

    /// With a value more.
    #[must_use]
    pub(crate) fn value(mut self, word: Word, value: Value) -> Self {
        self.0.push((Names::Known(word), value));
        self
    }

    /// With a value more, by the name of its definition.
    pub(crate) fn push(&mut self, name: &str, value: Value) {
        self.0.push((Names::Read(name.to_owned()), value));
    }

    /// The first number of that name.
    pub(crate) fn number(&self, word: Word) -> Option<i64> {
        word.iter().find_map(|name| self.find(name, 0)).and_then(number_of)
    }

    fn find(&self, name: &str, round: usize) -> Option<&Value> {
        let named = |names: &Names| match names {
            Names::Known(word) => word.contains(&name),
            Names::Read(read) => read == name,
        };
        self.0.iter().filter(|(names, _)| named(names)).map(|(_, value)| value).nth(round)
    }

    fn has(&self, name: &str, round: usize) -> bool {
        self.find(name, round).is_some()
    }
}

/// Whether a setting has one of these values.
pub(crate) type Holds<'a> = &'a dyn Fn(&Setting, &[i64]) -> bool;

/// Makes lines of a dialect.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    pub(crate) dialect: &'a Dialect,
    /// Decides what is present by a setting.
    pub(crate) holds: Holds<'a>,
}

/// A line made: its shape, what it says, and its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) shape: ShapeId,
    pub(crate) message: Message,
    /// How many of the given values it uses.
    used: usize,
}

impl Made {
    /// A line that is made already.
    pub(crate) fn of(shape: ShapeId, message: Message) -> Self {
        Self { shape, message, used: 0 }
    }
}

/// An outcome with its lines made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// Before the final result.
    pub(crate) lines: Vec<Made>,
    /// The final result's number in the grammar.
    pub(crate) end: Option<u16>,
    /// After it.
    pub(crate) later: Vec<Made>,
    used: usize,
}

impl Lines<'_> {
    /// The line of a shape; none where a value is missing that it must have.
    pub(crate) fn make(&self, shape: ShapeId, places: &[Place], given: &Given) -> Option<Made> {
        let parts = self.dialect.grammar().shape(shape);
        let mut maker =
            Maker { lines: self, shape: parts, places, given, args: Vec::new(), seen: Vec::new() };
        maker.walk(0, parts.steps.len(), true, 0).then(|| {
            let message = Message { args: maker.args, surplus: Vec::new() };
            Made { shape, used: maker.seen.len(), message }
        })
    }

    /// The outcome of a form that says most of what is given and needs nothing else; the first of equals.
    /// `rows`: what its lines say, one each; a single row serves all lines.
    pub(crate) fn answer(&self, form: &Form, good: bool, query: bool, rows: &[Given]) -> Option<Answer> {
        let fitting = form
            .outcomes
            .iter()
            .filter(|o| o.good == good && o.query.is_none_or(|q| q == query) && o.reading.is_none())
            .filter_map(|outcome| self.outcome(form, outcome, rows));
        fitting.reduce(|best, other| if other.used > best.used { other } else { best })
    }

    /// The line after the final result that says most of what is given.
    pub(crate) fn later(&self, form: &Form, given: &Given) -> Option<Made> {
        let known = form.outcomes.iter().filter(|o| o.reading.is_none());
        let lines = known.flat_map(|o| &o.lines).filter_map(|line| match line {
            OutcomeLine::Line { shape, later: true, .. } => self.make(*shape, &form.params, given),
            _ => None,
        });
        lines.reduce(|best, other| if other.used > best.used { other } else { best })
    }

    fn outcome(&self, form: &Form, outcome: &Outcome, rows: &[Given]) -> Option<Answer> {
        let none = Given::new();
        let mut answer = Answer::default();
        let mut row = 0;
        // A single row serves lines of different shapes, but none of them twice.
        let mut served: Vec<&str> = Vec::new();
        for line in &outcome.lines {
            match line {
                OutcomeLine::Prompt => {}
                OutcomeLine::Final { id, .. } => answer.end = Some(*id),
                OutcomeLine::Line { shape, later: true, .. } => {
                    let given = rows.last().unwrap_or(&none);
                    answer.later.extend(self.make(*shape, &form.params, given));
                }
                OutcomeLine::Line { shape, optional, repeats, text, .. } => loop {
                    let single = rows.last().filter(|_| rows.len() == 1 && !served.contains(&text.as_str()));
                    let given = rows.get(row).or(single).unwrap_or(&none);
                    served.push(text);
                    match self.make(*shape, &form.params, given) {
                        Some(made) if row < rows.len() || rows.len() == 1 || made.used == 0 => {
                            answer.used += made.used;
                            answer.lines.push(made);
                            row += 1;
                            if *repeats && row < rows.len() {
                                continue;
                            }
                        }
                        _ if *optional => {}
                        _ => return None,
                    }
                    break;
                },
            }
        }
        (rows.len() < 2 || row >= rows.len()).then_some(answer)
    }
}

struct Maker<'a> {
    lines: &'a Lines<'a>,
    shape: &'a Shape,
    places: &'a [Place],
    given: &'a Given,
    args: Vec<Arg>,
    seen: Vec<u16>,
}

impl Maker<'_> {
    /// Walks steps; false where a needed value is missing.
    fn walk(&mut self, from: usize, to: usize, needed: bool, round: u16) -> bool {
        let mut step = from;
        while step < to {
            match &self.shape.steps[step] {
                Step::Literal(_) | Step::End { .. } => {}
                Step::Slot(slot) => {
                    if !self.slot(*slot, round) && needed {
                        return false;
                    }
                }
                Step::Begin { end, first, last, repeats } => {
                    self.group(step + 1, usize::from(*end), *first..*last, *repeats, round);
                    step = usize::from(*end);
                    continue;
                }
            }
            step += 1;
        }
        true
    }

    fn group(&mut self, from: usize, to: usize, slots: std::ops::Range<u16>, repeats: bool, round: u16) {
        let rounds = if repeats { u16::MAX } else { round + 1 };
        for round in if repeats { 0 } else { round }..rounds {
            if !slots.clone().any(|slot| self.value(slot, round).is_some()) {
                return;
            }
            let before = (self.args.len(), self.seen.len());
            if !self.walk(from, to, true, round) {
                self.args.truncate(before.0);
                self.seen.truncate(before.1);
                return;
            }
        }
    }

    fn slot(&mut self, slot: u16, round: u16) -> bool {
        let Some(value) = self.value(slot, round) else {
            return self.absent(slot);
        };
        let round = if self.shape.slots[usize::from(slot)].repeats { round } else { 0 };
        self.args.push(Arg { slot, round, value });
        self.seen.push(slot);
        true
    }

    /// May a slot be left out because another value says so? Its type then says that it is not there.
    fn absent(&self, slot: u16) -> bool {
        matches!(self.shape.slots[usize::from(slot)].kind, Kind::Depends { .. })
    }

    /// The value for a slot: of a test answer its range; else what is given under its name.
    fn value(&self, index: u16, round: u16) -> Option<Value> {
        let slot = &self.shape.slots[usize::from(index)];
        let name = self.lines.dialect.grammar().names.text(slot.name);
        if let Kind::Range(spelled) = &slot.kind {
            let other = self.given.find(name, 0).and_then(crate::ask::bytes_of);
            return Some(Value::Bare(other.unwrap_or(spelled.as_bytes()).to_vec()));
        }
        // Slots of one name in a row (topic1, topic2) take the given values of that name in turn.
        let before = self.shape.slots[..usize::from(index)].iter().filter(|s| s.name == slot.name).count();
        let turn = if slot.repeats { before + usize::from(round) } else { before };
        if !self.given.has(name, turn) || !self.present(index) {
            return None;
        }
        let value = self.given.find(name, turn)?.clone();
        if value == Value::Empty && !slot.required { None } else { Some(shaped(value, &slot.kind)) }
    }

    /// Do the values and settings that decide over a slot's presence let it be there?
    fn present(&self, index: u16) -> bool {
        let slot = &self.shape.slots[usize::from(index)];
        if let Some(presence) = &slot.present {
            let decider = &self.shape.slots[usize::from(presence.on)];
            let name = self.lines.dialect.grammar().names.text(decider.name);
            let number = self.given.find(name, 0).and_then(number_of);
            if number.is_some_and(|n| !presence.values.contains(&n)) {
                return false;
            }
        }
        let place = self.places.iter().find(|p| p.id == slot.name);
        place.into_iter().flat_map(|p| &p.param.present).all(|condition| match &condition.on {
            Decider::Setting(setting) => (self.lines.holds)(setting, &condition.values),
            Decider::Param(_) => true,
        })
    }
}

/// A value in the form that its place has: texts with or without quotes.
fn shaped(value: Value, kind: &Kind) -> Value {
    use hayes_at::kind::Quotes;
    match (kind, value) {
        (Kind::Text(text), Value::Text(bytes) | Value::Bare(bytes)) if text.quotes == Quotes::Never => {
            Value::Bare(bytes)
        }
        (Kind::Text(text), Value::Bare(bytes)) if text.quotes == Quotes::Always => Value::Text(bytes),
        (Kind::Word(_) | Kind::FreeLine | Kind::Raw { .. }, Value::Text(bytes)) => Value::Bare(bytes),
        (Kind::Hex(_), Value::Int(number)) => u64::try_from(number).map_or(Value::Int(number), Value::Hex),
        (_, value) => value,
    }
}
