//! The second readings as they were typed. Their keys are these and no others.

use std::path::PathBuf;

use serde::Deserialize;

/// A second reading of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reading {
    pub(super) command: Vec<Command>,
    pub(super) param: Vec<Param>,
    #[serde(default)]
    pub(super) errors: Vec<Errors>,
    pub(super) urc: Vec<Urc>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a line of the file, to be filled in on its own")]
pub(super) struct Command {
    pub(super) name: String,
    pub(super) clause: String,
    pub(super) test: bool,
    pub(super) read: bool,
    pub(super) execute: bool,
    /// Sub-keys in lower case, or names of the reader's own.
    pub(super) write: Vec<String>,
    pub(super) max_time: String,
    pub(super) max_time_default: String,
    pub(super) by_network: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Param {
    /// The command, or the URC's prefix.
    pub(super) command: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) range: String,
    pub(super) bytes: String,
    pub(super) default: String,
    pub(super) unit: String,
    pub(super) values: Vec<i64>,
    pub(super) secret: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Errors {
    pub(super) clause: String,
    pub(super) codes: Vec<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Urc {
    pub(super) name: String,
    pub(super) params: Vec<String>,
    pub(super) clause: String,
}

impl Reading {
    pub(crate) fn of(id: &str) -> Self {
        toml::from_str(&text(&format!("{id}.toml"))).unwrap_or_else(|why| panic!("{id}: {why}"))
    }

    /// What was read about a parameter of a command or a URC.
    pub(super) fn param(&self, about: &str, names: &[String]) -> Option<&Param> {
        let named = |p: &&Param| p.command == about && names.iter().any(|n| n.eq_ignore_ascii_case(&p.name));
        self.param.iter().find(named)
    }
}

impl Param {
    /// Does the document say no more than that there is such a parameter?
    pub(super) fn is_bare(&self) -> bool {
        let said = [&self.range, &self.bytes, &self.default, &self.unit];
        said.iter().all(|s| s.is_empty()) && self.values.is_empty() && !self.secret
    }
}

/// A file of the folder with the second readings.
pub(super) fn text(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/second").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}
