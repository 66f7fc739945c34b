//! The loop that waits for sockets, commands and deadlines, and does what the core says.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::TcpListener;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Weak};
use std::time::Duration;

use hayes_broker::record::Tls;
use hayes_broker::{Action, Config, FarEnd, Gone, Link, Record};
use mio::{Events, Interest, Poll, Registry, Token, Waker};

use super::{Command, Setup};
use crate::socket::{Input, Socket};

pub(super) type Sink = Box<dyn FnMut(Record) + Send>;

const WAKER: Token = Token(usize::MAX);
/// Listeners have the tokens below; connections take two each from here on.
const FIRST_LINK: usize = 256;
/// How much is read at once, and how often in a row from one socket while others wait.
const READ: usize = 64 * 1024;
const TURNS: usize = 4;

pub(super) struct Reactor {
    poll: Poll,
    pub(super) listeners: Vec<mio::net::TcpListener>,
    pub(super) setup: Setup,
    pub(super) core: FarEnd,
    pub(super) sockets: BTreeMap<Link, Socket>,
    pub(super) upstreams: BTreeMap<Link, Socket>,
    /// Sockets with bytes to write.
    unflushed: BTreeSet<Link>,
    pub(super) unflushed_up: BTreeSet<Link>,
    /// Listeners that may have more to accept.
    pub(super) accepting: BTreeSet<usize>,
    buffer: Vec<u8>,
    commands: Receiver<Command>,
    sink: Sink,
    pub(super) stopping: bool,
    _waker: Arc<Waker>,
}

impl Reactor {
    pub(super) fn new(
        mut setup: Setup,
        listeners: Vec<TcpListener>,
        commands: Receiver<Command>,
        sink: Sink,
    ) -> io::Result<(Self, Weak<Waker>)> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        let mut listeners: Vec<_> = listeners.into_iter().map(mio::net::TcpListener::from_std).collect();
        for (index, listener) in listeners.iter_mut().enumerate() {
            poll.registry().register(listener, Token(index), Interest::READABLE)?;
        }
        setup.config = Config { tap: !setup.upstream.is_empty(), ..setup.config };
        let core = FarEnd::new(setup.config.clone());
        let remote = Arc::downgrade(&waker);
        let reactor = Self {
            poll,
            listeners,
            setup,
            core,
            sockets: BTreeMap::new(),
            upstreams: BTreeMap::new(),
            unflushed: BTreeSet::new(),
            unflushed_up: BTreeSet::new(),
            accepting: BTreeSet::new(),
            buffer: vec![0; READ],
            commands,
            sink,
            stopping: false,
            _waker: waker,
        };
        Ok((reactor, remote))
    }

    pub(super) fn run(mut self) {
        let mut events = Events::with_capacity(256);
        while !(self.stopping && self.sockets.is_empty()) {
            if let Err(error) = self.poll.poll(&mut events, self.patience())
                && error.kind() != io::ErrorKind::Interrupted
            {
                break;
            }
            for event in &events {
                self.ready(event.token());
            }
            self.take_commands();
            self.accept();
            self.read_all();
            self.core.handle_timeout(self.now());
            self.carry_out();
        }
        self.carry_out();
    }

    pub(super) fn now(&self) -> Duration {
        self.setup.since.elapsed()
    }

    pub(super) fn registry(&self) -> &Registry {
        self.poll.registry()
    }

    fn patience(&self) -> Option<Duration> {
        let readable = |socket: &Socket| socket.readable && !socket.paused && !socket.is_connecting();
        if self.sockets.values().chain(self.upstreams.values()).any(readable) {
            return Some(Duration::ZERO);
        }
        // A listener that could not accept for want of descriptors is not told of again.
        let retry = (!self.accepting.is_empty()).then_some(Duration::from_millis(50));
        let due = self.core.poll_timeout().map(|due| due.saturating_sub(self.now()));
        retry.into_iter().chain(due).min()
    }

    fn ready(&mut self, token: Token) {
        if token == WAKER {
            return;
        }
        let Some(number) = token.0.checked_sub(FIRST_LINK) else {
            self.accepting.insert(token.0);
            return;
        };
        let link = Link((number / 2) as u64);
        let (sockets, unflushed) = if number % 2 == 0 {
            (&mut self.sockets, &mut self.unflushed)
        } else {
            (&mut self.upstreams, &mut self.unflushed_up)
        };
        if let Some(socket) = sockets.get_mut(&link) {
            socket.readable = true;
            unflushed.insert(link);
        }
    }

    pub(super) fn take_commands(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            let now = self.now();
            match command {
                Command::Order(order) => {
                    self.core.handle_order(now, order);
                }
                Command::Stop => {
                    self.stopping = true;
                    self.listeners.clear();
                    self.core.handle_stop(now);
                }
            }
            self.carry_out();
        }
    }

    /// Reads from each socket a little, so that none has to wait for long.
    fn read_all(&mut self) {
        let ready = |(link, socket): (&Link, &Socket)| (socket.readable && !socket.paused).then_some(*link);
        let links: Vec<Link> = self.sockets.iter().filter_map(ready).collect();
        for link in links {
            self.read(link);
        }
        let upstreams: Vec<Link> = self.upstreams.iter().filter_map(ready).collect();
        for link in upstreams {
            self.read_upstream(link);
        }
    }

    fn read(&mut self, link: Link) {
        for _ in 0..TURNS {
            let Some(socket) = self.sockets.get_mut(&link).filter(|socket| !socket.paused) else { return };
            let input = socket.read(&mut self.buffer);
            // An order that was given before the client sent this is in force when it is dealt with.
            self.take_commands();
            let now = self.now();
            match input {
                Input::Bytes(0) => {
                    self.unflushed.insert(link);
                }
                Input::Bytes(count) => self.core.handle_bytes(now, link, &self.buffer[..count]),
                Input::Tls(tls) => {
                    let failed = matches!(tls, Tls::Failed(_));
                    self.unflushed.insert(link);
                    self.core.handle_tls(now, link, tls);
                    if failed {
                        self.gone(link, Gone::Failed("TLS failed".into()));
                    }
                }
                Input::Nothing => return,
                Input::End => {
                    self.core.handle_finished(now, link);
                    self.unflushed.insert(link);
                }
                Input::Lost(error) => self.gone(link, of_error(&error)),
            }
            self.carry_out();
        }
    }

    /// The connection is over and done with.
    fn gone(&mut self, link: Link, gone: Gone) {
        self.sockets.remove(&link);
        self.core.handle_closed(self.now(), link, gone);
    }

    /// Does what the core says until there is nothing left to do at the moment.
    pub(super) fn carry_out(&mut self) {
        loop {
            while let Some(action) = self.core.poll_action() {
                self.act(action);
            }
            while let Some(record) = self.core.poll_record() {
                (self.sink)(record);
            }
            if self.unflushed.is_empty() && self.unflushed_up.is_empty() {
                return;
            }
            for link in std::mem::take(&mut self.unflushed) {
                self.flush(link);
            }
            for link in std::mem::take(&mut self.unflushed_up) {
                self.flush_upstream(link);
            }
        }
    }

    fn flush(&mut self, link: Link) {
        let Some(socket) = self.sockets.get_mut(&link) else { return };
        match socket.flush() {
            Ok(0) if !socket.is_over() => {}
            Ok(_) if socket.is_over() => self.gone(link, Gone::Closed),
            Ok(count) => self.core.handle_written(self.now(), link, count),
            Err(error) => self.gone(link, of_error(&error)),
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Write(link, bytes) => self.with(link, |socket| socket.push(bytes)),
            Action::HalfClose(link) => self.with(link, Socket::half_close),
            Action::Close(link) => self.with(link, Socket::close),
            Action::Reset(link) => {
                if let Some(socket) = self.sockets.remove(&link) {
                    socket.reset();
                }
                self.core.handle_closed(self.now(), link, Gone::ResetByUs);
            }
            Action::Pause(link) => self.with(link, |socket| socket.paused = true),
            Action::Resume(link) => self.with(link, |socket| socket.paused = false),
            Action::OpenUpstream(link) => self.open_upstream(link),
            Action::WriteUpstream(link, bytes) => self.with_upstream(link, |socket| socket.push(bytes)),
            Action::PauseUpstream(link) => self.with_upstream(link, |socket| socket.paused = true),
            Action::ResumeUpstream(link) => self.with_upstream(link, |socket| socket.paused = false),
            Action::CloseUpstream(link) => self.with_upstream(link, Socket::close),
        }
    }

    fn with(&mut self, link: Link, does: impl FnOnce(&mut Socket)) {
        if let Some(socket) = self.sockets.get_mut(&link) {
            does(socket);
            self.unflushed.insert(link);
        }
    }
}

/// The tokens of a connection and of its upstream.
pub(super) fn tokens(link: Link) -> (Token, Token) {
    let first = FIRST_LINK + 2 * link.0 as usize;
    (Token(first), Token(first + 1))
}

fn of_error(error: &io::Error) -> Gone {
    match error.kind() {
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Gone::Reset,
        _ => Gone::Failed(error.to_string()),
    }
}
