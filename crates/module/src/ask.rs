//! One command of a command line, as the dialect reads it: its form, and its values by name.

use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormId, FormKind, PartRead};
use hayes_at::message::Value;
use hayes_dialects::Dialect;

/// A parameter as behaviour knows it: all the names that documents of a family give it, the usual one first.
pub(crate) type Word = &'static [&'static str];

/// How documents call the number of a client.
pub(crate) const CLIENT: Word = &[
    "client_idx",
    "tcpconnectID",
    "TCP_connectID",
    "client_index",
    "session_id",
    "id",
    "client_id",
    "Client id",
];

/// A command with its values.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// The command's name without AT, as the dialect spells it.
    pub(crate) name: String,
    /// Its form.
    pub(crate) form: FormId,
    /// Which of the four ways.
    pub(crate) kind: FormKind,
    /// The form's sub-key, or its id where it has none.
    pub(crate) key: String,
    /// Every optional value is left out.
    pub(crate) query: bool,
    /// What is wrong with it.
    pub(crate) flaws: Flaws,
    /// The command's name is typed in other letters than the dialect's.
    pub(crate) recased: bool,
    values: Vec<(String, Value)>,
    wrong: Vec<(String, Flaws)>,
}

impl Ask {
    /// Whose settings it is about.
    pub(crate) fn client(&self) -> Option<i64> {
        self.number(CLIENT)
    }

    /// Reads a part of a command line; none where the dialect has no such command, or the command no such form.
    pub(crate) fn read(dialect: &Dialect, line: &[u8], part: &PartRead, fields: &Fields) -> Option<Self> {
        let id = part.form?;
        let form = dialect.form(id)?;
        let grammar = dialect.grammar();
        let args = line.get(part.args_start as usize..part.args_end as usize).unwrap_or_default();
        let mut values = Vec::with_capacity(fields.len());
        let mut wrong = Vec::new();
        if let Some(shape) = form.shape {
            let shape = grammar.shape(shape);
            for field in fields {
                let Some(slot) = shape.slots.get(usize::from(field.slot)) else { continue };
                let name = grammar.names.text(slot.name);
                values.push((name.to_owned(), field.value(args)));
                if !lawful(field.flaws) {
                    wrong.push((name.to_owned(), field.flaws));
                }
            }
        }
        let name = dialect.command_of(id)?.name.clone();
        let typed = line.get(..part.args_start as usize).unwrap_or_default();
        let recased = !typed.windows(name.len().max(1)).any(|window| window == name.as_bytes());
        Some(Self {
            recased: recased && part.flaws.has(Flaws::LETTER_CASE),
            name,
            form: id,
            kind: part.kind,
            key: form.name.clone(),
            query: part.query,
            flaws: part.flaws,
            values,
            wrong,
        })
    }

    /// Puts a value in the place of a parameter, or adds it.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        match self.values.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.values.push((name.to_owned(), value)),
        }
    }

    /// The first value of a parameter, where it was given.
    pub(crate) fn value(&self, word: Word) -> Option<&Value> {
        self.values
            .iter()
            .find(|(name, value)| word.contains(&name.as_str()) && *value != Value::Empty)
            .map(|(_, v)| v)
    }

    /// All values of a parameter, in order.
    pub(crate) fn all(&self, word: Word) -> impl Iterator<Item = &Value> {
        self.values.iter().filter(move |(name, _)| word.contains(&name.as_str())).map(|(_, value)| value)
    }

    /// Its number, where it was given as one.
    pub(crate) fn number(&self, word: Word) -> Option<i64> {
        self.value(word).and_then(number_of)
    }

    /// Its bytes, where it was given.
    pub(crate) fn bytes(&self, word: Word) -> Option<&[u8]> {
        self.value(word).and_then(bytes_of)
    }

    /// What is wrong with a value, where it may not be as it is.
    pub(crate) fn wrong(&self, word: Word) -> Option<Flaws> {
        self.wrong.iter().find(|(name, _)| word.contains(&name.as_str())).map(|(_, flaws)| *flaws)
    }

    /// The values that may not be as they are, in order, with what is wrong with them.
    pub(crate) fn all_wrong(&self) -> &[(String, Flaws)] {
        &self.wrong
    }

    /// Puts another value in the place of a parameter's first one.
    pub(crate) fn put(&mut self, word: Word, value: Value) {
        if let Some(place) = self.values.iter_mut().find(|(name, _)| word.contains(&name.as_str())) {
            place.1 = value;
        }
    }

    /// Cuts the texts of a parameter off at so many bytes.
    pub(crate) fn cut(&mut self, name: &str, most: usize) {
        for (_, value) in self.values.iter_mut().filter(|(n, _)| n == name) {
            if let Value::Text(bytes) | Value::Bare(bytes) = value {
                bytes.truncate(most);
            }
        }
    }

    /// All values by the names of their definitions, in order.
    pub(crate) fn values(&self) -> &[(String, Value)] {
        &self.values
    }
}

/// May a command with these flaws be carried out? Spelling and spacing are no reason to refuse.
pub(crate) fn lawful(flaws: Flaws) -> bool {
    flaws.without(Flaws::COSMETIC).without(Flaws::SPELLING).is_none()
}

/// The number that a value says.
pub(crate) fn number_of(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Hex(number) => i64::try_from(*number).ok(),
        Value::Digits(bytes) | Value::Text(bytes) | Value::Bare(bytes) => {
            hayes_at::message::Number::read(bytes).and_then(hayes_at::message::Number::get)
        }
        Value::Unbalanced(_) | Value::List(_) | Value::Empty => None,
    }
}

/// The bytes that a value holds, without quotes.
pub(crate) fn bytes_of(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Text(bytes) | Value::Bare(bytes) | Value::Digits(bytes) | Value::Unbalanced(bytes) => {
            Some(bytes)
        }
        Value::Int(_) | Value::Hex(_) | Value::List(_) | Value::Empty => None,
    }
}
