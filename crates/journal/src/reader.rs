//! Lines as events. A line that is none is reported, and reading goes on.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use hayes_at::visible::Visible;
use serde::Deserialize;

use crate::event::{Event, KINDS};
use crate::header::SCHEMA;
use crate::lines::{Line, Lines, MAX_LINE};

/// How much of a line that is none is shown.
const SHOWN: usize = 60;

/// What a line is.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// An event.
    Event(Event),
    /// Nothing that belongs into a journal.
    Rubbish(Rubbish),
    /// The beginning of a last line that was never finished.
    Torn(Rubbish),
}

/// A line that is no event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rubbish {
    /// Why not, in words.
    pub why: String,
    /// How it begins, in the notation of transcripts.
    pub begins: String,
}

/// Why reading cannot go on.
#[derive(Debug)]
pub enum ReadError {
    /// The source gives no more.
    Io(io::Error),
    /// The journal is of a version that is not known here.
    Version(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the journal cannot be read: {error}"),
            Self::Version(found) => {
                let found = Visible(found.as_bytes());
                write!(f, "the journal is of version {found}, and this hayes reads {SCHEMA}: use a newer one")
            }
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Version(_) => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a journal, finished or not, line by line; gives each with its number.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    over: bool,
}

impl<R: Read> Reader<R> {
    /// Reads from here on.
    pub fn new(source: R) -> Self {
        Self { lines: Lines::new(source), over: false }
    }

    /// Where the next line begins, in bytes from where reading began: so that a case can be found again.
    pub fn offset(&self) -> u64 {
        self.lines.offset()
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<(u64, Entry), ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let next = match self.lines.next_line() {
            Ok(None) => return None,
            Ok(Some(line)) => entry(&line).map(|entry| (line.number, entry)),
            Err(error) => Err(error.into()),
        };
        self.over = next.is_err();
        Some(next)
    }
}

fn entry(line: &Line) -> Result<Entry, ReadError> {
    match event(line) {
        Ok(event) => Ok(Entry::Event(event)),
        Err(Fault::Version(found)) => Err(ReadError::Version(found)),
        Err(Fault::Rubbish(why)) => {
            let rubbish = Rubbish { why, begins: begins(line.bytes) };
            Ok(if line.whole { Entry::Rubbish(rubbish) } else { Entry::Torn(rubbish) })
        }
    }
}

enum Fault {
    Rubbish(String),
    Version(String),
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Rubbish(error.to_string())
    }
}

/// What tells how to read the rest.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    schema: Option<Cow<'a, str>>,
}

fn event(line: &Line) -> Result<Event, Fault> {
    if line.length > MAX_LINE as u64 {
        return Err(Fault::Rubbish(format!("{} bytes are too long for a line", line.length)));
    }
    let Kind { kind, schema } = serde_json::from_slice(line.bytes)?;
    if kind == "run" && schema.as_deref().is_some_and(|schema| schema != SCHEMA) {
        return Err(Fault::Version(schema.unwrap_or_default().into_owned()));
    }
    if KINDS.contains(&&*kind) {
        Ok(serde_json::from_slice(line.bytes)?)
    } else {
        Ok(Event::Other(serde_json::from_slice(line.bytes)?))
    }
}

fn begins(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN) {
        Some(start) if bytes.len() > SHOWN => format!("{}…", Visible(start)),
        _ => Visible(bytes).to_string(),
    }
}
