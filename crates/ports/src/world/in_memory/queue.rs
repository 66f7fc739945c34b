//! What is on its way, in order of time and source.

use std::collections::BTreeMap;
use std::time::Duration;

/// Where something comes from; of one time, the first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// The module's side of the network.
    Module,
    /// The far end's side of the network.
    FarEnd,
    /// The host's side of the line.
    Host,
}

pub(super) struct Queue<E> {
    waiting: BTreeMap<(Duration, Source, u64), E>,
    count: u64,
}

impl<E> Queue<E> {
    pub(super) fn new() -> Self {
        Self { waiting: BTreeMap::new(), count: 0 }
    }

    pub(super) fn push(&mut self, at: Duration, source: Source, event: E) {
        self.count += 1;
        self.waiting.insert((at, source, self.count), event);
    }

    pub(super) fn pop_due(&mut self, now: Duration) -> Option<(Source, E)> {
        let first = self.waiting.first_entry()?;
        let (at, source, _) = *first.key();
        (at <= now).then(|| (source, first.remove()))
    }

    pub(super) fn next(&self) -> Option<Duration> {
        self.waiting.first_key_value().map(|((at, ..), _)| *at)
    }
}
