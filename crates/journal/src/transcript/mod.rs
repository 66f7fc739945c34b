//! One case as people read it: both witnesses on one time axis, every byte to be seen. Judges nothing.

mod far;
mod normal;
mod pattern;
mod show;

use std::time::Duration;

use crate::event::{Event, Serial};
use crate::verdict::Finished;

pub use far::record_line;
pub use normal::{Normaliser, Volatile, VolatileError};
pub use show::{Shown, Side, Times};

/// How many bytes a transcript holds; what happens beyond that is counted.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The runner's note where the steps of a case begin: what stands before it took the module to where they can.
pub const STEPS: &str = "the steps of the case";

/// What a happening takes beside its bytes.
const OVERHEAD: usize = 64;

/// What happened in one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// Its id.
    pub case: String,
    /// For which time it ran.
    pub attempt: u32,
    /// When it began, since the run did.
    pub began: Duration,
    /// How it ended; none where it was cut off.
    pub finished: Option<Finished>,
    /// How many happenings there was no room for.
    pub omitted: u64,
    happenings: Vec<Happening>,
    bytes: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Happening {
    line: u64,
    at: Duration,
    what: What,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Out(Vec<u8>),
    In(Vec<u8>),
    Far(String),
    Note(String),
}

/// Makes transcripts of the lines of a journal, one case after the other.
#[derive(Debug, Default)]
pub struct Collector {
    open: Option<Transcript>,
}

impl Collector {
    /// Takes the next line, by its number; gives the transcript of the case that it ends. A case that begins
    /// while another is open cuts that one off.
    pub fn take(&mut self, line: u64, event: &Event) -> Option<Transcript> {
        match event {
            Event::Started(started) => {
                let begun = Transcript::new(&started.case, started.attempt, started.at);
                self.open.replace(begun)
            }
            Event::Finished(finished) => {
                let fits = self.open.as_ref().is_some_and(|open| open.case == finished.case);
                let mut over = if fits { self.open.take()? } else { return None };
                over.finished = Some(finished.clone());
                Some(over)
            }
            event => {
                if let Some(open) = &mut self.open {
                    open.note(line, event);
                }
                None
            }
        }
    }

    /// The case that began and never ended.
    pub fn finish(self) -> Option<Transcript> {
        self.open
    }
}

impl Transcript {
    fn new(case: &str, attempt: u32, began: Duration) -> Self {
        let case = case.to_owned();
        Self { case, attempt, began, finished: None, omitted: 0, happenings: Vec::new(), bytes: 0 }
    }

    fn note(&mut self, line: u64, event: &Event) {
        let (at, what) = match event {
            Event::Out(Serial { at, bytes, .. }) => (*at, What::Out(bytes.clone())),
            Event::In(Serial { at, bytes, .. }) => (*at, What::In(bytes.clone())),
            Event::Far(far) => (far.at, What::Far(record_line(&far.record))),
            Event::Note(note) => (note.at, What::Note(note.text.clone())),
            Event::Errors(errors) => {
                (errors.at, What::Note(format!("the line: {} {}", errors.count, errors.what)))
            }
            Event::Stop(stop) => (stop.at, What::Note(format!("stopped: {}", stop.why))),
            _ => return,
        };
        let bytes = OVERHEAD + what.len();
        if self.bytes + bytes > MAX_BYTES {
            self.omitted += 1;
            return;
        }
        self.bytes += bytes;
        // Records reach the runner later than bytes do: in order of time, what came first stands first.
        let place = self.happenings.partition_point(|happening| happening.at <= at);
        self.happenings.insert(place, Happening { line, at, what });
    }
}

impl What {
    fn len(&self) -> usize {
        match self {
            Self::Out(bytes) | Self::In(bytes) => bytes.len(),
            Self::Far(text) | Self::Note(text) => text.len(),
        }
    }
}
