//! The network between a virtual module and its far end: names, refusals, latency, cuts, and connections that deliver in
//! order. Carries bytes and does not look at them.

mod passage;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::{Action, FarEnd, Gone, Link};
use hayes_module::{Socket, TlsWish, Trouble, Wish};

use super::handshake::Secured;
use super::queue::{Queue, Source};
use crate::Device;
use crate::chance::Chance;
use crate::world;

/// Where the far end is to be found, and how far away.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The names and addresses of the far end; other names have no address, other addresses do not answer.
    pub names: Vec<String>,
    /// What it listens on; elsewhere it refuses.
    pub listeners: Vec<Listener>,
    /// How long a packet takes, at least and at most.
    pub latency: (Duration, Duration),
}

/// A port of the far end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// Its number.
    pub port: u16,
    /// Does it speak TLS, and how?
    pub tls: Option<Secured>,
}

/// How long a connection is tried for where nobody answers.
const CONNECTS_WITHIN: Duration = Duration::from_secs(30);
/// How long a name is looked for where nobody answers.
const NAMES_WITHIN: Duration = Duration::from_secs(10);
/// How many bytes of one connection may wait for a far end that does not read, or for the end of a cut; with more it
/// is lost.
const MAX_HELD: usize = 1024 * 1024;

/// Where the far end of a virtual World speaks TLS: a port that is negative to who keeps ports in 16 bits with a sign.
pub const SECURE_PORT: u16 = 48_883;

impl Default for Scene {
    fn default() -> Self {
        let authority = Some(Bytes::from_static(super::AUTHORITY.as_bytes()));
        Self {
            names: vec!["broker.example".to_owned(), "192.0.2.1".to_owned()],
            listeners: vec![
                Listener { port: 1883, tls: None },
                Listener { port: SECURE_PORT, tls: Some(Secured { authority, ..Secured::default() }) },
            ],
            latency: (Duration::from_millis(20), Duration::from_millis(45)),
        }
    }
}

pub(super) struct Network {
    scene: Scene,
    chance: Chance,
    conns: BTreeMap<Socket, Conn>,
    sockets: BTreeMap<Link, Socket>,
    queue: Queue<Event>,
    cut: bool,
    /// What a cut holds up.
    stalled: VecDeque<(Source, Event)>,
}

/// What is on its way.
#[derive(Debug)]
enum Event {
    /// A connection reaches the far end.
    Arrive(Socket),
    /// Something of a connection reaches the far end.
    Up(Socket, Piece),
    /// Something of a connection reaches the module.
    Down(Socket, Piece),
    /// The module learns what came of its wish.
    Outcome(Socket, Result<(), Trouble>),
}

/// What connections carry.
#[derive(Debug)]
enum Piece {
    Bytes(Bytes),
    End,
    Reset,
}

struct Conn {
    listener: usize,
    host: String,
    tls: Option<TlsWish>,
    link: Option<Link>,
    /// Nothing overtakes: when the last piece arrives, each way.
    up: Duration,
    down: Duration,
    /// What waits for a far end that does not read; none: it reads.
    held: Option<VecDeque<Piece>>,
    /// The module has closed its side.
    module_done: bool,
    /// How far the close is.
    ends: Ends,
    /// TLS is awaited and plain text will come.
    at_odds: bool,
}

/// Who has closed a connection, as the far end sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Neither,
    Module,
    FarEnd,
}

impl Network {
    pub(super) fn new(scene: Scene, seed: u64) -> Self {
        Self {
            scene,
            chance: Chance::new(seed),
            conns: BTreeMap::new(),
            sockets: BTreeMap::new(),
            queue: Queue::new(),
            cut: false,
            stalled: VecDeque::new(),
        }
    }

    /// From here on, latencies are drawn from this seed.
    pub(super) fn reseed(&mut self, seed: u64) {
        self.chance = Chance::new(seed);
    }

    /// Does what the module wants of a socket.
    pub(super) fn wish(&mut self, now: Duration, socket: Socket, wish: Wish) {
        match wish {
            Wish::Open { host, port, tls } => self.open(now, socket, host, port, tls),
            Wish::Send(bytes) => self.up(now, socket, Piece::Bytes(bytes)),
            Wish::Close => self.leave(now, socket, Piece::End),
            Wish::Abort => self.leave(now, socket, Piece::Reset),
        }
    }

    fn open(&mut self, now: Duration, socket: Socket, host: String, port: u16, tls: Option<TlsWish>) {
        let is_address = host.parse::<std::net::IpAddr>().is_ok();
        let round_trip = self.latency() + self.latency();
        let known = self.scene.names.iter().any(|name| name.eq_ignore_ascii_case(&host));
        let listener = self.scene.listeners.iter().position(|listener| listener.port == port);
        let (after, trouble) = match (known, listener) {
            _ if self.cut && !is_address => (NAMES_WITHIN, Trouble::Dns),
            _ if self.cut => (CONNECTS_WITHIN, Trouble::TimedOut),
            (false, _) if is_address => (CONNECTS_WITHIN, Trouble::TimedOut),
            (false, _) => (round_trip, Trouble::Dns),
            (true, None) => (round_trip, Trouble::Refused),
            (true, Some(listener)) => {
                // A name is asked for first.
                let at = now + self.latency() + if is_address { Duration::ZERO } else { round_trip };
                self.conns.insert(socket, Conn::new(listener, host, tls, at));
                return self.queue.push(at, Source::Module, Event::Arrive(socket));
            }
        };
        self.queue.push(now + after, Source::FarEnd, Event::Outcome(socket, Err(trouble)));
    }

    fn latency(&mut self) -> Duration {
        let (least, most) = self.scene.latency;
        self.chance.between(least, most)
    }

    /// The module has done with a socket.
    fn leave(&mut self, now: Duration, socket: Socket, piece: Piece) {
        self.up(now, socket, piece);
        if let Some(conn) = self.conns.get_mut(&socket) {
            conn.module_done = true;
        }
    }

    /// Sends something to the far end.
    fn up(&mut self, now: Duration, socket: Socket, piece: Piece) {
        let at = now + self.latency();
        let Some(conn) = self.conns.get_mut(&socket).filter(|conn| !conn.module_done) else { return };
        conn.up = conn.up.max(at);
        self.queue.push(conn.up, Source::Module, Event::Up(socket, piece));
    }

    /// Sends something to the module, unless it has done with this socket.
    fn down(&mut self, now: Duration, socket: Socket, piece: Piece) {
        if self.conns.get(&socket).is_some_and(|conn| conn.module_done) {
            return;
        }
        let at = self.down_at(now, socket);
        self.queue.push(at, Source::FarEnd, Event::Down(socket, piece));
    }

    fn down_at(&mut self, now: Duration, socket: Socket) -> Duration {
        let at = now + self.latency();
        let Some(conn) = self.conns.get_mut(&socket) else { return at };
        conn.down = conn.down.max(at);
        conn.down
    }

    /// Does what the far end says.
    pub(super) fn act(&mut self, now: Duration, action: Action, far_end: &mut FarEnd) {
        match action {
            Action::Write(link, bytes) => {
                let count = bytes.len();
                self.pass_down(now, link, Piece::Bytes(bytes));
                far_end.handle_written(now, link, count);
            }
            Action::HalfClose(link) => self.pass_down(now, link, Piece::End),
            Action::Close(link) => {
                self.pass_down(now, link, Piece::End);
                self.finish(now, link, Ends::FarEnd, far_end);
            }
            Action::Reset(link) => {
                self.pass_down(now, link, Piece::Reset);
                self.forget(link);
                far_end.handle_closed(now, link, Gone::ResetByUs);
            }
            Action::Pause(link) => {
                if let Some(conn) = self.conn(link) {
                    conn.held.get_or_insert_default();
                }
            }
            Action::Resume(link) => self.release(now, link, far_end),
            // There is no real broker behind a virtual far end.
            Action::OpenUpstream(_)
            | Action::WriteUpstream(..)
            | Action::PauseUpstream(_)
            | Action::ResumeUpstream(_)
            | Action::CloseUpstream(_) => {}
        }
    }

    fn pass_down(&mut self, now: Duration, link: Link, piece: Piece) {
        if let Some(socket) = self.sockets.get(&link).copied() {
            self.down(now, socket, piece);
        }
    }

    fn conn(&mut self, link: Link) -> Option<&mut Conn> {
        self.conns.get_mut(self.sockets.get(&link)?)
    }

    fn forget(&mut self, link: Link) {
        if let Some(socket) = self.sockets.remove(&link) {
            self.conns.remove(&socket);
        }
    }

    /// One side has closed: it is over once the other has, too. Did that make it so?
    fn finish(&mut self, now: Duration, link: Link, by: Ends, far_end: &mut FarEnd) -> bool {
        let Some(conn) = self.conn(link) else { return false };
        if conn.ends == Ends::Neither || conn.ends == by {
            conn.ends = by;
            return false;
        }
        self.forget(link);
        far_end.handle_closed(now, link, Gone::Closed);
        true
    }

    /// Cuts the network, or mends it: then all that was held up goes on.
    pub(super) fn set(&mut self, now: Duration, state: world::Network) {
        self.cut = state == world::Network::Cut;
        if !self.cut {
            for (source, event) in std::mem::take(&mut self.stalled) {
                self.queue.push(now, source, event);
            }
        }
    }

    /// Delivers what has arrived by now; false: nothing has.
    pub(super) fn deliver(&mut self, now: Duration, far_end: &mut FarEnd, device: &mut dyn Device) -> bool {
        let Some((source, event)) = self.queue.pop_due(now) else { return false };
        if self.cut && !matches!(event, Event::Outcome(_, Err(_))) {
            self.stall(now, source, event, far_end);
        } else {
            self.arrived(now, event, far_end, device);
        }
        true
    }

    /// When something arrives.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.queue.next()
    }
}

impl Conn {
    fn new(listener: usize, host: String, tls: Option<TlsWish>, at: Duration) -> Self {
        Self {
            listener,
            host,
            tls,
            link: None,
            up: at,
            down: at,
            held: None,
            module_done: false,
            ends: Ends::Neither,
            at_odds: false,
        }
    }
}

impl Piece {
    fn len(&self) -> usize {
        if let Self::Bytes(bytes) = self { bytes.len() } else { 0 }
    }
}
