//! How a case ended. That somebody decided it elsewhere is all that is known here.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::notation;

/// Five words that are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The module keeps the rule.
    Pass,
    /// The module breaks the rule.
    Fail,
    /// The environment got in the way.
    Inconclusive,
    /// It was not run, for a reason.
    Skipped,
    /// The bench broke.
    Rig,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pass, Self::Fail, Self::Inconclusive, Self::Skipped, Self::Rig];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Skipped => "skipped",
            Self::Rig => "rig",
        }
    }
}

/// The end of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// When.
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// Which case.
    pub case: String,
    /// How.
    pub verdict: Verdict,
    /// It failed, and passed when it was repeated from a clean state.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flaky: bool,
    /// How often it was run and how often it failed, where that was more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Repeats>,
    /// The failure is a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Known>,
    /// Why, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the clause has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// The bytes that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Mark>,
}

impl Finished {
    /// An end without a word more.
    pub fn new(at: Duration, case: &str, verdict: Verdict) -> Self {
        Self {
            at,
            case: case.to_owned(),
            verdict,
            flaky: false,
            repeats: None,
            known: None,
            reason: None,
            expected: None,
            actual: None,
            evidence: Vec::new(),
        }
    }
}

/// A deviation that is known and counted apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Why it is let be.
    pub reason: String,
    /// Until when.
    pub expires: String,
}

/// What a case that ran more than once came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    /// How often it failed.
    pub failed: u32,
    /// Of so many times.
    pub of: u32,
}

/// An entry in the list of known deviations, when the run is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When that was known.
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// Its pattern over cases.
    pub pattern: String,
    /// Why it is let be.
    pub reason: String,
    /// Until when.
    pub expires: String,
    /// What became of it.
    pub state: Standing,
    /// The cases that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
}

/// What became of an entry in the list of known deviations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Its cases failed, and were counted apart.
    Fits,
    /// Its cases passed: it is to be taken off the list.
    UnexpectedPass,
    /// Its time is over: failures count again.
    Expired,
    /// No case that was planned fits it.
    Stale,
    /// Its cases were neither failed nor passed.
    Open,
}

/// Bytes of an `out` or `in`, or a line as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The number of its line.
    pub line: u64,
    /// The first byte.
    pub start: usize,
    /// How many; 0: the line as a whole.
    pub length: usize,
}
