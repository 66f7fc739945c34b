//! A module and the far end on one clock, with a network between them that takes 30 ms each way. Ports 1883
//! and 8883 are the far end's, port 8884 fails its TLS handshakes, any other is refused; names that end in `.invalid` have no address, and from
//! 192.0.2.1 nobody answers.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::record::Transport;
use hayes_broker::{Action, Config, FarEnd, Gone, Link, Opening, Order, Record};
use hayes_module::{Output, Setup, Socket, SocketEvent, Trouble, Wish};

use super::Bench;
use super::judge::Judge;

/// One way through the network.
pub const LATENCY: Duration = Duration::from_millis(30);

/// A module with a network and a far end.
pub struct Net {
    pub bench: Bench,
    pub far_end: FarEnd,
    pub records: Vec<Record>,
    /// Holds the module to its dialect, where a test wants that.
    pub judge: Option<Judge>,
    links: BTreeMap<Socket, Link>,
    on_the_way: BTreeMap<(Duration, u64), Travels>,
    count: u64,
    said: Vec<u8>,
    /// All that the module said, and when.
    pub heard: Vec<(Duration, Bytes)>,
}

/// What is on its way through the network.
enum Travels {
    Open(Socket, bool),
    Send(Socket, Bytes),
    Close(Socket),
    Abort(Socket),
    Opened(Socket),
    Failed(Socket, Trouble),
    Bytes(Socket, Bytes),
    Closed(Socket),
    Reset(Socket),
}

impl Net {
    /// A module of a built-in dialect, running.
    pub fn of(id: &str) -> Self {
        Self::with(id, Setup::default())
    }

    /// The same, set up in a certain way.
    pub fn with(id: &str, setup: Setup) -> Self {
        Self::around(Bench::with(id, setup))
    }

    /// A network around a module.
    pub fn around(bench: Bench) -> Self {
        Self {
            bench,
            far_end: FarEnd::new(Config::default()),
            records: Vec::new(),
            judge: None,
            links: BTreeMap::new(),
            on_the_way: BTreeMap::new(),
            count: 0,
            said: Vec::new(),
            heard: Vec::new(),
        }
    }

    /// The same with a judge, who hears both sides from the beginning.
    pub fn judged(id: &str) -> Self {
        Self { judge: Some(Judge::of(id)), ..Self::of(id) }
    }

    /// The same, set up in a certain way.
    pub fn judged_with(id: &str, setup: Setup) -> Self {
        Self { judge: Some(Judge::of(id)), ..Self::with(id, setup) }
    }

    /// Types, and gives all that is said within two seconds.
    pub fn say(&mut self, typed: &str) -> String {
        self.say_for(typed, Duration::from_secs(2))
    }

    /// Types, and gives all that is said within a time.
    pub fn say_for(&mut self, typed: &str, how_long: Duration) -> String {
        self.type_bytes(typed.as_bytes());
        self.listen(how_long)
    }

    /// Types bytes; what comes of them is heard by `listen`.
    pub fn type_bytes(&mut self, bytes: &[u8]) {
        if let Some(judge) = &mut self.judge {
            judge.host(bytes);
        }
        self.bench.module.handle_serial(self.bench.now, bytes);
    }

    /// Fails where the module said what its dialect cannot explain.
    pub fn approve(&mut self) {
        if let Some(judge) = &mut self.judge {
            judge.silence();
            judge.approve();
        }
    }

    /// Gives the far end an order, in the notation of its orders.
    pub fn order(&mut self, order: &str) {
        let order = Order::parse(order).unwrap_or_else(|e| panic!("{e}"));
        self.far_end.handle_order(self.bench.now, order);
    }

    /// Lets time pass, and gives what the module says.
    pub fn listen(&mut self, how_long: Duration) -> String {
        let until = self.bench.now + how_long;
        loop {
            self.settle();
            let module = self.bench.module.poll_deadline();
            let far_end = self.far_end.poll_timeout();
            let travels = self.on_the_way.first_key_value().map(|((at, _), _)| *at);
            let next = [module, far_end, travels].into_iter().flatten().min();
            let Some(at) = next.filter(|at| *at <= until) else { break };
            self.bench.now = self.bench.now.max(at);
            let now = self.bench.now;
            if module.is_some_and(|at| at <= now) {
                self.bench.module.handle_timeout(now);
            }
            if far_end.is_some_and(|at| at <= now) {
                self.far_end.handle_timeout(now);
            }
            while let Some(entry) = self.on_the_way.first_entry().filter(|e| e.key().0 <= now) {
                let travels = entry.remove();
                self.arrive(travels);
                self.settle();
            }
        }
        self.bench.now = until;
        String::from_utf8_lossy(&std::mem::take(&mut self.said)).into_owned()
    }

    /// What the far end saw so far, in words, a line each.
    pub fn seen(&self) -> String {
        self.records.iter().fold(String::new(), |text, record| format!("{text}{}\n", record.event))
    }

    fn send(&mut self, travels: Travels) {
        self.count += 1;
        let after = match &travels {
            Travels::Failed(_, Trouble::TimedOut) => Duration::from_secs(20),
            _ => LATENCY,
        };
        self.on_the_way.insert((self.bench.now + after, self.count), travels);
    }

    fn settle(&mut self) {
        while let Some(output) = self.bench.module.poll_output() {
            match output {
                Output::Serial(bytes) => {
                    self.said.extend_from_slice(&bytes);
                    self.heard.push((self.bench.now, bytes.clone()));
                    if let Some(judge) = &mut self.judge {
                        judge.module(&bytes);
                    }
                }
                Output::Socket(socket, wish) => {
                    self.bench.wishes.push((socket, wish.clone()));
                    self.wish(socket, wish);
                }
            }
        }
        while let Some(action) = self.far_end.poll_action() {
            self.act(action);
        }
        while let Some(record) = self.far_end.poll_record() {
            self.records.push(record);
        }
    }

    fn wish(&mut self, socket: Socket, wish: Wish) {
        let travels = match wish {
            Wish::Open { host, .. } if host.ends_with(".invalid") => Travels::Failed(socket, Trouble::Dns),
            Wish::Open { host, .. } if host == "192.0.2.1" => Travels::Failed(socket, Trouble::TimedOut),
            Wish::Open { port: 8884, tls: Some(_), .. } => {
                Travels::Failed(socket, Trouble::Tls("handshake failure".to_owned()))
            }
            Wish::Open { port: 1883 | 8883, tls, .. } => Travels::Open(socket, tls.is_some()),
            Wish::Open { .. } => Travels::Failed(socket, Trouble::Refused),
            Wish::Send(bytes) => Travels::Send(socket, bytes),
            Wish::Close => Travels::Close(socket),
            Wish::Abort => Travels::Abort(socket),
        };
        self.send(travels);
    }

    fn act(&mut self, action: Action) {
        let now = self.bench.now;
        let socket = |link: Link| self.links.iter().find(|(_, l)| **l == link).map(|(socket, _)| *socket);
        match action {
            Action::Write(link, bytes) => {
                let there = socket(link);
                self.far_end.handle_written(now, link, bytes.len());
                if let Some(socket) = there {
                    self.send(Travels::Bytes(socket, bytes));
                }
            }
            Action::HalfClose(link) | Action::Close(link) => {
                if let Some(socket) = socket(link) {
                    self.send(Travels::Closed(socket));
                }
                if matches!(action, Action::Close(_)) {
                    self.far_end.handle_closed(now, link, Gone::Closed);
                }
            }
            Action::Reset(link) => {
                if let Some(socket) = socket(link) {
                    self.send(Travels::Reset(socket));
                }
                self.far_end.handle_closed(now, link, Gone::ResetByUs);
            }
            _ => {}
        }
    }

    fn arrive(&mut self, travels: Travels) {
        let now = self.bench.now;
        let module = &mut self.bench.module;
        match travels {
            Travels::Open(socket, tls) => {
                let transport = if tls { Transport::Tls } else { Transport::Virtual };
                let opening = Opening { peer: "module".to_owned(), transport };
                match self.far_end.handle_open(now, opening) {
                    Some(link) => {
                        self.links.insert(socket, link);
                        self.send(Travels::Opened(socket));
                    }
                    None => self.send(Travels::Reset(socket)),
                }
            }
            Travels::Send(socket, bytes) => {
                if let Some(link) = self.links.get(&socket) {
                    self.far_end.handle_bytes(now, *link, &bytes);
                }
            }
            Travels::Close(socket) => {
                if let Some(link) = self.links.get(&socket) {
                    self.far_end.handle_finished(now, *link);
                    self.far_end.handle_closed(now, *link, Gone::Closed);
                }
            }
            Travels::Abort(socket) => {
                if let Some(link) = self.links.get(&socket) {
                    self.far_end.handle_closed(now, *link, Gone::Reset);
                }
            }
            Travels::Opened(socket) => module.handle_socket(now, socket, SocketEvent::Opened),
            Travels::Failed(socket, trouble) => {
                module.handle_socket(now, socket, SocketEvent::Failed(trouble));
            }
            Travels::Bytes(socket, bytes) => module.handle_socket(now, socket, SocketEvent::Received(&bytes)),
            Travels::Closed(socket) => module.handle_socket(now, socket, SocketEvent::Closed),
            Travels::Reset(socket) => module.handle_socket(now, socket, SocketEvent::Reset),
        }
    }
}
