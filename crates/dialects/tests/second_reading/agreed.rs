//! The table of differences that stay, because the document is open or says two things (`second/agreed.toml`).

use std::fmt;

use serde::Deserialize;

use super::comparison::{Comparison, Difference};
use super::file;

/// A difference that stays, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agreed {
    pub(crate) dialect: String,
    about: String,
    #[serde(default)]
    param: String,
    what: String,
    file: String,
    second: String,
    why: String,
    /// The dialect's `[[reading]]` that records it, where there is one.
    pub(crate) reading: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    agreed: Vec<Agreed>,
}

impl Agreed {
    /// What is agreed about a dialect.
    pub(crate) fn of(id: &str) -> Vec<Self> {
        all().into_iter().filter(|e| e.dialect == id).collect()
    }

    /// What speaks of a dialect that is not built in.
    pub(crate) fn elsewhere() -> Vec<Self> {
        all().into_iter().filter(|e| hayes_dialects::builtin().all(|id| id != e.dialect)).collect()
    }

    /// Is it about this difference, to the letter?
    pub(crate) fn settles(&self, difference: &Difference) -> bool {
        self.about == difference.about
            && self.param == difference.param
            && self.what == difference.what
            && self.file == difference.file
            && self.second == difference.second
    }
}

impl fmt::Display for Agreed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, param, what, file, second, why, .. } = self;
        write!(f, "{about} <{param}> {what}: `{file}`, `{second}` ({why})")
    }
}

/// The differences that nobody has settled, as lines to read.
pub(crate) fn unsettled(id: &str, comparison: &Comparison) -> Vec<String> {
    let agreed = Agreed::of(id);
    let open = comparison.differences.iter().filter(|d| !agreed.iter().any(|e| e.settles(d)));
    open.map(ToString::to_string).collect()
}

fn all() -> Vec<Agreed> {
    let table: Table = toml::from_str(&file::text("agreed.toml")).expect("agreed.toml");
    table.agreed
}
