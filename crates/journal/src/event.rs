//! What a line can say.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::header::{Form, Header, Identity, Planned, Rule};
use crate::notation;
use crate::verdict::{Entry, Finished, Mark};

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Event {
    /// A run begins.
    Run(Header),
    /// A rule of the document.
    Rule(Rule),
    /// A form of a command that the document describes.
    Form(Form),
    /// A case that is to be run.
    Planned(Planned),
    /// What the module says that it is.
    Module(Identity),
    /// The run goes on; times begin again.
    Resumed(Resumed),
    /// A case begins.
    Started(Started),
    /// The host wrote this.
    Out(Serial),
    /// The module wrote this.
    In(Serial),
    /// The far end's record.
    Far(Far),
    /// The run was stopped from outside.
    Stop(Stop),
    /// What the runner did that nobody sees.
    Note(Note),
    /// The line spoilt bytes, as far as anybody noticed.
    Errors(Errors),
    /// How long an answer took.
    Timing(Timing),
    /// A monitor saw the module break a promise of the document.
    Breach(Breach),
    /// Which way of an unclear clause the module takes.
    Reading(Reading),
    /// A case is over.
    Finished(Finished),
    /// What became of an entry in the list of known deviations.
    Known(Entry),
    /// Every planned case has its verdict.
    Ended(Ended),
    /// A line of a kind that is not known here, as it is.
    #[serde(skip)]
    Other(Map<String, Value>),
}

/// The kinds that are known.
pub(crate) const KINDS: [&str; 19] = [
    "run", "rule", "form", "planned", "module", "resumed", "started", "out", "in", "far", "stop", "note",
    "errors", "timing", "breach", "reading", "finished", "known", "ended",
];

/// The run goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in the header")]
pub struct Resumed {
    pub hayes: String,
    pub started: String,
}

/// A case begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// When.
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// Which.
    pub case: String,
    /// For which time, from 1.
    pub attempt: u32,
}

/// Bytes of one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serial {
    /// The host's: before they were written. The module's: after they were read.
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// What.
    #[serde(with = "notation::bytes")]
    pub bytes: Vec<u8>,
    /// Places in the bytes, each with its length, where a pseudonym stands for a secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covered: Vec<(usize, usize)>,
}

/// What the far end saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Far {
    /// When, as the record says.
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// The record, as the far end writes it.
    pub record: Value,
}

/// The run was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Stop {
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    pub why: String,
}

/// Something to be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Note {
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    pub text: String,
}

/// Bytes that the line spoilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Errors {
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// What happened to them: `lost`, `repeated`, `corrupted`, `delayed`, `undecodable`.
    pub what: String,
    /// How often since the last time this was said.
    pub count: u64,
}

/// A promise of the document that the module broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// When.
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// The monitor's case.
    pub case: String,
    /// In words.
    pub text: String,
    /// Where the document promises it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The case in which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<String>,
    /// The line had spoilt bytes shortly before: it may be no fault of the module.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spoilt: bool,
    /// The bytes that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Mark>,
}

/// How long an answer took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// When it was there.
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
    /// To what.
    pub form: String,
    /// How long.
    #[serde(rename = "took_us", with = "notation::micros")]
    pub took: Duration,
    /// How long it may take.
    #[serde(
        rename = "limit_us",
        with = "notation::maybe_micros",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub limit: Option<Duration>,
}

/// A way that the module takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The unclear place.
    pub reading: String,
    /// The way.
    pub way: String,
    /// The case that showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the name says it")]
pub struct Ended {
    #[serde(rename = "at_us", with = "notation::micros")]
    pub at: Duration,
}

impl Event {
    /// Bytes that the host writes.
    pub fn out(at: Duration, bytes: &[u8]) -> Self {
        Self::Out(Serial { at, bytes: bytes.to_vec(), covered: Vec::new() })
    }

    /// Bytes that the module wrote.
    pub fn came(at: Duration, bytes: &[u8]) -> Self {
        Self::In(Serial { at, bytes: bytes.to_vec(), covered: Vec::new() })
    }

    /// What the far end saw.
    pub fn far(at: Duration, record: Value) -> Self {
        Self::Far(Far { at, record })
    }

    /// Something to be known.
    pub fn note(at: Duration, text: &str) -> Self {
        Self::Note(Note { at, text: text.to_owned() })
    }

    /// A case begins.
    pub fn started(at: Duration, case: &str, attempt: u32) -> Self {
        Self::Started(Started { at, case: case.to_owned(), attempt })
    }

    /// When it was; what is said before a run has no time.
    pub fn at(&self) -> Option<Duration> {
        match self {
            Self::Started(Started { at, .. })
            | Self::Out(Serial { at, .. })
            | Self::In(Serial { at, .. })
            | Self::Far(Far { at, .. })
            | Self::Stop(Stop { at, .. })
            | Self::Note(Note { at, .. })
            | Self::Errors(Errors { at, .. })
            | Self::Timing(Timing { at, .. })
            | Self::Breach(Breach { at, .. })
            | Self::Finished(Finished { at, .. })
            | Self::Known(Entry { at, .. })
            | Self::Ended(Ended { at }) => Some(*at),
            _ => None,
        }
    }
}

impl Event {
    /// Appends it as JSON.
    pub(crate) fn write_json(&self, into: &mut Vec<u8>) -> serde_json::Result<()> {
        match self {
            Self::Other(map) => serde_json::to_writer(into, map),
            event => serde_json::to_writer(into, event),
        }
    }
}
