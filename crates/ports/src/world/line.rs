//! What stands between a World's user and the line: faults, and a trace of what the user really says and hears.

use std::time::Duration;

use bytes::Bytes;

use crate::serial::{FaultPlan, Faults, Tally, Trace, Way};

pub(super) struct Line {
    faults: Faults,
    trace: Option<Trace>,
    down: bool,
}

/// What comes of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// These bytes are to be handed to the module.
    ToModule(Bytes),
    /// The user hears these, which came at this time.
    Heard(Duration, Bytes),
    /// The line goes down.
    Down,
    /// The line is back.
    Up,
}

impl Line {
    pub(super) fn new(plan: FaultPlan, seed: u64, trace: Option<Trace>) -> Self {
        Self { faults: Faults::new(plan, seed), trace, down: false }
    }

    /// The user says something.
    pub(super) fn say(&mut self, now: Duration, bytes: &[u8]) {
        self.note(now, Way::ToModule, bytes);
        self.faults.send(now, Way::ToModule, Bytes::copy_from_slice(bytes));
    }

    /// The module says something.
    pub(super) fn arrive(&mut self, now: Duration, bytes: Bytes) {
        self.faults.send(now, Way::ToHost, bytes);
    }

    /// What has come through by now.
    pub(super) fn poll(&mut self, now: Duration) -> Option<Passed> {
        let down = self.faults.is_down(now);
        if std::mem::replace(&mut self.down, down) != down {
            return Some(if down { Passed::Down } else { Passed::Up });
        }
        if let Some((_, bytes)) = self.faults.poll(now, Way::ToModule) {
            return Some(Passed::ToModule(bytes));
        }
        let (at, heard) = self.faults.poll(now, Way::ToHost)?;
        self.note(at, Way::ToHost, &heard);
        Some(Passed::Heard(at, heard))
    }

    /// When there will be more to poll.
    pub(super) fn deadline(&self, now: Duration) -> Option<Duration> {
        self.faults.deadline(now)
    }

    pub(super) fn is_down(&self, now: Duration) -> bool {
        self.faults.is_down(now)
    }

    pub(super) fn tally(&self) -> Tally {
        self.faults.tally()
    }

    fn note(&mut self, now: Duration, way: Way, bytes: &[u8]) {
        if let Some(trace) = &mut self.trace {
            trace.note(now, way, bytes);
        }
    }
}
