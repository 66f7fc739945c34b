//! The sockets of one module: names looked up, connections made, TLS, bytes, and how each of them ends. Nothing here waits.

mod conn;
mod opening;

use std::collections::VecDeque;
use std::collections::btree_map::{BTreeMap, Entry};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use hayes_module::{Socket, Trouble, Wish};
use mio::Registry;

use super::names::Names;
use super::resolver::{Asker, Found, Resolver};
use conn::{Conn, Stage};

/// How long a connection may take, from the wish to the end of TLS's handshake.
pub(super) const CONNECTS_WITHIN: Duration = Duration::from_secs(30);
/// How long a closed connection may take to be closed at the other end too.
const CLOSES_WITHIN: Duration = Duration::from_secs(5);
/// How many bytes may wait for one server to read them; with more, the connection is given up.
const MAX_UNSENT: usize = 1024 * 1024;
/// How many sockets one module may have; a real one has a dozen.
const MAX_SOCKETS: usize = 256;

/// What became of a socket.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NetEvent {
    Opened,
    Failed(Trouble),
    Received(Bytes),
    Closed,
    Reset,
}

pub(super) struct Net {
    /// The number of the module.
    module: usize,
    names: Names,
    conns: BTreeMap<Socket, Conn>,
    events: VecDeque<(Socket, NetEvent)>,
    tokens: Tokens,
}

/// What the poll calls sockets, and which one that is.
struct Tokens {
    first: usize,
    count: usize,
    last: usize,
    owners: BTreeMap<usize, Socket>,
}

impl Net {
    /// The sockets of a module; the poll may call them `count` names from `first` on.
    pub(super) fn new(module: usize, names: Names, first: usize, count: usize) -> Self {
        let tokens = Tokens { first, count, last: 0, owners: BTreeMap::new() };
        Self { module, names, conns: BTreeMap::new(), events: VecDeque::new(), tokens }
    }

    /// Does what the module wants of a socket.
    pub(super) fn wish(
        &mut self,
        now: Duration,
        socket: Socket,
        wish: Wish,
        resolver: &mut Resolver,
        registry: &Registry,
    ) {
        match wish {
            Wish::Open { host, port, tls } => {
                if self.conns.len() >= MAX_SOCKETS {
                    return self.tell(socket, NetEvent::Failed(Trouble::Unreachable));
                }
                let conn = Conn::new(now + CONNECTS_WITHIN, host.clone(), tls);
                self.conns.insert(socket, conn);
                match self.known(&host, port) {
                    Some(address) => self.found(socket, Ok(vec![address]), registry),
                    None => resolver.ask((self.module, socket), host, port),
                }
            }
            Wish::Send(bytes) => self.with(socket, registry, |conn| conn.push(bytes)),
            Wish::Close if self.conns.get(&socket).is_some_and(Conn::is_open) => {
                self.with(socket, registry, |conn| conn.close(now + CLOSES_WITHIN));
            }
            // What is not there yet need not be closed in good order.
            Wish::Close | Wish::Abort => {
                if let Some(conn) = self.conns.remove(&socket) {
                    self.tokens.forget(conn.token);
                    conn.reset();
                }
            }
        }
    }

    /// An address that need not be looked up.
    fn known(&self, host: &str, port: u16) -> Option<SocketAddr> {
        self.names.find(host, port).or_else(|| Some(SocketAddr::new(host.parse::<IpAddr>().ok()?, port)))
    }

    /// A name was looked up.
    pub(super) fn resolved(&mut self, asker: Asker, found: Found, registry: &Registry) {
        self.found(asker.1, found, registry);
    }

    /// The poll has something to tell of one of ours.
    pub(super) fn ready(&mut self, token: usize) {
        if let Some(conn) = self.tokens.owners.get(&token).and_then(|socket| self.conns.get_mut(socket)) {
            conn.ready();
        }
    }

    /// Goes on with all sockets that the poll told of.
    pub(super) fn work(&mut self, now: Duration, registry: &Registry, buffer: &mut [u8]) {
        let busy: Vec<Socket> =
            self.conns.iter().filter(|(_, conn)| conn.is_busy()).map(|(socket, _)| *socket).collect();
        for socket in busy {
            self.go_on(now, socket, registry, buffer);
        }
    }

    /// Is there anything to go on with at once?
    pub(super) fn is_busy(&self) -> bool {
        self.conns.values().any(Conn::is_busy)
    }

    /// Gives up what takes too long.
    pub(super) fn handle_timeout(&mut self, now: Duration) {
        let late: Vec<Socket> = self
            .conns
            .iter()
            .filter(|(_, conn)| conn.deadline.is_some_and(|at| at <= now))
            .map(|(socket, _)| *socket)
            .collect();
        for socket in late {
            let Some(conn) = self.conns.remove(&socket) else { continue };
            self.tokens.forget(conn.token);
            if !matches!(conn.stage, Stage::Closing(_)) {
                self.tell(socket, NetEvent::Failed(Trouble::TimedOut));
            }
            conn.reset();
        }
    }

    /// When that is to be looked at.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.conns.values().filter_map(|conn| conn.deadline).min()
    }

    /// What has happened.
    pub(super) fn poll_event(&mut self) -> Option<(Socket, NetEvent)> {
        self.events.pop_front()
    }

    fn tell(&mut self, socket: Socket, event: NetEvent) {
        self.events.push_back((socket, event));
    }

    fn with(&mut self, socket: Socket, registry: &Registry, does: impl FnOnce(&mut Conn)) {
        if let Some(conn) = self.conns.get_mut(&socket) {
            does(conn);
            self.send(socket, registry);
        }
    }
}

impl Tokens {
    fn take(&mut self, socket: Socket) -> usize {
        loop {
            self.last = (self.last + 1) % self.count;
            let token = self.first + self.last;
            if let Entry::Vacant(free) = self.owners.entry(token) {
                free.insert(socket);
                return token;
            }
        }
    }

    fn forget(&mut self, token: Option<usize>) {
        if let Some(token) = token {
            self.owners.remove(&token);
        }
    }
}
