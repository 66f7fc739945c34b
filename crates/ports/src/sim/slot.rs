//! One module at its outlet: what its host says, what becomes of its sockets and what is due goes in; what it says and
//! wishes for is done.

use std::time::Duration;

use hayes_module::{Output, SocketEvent};
use mio::{Registry, Token};

use super::host::{Heard, Host};
use super::net::{Net, NetEvent};
use super::resolver::Resolver;
use super::{Outlet, Place, SimError};
use crate::Device;
use crate::serial::{Trace, Way};

/// How many names the poll has for one module: two for its line, the others for its sockets.
pub(super) const TOKENS: usize = 4096;
/// How often in a row the host is read from while others wait.
const TURNS: usize = 8;

pub(super) struct Slot {
    device: Box<dyn Device>,
    host: Host,
    pub(super) net: Net,
    log: Option<Trace>,
    /// The first of the poll's names for this module.
    first: usize,
    /// Somebody may be at the door.
    knocked: bool,
}

/// What a slot works with.
pub(super) struct Tools<'a> {
    pub(super) registry: &'a Registry,
    pub(super) resolver: &'a mut Resolver,
    pub(super) buffer: &'a mut [u8],
}

impl Slot {
    pub(super) fn open(number: usize, outlet: Outlet, registry: &Registry) -> Result<Self, SimError> {
        let first = number * TOKENS;
        let mut host = Host::open(&outlet.place)?;
        host.register(registry, Token(first)).map_err(|error| SimError::Failed(outlet.place, error))?;
        let net = Net::new(number, outlet.names, first + 2, TOKENS - 2);
        Ok(Self { device: outlet.device, host, net, log: outlet.log, first, knocked: false })
    }

    pub(super) fn place(&self) -> Place {
        self.host.place()
    }

    /// Why the log has ended, if it has.
    pub(super) fn broken_log(&self) -> Option<String> {
        self.log.as_ref().and_then(Trace::broken).map(ToString::to_string)
    }

    /// The poll tells of something.
    pub(super) fn ready(&mut self, token: usize) {
        match token - self.first {
            // A pty has one name for both.
            0 => (self.knocked, self.host.readable) = (true, true),
            1 => self.host.readable = true,
            _ => self.net.ready(token),
        }
    }

    /// Does all there is to do now.
    pub(super) fn work(&mut self, clock: &impl Fn() -> Duration, tools: &mut Tools<'_>) {
        self.listen(clock, tools);
        if std::mem::take(&mut self.knocked) {
            self.host.accept(tools.registry, Token(self.first + 1));
            self.listen(clock, tools);
        }
        self.net.work(clock(), tools.registry, tools.buffer);
        self.net.handle_timeout(clock());
        self.carry_out(clock, tools);
        if self.device.poll_deadline().is_some_and(|at| at <= clock()) {
            self.device.handle_timeout(clock());
        }
        self.carry_out(clock, tools);
    }

    /// Hears what the host says.
    fn listen(&mut self, clock: &impl Fn() -> Duration, tools: &mut Tools<'_>) {
        for _ in 0..TURNS {
            if !self.host.readable {
                return;
            }
            if let Heard::Bytes(count) = self.host.read(tools.buffer) {
                let (now, bytes) = (clock(), &tools.buffer[..count]);
                note(self.log.as_mut(), now, Way::ToModule, bytes);
                self.device.handle_serial(now, bytes);
                self.carry_out(clock, tools);
            }
        }
    }

    /// Does what the module wants, and tells it what came of it, until neither has more to say.
    fn carry_out(&mut self, clock: &impl Fn() -> Duration, tools: &mut Tools<'_>) {
        loop {
            while let Some(output) = self.device.poll_output() {
                let now = clock();
                match output {
                    Output::Serial(bytes) => {
                        note(self.log.as_mut(), now, Way::ToHost, &bytes);
                        self.host.push(&bytes);
                    }
                    Output::Socket(socket, wish) => {
                        self.net.wish(now, socket, wish, tools.resolver, tools.registry);
                    }
                }
            }
            self.host.flush();
            let Some((socket, event)) = self.net.poll_event() else { return };
            let event = match &event {
                NetEvent::Opened => SocketEvent::Opened,
                NetEvent::Failed(trouble) => SocketEvent::Failed(trouble.clone()),
                NetEvent::Received(bytes) => SocketEvent::Received(bytes),
                NetEvent::Closed => SocketEvent::Closed,
                NetEvent::Reset => SocketEvent::Reset,
            };
            self.device.handle_socket(clock(), socket, event);
        }
    }

    /// Is there more to do at once?
    pub(super) fn is_busy(&self) -> bool {
        self.host.readable || self.net.is_busy()
    }

    /// When there is something to do by itself.
    pub(super) fn deadline(&self) -> Option<Duration> {
        [self.device.poll_deadline(), self.net.deadline()].into_iter().flatten().min()
    }
}

fn note(log: Option<&mut Trace>, now: Duration, way: Way, bytes: &[u8]) {
    if let Some(log) = log {
        log.note(now, way, bytes);
    }
}
