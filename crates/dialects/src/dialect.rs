//! A dialect, checked: what a document says, typed, in the order of its file. Nothing here is behaviour.

mod command;
mod param;
mod urc;
mod words;

use hayes_at::grammar::{FormId, Grammar};

pub use command::{
    Carried, ClearedBy, Command, Data, DataEnd, Filler, Final, Form, Needs, Outcome, OutcomeLine, When,
    Within, WithinTo,
};
pub use param::{By, Condition, Decider, Default, Meaning, Omitted, Param, ParamKind, Place, Setting};
pub use urc::{Block, Part, Urc, UrcData};
pub use words::{Aim, Document, Errors, Limit, Misprint, Reading, Rule, State, Target, Turn, Witness};

/// Everything that one document says.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// Lower case, digits and hyphens.
    pub id: String,
    /// Whose behaviour the module has.
    pub family: String,
    /// The modules that the document is about.
    pub modules: Vec<String>,
    /// The document.
    pub document: Document,
    /// Parameters that are the same in the whole file.
    pub params: Vec<std::sync::Arc<Param>>,
    /// Commands, those of the shared base included.
    pub commands: Vec<Command>,
    /// Unsolicited lines.
    pub urcs: Vec<Urc>,
    /// URCs that carry one message together.
    pub blocks: Vec<Block>,
    /// Final results.
    pub finals: Vec<Final>,
    /// States of the module that preconditions speak of.
    pub states: Vec<State>,
    /// Numbers that behaviour depends on.
    pub limits: Vec<Limit>,
    /// Tables of error codes.
    pub errors: Vec<Errors>,
    /// Normative sentences.
    pub rules: Vec<Rule>,
    /// Ways to read what the document leaves unclear.
    pub readings: Vec<Reading>,
    /// Slips of the document that change nothing once seen.
    pub misprints: Vec<Misprint>,
    /// Other spellings of prefixes: the usual one, and the odd ones.
    pub spelled: Vec<(String, Vec<String>)>,
    pub(crate) grammar: Grammar,
    pub(crate) digest: String,
}

impl Dialect {
    /// What reading and writing lines needs. Built once, when the dialect is loaded.
    pub fn grammar(&self) -> &Grammar {
        &self.grammar
    }

    /// A number of all files that the dialect was read from, in hexadecimal digits; the same text has the
    /// same digest, whatever its path.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The form of a number in the grammar.
    pub fn form(&self, id: FormId) -> Option<&Form> {
        self.commands.get(usize::from(id.command))?.forms.get(usize::from(id.form))
    }

    /// The command that a form belongs to.
    pub fn command_of(&self, id: FormId) -> Option<&Command> {
        self.commands.get(usize::from(id.command))
    }

    /// The URC of a number in the grammar.
    pub fn urc(&self, index: u16) -> Option<&Urc> {
        self.urcs.get(usize::from(index))
    }

    /// A command by name, without AT, in any letter case.
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.commands.iter().find(|c| c.name.eq_ignore_ascii_case(name))
    }

    /// A URC by id.
    pub fn urc_by_id(&self, id: &str) -> Option<&Urc> {
        self.urcs.iter().find(|u| u.id == id)
    }

    /// A rule by id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }

    /// A table of error codes by id.
    pub fn errors(&self, id: &str) -> Option<&Errors> {
        self.errors.iter().find(|e| e.id == id)
    }

    /// A state by id.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|s| s.id == id)
    }

    /// The commands that the document itself describes.
    pub fn documented_commands(&self) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(|c| c.documented())
    }

    /// The forms that the document itself describes, with their commands.
    pub fn documented_forms(&self) -> impl Iterator<Item = (&Command, &Form)> {
        self.documented_commands()
            .flat_map(|c| c.forms.iter().map(move |f| (c, f)))
            .filter(|(_, f)| f.documented())
    }

    /// The URCs that the document itself describes.
    pub fn documented_urcs(&self) -> impl Iterator<Item = &Urc> {
        self.urcs.iter().filter(|u| u.documented())
    }
}
