//! How connections come about and go on: addresses tried in turn, TLS, bytes both ways, ends.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::record::Tls;
use hayes_module::{Socket, TlsWish, Trouble};
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, Connection};

use super::conn::{Conn, Stage};
use super::{CLOSES_WITHIN, MAX_UNSENT, Net, NetEvent};
use crate::sim::resolver::Found;
use crate::socket::{self, Input};
use crate::tls::client_config;

/// How often in a row one socket is read from while others wait.
const TURNS: usize = 8;

impl Net {
    /// The addresses are known, or that there are none.
    pub(super) fn found(&mut self, socket: Socket, found: Found, registry: &Registry) {
        // A module that has closed its socket meanwhile wants no connection any more.
        let Some(conn) = self.conns.remove(&socket) else { return };
        match found {
            Ok(addresses) if !addresses.is_empty() => {
                self.try_next(socket, conn, addresses.into(), Trouble::Unreachable, registry);
            }
            _ => self.tell(socket, NetEvent::Failed(Trouble::Dns)),
        }
    }

    /// Tries the next address; without one, the last trouble is the module's.
    fn try_next(
        &mut self,
        socket: Socket,
        mut conn: Conn,
        mut addresses: VecDeque<SocketAddr>,
        mut trouble: Trouble,
        registry: &Registry,
    ) {
        while let Some(address) = addresses.pop_front() {
            match self.connect(socket, &mut conn, address, registry) {
                Ok(made) => {
                    conn.stage = Stage::Connecting(made, addresses);
                    self.conns.insert(socket, conn);
                    return;
                }
                Err(error) => trouble = error,
            }
        }
        self.tokens.forget(conn.token);
        self.tell(socket, NetEvent::Failed(trouble));
    }

    fn connect(
        &mut self,
        socket: Socket,
        conn: &mut Conn,
        address: SocketAddr,
        registry: &Registry,
    ) -> Result<socket::Socket, Trouble> {
        let tls = conn.tls.as_ref().map(|wish| secure(wish, &conn.host, address)).transpose()?;
        let mut stream = TcpStream::connect(address).map_err(|error| of_error(&error))?;
        self.tokens.forget(conn.token);
        let token = self.tokens.take(socket);
        conn.token = Some(token);
        let interest = Interest::READABLE | Interest::WRITABLE;
        registry.register(&mut stream, Token(token), interest).map_err(|error| of_error(&error))?;
        Ok(socket::Socket::connecting(stream, tls))
    }

    /// Goes on with a connection as far as it gets.
    pub(super) fn go_on(&mut self, now: Duration, socket: Socket, registry: &Registry, buffer: &mut [u8]) {
        let Some(mut conn) = self.conns.remove(&socket) else { return };
        conn.told = false;
        let next = match conn.stage {
            Stage::Named => Some(conn),
            Stage::Connecting(..) => match self.connected(socket, conn, registry) {
                Some(conn) if !matches!(conn.stage, Stage::Connecting(..)) => {
                    self.read(now, socket, conn, buffer)
                }
                next => next,
            },
            _ => self.read(now, socket, conn, buffer),
        };
        if let Some(conn) = next {
            self.conns.insert(socket, conn);
            self.send(socket, registry);
        }
    }

    /// It may be there by now; none: it will not.
    fn connected(&mut self, socket: Socket, mut conn: Conn, registry: &Registry) -> Option<Conn> {
        let Stage::Connecting(mut made, addresses) = std::mem::replace(&mut conn.stage, Stage::Named) else {
            return Some(conn);
        };
        match made.try_connected() {
            Ok(false) => conn.stage = Stage::Connecting(made, addresses),
            Ok(true) if conn.tls.is_some() => conn.stage = Stage::Securing(made),
            Ok(true) => {
                self.opened(socket, &mut conn);
                conn.stage = Stage::Open(made);
            }
            Err(error) => {
                self.try_next(socket, conn, addresses, of_error(&error), registry);
                return None;
            }
        }
        Some(conn)
    }

    fn opened(&mut self, socket: Socket, conn: &mut Conn) {
        conn.deadline = None;
        self.tell(socket, NetEvent::Opened);
    }

    /// Reads what there is, a few times at most; none: it is over.
    fn read(&mut self, now: Duration, socket: Socket, mut conn: Conn, buffer: &mut [u8]) -> Option<Conn> {
        for _ in 0..TURNS {
            let Some(made) = conn.socket() else { break };
            match made.read(buffer) {
                Input::Nothing => break,
                Input::Bytes(0) => {
                    // What TLS has to answer goes out before more is read.
                    if let Err(error) = made.flush() {
                        return self.lost(socket, &conn, of_error(&error));
                    }
                }
                Input::Bytes(count) if matches!(conn.stage, Stage::Open(_)) => {
                    self.tell(socket, NetEvent::Received(Bytes::copy_from_slice(&buffer[..count])));
                }
                // The module has done with it; or a farewell, which the end follows.
                Input::Bytes(_) | Input::Tls(Tls::CloseNotify) => {}
                Input::Tls(Tls::Established { .. }) => {
                    if let Stage::Securing(made) = std::mem::replace(&mut conn.stage, Stage::Named) {
                        conn.stage = Stage::Open(made);
                        self.opened(socket, &mut conn);
                    }
                }
                Input::Tls(Tls::Failed(why)) => return self.lost(socket, &conn, Trouble::Tls(why)),
                Input::End => return self.ended(now, socket, conn),
                Input::Lost(error) => return self.lost(socket, &conn, of_error(&error)),
            }
        }
        Some(conn)
    }

    /// The other end closed it in good order.
    fn ended(&mut self, now: Duration, socket: Socket, mut conn: Conn) -> Option<Conn> {
        match conn.stage {
            Stage::Securing(_) => {
                let why = "the server closed the connection before TLS was agreed upon".to_owned();
                return self.lost(socket, &conn, Trouble::Tls(why));
            }
            Stage::Open(_) => {
                self.tell(socket, NetEvent::Closed);
                conn.close(now + CLOSES_WITHIN);
            }
            _ => {}
        }
        Some(conn)
    }

    /// It is over, in no good order.
    fn lost(&mut self, socket: Socket, conn: &Conn, trouble: Trouble) -> Option<Conn> {
        self.tokens.forget(conn.token);
        match conn.stage {
            Stage::Securing(_) | Stage::Connecting(..) => self.tell(socket, NetEvent::Failed(trouble)),
            Stage::Open(_) => self.tell(socket, NetEvent::Reset),
            Stage::Named | Stage::Closing(_) => {}
        }
        None
    }

    /// Sends what goes.
    pub(super) fn send(&mut self, socket: Socket, _: &Registry) {
        let Some(mut conn) = self.conns.remove(&socket) else { return };
        if matches!(conn.stage, Stage::Named | Stage::Connecting(..)) {
            self.conns.insert(socket, conn);
            return;
        }
        let closing = matches!(conn.stage, Stage::Closing(_));
        let Some(made) = conn.socket() else { return };
        match made.flush() {
            Err(error) => {
                self.lost(socket, &conn, of_error(&error));
            }
            Ok(_) if closing && made.is_over() => self.tokens.forget(conn.token),
            Ok(count) => {
                conn.unsent = conn.unsent.saturating_sub(count);
                if conn.unsent > MAX_UNSENT {
                    self.lost(socket, &conn, Trouble::Reset);
                    return conn.reset();
                }
                self.conns.insert(socket, conn);
            }
        }
    }
}

/// A TLS client, as wished for.
fn secure(wish: &TlsWish, host: &str, address: SocketAddr) -> Result<Connection, Trouble> {
    let config = client_config(wish).map_err(Trouble::Tls)?;
    // A name that TLS does not know as one is left unsaid.
    let name = ServerName::try_from(host.to_owned()).unwrap_or_else(|_| ServerName::from(address.ip()));
    let client = ClientConnection::new(config, name).map_err(|error| Trouble::Tls(error.to_string()))?;
    Ok(Connection::Client(client))
}

fn of_error(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Trouble::Refused,
        io::ErrorKind::TimedOut => Trouble::TimedOut,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            Trouble::Reset
        }
        _ => Trouble::Unreachable,
    }
}
