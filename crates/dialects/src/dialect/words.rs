//! What a document says in sentences: where it comes from, rules, readings, states, limits, error tables.

use hayes_at::grammar::{FormId, ShapeId};

use super::param::Meaning;

/// The document that a dialect is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its revision.
    pub revision: Option<String>,
    /// Its date, as YYYY-MM-DD.
    pub date: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

/// A normative sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id; never changes once published.
    pub id: String,
    /// Where the document says it.
    pub clause: String,
    /// What it is about.
    pub about: Vec<Target>,
    /// The sentence.
    pub says: String,
    /// Who could see it kept or broken; empty where nobody can.
    pub seen_by: Vec<Witness>,
    /// What judges it without a sentence of its own: promises that monitors watch (`order`, `framing`), kinds of derived
    /// cases (`range`, `test`, `read`).
    pub judged_by: Vec<String>,
}

impl Rule {
    /// Kinds of derived cases that may judge a rule; all its other judges are monitors.
    pub const DERIVED: [&str; 6] = ["range", "missing", "test", "read", "restart", "acknowledged"];
}

/// Who could see a rule kept or broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Witness {
    /// The serial line.
    Serial,
    /// The far end.
    FarEnd,
    /// Power, current and restarts.
    Power,
    /// The network.
    Network,
}

/// A place that can be read in more than one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub clause: String,
    /// What it is about.
    pub about: Vec<Target>,
    /// What is open.
    pub says: String,
    /// The ways, by name; the file follows the first.
    pub ways: Vec<(String, String)>,
    /// Parameters, as written, whose limits it leaves open in the forms that it is about.
    pub opens: Vec<String>,
    /// Promises of monitors that mean nothing for the forms that it is about.
    pub mutes: Vec<String>,
}

impl Reading {
    /// Among what a reading opens: with which result a refusal ends.
    pub const FAILS: &str = "fails";
}

/// A slip that changes nothing once seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misprint {
    /// Where it stands.
    pub clause: String,
    /// What the document prints.
    pub printed: String,
    /// What it means.
    pub meant: String,
}

/// What a sentence is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// As the file has it.
    pub text: String,
    /// What that is.
    pub aim: Aim,
}

/// What a target names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// A command, by number.
    Command(u16),
    /// A form.
    Form(FormId),
    /// A URC, by number.
    Urc(u16),
}

impl Aim {
    /// Is it a form, or the command of that form?
    pub fn is_of(self, form: FormId) -> bool {
        match self {
            Self::Command(command) => command == form.command,
            Self::Form(this) => this == form,
            Self::Urc(_) => false,
        }
    }
}

/// A state of the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its id.
    pub id: String,
    /// There is one such state for every value of this parameter.
    pub per: Option<String>,
    /// Where the document speaks of it.
    pub clause: Option<String>,
    /// What it is.
    pub says: Option<String>,
    /// What brings the module into it.
    pub enters: Vec<Turn>,
    /// What brings the module out of it.
    pub leaves: Vec<Turn>,
    /// What may bring the module out of it, by one reading or another: whether it holds is open from then on.
    pub may_leave: Vec<Turn>,
}

/// What changes a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// A line of the module.
    Line {
        /// As the file has it.
        text: String,
        /// Its shape in the grammar.
        shape: ShapeId,
    },
    /// The end of a command.
    After {
        /// The command.
        command: Target,
        /// Its final result, where only one counts.
        ends: Option<String>,
    },
}

/// A number that behaviour depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its name.
    pub name: String,
    /// The number.
    pub value: i64,
    /// Its unit.
    pub unit: Option<String>,
    /// Where the document says it.
    pub clause: Option<String>,
    /// What it limits.
    pub says: Option<String>,
}

/// A table of error codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub clause: Option<String>,
    /// What it holds.
    pub title: Option<String>,
    /// How they are reported, where the document says so.
    pub line: Option<String>,
    /// The codes.
    pub values: Vec<Meaning>,
}

impl Errors {
    /// What a code means.
    pub fn meaning(&self, code: i64) -> Option<&Meaning> {
        self.values.iter().find(|m| m.number == code)
    }
}

impl Witness {
    /// The word of the file format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::FarEnd => "far-end",
            Self::Power => "power",
            Self::Network => "network",
        }
    }
}
