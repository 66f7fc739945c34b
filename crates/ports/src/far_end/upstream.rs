//! The tap's other side: connections to the real broker.

use std::io;

use hayes_broker::{Link, Upstream};
use mio::Interest;
use mio::net::TcpStream;

use super::reactor::{Reactor, tokens};
use crate::socket::{Input, Socket};

impl Reactor {
    pub(super) fn open_upstream(&mut self, link: Link) {
        let now = self.now();
        match self.connect(link) {
            Ok(socket) => {
                self.upstreams.insert(link, socket);
            }
            Err(error) => self.core.handle_upstream(now, link, Upstream::Failed(error.to_string())),
        }
    }

    /// The first address that does not refuse at once; that a connection is there shows later.
    fn connect(&self, link: Link) -> io::Result<Socket> {
        let mut refusal = io::Error::new(io::ErrorKind::NotFound, "no address to connect to");
        for address in &self.setup.upstream {
            match TcpStream::connect(*address) {
                Ok(mut stream) => {
                    let (_, token) = tokens(link);
                    self.registry().register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
                    return Ok(Socket::connecting(stream, None));
                }
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    pub(super) fn read_upstream(&mut self, link: Link) {
        let Some(socket) = self.upstreams.get_mut(&link).filter(|socket| !socket.is_connecting()) else {
            return;
        };
        let mut buffer = [0; 16 * 1024];
        let input = socket.read(&mut buffer);
        self.take_commands();
        let now = self.now();
        match input {
            Input::Bytes(count) => self.core.handle_upstream(now, link, Upstream::Bytes(&buffer[..count])),
            Input::Nothing | Input::Tls(_) => {}
            Input::End => {
                self.upstreams.remove(&link);
                self.core.handle_upstream(now, link, Upstream::Closed);
            }
            Input::Lost(error) => self.lose_upstream(link, &error),
        }
        self.carry_out();
    }

    pub(super) fn flush_upstream(&mut self, link: Link) {
        let Some(socket) = self.upstreams.get_mut(&link) else { return };
        if socket.is_connecting() {
            match socket.try_connected() {
                Ok(false) => return,
                Ok(true) => {}
                Err(error) => return self.lose_upstream(link, &error),
            }
            let now = self.now();
            self.core.handle_upstream(now, link, Upstream::Opened);
        }
        let Some(socket) = self.upstreams.get_mut(&link) else { return };
        match socket.flush() {
            // Nobody is left who would read what the broker still sends.
            Ok(_) if socket.is_dismissed() => drop(self.upstreams.remove(&link)),
            Ok(0) => {}
            Ok(count) => {
                let now = self.now();
                self.core.handle_upstream(now, link, Upstream::Written(count));
            }
            Err(error) => self.lose_upstream(link, &error),
        }
    }

    fn lose_upstream(&mut self, link: Link, error: &io::Error) {
        self.upstreams.remove(&link);
        let now = self.now();
        self.core.handle_upstream(now, link, Upstream::Failed(error.to_string()));
    }

    pub(super) fn with_upstream(&mut self, link: Link, does: impl FnOnce(&mut Socket)) {
        if let Some(socket) = self.upstreams.get_mut(&link) {
            does(socket);
            self.unflushed_up.insert(link);
        }
    }
}
