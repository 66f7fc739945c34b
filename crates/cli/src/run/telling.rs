//! What a run tells of itself on standard error while it goes on. What stands there is `hayes_report::live`'s to say.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hayes_journal::Finished;
use hayes_report::live::Live;
use hayes_report::look::Look;
use hayes_runner::{Hears, Plan};

use crate::report::say;

/// How often a run that goes on is looked at.
const TICK: Duration = Duration::from_millis(100);

/// Tells on standard error of a run that goes on; what runs for long is told again and again, with the time.
pub(crate) struct Telling {
    live: Arc<Mutex<Live>>,
    began: Instant,
    /// While this is there, so is the thread that tells of the time.
    ticks: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Telling {
    /// The run of a plan begins, or goes on after so many cases.
    pub(crate) fn begin(dialect: &str, plan: &Plan<'_>, done: usize) -> Self {
        let skipped = plan.cases.iter().filter(|planned| planned.skipped.is_some()).count();
        let total = (plan.cases.len() + plan.monitors.len()).saturating_sub(done);
        let mut live = Live::new(Look::of_stderr(), dialect, total, skipped, Duration::ZERO);
        say(&live.begin());
        let (live, began) = (Arc::new(Mutex::new(live)), Instant::now());
        let (over, ends) = mpsc::channel();
        let shared = Arc::clone(&live);
        let tick = move || {
            while ends.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                tell(&shared, |live| live.passes(began.elapsed()));
            }
        };
        // Without such a thread, the run is told of all the same.
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(tick);
        Self { live, began, ticks: thread.ok().map(|thread| (over, thread)) }
    }

    /// The run is over.
    pub(crate) fn end(mut self) {
        if let Some((over, thread)) = self.ticks.take() {
            drop(over);
            drop(thread.join());
        }
        tell(&self.live, |live| live.end(self.began.elapsed()));
    }
}

impl Hears for Telling {
    fn begins(&mut self, case: &str) {
        tell(&self.live, |live| live.begins(case, self.began.elapsed()));
    }

    fn ended(&mut self, finished: &Finished) {
        tell(&self.live, |live| live.finished(finished, self.began.elapsed()));
    }
}

/// Says what is to be said now, one after the other.
fn tell(live: &Mutex<Live>, what: impl FnOnce(&mut Live) -> String) {
    let mut live = live.lock().unwrap_or_else(PoisonError::into_inner);
    say(&what(&mut live));
}
