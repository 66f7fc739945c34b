//! A virtual World with a line that can be odd: it speaks at one speed only, it is never quiet. Somebody may want an end. It can be looked at while a
//! run has it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::Order;
use hayes_module::Power;
use hayes_ports::serial::Tally;
use hayes_ports::world::{Cannot, Happening, LineTrouble, Network, Virtual, World};

#[derive(Clone)]
pub(crate) struct Odd {
    inner: Rc<RefCell<Virtual>>,
    /// The speed of the module, where it has one, and ours.
    speeds: Rc<RefCell<(Option<u32>, u32)>>,
    /// Until when, and how often, the module says something unasked.
    storm: Rc<RefCell<(Duration, Duration)>>,
    /// What a boot loader says before the module is ready.
    boot_noise: Rc<RefCell<Vec<u8>>>,
    /// When somebody wants an end, in how many things that happen.
    stop_in: Rc<RefCell<Option<usize>>>,
    /// How long the module takes for each answer, and those that are under way.
    slow: Rc<RefCell<Slow>>,
}

#[derive(Default)]
struct Slow {
    pace: Duration,
    due: Duration,
    held: VecDeque<Bytes>,
}

/// How often a storm speaks.
const GUSTS: Duration = Duration::from_millis(30);

impl Odd {
    pub(crate) fn new(inner: Virtual) -> Self {
        let speeds = Rc::new(RefCell::new((None, 115_200)));
        let storm = Rc::new(RefCell::new((Duration::ZERO, Duration::ZERO)));
        Self {
            inner: Rc::new(RefCell::new(inner)),
            speeds,
            storm,
            boot_noise: Rc::default(),
            stop_in: Rc::default(),
            slow: Rc::default(),
        }
    }

    /// The module speaks at this speed, and at no other.
    pub(crate) fn speaks_at(&self, baud: u32) {
        self.speeds.borrow_mut().0 = Some(baud);
    }

    /// For so long the module has something to say all the time.
    pub(crate) fn storms_for(&self, time: Duration) {
        self.storm.borrow_mut().0 = time;
    }

    /// Its boot loader says this before the module says that it is ready.
    pub(crate) fn boots_with(&self, noise: &[u8]) {
        *self.boot_noise.borrow_mut() = noise.to_vec();
    }

    /// The module takes so long for each answer, one after the other.
    pub(crate) fn takes(&self, pace: Duration) {
        self.slow.borrow_mut().pace = pace;
    }

    /// What happens next where answers take their time.
    fn slowly(&self, until: Duration) -> Happening {
        let mut slow = self.slow.borrow_mut();
        let mut world = self.inner.borrow_mut();
        loop {
            let at = world.now();
            if slow.due <= at
                && let Some(bytes) = slow.held.pop_front()
            {
                slow.due = at + slow.pace;
                return Happening::Serial { at, bytes };
            }
            let wait = if slow.held.is_empty() { until } else { slow.due.min(until) };
            match world.next(wait) {
                Happening::Serial { at, bytes } => {
                    if slow.held.is_empty() {
                        slow.due = slow.due.max(at + slow.pace);
                    }
                    let end = |at: &usize| bytes[..*at].ends_with(b"OK\r\n");
                    let mut rest = 0;
                    for at in (1..=bytes.len()).filter(|at| end(at) || *at == bytes.len()) {
                        slow.held.push_back(bytes.slice(rest..at));
                        rest = at;
                    }
                }
                Happening::Deadline if wait < until => {}
                other => return other,
            }
        }
    }

    /// Somebody wants an end when so many things have happened.
    pub(crate) fn stops_in(&self, happenings: usize) {
        *self.stop_in.borrow_mut() = Some(happenings);
    }

    /// Is it now that somebody wants an end?
    fn stops(&self) -> bool {
        let mut stop_in = self.stop_in.borrow_mut();
        let now = *stop_in == Some(0);
        *stop_in = stop_in.and_then(|left| left.checked_sub(1));
        now
    }

    fn is_wrong(&self) -> bool {
        let (theirs, ours) = *self.speeds.borrow();
        theirs.is_some_and(|theirs| theirs != ours)
    }

    /// What somebody did before the run: says it, and lets the time pass that it takes.
    pub(crate) fn done_before(&self, said: &[u8], time: Duration) -> Vec<u8> {
        let mut world = self.inner.borrow_mut();
        world.write(said).expect("the line is there");
        let until = world.now() + time;
        let mut heard = Vec::new();
        loop {
            match world.next(until) {
                Happening::Serial { bytes, .. } => heard.extend_from_slice(&bytes),
                Happening::Deadline if world.now() >= until => return heard,
                _ => {}
            }
        }
    }

    /// Whether the module repeats what it is told.
    pub(crate) fn echoes(&self) -> bool {
        self.done_before(b"AT\r", Duration::from_secs(1)).starts_with(b"AT")
    }
}

/// What bits at another speed read as.
fn garbled(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte.wrapping_mul(37) | 0x80).collect()
}

impl World for Odd {
    fn lag(&self) -> Duration {
        self.inner.borrow().lag()
    }

    fn now(&self) -> Duration {
        self.inner.borrow().now()
    }

    fn write(&mut self, bytes: &[u8]) -> Result<Duration, LineTrouble> {
        let bytes = if self.is_wrong() { garbled(bytes) } else { bytes.to_vec() };
        self.inner.borrow_mut().write(&bytes)
    }

    fn order(&mut self, order: Order) -> Result<(), Cannot> {
        self.inner.borrow_mut().order(order)
    }

    fn power(&mut self, power: Power) -> Result<(), Cannot> {
        self.inner.borrow_mut().power(power)
    }

    fn set_network(&mut self, network: Network) -> Result<(), Cannot> {
        self.inner.borrow_mut().set_network(network)
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), Cannot> {
        self.speeds.borrow_mut().1 = baud;
        Ok(())
    }

    fn next(&mut self, until: Duration) -> Happening {
        if self.stops() {
            return Happening::Stop;
        }
        if !self.slow.borrow().pace.is_zero() {
            return self.slowly(until);
        }
        let (end, next) = *self.storm.borrow();
        let gust = next < end && next <= until;
        let mut world = self.inner.borrow_mut();
        let now = world.now();
        let happening = world.next(if gust { next.max(now) } else { until });
        match happening {
            Happening::Serial { at, bytes } if self.is_wrong() => {
                Happening::Serial { at, bytes: Bytes::from(garbled(&bytes)) }
            }
            Happening::Deadline if gust => {
                self.storm.borrow_mut().1 = next + GUSTS;
                Happening::Serial { at: world.now(), bytes: Bytes::from_static(b"\r\n+CEREG: 1\r\n") }
            }
            Happening::Serial { at, bytes } if bytes.starts_with(b"\r\nRDY") => {
                Happening::Serial { at, bytes: [&self.boot_noise.borrow()[..], &bytes[..]].concat().into() }
            }
            other => other,
        }
    }

    fn line_errors(&self) -> Tally {
        self.inner.borrow().line_errors()
    }
}
