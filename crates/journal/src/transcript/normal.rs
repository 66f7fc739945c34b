//! What differs from run to run and says nothing, taken out of what is shown. What it is is data.

use std::collections::HashMap;
use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use super::pattern::{Pattern, PatternError};

/// How many values of one name are told apart; those after them share a name.
const MAX_TOLD_APART: usize = 1000;

/// Something volatile: a value that is known, or what such values look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volatile {
    /// What stands there instead, in braces.
    pub name: String,
    /// This very text, as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Any text like this: `#` a digit, `%` a hexadecimal digit, `+` after either for one or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

/// Takes volatile values out of texts. The same value has the same name, another one of its kind a name with a
/// number, so that what was equal stays equal.
#[derive(Debug, Clone, Default)]
pub struct Normaliser {
    rules: Vec<(String, Rule)>,
    seen: HashMap<(usize, Vec<u8>), usize>,
    counts: Vec<usize>,
}

#[derive(Debug, Clone)]
enum Rule {
    Value(Vec<u8>),
    Pattern(Pattern),
}

/// What is wrong with a volatile value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolatileError {
    /// Which one, by its name.
    pub name: String,
    /// The mistake.
    pub mistake: Mistake,
}

/// A mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// Both a value and a pattern, or neither.
    NotOne,
    /// The pattern is none.
    Pattern(PatternError),
}

impl fmt::Display for VolatileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "volatile value {:?}: ", self.name)?;
        match &self.mistake {
            Mistake::NotOne => write!(f, "give either `value`, which is not empty, or `pattern`"),
            Mistake::Pattern(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for VolatileError {}

impl Normaliser {
    /// Takes nothing out.
    pub fn none() -> Self {
        Self::default()
    }

    /// Takes these out; where several fit, the first of them.
    pub fn new(volatile: &[Volatile]) -> Result<Self, VolatileError> {
        let rules = volatile.iter().map(|one| {
            let rule = rule(one).map_err(|mistake| VolatileError { name: one.name.clone(), mistake })?;
            Ok((one.name.clone(), rule))
        });
        let rules: Vec<_> = rules.collect::<Result<_, _>>()?;
        Ok(Self { counts: vec![0; rules.len()], rules, seen: HashMap::new() })
    }

    /// The text without what is volatile.
    pub fn text(&mut self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut normal = String::with_capacity(text.len());
        let (mut at, mut from) = (0, 0);
        while at < bytes.len() {
            let fitting = text.is_char_boundary(at).then(|| self.fitting(bytes, at)).flatten();
            let Some((rule, end)) = fitting else {
                at += 1;
                continue;
            };
            normal.push_str(&text[from..at]);
            self.name(rule, &bytes[at..end], &mut normal);
            (at, from) = (end, end);
        }
        normal.push_str(&text[from..]);
        normal
    }

    fn fitting(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        self.rules.iter().enumerate().find_map(|(number, (_, rule))| {
            let end = match rule {
                Rule::Value(value) => bytes[at..].starts_with(value).then_some(at + value.len()),
                Rule::Pattern(pattern) => pattern.fits(bytes, at),
            };
            end.map(|end| (number, end))
        })
    }

    fn name(&mut self, rule: usize, value: &[u8], into: &mut String) {
        let known = self.seen.get(&(rule, value.to_vec())).copied();
        let number = known.unwrap_or_else(|| {
            let number = (self.counts[rule] + 1).min(MAX_TOLD_APART);
            if self.counts[rule] < MAX_TOLD_APART {
                self.counts[rule] = number;
                self.seen.insert((rule, value.to_vec()), number);
            }
            number
        });
        let name = &self.rules[rule].0;
        let _ = if number == 1 { write!(into, "{{{name}}}") } else { write!(into, "{{{name} {number}}}") };
    }
}

fn rule(volatile: &Volatile) -> Result<Rule, Mistake> {
    match (&volatile.value, &volatile.pattern) {
        (Some(value), None) if !value.is_empty() => Ok(Rule::Value(value.as_bytes().to_vec())),
        (None, Some(pattern)) => Pattern::read(pattern).map(Rule::Pattern).map_err(Mistake::Pattern),
        _ => Err(Mistake::NotOne),
    }
}
