//! The host's side of a module's line, whatever it is made of: what the host says, and what waits to be said to it.

use std::io;

use bytes::{Buf, BytesMut};
use mio::{Registry, Token};

#[cfg(unix)]
use super::pty::Pty;
use super::tcp::Tcp;
use super::{Place, SimError};

/// What a read brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// So many bytes.
    Bytes(usize),
    /// Nothing at the moment.
    Nothing,
    /// The host has gone.
    Gone,
}

/// The most that waits for a host that is there and does not read; what comes on top is lost, as on a line without
/// flow control.
const MAX_WAITING: usize = 1024 * 1024;

pub(super) struct Host {
    line: Line,
    /// There may be something to read. The poll tells only of changes.
    pub(super) readable: bool,
    waiting: BytesMut,
}

enum Line {
    #[cfg(unix)]
    Pty(Pty),
    Tcp(Tcp),
}

impl Host {
    pub(super) fn open(place: &Place) -> Result<Self, SimError> {
        let line = match place {
            #[cfg(unix)]
            Place::Pty(link) => Line::Pty(Pty::open(link)?),
            #[cfg(not(unix))]
            Place::Pty(_) => {
                let why = io::Error::new(
                    io::ErrorKind::Unsupported,
                    "this system has no ptys; TCP does it as well",
                );
                return Err(SimError::Failed(place.clone(), why));
            }
            Place::Tcp(address) => {
                let tcp = Tcp::listen(*address).map_err(|error| SimError::Failed(place.clone(), error))?;
                Line::Tcp(tcp)
            }
        };
        Ok(Self { line, readable: false, waiting: BytesMut::new() })
    }

    /// Where it really is: what the link leads to, the port that was taken.
    pub(super) fn place(&self) -> Place {
        match &self.line {
            #[cfg(unix)]
            Line::Pty(pty) => Place::Pty(pty.device().to_owned()),
            Line::Tcp(tcp) => Place::Tcp(tcp.address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into())),
        }
    }

    pub(super) fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        match &mut self.line {
            #[cfg(unix)]
            Line::Pty(pty) => pty.register(registry, token),
            Line::Tcp(tcp) => tcp.register(registry, token),
        }
    }

    /// Takes a host in that waits at the door, where there is one.
    pub(super) fn accept(&mut self, registry: &Registry, token: Token) {
        match &mut self.line {
            #[cfg(unix)]
            Line::Pty(_) => {}
            Line::Tcp(tcp) => {
                tcp.accept(registry, token);
                self.readable = true;
            }
        }
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Heard {
        let heard = match &mut self.line {
            #[cfg(unix)]
            Line::Pty(pty) => pty.read(buffer),
            Line::Tcp(tcp) => tcp.read(buffer),
        };
        match heard {
            Heard::Bytes(_) => {}
            Heard::Nothing => self.readable = false,
            Heard::Gone => {
                self.readable = false;
                self.waiting.clear();
            }
        }
        heard
    }

    /// To be said to the host.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let room = MAX_WAITING - self.waiting.len();
        self.waiting.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Says what goes.
    pub(super) fn flush(&mut self) {
        while !self.waiting.is_empty() {
            let count = match &mut self.line {
                #[cfg(unix)]
                Line::Pty(pty) => pty.write(&self.waiting),
                Line::Tcp(tcp) => tcp.write(&self.waiting),
            };
            if count == 0 {
                return;
            }
            self.waiting.advance(count);
        }
    }
}
