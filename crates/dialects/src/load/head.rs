//! Reads the head of the file: who and what it is about.

use super::{Loading, TOP};
use crate::dialect::Document;
use crate::entry::Keys;
use crate::nearest::nearest;
use crate::source::Report;
use crate::tree::{Node, Table, Value};

const KEYS: &[&str] = &[
    "version", "id", "family", "modules", "document", "include", "fails", "needs", "remove", "spelled",
    "params", "outcomes", "command", "urc", "block", "state", "limits", "errors", "rule", "reading",
    "misprint", "final",
];

/// The head of a file.
pub(super) struct Head {
    pub(super) id: String,
    pub(super) family: String,
    pub(super) modules: Vec<String>,
    pub(super) document: Document,
}

/// Says which keys at the top of the files are not known.
pub(super) fn check_keys(root: &Table, report: &mut Report) {
    Keys::check(root, KEYS, report);
}

impl Loading<'_> {
    pub(super) fn read_head(&mut self) -> Head {
        let keys = Keys { table: self.root, spot: TOP };
        let id = keys.needed("id", self.report);
        if let Some(id) = id {
            self.check_id(id, "-");
        }
        // Said here even where no command asks for them.
        for key in ["fails", "needs"] {
            keys.phrases(key, self.report);
        }
        let modules = keys.phrases("modules", self.report).unwrap_or_default();
        Head {
            id: id.map(|p| p.text.to_owned()).unwrap_or_default(),
            family: keys.needed_text("family", self.report),
            modules: modules.into_iter().map(|p| p.text.to_owned()).collect(),
            document: self.document(&keys),
        }
    }

    fn document(&mut self, keys: &Keys<'_>) -> Document {
        let mut document = Document { title: String::new(), revision: None, date: None, language: None };
        let Some(node) = keys.get("document") else {
            keys.missing("document", self.report);
            return document;
        };
        let known = ["title", "revision", "date", "language"];
        let Some(keys) = Keys::of(node, &known, self.report) else { return document };
        document.title = keys.needed_text("title", self.report);
        document.revision = keys.text("revision", self.report);
        document.language = keys.text("language", self.report);
        document.date = match keys.get("date") {
            Some(Node { value: Value::Date(date), .. }) => Some(date.clone()),
            _ => keys.text("date", self.report),
        };
        document
    }

    /// Reads an entry's id.
    pub(super) fn id(&mut self, keys: &Keys<'_>) -> Option<String> {
        let phrase = keys.needed("id", self.report)?;
        self.check_id(phrase, "-._/");
        Some(phrase.text.to_owned())
    }

    fn check_id(&mut self, id: crate::entry::Phrase<'_>, marks: &str) {
        let lawful = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || marks.contains(c);
        let wrong = id.text.char_indices().find(|(_, c)| !lawful(*c));
        if wrong.is_some() || id.text.is_empty() {
            let (at, c) = wrong.unwrap_or((0, 'x'));
            let spot = self.report.inside(id.spot, at, at + c.len_utf8());
            let shown: Vec<String> = marks.chars().map(|c| format!("`{c}`")).collect();
            let hint = format!("lower-case letters, digits and {}", shown.join(", "));
            self.report.error(spot, format!("`{}` is no id", id.text), hint);
        }
    }

    /// Reads `spelled`, and tells the grammar.
    pub(super) fn read_spelled(&mut self) -> Vec<(String, Vec<String>)> {
        let keys = Keys { table: self.root, spot: TOP };
        let mut spelled = Vec::new();
        for entry in keys.entries("spelled", self.report) {
            let odd = crate::entry::phrases_of(&entry.node, self.report);
            let usual = entry.key.as_bytes();
            let lines = self.grammar.shapes().iter().any(|s| s.head().starts_with(usual));
            let commands = self.grammar.commands().iter().any(|c| c.name.as_bytes().starts_with(usual));
            if !lines && !commands && !self.may_dangle(entry.spot) {
                let names: Vec<&str> = self.grammar.commands().iter().map(|c| &*c.name).collect();
                let hint = match nearest(&entry.key, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "on the left stands what lines start with, on the right how it is printed too"
                        .to_owned(),
                };
                self.report.error(entry.spot, format!("no line starts with `{}`", entry.key), hint);
            }
            for phrase in &odd {
                self.grammar.add_spelling(&entry.key, phrase.text);
            }
            spelled.push((entry.key.clone(), odd.into_iter().map(|p| p.text.to_owned()).collect()));
        }
        spelled
    }
}
