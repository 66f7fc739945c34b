//! The far end behind real sockets: TCP, TLS, and the tap before a real broker.
//!
//! One thread waits for all sockets at once and owns the core; orders reach it through a channel, records leave
//! it through a callback on that thread.

mod accept;
mod reach;
mod reactor;
mod upstream;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Instant;

use hayes_broker::{Config, Order, Record};
use mio::Waker;
use rustls::ServerConfig;
use socket2::{Domain, Protocol, Socket, Type};

use reactor::Reactor;

pub use reach::{NoReach, Reach};

/// Where and how a far end listens.
#[derive(Debug)]
pub struct Setup {
    /// Where. All of it is one far end: an order for a client finds it behind any of them.
    pub listen: Vec<Listener>,
    /// How much the kernel takes in before a client that is not read from has to stop; none: as it likes. The
    /// order "stall" shows sooner with a small one.
    pub receive_buffer: Option<usize>,
    /// The real broker to be the tap of: its addresses, to be tried in turn.
    pub upstream: Vec<SocketAddr>,
    /// What the core is to be. Whether it is a tap follows from `upstream`.
    pub config: Config,
    /// When the run began: records count from there.
    pub since: Instant,
}

/// A place where a far end listens.
#[derive(Debug, Clone)]
pub struct Listener {
    /// Where; port 0 takes a free one.
    pub address: SocketAddr,
    /// Whether, and with which certificates, clients are to speak TLS there.
    pub tls: Option<Arc<ServerConfig>>,
}

/// A far end that listens. Dropped, it stops.
#[derive(Debug)]
pub struct FarEndPort {
    addresses: Vec<SocketAddr>,
    remote: Remote,
    thread: Option<JoinHandle<()>>,
}

/// What other threads give orders with.
#[derive(Debug, Clone)]
pub struct Remote {
    commands: Sender<Command>,
    waker: Weak<Waker>,
}

/// What other threads can ask of the reactor.
#[derive(Debug)]
enum Command {
    Order(Order),
    Stop,
}

impl FarEndPort {
    /// Listens, and hands every record to `sink` as it happens.
    pub fn listen(setup: Setup, sink: impl FnMut(Record) + Send + 'static) -> io::Result<Self> {
        let listeners: Vec<TcpListener> = setup
            .listen
            .iter()
            .map(|listener| bind(&listener.address, setup.receive_buffer))
            .collect::<io::Result<_>>()?;
        let addresses = listeners.iter().map(TcpListener::local_addr).collect::<io::Result<_>>()?;
        let (commands, orders) = channel();
        let (reactor, waker) = Reactor::new(setup, listeners, orders, Box::new(sink))?;
        let thread = std::thread::Builder::new().name("far end".into()).spawn(move || reactor.run())?;
        Ok(Self { addresses, remote: Remote { commands, waker }, thread: Some(thread) })
    }

    /// Where it listens, in the order in which that was asked for.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Something to give orders with from elsewhere.
    pub fn remote(&self) -> Remote {
        self.remote.clone()
    }

    /// Gives an order. They are carried out in turn.
    pub fn order(&self, order: Order) {
        self.remote.order(order);
    }

    /// Ends all connections and listens no more; returns when the last record is handed out.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.remote.say(Command::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic of the sink has already been reported on its own thread.
            let _ = thread.join();
        }
    }
}

/// How many connections may wait to be accepted: a crowd that comes at once is not to wait for its second try.
const BACKLOG: i32 = 1024;

fn bind(address: &SocketAddr, receive_buffer: Option<usize>) -> io::Result<TcpListener> {
    let bound = || -> io::Result<TcpListener> {
        let socket = Socket::new(Domain::for_address(*address), Type::STREAM, Some(Protocol::TCP))?;
        // As the standard library does it: elsewhere the option has another meaning.
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        if let Some(size) = receive_buffer {
            // Accepted sockets inherit it, and offer their first window by it.
            socket.set_recv_buffer_size(size)?;
        }
        socket.bind(&(*address).into())?;
        socket.listen(BACKLOG)?;
        socket.set_nonblocking(true)?;
        Ok(socket.into())
    };
    bound().map_err(|error| io::Error::new(error.kind(), format!("{address}: {error}")))
}

impl Drop for FarEndPort {
    fn drop(&mut self) {
        self.end();
    }
}

impl Remote {
    /// Gives an order; of no effect once the far end has stopped.
    pub fn order(&self, order: Order) {
        self.say(Command::Order(order));
    }

    fn say(&self, command: Command) {
        // The waker lives as long as the reactor: without one there is nobody to listen.
        if self.commands.send(command).is_ok()
            && let Some(waker) = self.waker.upgrade()
        {
            let _ = waker.wake();
        }
    }
}
