//! Reads one table of a file by the keys that it may have; says what is unknown, missing or of another type.
//! What the values mean is for the modules in `load`.

use crate::nearest::nearest;
use crate::source::{Report, Spot};
use crate::tree::{Entry, Node, Table, Value};

/// A string with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase<'a> {
    pub(crate) text: &'a str,
    pub(crate) spot: Spot,
}

/// A table whose keys have been held against those that it may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys<'a> {
    pub(crate) table: &'a Table,
    pub(crate) spot: Spot,
}

impl<'a> Keys<'a> {
    /// Takes a node as a table of these keys. None either when so much is wrong that nobody reads on.
    pub(crate) fn of(node: &'a Node, known: &[&str], report: &mut Report) -> Option<Self> {
        let Some(table) = node.as_table() else {
            wrong_type(node, "a table", report);
            return None;
        };
        Self::check(table, known, report);
        if report.is_full() {
            return None;
        }
        Some(Self { table, spot: node.spot })
    }

    /// Says which keys of a table are not among the known ones.
    pub(crate) fn check(table: &Table, known: &[&str], report: &mut Report) {
        for entry in table.entries.iter().filter(|e| !known.contains(&e.key.as_str())) {
            if report.is_full() {
                return;
            }
            let hint = match nearest(&entry.key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            report.error(entry.spot, format!("unknown key `{}`", entry.key), hint);
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.table.get(key)
    }

    /// Says that a key is missing.
    pub(crate) fn missing(&self, key: &str, report: &mut Report) {
        report.error(self.spot, format!("the key `{key}` is missing"), "");
    }

    /// A string.
    pub(crate) fn phrase(&self, key: &str, report: &mut Report) -> Option<Phrase<'a>> {
        phrase_of(self.get(key)?, report)
    }

    /// A string that must be there.
    pub(crate) fn needed(&self, key: &str, report: &mut Report) -> Option<Phrase<'a>> {
        if self.get(key).is_none() {
            self.missing(key, report);
        }
        self.phrase(key, report)
    }

    /// An owned string.
    pub(crate) fn text(&self, key: &str, report: &mut Report) -> Option<String> {
        self.phrase(key, report).map(|p| p.text.to_owned())
    }

    /// An owned string that must be there; empty, and said, where it is not.
    pub(crate) fn needed_text(&self, key: &str, report: &mut Report) -> String {
        self.needed(key, report).map(|p| p.text.to_owned()).unwrap_or_default()
    }

    /// A string or a list of strings.
    pub(crate) fn phrases(&self, key: &str, report: &mut Report) -> Option<Vec<Phrase<'a>>> {
        self.get(key).map(|node| phrases_of(node, report))
    }

    /// A number.
    pub(crate) fn number(&self, key: &str, report: &mut Report) -> Option<i64> {
        number_of(self.get(key)?, report)
    }

    /// A number or a list of numbers.
    pub(crate) fn numbers(&self, key: &str, report: &mut Report) -> Vec<(i64, Spot)> {
        self.get(key).map(|node| numbers_of(node, report)).unwrap_or_default()
    }

    /// True or false; false where it is not said.
    pub(crate) fn flag(&self, key: &str, report: &mut Report) -> bool {
        self.flag_if_said(key, report) == Some(true)
    }

    /// True or false, where it is said.
    pub(crate) fn flag_if_said(&self, key: &str, report: &mut Report) -> Option<bool> {
        let node = self.get(key)?;
        let Value::Bool(flag) = node.value else {
            wrong_type(node, "`true` or `false`", report);
            return None;
        };
        Some(flag)
    }

    /// The entries of a table.
    pub(crate) fn entries(&self, key: &str, report: &mut Report) -> &'a [Entry] {
        match self.get(key) {
            Some(Node { value: Value::Table(table), .. }) => &table.entries,
            Some(node) => {
                wrong_type(node, "a table", report);
                &[]
            }
            None => &[],
        }
    }

    /// A list of tables, or one table.
    pub(crate) fn list(&self, key: &str) -> Vec<&'a Node> {
        self.table.tables(key)
    }

    /// One word of a few.
    pub(crate) fn choice<T: Copy>(&self, key: &str, words: &[(&str, T)], report: &mut Report) -> Option<T> {
        let phrase = self.phrase(key, report)?;
        choice_of(phrase, words, report)
    }
}

/// One word of a few.
pub(crate) fn choice_of<T: Copy>(phrase: Phrase<'_>, words: &[(&str, T)], report: &mut Report) -> Option<T> {
    let found = words.iter().find(|(word, _)| *word == phrase.text).map(|(_, value)| *value);
    if found.is_none() {
        let list: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        report.error(
            phrase.spot,
            format!("`{}` is none of the words for this", phrase.text),
            list.join(", "),
        );
    }
    found
}

/// Takes a node as a string.
pub(crate) fn phrase_of<'a>(node: &'a Node, report: &mut Report) -> Option<Phrase<'a>> {
    let Value::Text(text) = &node.value else {
        wrong_type(node, "a string", report);
        return None;
    };
    Some(Phrase { text, spot: node.spot })
}

/// Takes a node as a string or a list of strings.
pub(crate) fn phrases_of<'a>(node: &'a Node, report: &mut Report) -> Vec<Phrase<'a>> {
    match &node.value {
        Value::Text(text) => vec![Phrase { text, spot: node.spot }],
        Value::List(list) => list.iter().filter_map(|n| phrase_of(n, report)).collect(),
        _ => {
            wrong_type(node, "a string or a list of strings", report);
            Vec::new()
        }
    }
}

/// Takes a node as a number.
pub(crate) fn number_of(node: &Node, report: &mut Report) -> Option<i64> {
    let Value::Int(number) = node.value else {
        wrong_type(node, "a number", report);
        return None;
    };
    Some(number)
}

/// Takes a node as a number or a list of numbers.
pub(crate) fn numbers_of(node: &Node, report: &mut Report) -> Vec<(i64, Spot)> {
    match &node.value {
        Value::Int(number) => vec![(*number, node.spot)],
        Value::List(list) => {
            list.iter().filter_map(|n| number_of(n, report).map(|number| (number, n.spot))).collect()
        }
        _ => {
            wrong_type(node, "a number or a list of numbers", report);
            Vec::new()
        }
    }
}

/// Says that a value is of another type than its key takes.
pub(crate) fn wrong_type(node: &Node, wanted: &str, report: &mut Report) {
    report.error(node.spot, format!("expected {wanted}, found {}", node.what()), "");
}
