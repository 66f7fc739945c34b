//! The loop that waits for all hosts, sockets, names and deadlines of all modules, and for the wish to stop.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token, Waker};

use super::resolver::Resolver;
use super::slot::{Slot, TOKENS, Tools};
use super::{Outlet, Place, SimError};
use crate::Stop;

const WAKER: Token = Token(usize::MAX);
/// How much is read at once.
const READ: usize = 16 * 1024;
/// No deadline is waited for with more precision: a wait that ends too early is no wait.
const PRECISION: Duration = Duration::from_millis(1);

/// Virtual modules at their outlets. Dropped, it takes their links away.
pub struct Sim {
    poll: Poll,
    slots: Vec<Slot>,
    resolver: Resolver,
    waker: Arc<Waker>,
    since: Instant,
    complained: Vec<bool>,
}

impl Sim {
    /// Puts modules at their outlets: from here on hosts can open them.
    pub fn open(outlets: Vec<Outlet>) -> Result<Self, SimError> {
        let poll = Poll::new().map_err(SimError::Waiting)?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER).map_err(SimError::Waiting)?);
        let open = |(number, outlet)| Slot::open(number, outlet, poll.registry());
        let slots: Vec<Slot> = outlets.into_iter().enumerate().map(open).collect::<Result<_, _>>()?;
        let resolver = Resolver::new(Arc::clone(&waker));
        let complained = vec![false; slots.len()];
        Ok(Self { poll, slots, resolver, waker, since: Instant::now(), complained })
    }

    /// Where they really are, in order: what links lead to, ports that were taken.
    pub fn places(&self) -> Vec<Place> {
        self.slots.iter().map(Slot::place).collect()
    }

    /// Runs them until an end is wished for. `complain` is told what does not work any more, once each.
    pub fn run(mut self, stop: &Stop, complain: &mut dyn FnMut(&str)) -> io::Result<()> {
        let waker = Arc::downgrade(&self.waker);
        stop.wakes(move || {
            if let Some(waker) = waker.upgrade() {
                let _ = waker.wake();
            }
        });
        let mut events = Events::with_capacity(256);
        let mut buffer = vec![0; READ];
        while stop.times() == 0 {
            if let Err(error) = self.poll.poll(&mut events, self.patience())
                && error.kind() != io::ErrorKind::Interrupted
            {
                return Err(error);
            }
            for event in events.iter().filter(|event| event.token() != WAKER) {
                if let Some(slot) = self.slots.get_mut(event.token().0 / TOKENS) {
                    slot.ready(event.token().0);
                }
            }
            self.work(&mut buffer);
            self.complain(complain);
        }
        Ok(())
    }

    fn work(&mut self, buffer: &mut [u8]) {
        let since = self.since;
        let clock = || since.elapsed();
        while let Some((asker, found)) = self.resolver.poll() {
            if let Some(slot) = self.slots.get_mut(asker.0) {
                slot.net.resolved(asker, found, self.poll.registry());
            }
        }
        for slot in &mut self.slots {
            let registry = self.poll.registry();
            slot.work(&clock, &mut Tools { registry, resolver: &mut self.resolver, buffer });
        }
    }

    fn patience(&self) -> Option<Duration> {
        if self.slots.iter().any(Slot::is_busy) {
            return Some(Duration::ZERO);
        }
        let now = self.since.elapsed();
        let due = self.slots.iter().filter_map(Slot::deadline).min();
        due.map(|due| due.saturating_sub(now).max(PRECISION))
    }

    fn complain(&mut self, complain: &mut dyn FnMut(&str)) {
        for (slot, complained) in self.slots.iter().zip(&mut self.complained) {
            if !*complained && let Some(why) = slot.broken_log() {
                *complained = true;
                complain(&format!("the log of {} ends here: {why}", slot.place()));
            }
        }
    }
}
