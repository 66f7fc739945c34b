//! Takes new connections in.

use std::io;
use std::sync::Arc;

use hayes_broker::record::Transport;
use hayes_broker::{Link, Opening};
use mio::Interest;
use mio::net::TcpStream;
use rustls::{Connection, ServerConfig, ServerConnection};

use super::reactor::{Reactor, tokens};
use crate::socket::Socket;

/// How many connections are accepted in a row while others wait.
const TURNS: usize = 64;

impl Reactor {
    pub(super) fn accept(&mut self) {
        for index in std::mem::take(&mut self.accepting) {
            for turn in 0.. {
                let Some(listener) = self.listeners.get(index) else { break };
                match listener.accept() {
                    Ok((stream, peer)) => self.welcome(index, stream, peer.to_string()),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    // The client is gone again, or something is short: it is tried again, but not at once.
                    Err(_) => {
                        self.accepting.insert(index);
                        break;
                    }
                }
                if turn == TURNS {
                    self.accepting.insert(index);
                    break;
                }
            }
        }
        self.carry_out();
    }

    fn welcome(&mut self, listener: usize, stream: TcpStream, peer: String) {
        self.take_commands();
        if self.stopping {
            return;
        }
        let tls = self.setup.listen.get(listener).and_then(|listener| listener.tls.clone());
        let transport = if tls.is_some() { Transport::Tls } else { Transport::Tcp };
        let now = self.now();
        let Some(link) = self.core.handle_open(now, Opening { peer, transport }) else { return };
        match self.attach(link, stream, tls) {
            Ok(socket) => {
                self.sockets.insert(link, socket);
            }
            Err(error) => {
                let gone = hayes_broker::Gone::Failed(error.to_string());
                self.core.handle_closed(now, link, gone);
            }
        }
        self.carry_out();
    }

    fn attach(
        &self,
        link: Link,
        mut stream: TcpStream,
        tls: Option<Arc<ServerConfig>>,
    ) -> io::Result<Socket> {
        let (token, _) = tokens(link);
        self.registry().register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        let tls = tls.map(ServerConnection::new).transpose().map_err(io::Error::other)?;
        Ok(Socket::new(stream, tls.map(Connection::Server)))
    }
}
