//! Times at which something is to happen. A name has one time; setting it anew replaces it.

use std::collections::BTreeMap;
use std::time::Duration;

/// Which of a behaviour's timers: what it is for, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Timer {
    /// What it is for; the behaviour's own number.
    pub(crate) what: u16,
    /// Whose: a client, a message.
    pub(crate) whose: i64,
}

/// All timers that run.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    by_time: BTreeMap<(Duration, u64), Timer>,
    by_name: BTreeMap<Timer, (Duration, u64)>,
    count: u64,
}

impl Timers {
    /// Starts a timer, or moves it.
    pub(crate) fn set(&mut self, timer: Timer, at: Duration) {
        self.cancel(timer);
        self.count += 1;
        self.by_time.insert((at, self.count), timer);
        self.by_name.insert(timer, (at, self.count));
    }

    /// Stops a timer.
    pub(crate) fn cancel(&mut self, timer: Timer) {
        if let Some(place) = self.by_name.remove(&timer) {
            self.by_time.remove(&place);
        }
    }

    /// Does it run?
    pub(crate) fn is_set(&self, timer: Timer) -> bool {
        self.by_name.contains_key(&timer)
    }

    /// Stops all.
    pub(crate) fn clear(&mut self) {
        self.by_time.clear();
        self.by_name.clear();
    }

    /// A timer whose time has come.
    pub(crate) fn due(&mut self, now: Duration) -> Option<Timer> {
        let (place, timer) = self.by_time.first_key_value().map(|(place, timer)| (*place, *timer))?;
        (place.0 <= now).then(|| {
            self.cancel(timer);
            timer
        })
    }

    /// When the next one is due.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.by_time.first_key_value().map(|((at, _), _)| *at)
    }
}
