//! What the module says, when, and in which frame: line ends by ATV, order, the serial line's speed. Does not
//! know why it is said.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

/// The most bytes that wait to be said; unasked lines beyond are lost, as on a module whose host does not read.
pub(crate) const MAX_QUEUED: usize = 1024 * 1024;

/// What kind of thing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The host's own bytes.
    Echo,
    /// A line of an answer, before its final result.
    Info,
    /// The final result.
    Final,
    /// The result that comes after it.
    Later,
    /// An unasked line.
    Urc,
    /// A further line of an unasked message.
    Part,
    /// The prompt.
    Prompt,
}

/// Something said at a time.
#[derive(Debug, Clone)]
struct Utterance {
    at: Duration,
    bytes: Bytes,
    role: Role,
}

/// The module's side of the serial line.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    queue: VecDeque<Utterance>,
    queued: usize,
    /// What may not be said now: a host that was prompted is left in peace.
    held: VecDeque<Utterance>,
    holds: bool,
    last: Duration,
    baud: Option<u32>,
}

impl Voice {
    pub(crate) fn new(baud: Option<u32>) -> Self {
        Self { baud, ..Self::default() }
    }

    /// Says bytes, framed already, not before `at` and not before anything said earlier.
    pub(crate) fn say(&mut self, at: Duration, role: Role, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        let unasked = matches!(role, Role::Urc | Role::Part | Role::Later);
        if bytes.is_empty() || (unasked && self.queued + bytes.len() > MAX_QUEUED) {
            return;
        }
        self.queued += bytes.len();
        let utterance = Utterance { at, bytes, role };
        if self.holds && unasked { self.held.push_back(utterance) } else { self.push(utterance) }
    }

    fn push(&mut self, mut utterance: Utterance) {
        self.last = self.last.max(utterance.at) + self.time_of(utterance.bytes.len());
        utterance.at = self.last;
        self.queue.push_back(utterance);
    }

    fn time_of(&self, len: usize) -> Duration {
        // A byte is ten bits on the line.
        let micros = self.baud.map_or(0, |baud| len as u64 * 10_000_000 / u64::from(baud.max(1)));
        Duration::from_micros(micros)
    }

    /// Leaves the host in peace: unasked lines wait until `release`.
    pub(crate) fn hold(&mut self) {
        self.holds = true;
    }

    /// Says what had to wait.
    pub(crate) fn release(&mut self, now: Duration) {
        self.holds = false;
        while let Some(mut held) = self.held.pop_front() {
            held.at = held.at.max(now);
            self.push(held);
        }
    }

    /// How many bytes may be said unasked before they are lost.
    pub(crate) fn room(&self) -> usize {
        MAX_QUEUED.saturating_sub(self.queued)
    }

    /// Is an answer still to be said?
    pub(crate) fn is_answering(&self) -> bool {
        self.queue.iter().any(|u| matches!(u.role, Role::Info | Role::Final | Role::Prompt))
    }

    /// What is said by now.
    pub(crate) fn due(&mut self, now: Duration) -> Bytes {
        let mut out = BytesMut::new();
        while self.queue.front().is_some_and(|u| u.at <= now) {
            if let Some(utterance) = self.queue.pop_front() {
                self.queued -= utterance.bytes.len();
                out.extend_from_slice(&utterance.bytes);
            }
        }
        out.freeze()
    }

    /// When the next thing is said.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.queue.front().map(|u| u.at)
    }

    /// Forgets everything, as a restart does.
    pub(crate) fn forget(&mut self) {
        self.queue.clear();
        self.held.clear();
        self.queued = 0;
        self.holds = false;
    }

    /// Changes the speed for what is said from now on.
    pub(crate) fn set_baud(&mut self, baud: Option<u32>) {
        self.baud = baud;
    }
}
