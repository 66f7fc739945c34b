//! A module on a bench: what is typed goes in, time passes as it must, what is said comes out. No network
//! unless a test brings one.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

pub mod judge;
pub mod net;
pub mod script;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hayes_dialects::Dialect;
use hayes_module::{Module, Output, Setup, Socket, SocketEvent, Wish};

/// The built-in dialects that describe a module.
pub const DIALECTS: [&str; 5] =
    ["fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672"];

/// A module, its clock, and what it wants of the network.
pub struct Bench {
    pub module: Module,
    pub now: Duration,
    pub wishes: Vec<(Socket, Wish)>,
}

impl Bench {
    /// A module of a built-in dialect, running.
    pub fn of(id: &str) -> Self {
        Self::with(id, Setup::default())
    }

    /// The same, set up in a certain way.
    pub fn with(id: &str, setup: Setup) -> Self {
        Self::by(Arc::clone(dialect(id)), setup)
    }

    /// A module of any dialect.
    pub fn by(dialect: Arc<Dialect>, setup: Setup) -> Self {
        let module = Module::new(dialect, setup).unwrap_or_else(|e| panic!("{e}"));
        Self { module, now: Duration::ZERO, wishes: Vec::new() }
    }

    /// Types, and gives all that is said within two seconds.
    pub fn say(&mut self, typed: &str) -> String {
        self.module.handle_serial(self.now, typed.as_bytes());
        self.listen(Duration::from_secs(2))
    }

    /// Something happens to a socket; gives all that is said within two seconds.
    pub fn socket(&mut self, socket: Socket, event: SocketEvent<'_>) -> String {
        self.module.handle_socket(self.now, socket, event);
        self.listen(Duration::from_secs(2))
    }

    /// Lets time pass, and gives what is said.
    pub fn listen(&mut self, how_long: Duration) -> String {
        let until = self.now + how_long;
        let mut said = Vec::new();
        loop {
            while let Some(output) = self.module.poll_output() {
                match output {
                    Output::Serial(bytes) => said.extend_from_slice(&bytes),
                    Output::Socket(socket, wish) => self.wishes.push((socket, wish)),
                }
            }
            match self.module.poll_deadline().filter(|at| *at <= until) {
                Some(at) => {
                    self.now = self.now.max(at);
                    self.module.handle_timeout(self.now);
                }
                None => break,
            }
        }
        self.now = until;
        String::from_utf8_lossy(&said).into_owned()
    }
}

/// A built-in dialect, loaded once for all tests of a program and kept as long as that runs.
pub fn dialect(id: &str) -> &'static Arc<Dialect> {
    static LOADED: Mutex<BTreeMap<String, &'static Arc<Dialect>>> = Mutex::new(BTreeMap::new());
    let mut loaded = LOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let load = || {
        let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
        Box::leak(Box::new(Arc::new(dialect))) as &_
    };
    loaded.entry(id.to_owned()).or_insert_with(load)
}
