//! The virtual World: a module and its far end in one thread, on one virtual clock. What is queued is delivered in order of
//! time and source; else time jumps to the next deadline. The same calls have the same outcome.

mod handshake;
mod network;
mod papers;
mod queue;

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::{Config, FarEnd, Order};
use hayes_module::{Output, Power};

use super::line::{Line, Passed};
use super::{Cannot, Happening, LineTrouble, World};
use crate::serial::{FaultPlan, Tally, Trace};
use crate::{Device, Stop};
use queue::{Queue, Source};

pub use handshake::Secured;
pub use network::{Listener, SECURE_PORT, Scene};
pub use papers::{AUTHORITY, CERTIFICATE, KEY};

use network::Network;

/// What a virtual World is made of, beside its module.
#[derive(Debug, Default)]
pub struct Setup {
    /// The same seed makes the same World.
    pub seed: u64,
    /// Where the far end is.
    pub scene: Scene,
    /// What the far end is. It has no real broker behind it.
    pub far_end: Config,
    /// How fast the host's bytes get to the module, in bits per second; none: they take no time.
    pub baud: Option<u32>,
    /// How bad the line is.
    pub faults: FaultPlan,
    /// Where every byte of the line is written down.
    pub trace: Option<Trace>,
    /// Who may want an end.
    pub stop: Stop,
}

/// The virtual World.
pub struct Virtual {
    now: Duration,
    seed: u64,
    device: Box<dyn Device>,
    far_end: FarEnd,
    network: Network,
    line: Line,
    baud: Option<u32>,
    /// What the host has said and the line carries to the module; when its last byte arrives.
    carried: Queue<Bytes>,
    arrives: Duration,
    ready: VecDeque<Happening>,
    /// How many deadlines have come at this time.
    spins: u32,
    stop: Stop,
    stopped: usize,
}

/// So many deadlines of one time are lawful: a core that is never content must not hold up the World.
const MAX_SPINS: u32 = 10_000;
/// What makes the network's chances others than the module's.
const NETWORK: u64 = 0x6E65_7477_6F72_6B00;
/// After more of them, so much time passes before the next.
const PENALTY: Duration = Duration::from_millis(1);
/// Nothing delays what is said here but the order of what happens at once.
const LAG: Duration = Duration::from_millis(10);

impl Virtual {
    /// A World in which it is the beginning of time.
    pub fn new(device: Box<dyn Device>, setup: Setup) -> Self {
        // Each part has numbers of its own: what one draws does not change the others'.
        let network = Network::new(setup.scene, setup.seed ^ NETWORK);
        let mut world = Self {
            now: Duration::ZERO,
            seed: setup.seed,
            device,
            far_end: FarEnd::new(Config { tap: false, ..setup.far_end }),
            network,
            line: Line::new(setup.faults, setup.seed, setup.trace),
            baud: setup.baud,
            carried: Queue::new(),
            arrives: Duration::ZERO,
            ready: VecDeque::new(),
            spins: 0,
            stopped: setup.stop.times(),
            stop: setup.stop,
        };
        world.carry_out();
        world
    }

    /// Does one thing that is due now; false: nothing is.
    fn go_on(&mut self) -> bool {
        if self.network.deliver(self.now, &mut self.far_end, &mut *self.device) {
            self.carry_out();
        } else if let Some((_, bytes)) = self.carried.pop_due(self.now) {
            self.device.handle_serial(self.now, &bytes);
            self.carry_out();
        } else if let Some(passed) = self.line.poll(self.now) {
            self.passed(passed);
        } else if self.is_due(self.far_end.poll_timeout()) {
            self.spins += 1;
            self.far_end.handle_timeout(self.now);
            self.carry_out();
        } else if self.is_due(self.device.poll_deadline()) {
            self.spins += 1;
            self.device.handle_timeout(self.now);
            self.carry_out();
        } else {
            return false;
        }
        true
    }

    fn is_due(&self, deadline: Option<Duration>) -> bool {
        deadline.is_some_and(|at| at <= self.now) && self.spins < MAX_SPINS
    }

    fn passed(&mut self, passed: Passed) {
        let at = self.now;
        match passed {
            Passed::ToModule(bytes) => {
                self.arrives = self.arrives.max(self.now) + self.time_of(bytes.len());
                self.carried.push(self.arrives, Source::Host, bytes);
            }
            Passed::Heard(at, bytes) => self.ready.push_back(Happening::Serial { at, bytes }),
            Passed::Down => {
                self.ready
                    .push_back(Happening::Down { at, why: "the line is down, as was asked for".into() });
            }
            Passed::Up => self.ready.push_back(Happening::Up { at }),
        }
    }

    fn time_of(&self, len: usize) -> Duration {
        // A byte is ten bits on the line.
        let micros = self.baud.map_or(0, |baud| len as u64 * 10_000_000 / u64::from(baud.max(1)));
        Duration::from_micros(micros)
    }

    /// Does what module and far end want, until neither wants more.
    fn carry_out(&mut self) {
        loop {
            let mut idle = true;
            while let Some(output) = self.device.poll_output() {
                idle = false;
                match output {
                    Output::Serial(bytes) => self.line.arrive(self.now, bytes),
                    Output::Socket(socket, wish) => self.network.wish(self.now, socket, wish),
                }
            }
            while let Some(action) = self.far_end.poll_action() {
                idle = false;
                self.network.act(self.now, action, &mut self.far_end);
            }
            while let Some(record) = self.far_end.poll_record() {
                self.ready.push_back(Happening::Record(Box::new(record)));
            }
            if idle {
                return;
            }
        }
    }

    /// When the next thing is due.
    fn deadline(&self) -> Option<Duration> {
        let cores = self.far_end.poll_timeout().into_iter().chain(self.device.poll_deadline()).min();
        let cores = cores.map(|at| if at <= self.now { self.now + PENALTY } else { at });
        let rest = [self.network.deadline(), self.carried.next(), self.line.deadline(self.now)];
        rest.into_iter().flatten().chain(cores).min()
    }

    fn advance(&mut self, to: Duration) {
        if to > self.now {
            self.now = to;
            self.spins = 0;
        }
    }
}

impl World for Virtual {
    fn lag(&self) -> Duration {
        LAG
    }

    fn now(&self) -> Duration {
        self.now
    }

    fn begin(&mut self, case: &str, attempt: u32) {
        let seed = seed_of(self.seed, case, attempt);
        self.network.reseed(seed ^ NETWORK);
        self.device.reseed(seed);
    }

    fn write(&mut self, bytes: &[u8]) -> Result<Duration, LineTrouble> {
        if self.line.is_down(self.now) {
            return Err(LineTrouble { at: self.now, why: "the line is down".into() });
        }
        self.line.say(self.now, bytes);
        Ok(self.now)
    }

    fn order(&mut self, order: Order) -> Result<(), Cannot> {
        self.far_end.handle_order(self.now, order);
        self.carry_out();
        Ok(())
    }

    fn power(&mut self, power: Power) -> Result<(), Cannot> {
        self.device.handle_power(self.now, power);
        self.carry_out();
        Ok(())
    }

    fn set_network(&mut self, network: super::Network) -> Result<(), Cannot> {
        self.network.set(self.now, network);
        Ok(())
    }

    fn set_baud(&mut self, _: u32) -> Result<(), Cannot> {
        // A virtual line carries bytes, not bits: both sides always agree.
        Ok(())
    }

    fn next(&mut self, until: Duration) -> Happening {
        loop {
            if self.stop.times() > self.stopped {
                self.stopped += 1;
                return Happening::Stop;
            }
            if let Some(happening) = self.ready.pop_front() {
                return happening;
            }
            if self.go_on() {
                continue;
            }
            let Some(at) = self.deadline().filter(|at| *at <= until) else {
                self.advance(until);
                return Happening::Deadline;
            };
            self.advance(at);
        }
    }

    fn line_errors(&self) -> Tally {
        self.line.tally()
    }
}

/// The seed of a case in a World of this seed: FNV-1a over its name and attempt.
fn seed_of(seed: u64, case: &str, attempt: u32) -> u64 {
    let bytes = case.bytes().chain(attempt.to_le_bytes());
    bytes.fold(seed ^ 0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
