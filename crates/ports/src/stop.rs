//! The wish to stop: by Ctrl+C, termination, or from another thread. What stopping means is for those who ask.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Says that somebody wants an end. Clones are the same wish.
#[derive(Clone, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Default)]
struct Shared {
    times: AtomicUsize,
    wakes: Mutex<Vec<Wake>>,
}

type Wake = Box<dyn Fn() + Send>;

impl Stop {
    /// One that nobody wishes for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The one that Ctrl+C and termination wish for; there is one in a process.
    pub fn on_signals() -> io::Result<Self> {
        static SIGNALLED: OnceLock<Stop> = OnceLock::new();
        if let Some(stop) = SIGNALLED.get() {
            return Ok(stop.clone());
        }
        let stop = Self::new();
        let heard = stop.clone();
        ctrlc::set_handler(move || heard.stop()).map_err(io::Error::other)?;
        Ok(SIGNALLED.get_or_init(|| stop).clone())
    }

    /// Wishes for an end.
    pub fn stop(&self) {
        self.0.times.fetch_add(1, Ordering::SeqCst);
        self.0.wakes.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|wake| wake());
    }

    /// How often an end was wished for: who is asked twice may be short with it.
    pub fn times(&self) -> usize {
        self.0.times.load(Ordering::SeqCst)
    }

    /// Calls `wake`, on the wishing thread, at every wish from now on; at once if there has been one.
    pub fn wakes(&self, wake: impl Fn() + Send + 'static) {
        let mut wakes = self.0.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        if self.times() > 0 {
            wake();
        }
        wakes.push(Box::new(wake));
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stop").field(&self.times()).finish()
    }
}
