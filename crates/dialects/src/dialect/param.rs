//! Parameters: what a value may be and what it means.

use std::sync::Arc;

use hayes_at::kind::{Bytes, Text};
use hayes_at::names::NameId;
use hayes_at::range::RangeSet;

/// A parameter as its table defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The name under which it is defined.
    pub name: String,
    /// Its type. Of a parameter with [`Param::by`]: what its first way makes of it.
    pub kind: ParamKind,
    /// What it is until it is set.
    pub default: Option<Default>,
    /// `s`, `ms`, `byte` and the like.
    pub unit: Option<String>,
    /// What it is, in a phrase.
    pub says: Option<String>,
    /// What single values mean.
    pub values: Vec<Meaning>,
    /// The table of error codes that its values are from.
    pub codes: Option<String>,
    /// The values that mean success.
    pub good: Vec<i64>,
    /// In a later result: the values after which the final one is still to come.
    pub interim: Vec<i64>,
    /// Never shown.
    pub secret: bool,
    /// The parameter that holds its length in bytes.
    pub counted_by: Option<String>,
    /// It stands as often as the command had this parameter.
    pub list_per: Option<String>,
    /// It is there if and only if these hold.
    pub present: Vec<Condition>,
    /// The parameter that decides its type, and how.
    pub by: Option<By>,
    /// What leaving it out means.
    pub omitted: Option<Omitted>,
}

/// The type of a parameter with its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamKind {
    /// A decimal integer.
    Int(RangeSet),
    /// A number written in hex.
    Hex(RangeSet),
    /// A text.
    Text {
        /// Its limits.
        text: Text,
        /// Its length as the file spells it.
        spelled: String,
    },
    /// A bare word: one of these, or any where there are none.
    Word(Vec<String>),
    /// Payload bytes without quotes.
    Raw {
        /// How many.
        bytes: Bytes,
        /// The same as the file spells it.
        spelled: String,
    },
}

/// A documented default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Default {
    /// A number.
    Number(i64),
    /// A text or a word.
    Text(String),
    /// There is one, and the document does not say which.
    Unknown,
}

/// What a value means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The value.
    pub number: i64,
    /// What it means.
    pub meaning: String,
    /// What the document advises to do about it.
    pub advice: Option<String>,
}

/// Another value decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Whose value.
    pub on: Decider,
    /// The values for which it holds.
    pub values: Vec<i64>,
}

/// Whose value decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decider {
    /// A parameter of the same exchange.
    Param(String),
    /// A setting of the module.
    Setting(Setting),
}

/// A setting: a parameter that a form with a sub-key sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The form's id, mostly its sub-key.
    pub form: String,
    /// The parameter's name.
    pub param: String,
}

/// A type that depends on another parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The deciding parameter.
    pub on: String,
    /// Its values, and what they make of this one; `None`: it is absent.
    pub ways: Vec<(i64, Option<Param>)>,
}

/// What leaving a parameter out means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Omitted {
    /// What was set before holds.
    Previous,
    /// The default holds.
    Default,
    /// The module answers with what is set.
    Query,
    /// Something else, in words.
    Phrase(String),
}

/// A parameter where a line names it: another spelling and a number may be part of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name as the line has it.
    pub written: String,
    /// Its number in the grammar.
    pub id: NameId,
    /// Its definition.
    pub param: Arc<Param>,
}

impl Param {
    /// What a value means, where its own table says so.
    pub fn meaning(&self, number: i64) -> Option<&Meaning> {
        self.values.iter().find(|m| m.number == number)
    }

    /// The numbers that are lawful, of a number.
    pub fn range(&self) -> Option<&RangeSet> {
        match &self.kind {
            ParamKind::Int(set) | ParamKind::Hex(set) => Some(set),
            _ => None,
        }
    }
}

impl ParamKind {
    /// The range as a test answer prints it between parentheses.
    pub fn spelled(&self) -> String {
        match self {
            Self::Int(set) | Self::Hex(set) => set.to_string(),
            Self::Text { spelled, .. } | Self::Raw { spelled, .. } => spelled.clone(),
            Self::Word(words) => words.join(","),
        }
    }
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.form, self.param)
    }
}
