//! The real World: a module on a port or behind TCP, the far end's sockets, signals; a thread for each, and one channel that they
//! all feed. A line that is lost is opened again as soon as that is possible.

mod line_thread;
mod program;
mod switch;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hayes_broker::{Order, Record};
use hayes_module::Power;

use super::line::{Line, Passed};
use super::{Cannot, Happening, LineTrouble, Network, World};
use crate::Stop;
use crate::far_end::{self, FarEndPort};
use crate::serial::{Address, FaultPlan, Flow, OpenError, Tally, Trace};
use line_thread::LineThread;

pub use program::Program;
pub use switch::Switch;

/// What a real World is made of.
#[derive(Debug)]
pub struct Setup {
    /// Where the module's line is.
    pub address: Address,
    /// How fast it is.
    pub baud: u32,
    /// How a port holds the other side up.
    pub flow: Flow,
    /// The far end, if there is to be one. Times are counted since its `since`.
    pub far_end: Option<far_end::Setup>,
    /// What switches the module's supply.
    pub switch: Switch,
    /// How bad the line is to be made.
    pub faults: FaultPlan,
    /// What decides the faults.
    pub seed: u64,
    /// Where every byte of the line is written down.
    pub trace: Option<Trace>,
    /// Who may want an end.
    pub stop: Stop,
}

/// Why there is no such World.
#[derive(Debug)]
pub enum RealError {
    /// The line.
    Line(OpenError),
    /// The far end.
    FarEnd(io::Error),
    /// A thread.
    Thread(io::Error),
}

/// What the threads say.
#[derive(Debug)]
enum News {
    Heard(Duration, Bytes),
    Down(Duration, String),
    Up(Duration),
    Record(Box<Record>),
    /// Look whether an end is wished for.
    Wake,
}

/// How much news may wait. Then the port is not read from, and the far end stands still.
const MAX_NEWS: usize = 4096;

/// A port: its adapter gathers bytes for some milliseconds, and the machine may be busy.
const PORT_LAG: Duration = Duration::from_millis(250);
/// A network lies between, too.
const NETWORK_LAG: Duration = Duration::from_millis(500);

/// The real World.
pub struct Real {
    since: Instant,
    lag: Duration,
    line: Line,
    ready: VecDeque<Happening>,
    /// News that came after the time that was waited for.
    early: Option<News>,
    switch: Switch,
    stop: Stop,
    stopped: usize,
    // Dropped in this order: once nobody hears them, the threads do not wait to be heard.
    news: Receiver<News>,
    thread: LineThread,
    far_end: Option<FarEndPort>,
}

impl Real {
    /// Opens the line, and lets the far end listen.
    pub fn open(setup: Setup) -> Result<Self, RealError> {
        let since = setup.far_end.as_ref().map_or_else(Instant::now, |far_end| far_end.since);
        let (tell, news) = sync_channel(MAX_NEWS);
        let lag = if matches!(setup.address, Address::Tcp(..)) { NETWORK_LAG } else { PORT_LAG };
        let thread = LineThread::start(setup.address, (setup.baud, setup.flow), since, tell.clone())?;
        let far_end = setup.far_end.map(|setup| listen(setup, tell.clone())).transpose();
        let stopped = setup.stop.times();
        setup.stop.wakes(move || {
            // A full channel wakes as well.
            let _ = tell.try_send(News::Wake);
        });
        Ok(Self {
            since,
            lag,
            line: Line::new(setup.faults, setup.seed, setup.trace),
            ready: VecDeque::new(),
            early: None,
            switch: setup.switch,
            stop: setup.stop,
            stopped,
            news,
            thread,
            far_end: far_end.map_err(RealError::FarEnd)?,
        })
    }

    /// Where the far end listens, in the order in which that was asked for.
    pub fn far_end(&self) -> &[SocketAddr] {
        self.far_end.as_ref().map_or(&[], FarEndPort::addresses)
    }

    /// Tells what the bench has to say.
    fn say(&mut self, text: String) {
        let at = self.now();
        self.ready.push_back(Happening::Said { at, text });
    }

    /// Takes what the line lets through by now.
    fn pump(&mut self) {
        while let Some(passed) = self.line.poll(self.now()) {
            let at = self.now();
            match passed {
                Passed::ToModule(bytes) => {
                    // A line that is lost is told of by its thread.
                    let _ = self.thread.write(&bytes);
                }
                Passed::Heard(at, bytes) => self.ready.push_back(Happening::Serial { at, bytes }),
                Passed::Down => {
                    let why = "the line is down, as was asked for".to_owned();
                    self.ready.push_back(Happening::Down { at, why });
                }
                Passed::Up => self.ready.push_back(Happening::Up { at }),
            }
        }
    }

    fn take(&mut self, news: News) {
        match news {
            News::Heard(at, bytes) => self.line.arrive(at, bytes),
            News::Down(at, why) => self.ready.push_back(Happening::Down { at, why }),
            News::Up(at) => self.ready.push_back(Happening::Up { at }),
            News::Record(record) => self.ready.push_back(Happening::Record(record)),
            News::Wake => {}
        }
    }

    /// The next news, if there is any by then.
    fn wait(&mut self, until: Duration) -> Option<News> {
        if let Some(news) = self.early.take() {
            return Some(news);
        }
        let patience = until.saturating_sub(self.now());
        self.news.recv_timeout(patience).ok()
    }
}

impl World for Real {
    fn lag(&self) -> Duration {
        self.lag
    }

    fn now(&self) -> Duration {
        self.since.elapsed()
    }

    fn write(&mut self, bytes: &[u8]) -> Result<Duration, LineTrouble> {
        let at = self.now();
        let trouble = |why: String| LineTrouble { at, why };
        if self.line.is_down(at) {
            return Err(trouble("the line is down".into()));
        }
        self.line.say(at, bytes);
        while let Some(passed) = self.line.poll(at) {
            match passed {
                Passed::ToModule(bytes) => self.thread.write(&bytes).map_err(|e| trouble(e.to_string()))?,
                Passed::Heard(at, bytes) => self.ready.push_back(Happening::Serial { at, bytes }),
                Passed::Up => self.ready.push_back(Happening::Up { at }),
                Passed::Down => break,
            }
        }
        Ok(at)
    }

    fn order(&mut self, order: Order) -> Result<(), Cannot> {
        let far_end =
            self.far_end.as_ref().ok_or_else(|| Cannot("there is no far end in this run".into()))?;
        far_end.order(order);
        Ok(())
    }

    fn power(&mut self, power: Power) -> Result<(), Cannot> {
        let printed = self.switch.turn(power)?;
        self.say(printed);
        Ok(())
    }

    fn set_network(&mut self, network: Network) -> Result<(), Cannot> {
        let printed = self.switch.set(network)?;
        self.say(printed);
        Ok(())
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), Cannot> {
        self.thread.set_baud(baud).map_err(|error| Cannot(error.to_string()))
    }

    fn next(&mut self, until: Duration) -> Happening {
        loop {
            if self.stop.times() > self.stopped {
                self.stopped += 1;
                return Happening::Stop;
            }
            self.pump();
            if let Some(happening) = self.ready.pop_front() {
                return happening;
            }
            let due = self.line.deadline(self.now()).map_or(until, |due| due.min(until));
            match self.wait(due) {
                Some(news) if news.at().is_some_and(|at| at > until) => {
                    self.early = Some(news);
                    return Happening::Deadline;
                }
                Some(news) => self.take(news),
                None if self.now() >= until => return Happening::Deadline,
                None => {}
            }
        }
    }

    fn line_errors(&self) -> Tally {
        self.line.tally()
    }
}

impl News {
    fn at(&self) -> Option<Duration> {
        match self {
            Self::Heard(at, _) | Self::Down(at, _) | Self::Up(at) => Some(*at),
            Self::Record(record) => Some(record.at),
            Self::Wake => None,
        }
    }
}

fn listen(setup: far_end::Setup, tell: SyncSender<News>) -> io::Result<FarEndPort> {
    FarEndPort::listen(setup, move |record| {
        // Nobody hears it any more once the World is gone.
        let _ = tell.send(News::Record(Box::new(record)));
    })
}

impl std::fmt::Display for RealError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(error) => error.fmt(f),
            Self::FarEnd(error) => write!(f, "the far end cannot listen on {error}"),
            Self::Thread(error) => write!(f, "no thread can be had: {error}"),
        }
    }
}

impl std::error::Error for RealError {}
