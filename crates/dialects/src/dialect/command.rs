//! Commands, their forms, and what comes of them.

use std::time::Duration;

use hayes_at::grammar::{FormId, FormKind, ShapeId};
use hayes_at::kind::Chars;
use hayes_at::names::NameId;

use super::param::{Condition, Place, Setting};
use super::words::Target;
use crate::within::Expression;

/// A command.
#[derive(Debug, Clone)]
pub struct Command {
    /// Its number in the grammar.
    pub id: u16,
    /// Its name without AT; empty for the bare AT.
    pub name: String,
    /// Where the document describes it; only what is foreign may have none.
    pub clause: Option<String>,
    /// What it does.
    pub title: Option<String>,
    /// Other documents describe it.
    pub foreign: bool,
    /// Its number follows the name directly, as in `ATE0`.
    pub basic: bool,
    /// Its forms: test, read, the write forms in the order of the file, execute.
    pub forms: Vec<Form>,
}

/// A form of a command.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its number in the grammar.
    pub id: FormId,
    /// Unique in the command: `test`, `read`, `execute`, or the write form's own id (`write` where it has none).
    pub name: String,
    /// Which of the four ways.
    pub kind: FormKind,
    /// The sub-key that it starts with.
    pub key: Option<String>,
    /// What follows `=`; a write form has it.
    pub syntax: Option<String>,
    /// Its shape in the grammar.
    pub shape: Option<ShapeId>,
    /// What the document prints, where the syntax mends a slip.
    pub printed: Option<String>,
    /// Where the document describes it: its own clause, else its command's.
    pub clause: Option<String>,
    /// What it does, where it has a title of its own.
    pub title: Option<String>,
    /// The parameters of its own line, in order.
    pub args: Vec<Place>,
    /// All parameters of its lines and data, in order of appearance, each written name once.
    pub params: Vec<Place>,
    /// What may come of it, failures included.
    pub outcomes: Vec<Outcome>,
    /// What the answer to leaving out every optional parameter looks like.
    pub query: Option<String>,
    /// The parameters that tie a later result to its command.
    pub match_by: Vec<NameId>,
    /// In a later result: values after which the final one is still to come.
    pub interim: Vec<(NameId, Vec<i64>)>,
    /// What the host sends after a prompt.
    pub data: Option<Data>,
    /// What must be so before.
    pub needs: Vec<Needs>,
    /// The documented time limit.
    pub within: Option<Within>,
    /// When it takes effect.
    pub effect: Option<String>,
    /// Does it survive a restart?
    pub saved: Option<bool>,
    /// What takes the setting away again.
    pub cleared_by: Vec<ClearedBy>,
    /// Which of its values the far end sees, and in which packets.
    pub carried: Vec<Carried>,
    /// Only under these settings.
    pub when: Vec<When>,
    /// The document shows it only indirectly.
    pub implied: bool,
}

/// A packet that carries values of a form.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Its type: `CONNECT`, `PUBLISH`, `SUBSCRIBE` or `UNSUBSCRIBE`.
    pub packet: &'static str,
    /// Its fields, each with what fills it.
    pub fields: Vec<(&'static str, Filler)>,
}

/// What fills a field of a packet.
#[derive(Debug, Clone)]
pub enum Filler {
    /// The value of a parameter of the command line.
    Param(Place),
    /// The data that the host sends after the prompt.
    Data,
}

impl Carried {
    /// The fields of a CONNECT.
    pub const CONNECT: &[&str] = &[
        "client",
        "clean",
        "keepalive",
        "level",
        "user",
        "password",
        "will",
        "will-topic",
        "will-payload",
        "will-qos",
        "will-retain",
    ];

    /// The packets that can be named, each with the fields that a parameter may fill.
    pub const PACKETS: [(&str, &[&str]); 5] = [
        ("CONNECT", Self::CONNECT),
        ("PUBLISH", &["topic", "payload", "qos", "retain"]),
        ("SUBSCRIBE", &["topic", "qos"]),
        ("UNSUBSCRIBE", &["topic"]),
        ("DISCONNECT", &[]),
    ];
}

/// One way in which a form may end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its name; `fails.N` for the ways in which any form may fail, `query` for the answer to a query.
    pub name: String,
    /// Its lines in order.
    pub lines: Vec<OutcomeLine>,
    /// Only when the optional parameters were left out (`Some(true)`) or given (`Some(false)`).
    pub query: Option<bool>,
    /// Its final result reports success.
    pub good: bool,
    /// One of the ways in which any form may fail.
    pub fails: bool,
    /// It is lawful only by another way of this reading than the file follows.
    pub reading: Option<String>,
}

/// An element of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutcomeLine {
    /// The data prompt `>`.
    Prompt,
    /// A line.
    Line {
        /// As the file has it, with the command's name in the place of `{cmd}`.
        text: String,
        /// Its shape in the grammar.
        shape: ShapeId,
        /// It may be absent.
        optional: bool,
        /// It may come again.
        repeats: bool,
        /// It comes after the final result.
        later: bool,
    },
    /// A final result.
    Final {
        /// As the file has it.
        text: String,
        /// Its number in the grammar.
        id: u16,
    },
}

/// A final result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Final {
    /// As the file has it.
    pub line: String,
    /// Its number in the grammar.
    pub id: u16,
    /// It reports success.
    pub good: bool,
    /// Its number under ATV0.
    pub code: Option<u8>,
    /// Data follow it: `CONNECT`.
    pub connect: bool,
}

/// What the host sends after a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// `>` or `CONNECT`.
    pub prompt: String,
    /// What ends them.
    pub end: DataEnd,
    /// Which bytes they may hold.
    pub chars: Chars,
    /// The most bytes.
    pub max: Option<u32>,
    /// What becomes of bytes beyond the most or the count.
    pub surplus: Option<String>,
    /// The setting that holds the pause after which the mode ends.
    pub quits_after: Option<Setting>,
    /// How soon the host must begin.
    pub enters_within: Option<Duration>,
    /// The setting that says whether the module echoes them.
    pub echoed_by: Option<Setting>,
    /// The parameter that the data stand for.
    pub says: Option<Place>,
}

/// What ends data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataEnd {
    /// As many bytes as this parameter says.
    Count(Place),
    /// One byte sends them, another drops them.
    Byte {
        /// As the file has it: `Ctrl+Z`.
        end: String,
        /// As the file has it: `Esc`.
        cancel: Option<String>,
    },
}

/// A precondition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// The state.
    pub state: String,
    /// Whether the module must be in it, or must not.
    pub wanted: bool,
}

/// A time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// What it comes to; only a limit that the network decides may name none.
    pub time: Option<Expression>,
    /// What the document says it comes to by default.
    pub default: Option<Expression>,
    /// To what.
    pub to: WithinTo,
    /// The network decides, says the document.
    pub by_network: bool,
}

/// What a time limit counts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithinTo {
    /// The final result.
    Final,
    /// The later result.
    Result,
}

/// What takes a setting away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearedBy {
    /// The command that does it.
    pub after: Target,
    /// Only when it ends so: `failure`, `success`.
    pub on: Option<String>,
    /// Where the document says so.
    pub clause: Option<String>,
}

/// Settings under which a form or a URC is what it is.
pub type When = Condition;

impl Command {
    /// Does the document itself describe it?
    pub fn documented(&self) -> bool {
        !self.foreign
    }

    /// A form by name.
    pub fn form(&self, name: &str) -> Option<&Form> {
        self.forms.iter().find(|f| f.name == name)
    }

    /// The forms of one kind.
    pub fn forms_of(&self, kind: FormKind) -> impl Iterator<Item = &Form> {
        self.forms.iter().filter(move |f| f.kind == kind)
    }
}

impl Form {
    /// Does the document describe it directly? Whether its command is documented is the command's to say.
    pub fn documented(&self) -> bool {
        !self.implied
    }

    /// Does a result come behind the final one?
    pub fn has_later(&self) -> bool {
        let mut lines = self.outcomes.iter().flat_map(|outcome| &outcome.lines);
        lines.any(|line| matches!(line, OutcomeLine::Line { later: true, .. }))
    }

    /// A parameter by its number in the grammar.
    pub fn param(&self, id: NameId) -> Option<&Place> {
        self.params.iter().find(|p| p.id == id)
    }

    /// A parameter by the name that a line has.
    pub fn param_written(&self, name: &str) -> Option<&Place> {
        self.params.iter().find(|p| p.written == name)
    }
}

impl Within {
    /// The limit for given values of parameters: the expression where all its values are known or have a
    /// default, else the documented default.
    pub fn limit(&self, value: &dyn Fn(&str) -> Option<i64>) -> Option<Duration> {
        let time = self.time.as_ref().and_then(|t| t.evaluate(value));
        time.or_else(|| self.default.as_ref()?.evaluate(value))
    }
}

impl Form {
    /// A form of which nothing more is said yet.
    pub(crate) fn new(kind: FormKind, name: &str, clause: Option<String>) -> Self {
        Self {
            id: FormId { command: 0, form: 0 },
            name: name.to_owned(),
            kind,
            key: None,
            syntax: None,
            shape: None,
            printed: None,
            clause,
            title: None,
            args: Vec::new(),
            params: Vec::new(),
            outcomes: Vec::new(),
            query: None,
            match_by: Vec::new(),
            interim: Vec::new(),
            data: None,
            needs: Vec::new(),
            within: None,
            effect: None,
            saved: None,
            cleared_by: Vec::new(),
            carried: Vec::new(),
            when: Vec::new(),
            implied: false,
        }
    }
}
