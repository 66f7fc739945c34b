//! A TCP port that hosts connect to, one after the other: a line has one host.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Registry, Token};

use super::host::Heard;

pub(super) struct Tcp {
    listener: TcpListener,
    host: Option<TcpStream>,
}

impl Tcp {
    pub(super) fn listen(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address)?, host: None })
    }

    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    pub(super) fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        registry.register(&mut self.listener, token, Interest::READABLE)
    }

    /// Takes the next host in; another one while there is one is turned away.
    pub(super) fn accept(&mut self, registry: &Registry, token: Token) {
        // Until there is none, or none can be had: the next one is told of.
        while let Ok((mut stream, _)) = self.listener.accept() {
            let interest = Interest::READABLE | Interest::WRITABLE;
            if self.host.is_none() && registry.register(&mut stream, token, interest).is_ok() {
                let _ = stream.set_nodelay(true);
                self.host = Some(stream);
            }
        }
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Heard {
        let Some(host) = &mut self.host else { return Heard::Nothing };
        match host.read(buffer) {
            Ok(count @ 1..) => Heard::Bytes(count),
            Err(error) if error.kind() == ErrorKind::Interrupted => Heard::Bytes(0),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Heard::Nothing,
            Ok(0) | Err(_) => {
                self.host = None;
                Heard::Gone
            }
        }
    }

    /// Writes what goes; all of it is lost where nobody listens.
    pub(super) fn write(&mut self, bytes: &[u8]) -> usize {
        let Some(host) = &mut self.host else { return bytes.len() };
        match host.write(bytes) {
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => 0,
            // A host that is gone shows when it is read from.
            Err(_) => bytes.len(),
        }
    }
}
