//! Virtual modules at their outlets on a thread of their own, and a puppet that does what it is told.
#![allow(dead_code, unreachable_pub, reason = "each test file takes what it needs of the bed")]

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hayes_module::{Module, Output, Power, Setup, Socket, SocketEvent, TlsWish, Wish};
use hayes_ports::serial::{Address, Link};
use hayes_ports::sim::{Names, Outlet, Place, Sim, SimError};
use hayes_ports::{Device, Stop};

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A sim that runs until it is dropped.
pub struct Running {
    pub places: Vec<Place>,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Modules cannot move between threads: they are made where they run.
    pub fn start(outlets: impl FnOnce() -> Vec<Outlet> + Send + 'static) -> Result<Self, SimError> {
        let (tell, told) = channel();
        let stop = Stop::new();
        let heard = stop.clone();
        let thread = std::thread::spawn(move || match Sim::open(outlets()) {
            Ok(sim) => {
                tell.send(Ok(sim.places())).expect("the test waits");
                sim.run(&heard, &mut |why| panic!("{why}")).expect("it runs");
            }
            Err(error) => tell.send(Err(error)).expect("the test waits"),
        });
        let places = told.recv_timeout(PATIENCE).expect("it starts")?;
        Ok(Self { places, stop, thread: Some(thread) })
    }

    pub fn address(&self) -> Address {
        match &self.places[0] {
            Place::Tcp(address) => Address::Tcp(address.to_string()),
            Place::Pty(path) => Address::Port(path.clone()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the sim has panicked");
    }
}

/// A right module of a dialect.
pub fn module(dialect: &str, seed: u64) -> Box<dyn Device> {
    let dialect = hayes_dialects::find(dialect).unwrap_or_else(|error| panic!("{error}"));
    let setup = Setup { seed, ..Setup::default() };
    Box::new(Module::new(Arc::new(dialect), setup).unwrap_or_else(|error| panic!("{error}")))
}

pub fn outlet(device: Box<dyn Device>, place: Place) -> Outlet {
    Outlet { device, place, names: Names::default(), log: None }
}

pub fn pty(link: &Path) -> Place {
    Place::Pty(link.to_owned())
}

pub fn tcp() -> Place {
    Place::Tcp(([127, 0, 0, 1], 0).into())
}

/// A host on a line.
pub struct Host {
    pub link: Link,
    heard: Vec<u8>,
}

impl Host {
    pub fn open(address: &Address) -> Self {
        let link = Link::open(address, 115_200).unwrap_or_else(|error| panic!("{error}"));
        Self { link, heard: Vec::new() }
    }

    pub fn say(&self, text: &str) {
        self.link.write(text.as_bytes()).expect("it is heard");
    }

    /// Waits for words, and gives all up to their end.
    pub fn until(&mut self, words: &str) -> String {
        let began = Instant::now();
        let mut buffer = [0; 512];
        loop {
            if let Some(at) = self.heard.windows(words.len()).position(|window| window == words.as_bytes()) {
                let all: Vec<u8> = self.heard.drain(..at + words.len()).collect();
                return String::from_utf8_lossy(&all).into_owned();
            }
            let so_far = String::from_utf8_lossy(&self.heard).into_owned();
            assert!(began.elapsed() < PATIENCE, "{words:?} did not come, but {so_far:?}");
            let count =
                self.link.read(&mut buffer).unwrap_or_else(|error| panic!("{error} after {so_far:?}"));
            self.heard.extend_from_slice(&buffer[..count]);
        }
    }

    /// Says something and waits for words.
    pub fn ask(&mut self, text: &str, words: &str) -> String {
        self.say(text);
        self.until(words)
    }
}

/// A device without a will: each line that the host types is an order for its one socket, and each thing that happens
/// is said in a line.
#[derive(Default)]
pub struct Puppet {
    typed: String,
    outputs: VecDeque<Output>,
    sockets: u64,
    tls: Option<TlsWish>,
    /// How often somebody asked for a deadline: once for each turn of the loop.
    turns: Arc<AtomicUsize>,
}

impl Puppet {
    pub fn with_tls(tls: TlsWish) -> Self {
        Self { tls: Some(tls), ..Self::default() }
    }

    pub fn counted(turns: Arc<AtomicUsize>) -> Self {
        Self { turns, ..Self::default() }
    }

    fn tell(&mut self, text: &str) {
        self.outputs.push_back(Output::Serial(Bytes::from(format!("{text}\n"))));
    }

    fn obey(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let wish = match words[..] {
            ["open", host, port] => {
                self.sockets += 1;
                let port = port.parse().expect("a port");
                Wish::Open { host: host.to_owned(), port, tls: self.tls.clone() }
            }
            ["send", text] => Wish::Send(Bytes::from(text.to_owned())),
            ["flood"] => Wish::Send(Bytes::from(vec![b'x'; 64 * 1024])),
            ["close"] => Wish::Close,
            ["abort"] => Wish::Abort,
            ["say", count] => {
                let count = count.parse().expect("a number");
                return self.outputs.push_back(Output::Serial(Bytes::from(vec![b'z'; count])));
            }
            _ => return self.tell(&format!("what is {line}?")),
        };
        self.outputs.push_back(Output::Socket(Socket(self.sockets), wish));
    }
}

impl Device for Puppet {
    fn handle_serial(&mut self, _: Duration, bytes: &[u8]) {
        self.typed.push_str(&String::from_utf8_lossy(bytes));
        while let Some((line, rest)) = self.typed.split_once('\n') {
            let (line, rest) = (line.to_owned(), rest.to_owned());
            self.typed = rest;
            self.obey(&line);
        }
    }

    fn handle_socket(&mut self, _: Duration, socket: Socket, event: SocketEvent<'_>) {
        assert_eq!(socket, Socket(self.sockets), "{event:?}");
        let text = match event {
            SocketEvent::Opened => "opened".to_owned(),
            SocketEvent::Failed(trouble) => format!("failed: {trouble}"),
            SocketEvent::Received(bytes) => format!("received {}", String::from_utf8_lossy(bytes)),
            SocketEvent::Closed => "closed".to_owned(),
            SocketEvent::Reset => "reset".to_owned(),
        };
        self.tell(&text);
    }

    fn handle_timeout(&mut self, _: Duration) {}

    fn handle_power(&mut self, _: Duration, power: Power) {
        self.tell(&format!("power {power:?}"));
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn poll_deadline(&self) -> Option<Duration> {
        self.turns.fetch_add(1, Ordering::Relaxed);
        None
    }
}
