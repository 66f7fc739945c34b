//! Changes to one line: values by name as long as it is a message, bytes afterwards.

use hayes_at::kind::Kind;
use hayes_at::message::{Arg, Value};
use hayes_at::write;
use hayes_dialects::Dialect;

use super::kinds::{Late, OnSaid, SaidThen};
use super::names::Params;
use super::spoken::Spoken;
use crate::ask::{bytes_of, number_of};
use crate::say::Made;

/// A line on its way to being said.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    made: Option<Made>,
    bytes: Option<Vec<u8>>,
    late: Option<Late>,
}

impl Draft {
    /// A line of a shape.
    pub(super) fn new(made: Made) -> Self {
        Self { made: Some(made), bytes: None, late: None }
    }

    /// A line of its own.
    pub(super) fn text(text: String) -> Self {
        Self { made: None, bytes: Some(text.into_bytes()), late: None }
    }

    /// The line as it will be said.
    pub(super) fn spoken(self, dialect: &Dialect) -> Spoken {
        Spoken { line: self.line(dialect), late: self.late }
    }

    fn line(&self, dialect: &Dialect) -> Vec<u8> {
        match (&self.bytes, &self.made) {
            (Some(bytes), _) => bytes.clone(),
            (None, Some(made)) => write::line(dialect.grammar().shape(made.shape), &made.message),
            (None, None) => Vec::new(),
        }
    }

    /// Has the line what a fault looks for?
    pub(super) fn fits(&self, dialect: &Dialect, on: &OnSaid) -> bool {
        let ends = on.ends.as_ref().is_none_or(|ends| self.line(dialect).ends_with(ends.as_bytes()));
        let valued = on.param.as_ref().is_none_or(|param| {
            let number = self.find(dialect, param).and_then(|arg| number_of(&arg.value));
            on.values.is_empty() || number.is_some_and(|n| on.values.contains(&n))
        });
        ends && valued
    }

    fn find<'a>(&'a self, dialect: &Dialect, param: &Params) -> Option<&'a Arg> {
        let made = self.made.as_ref()?;
        made.message.args.iter().find(|arg| param.have(name(dialect, made, arg)))
    }

    /// Changes the line.
    pub(super) fn edit(&mut self, dialect: &Dialect, then: &SaidThen) {
        match then {
            SaidThen::Late(late) => self.late = Some(late.clone()),
            SaidThen::To { param, number } => self.change(dialect, param, |_, _| Some(Value::Int(*number))),
            SaidThen::Add { param, by } => self.change(dialect, param, |value, _| {
                number_of(value).map(|n| Value::Int(n.saturating_add(*by)))
            }),
            SaidThen::Map { param, pairs } => self.change(dialect, param, |value, _| {
                let number = number_of(value)?;
                pairs.iter().find(|(from, _)| *from == number).map(|(_, to)| Value::Int(*to))
            }),
            SaidThen::Other(param) => self.change(dialect, param, |value, kind| {
                let number = number_of(value)?;
                let lowest = if let Kind::Int(range) = kind { range.lowest() } else { 0 };
                Some(Value::Int(if number > lowest { number - 1 } else { number + 1 }))
            }),
            SaidThen::Text { param, to } => {
                self.change(dialect, param, |value, _| {
                    let text = to.apply(bytes_of(value)?.to_vec());
                    Some(if matches!(value, Value::Bare(_)) { Value::Bare(text) } else { Value::Text(text) })
                });
            }
            SaidThen::Unquote => self.all(|value| match value {
                Value::Text(bytes) => Value::Bare(bytes),
                value => value,
            }),
            SaidThen::Without(params) => self.without(dialect, params),
            SaidThen::Swap(one, other) => self.swap(dialect, one, other),
            SaidThen::Copy(from, to) => {
                if let Some(value) = self.find(dialect, from).map(|arg| arg.value.clone()) {
                    self.change(dialect, to, |_, _| Some(value.clone()));
                }
            }
            _ => self.bytes = Some(edited(self.line(dialect), then)),
        }
    }

    fn all(&mut self, to: impl Fn(Value) -> Value) {
        for arg in self.made.iter_mut().flat_map(|made| &mut made.message.args) {
            arg.value = to(std::mem::replace(&mut arg.value, Value::Empty));
        }
    }

    fn change(&mut self, dialect: &Dialect, param: &Params, to: impl Fn(&Value, &Kind) -> Option<Value>) {
        let Some(made) = &mut self.made else { return };
        let shape = dialect.grammar().shape(made.shape);
        for arg in &mut made.message.args {
            let slot = &shape.slots[usize::from(arg.slot)];
            if param.have(dialect.grammar().names.text(slot.name))
                && let Some(value) = to(&arg.value, &slot.kind)
            {
                arg.value = value;
            }
        }
    }

    fn without(&mut self, dialect: &Dialect, params: &[Params]) {
        let Some(mut made) = self.made.take() else { return };
        let kept = |arg: &Arg| !params.iter().any(|param| param.have(name(dialect, &made, arg)));
        let args: Vec<Arg> = made.message.args.iter().filter(|arg| kept(arg)).cloned().collect();
        made.message.args = args;
        self.made = Some(made);
    }

    fn swap(&mut self, dialect: &Dialect, one: &Params, other: &Params) {
        let place = |draft: &Self, param: &Params| {
            let made = draft.made.as_ref()?;
            made.message.args.iter().position(|arg| param.have(name(dialect, made, arg)))
        };
        let (Some(one), Some(other)) = (place(self, one), place(self, other)) else { return };
        if let Some(made) = &mut self.made {
            let value = made.message.args[one].value.clone();
            made.message.args[one].value = std::mem::replace(&mut made.message.args[other].value, value);
        }
    }
}

fn name<'d>(dialect: &'d Dialect, made: &Made, arg: &Arg) -> &'d str {
    let shape = dialect.grammar().shape(made.shape);
    dialect.grammar().names.text(shape.slots[usize::from(arg.slot)].name)
}

/// A line with its bytes changed.
fn edited(line: Vec<u8>, then: &SaidThen) -> Vec<u8> {
    match then {
        SaidThen::Append(text) => [line.as_slice(), text.as_bytes()].concat(),
        SaidThen::Line(text) => text.clone().into_bytes(),
        SaidThen::Remove(chars) => line.into_iter().filter(|b| !chars.as_bytes().contains(b)).collect(),
        SaidThen::Insert { behind, text } => match find(&line, behind.as_bytes()) {
            Some(at) => {
                let at = at + behind.len();
                [&line[..at], text.as_bytes(), &line[at..]].concat()
            }
            None => line,
        },
        SaidThen::Replace(pairs) => {
            let first = pairs.iter().find_map(|(from, to)| Some((find(&line, from.as_bytes())?, from, to)));
            match first {
                Some((at, from, to)) => [&line[..at], to.as_bytes(), &line[at + from.len()..]].concat(),
                None => line,
            }
        }
        SaidThen::ReplaceAll(from, to) => {
            String::from_utf8_lossy(&line).replace(from.as_str(), to).into_bytes()
        }
        SaidThen::UpperKey => {
            let mut line = line;
            let quotes: Vec<usize> = (0..line.len()).filter(|i| line[*i] == b'"').collect();
            if let [start, end, ..] = quotes.as_slice() {
                line[*start..*end].make_ascii_uppercase();
            }
            line
        }
        _ => line,
    }
}

fn find(line: &[u8], part: &[u8]) -> Option<usize> {
    (!part.is_empty()).then(|| line.windows(part.len()).position(|w| w == part)).flatten()
}
