//! What is said of a run before it begins, so that a report needs nothing else.

use serde::{Deserialize, Serialize};

/// The version of the format that this crate writes and reads.
pub const SCHEMA: &str = "hayes-journal/1";

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format.
    pub schema: String,
    /// The version of the tool.
    pub hayes: String,
    /// When the run began, for people.
    pub started: String,
    /// What decided all that was left to chance.
    pub seed: u64,
    /// Which document.
    pub dialect: DialectName,
    /// Whether there was a module at all.
    pub world: World,
    /// How to repeat the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What the bench offers, and what a virtual module was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bench: Vec<String>,
}

/// A document, and in which form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialectName {
    /// Its name.
    pub id: String,
    /// What changes when anything in it does.
    pub digest: String,
}

/// What a run runs against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum World {
    /// Module and far end in one thread on a virtual clock.
    Virtual,
    /// A port.
    Real,
}

/// A rule of the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name in the dialect.
    pub id: String,
    /// Where the document says so.
    pub clause: String,
    /// What it says.
    pub says: String,
    /// Why no case stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// A form of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its name: `+QMTCFG.will`; the only form that writes is called as its command.
    pub form: String,
    /// Where the document describes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A case that is to be run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Its id.
    pub case: String,
    /// What it shows.
    pub title: String,
    /// The rules that it stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Where the document says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Under what it is summed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The forms that it stands for, by the names that `form` gives them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// Where it comes from: `derived`, `scenario NAME`, `example NAME`, `monitor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What a module says that it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Identity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<String>,
    /// A pseudonym.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imei: Option<String>,
}

impl Header {
    /// Why a run that was begun so cannot go on as another, in words; empty if it can.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let world = |world| if world == World::Virtual { "virtual" } else { "real" };
        let pairs = [
            ("dialect", self.dialect.id.clone(), other.dialect.id.clone()),
            ("dialect digest", self.dialect.digest.clone(), other.dialect.digest.clone()),
            ("seed", self.seed.to_string(), other.seed.to_string()),
            ("world", world(self.world).to_owned(), world(other.world).to_owned()),
            ("bench", self.bench.join(", "), other.bench.join(", ")),
            ("hayes version", self.hayes.clone(), other.hayes.clone()),
        ];
        let unequal = pairs.into_iter().filter(|(_, ours, theirs)| ours != theirs);
        unequal.map(|(what, ours, theirs)| format!("{what}: {ours} there, {theirs} now")).collect()
    }
}
