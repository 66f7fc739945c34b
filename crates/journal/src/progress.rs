//! How far a run came: what a run that goes on has to know.

use std::collections::BTreeMap;
use std::io::Read;

use crate::event::Event;
use crate::header::Header;
use crate::reader::{Entry, ReadError, Reader};
use crate::verdict::Verdict;

/// How far a run came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// What was said of it; none where even that is missing.
    pub header: Option<Header>,
    /// How many cases were planned.
    pub planned: usize,
    /// The cases that are done, and how.
    pub done: BTreeMap<String, Verdict>,
    /// The case that began and never ended, and for which time.
    pub open: Option<(String, u32)>,
    /// It was stopped from outside, last.
    pub stopped: bool,
    /// Every planned case has its verdict.
    pub ended: bool,
    /// How many lines there are.
    pub lines: u64,
    /// How many of them are none of a journal's.
    pub rubbish: u64,
    /// The last one was never finished.
    pub torn: bool,
}

impl Progress {
    /// Reads it off a journal.
    pub fn read(source: impl Read) -> Result<Self, ReadError> {
        let mut progress = Self::default();
        for read in Reader::new(source) {
            let (line, entry) = read?;
            progress.lines = line;
            match entry {
                Entry::Event(event) => progress.note(event),
                Entry::Rubbish(_) => progress.rubbish += 1,
                Entry::Torn(_) => progress.torn = true,
            }
        }
        Ok(progress)
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Run(header) => self.header = self.header.take().or(Some(header)),
            Event::Planned(_) => self.planned += 1,
            Event::Resumed(_) => self.stopped = false,
            Event::Started(started) => self.open = Some((started.case, started.attempt)),
            Event::Finished(finished) => {
                if self.open.as_ref().is_some_and(|(case, _)| *case == finished.case) {
                    self.open = None;
                }
                self.done.insert(finished.case, finished.verdict);
            }
            Event::Stop(_) => self.stopped = true,
            Event::Ended(_) => self.ended = true,
            _ => {}
        }
    }
}
