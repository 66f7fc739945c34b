//! One connection of a module: how far it is, and what is to be done with it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use hayes_module::TlsWish;

use crate::socket::Socket;

pub(super) struct Conn {
    pub(super) stage: Stage,
    /// When it is given up, if it has come no further by then.
    pub(super) deadline: Option<Duration>,
    /// Where it leads, as the module says.
    pub(super) host: String,
    pub(super) tls: Option<TlsWish>,
    pub(super) token: Option<usize>,
    /// How many bytes wait to be sent.
    pub(super) unsent: usize,
    /// The poll has told of it.
    pub(super) told: bool,
}

/// How far a connection is.
pub(super) enum Stage {
    /// Its name is being looked up.
    Named,
    /// It is being made; these addresses are left to be tried if it is refused.
    Connecting(Socket, VecDeque<SocketAddr>),
    /// TLS is being agreed upon.
    Securing(Socket),
    /// It is there.
    Open(Socket),
    /// The module has done with it, or the other end has.
    Closing(Socket),
}

impl Conn {
    pub(super) fn new(deadline: Duration, host: String, tls: Option<TlsWish>) -> Self {
        let stage = Stage::Named;
        Self { stage, deadline: Some(deadline), host, tls, token: None, unsent: 0, told: false }
    }

    pub(super) fn socket(&mut self) -> Option<&mut Socket> {
        match &mut self.stage {
            Stage::Named => None,
            Stage::Connecting(socket, _)
            | Stage::Securing(socket)
            | Stage::Open(socket)
            | Stage::Closing(socket) => Some(socket),
        }
    }

    pub(super) fn ready(&mut self) {
        self.told = true;
        if let Some(socket) = self.socket() {
            socket.readable = true;
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        let socket = match &self.stage {
            Stage::Named | Stage::Connecting(..) => None,
            Stage::Securing(socket) | Stage::Open(socket) | Stage::Closing(socket) => Some(socket),
        };
        self.told || socket.is_some_and(|socket| socket.readable)
    }

    pub(super) fn push(&mut self, bytes: Bytes) {
        if let Stage::Open(socket) = &mut self.stage {
            self.unsent += bytes.len();
            socket.push(bytes);
        }
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Open(_))
    }

    /// Closes an open one in good order, until then at the latest.
    pub(super) fn close(&mut self, by: Duration) {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Named) {
            Stage::Open(mut socket) => {
                self.deadline = Some(by);
                socket.close();
                Stage::Closing(socket)
            }
            other => other,
        };
    }

    /// Ends it at once.
    pub(super) fn reset(self) {
        match self.stage {
            Stage::Named => {}
            Stage::Connecting(socket, _)
            | Stage::Securing(socket)
            | Stage::Open(socket)
            | Stage::Closing(socket) => socket.reset(),
        }
    }
}
