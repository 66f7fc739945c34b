//! How far a run came: what a run that goes on has to know.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::event::{Breach, Event};
use crate::header::{Header, Identity};
use crate::reader::{Entry, ReadError, Reader};
use crate::verdict::{Finished, Verdict};

/// So many breaches are remembered; runs tell of fewer.
const MAX_BREACHES: usize = 1000;

/// How far a run came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// What was said of it; none where even that is missing.
    pub header: Option<Header>,
    /// What the module said that it is.
    pub module: Option<Identity>,
    /// How many rules and forms were told of.
    pub told: usize,
    /// The cases that were planned, in order.
    pub planned: Vec<String>,
    /// The cases that are done, and how.
    pub done: BTreeMap<String, Verdict>,
    /// Those of them that failed and passed when they were repeated.
    pub flaky: BTreeSet<String>,
    /// Those of them that failed as is known.
    pub known: BTreeSet<String>,
    /// The case that began and never ended, and for which time.
    pub open: Option<(String, u32)>,
    /// How that case had ended before, where it was being repeated.
    pub before: Option<Finished>,
    /// What monitors saw broken.
    pub breaches: Vec<Breach>,
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
            Event::Rule(_) | Event::Form(_) => self.told += 1,
            Event::Planned(planned) => self.planned.push(planned.case),
            Event::Module(identity) => self.module = Some(identity),
            Event::Resumed(_) => self.stopped = false,
            Event::Started(started) => {
                self.before = self.before.take().filter(|before| before.case == started.case);
                self.open = Some((started.case, started.attempt));
            }
            Event::Breach(breach) if self.breaches.len() < MAX_BREACHES => self.breaches.push(breach),
            Event::Finished(finished) => self.finished(finished),
            Event::Stop(_) => self.stopped = true,
            Event::Ended(_) => self.ended = true,
            _ => {}
        }
    }

    fn finished(&mut self, finished: Finished) {
        if self.open.as_ref().is_some_and(|(case, _)| *case == finished.case) {
            self.open = None;
        }
        for (set, is_in) in [(&mut self.flaky, finished.flaky), (&mut self.known, finished.known.is_some())] {
            if is_in {
                set.insert(finished.case.clone());
            } else {
                set.remove(&finished.case);
            }
        }
        self.done.insert(finished.case.clone(), finished.verdict);
        self.before = Some(finished);
    }
}
