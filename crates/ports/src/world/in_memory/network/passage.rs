//! What happens when something arrives at either end, and what a cut or a far end that does not read holds up.

use std::time::Duration;

use hayes_broker::record::{Tls, Transport};
use hayes_broker::{FarEnd, Gone, Link, Opening};
use hayes_module::{Socket, SocketEvent, Trouble};

use super::{CONNECTS_WITHIN, Ends, Event, MAX_HELD, Network, Piece};
use crate::Device;
use crate::world::in_memory::handshake::agree;
use crate::world::in_memory::queue::Source;

/// What a server sees of TLS that it does not speak: the beginning of a client's greeting.
const GREETING: &[u8] = b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03";

impl Network {
    pub(super) fn arrived(
        &mut self,
        now: Duration,
        event: Event,
        far_end: &mut FarEnd,
        device: &mut dyn Device,
    ) {
        match event {
            // Of a socket that it has done with, the module hears nothing more.
            Event::Down(socket, _) if self.conns.get(&socket).is_some_and(|conn| conn.module_done) => {}
            Event::Arrive(socket) => self.arrive(now, socket, far_end),
            Event::Up(socket, piece) => self.heard(now, socket, piece, far_end),
            Event::Down(socket, Piece::Bytes(bytes)) => {
                device.handle_socket(now, socket, SocketEvent::Received(&bytes));
            }
            Event::Down(socket, Piece::Reset) => device.handle_socket(now, socket, SocketEvent::Reset),
            Event::Down(socket, Piece::End) => {
                device.handle_socket(now, socket, SocketEvent::Closed);
                // Its side of the connection is closed with it.
                self.leave(now, socket, Piece::End);
            }
            Event::Outcome(socket, Ok(())) => device.handle_socket(now, socket, SocketEvent::Opened),
            Event::Outcome(socket, Err(trouble)) => {
                device.handle_socket(now, socket, SocketEvent::Failed(trouble));
            }
        }
    }

    /// A connection reaches the far end.
    fn arrive(&mut self, now: Duration, socket: Socket, far_end: &mut FarEnd) {
        // The module may have given it up meanwhile: then nobody is told of it.
        let Some(conn) = self.conns.get(&socket).filter(|conn| !conn.module_done) else {
            self.conns.remove(&socket);
            return;
        };
        let secured = self.scene.listeners.get(conn.listener).and_then(|listener| listener.tls.clone());
        let (host, wish) = (conn.host.clone(), conn.tls.clone());
        let opening = Opening { peer: format!("virtual {}", socket.0), transport: Transport::Virtual };
        let Some(link) = far_end.handle_open(now, opening) else {
            self.outcome(now, socket, Ok(()));
            self.down(now, socket, Piece::Reset);
            self.conns.remove(&socket);
            return;
        };
        self.sockets.insert(link, socket);
        if let Some(conn) = self.conns.get_mut(&socket) {
            conn.link = Some(link);
            conn.at_odds = secured.is_some() && wish.is_none();
        }
        match (secured, wish) {
            (_, None) => self.outcome(now, socket, Ok(())),
            (None, Some(_)) => {
                self.outcome(now, socket, Err(Trouble::Tls("the server does not speak TLS".into())));
                far_end.handle_bytes(now, link, GREETING);
                self.leave(now, socket, Piece::End);
            }
            (Some(secured), Some(wish)) => match agree(&secured, &wish, &host) {
                Ok(established) => {
                    far_end.handle_tls(now, link, established);
                    // The handshake takes one more way there and back.
                    let later = self.latency() + self.latency();
                    self.outcome(now + later, socket, Ok(()));
                }
                Err(discord) => {
                    self.outcome(now, socket, Err(Trouble::Tls(discord.module)));
                    self.tls_failed(now, link, discord.far_end, far_end);
                }
            },
        }
    }

    fn outcome(&mut self, now: Duration, socket: Socket, outcome: Result<(), Trouble>) {
        let at = self.down_at(now, socket);
        self.queue.push(at, Source::FarEnd, Event::Outcome(socket, outcome));
    }

    fn tls_failed(&mut self, now: Duration, link: Link, why: String, far_end: &mut FarEnd) {
        far_end.handle_tls(now, link, Tls::Failed(why));
        self.forget(link);
        far_end.handle_closed(now, link, Gone::Failed("TLS failed".into()));
    }

    /// Something of a connection reaches the far end.
    fn heard(&mut self, now: Duration, socket: Socket, piece: Piece, far_end: &mut FarEnd) {
        let Some(conn) = self.conns.get_mut(&socket) else { return };
        let Some(link) = conn.link else { return };
        if conn.at_odds && matches!(piece, Piece::Bytes(_)) {
            self.down(now, socket, Piece::Reset);
            let why = "received corrupt message: perhaps the client does not speak TLS at all".to_owned();
            return self.tls_failed(now, link, why, far_end);
        }
        if let Some(held) = conn.held.as_mut().filter(|_| !matches!(piece, Piece::Reset)) {
            held.push_back(piece);
            if held.iter().map(Piece::len).sum::<usize>() > MAX_HELD {
                self.lose(now, socket, far_end);
            }
            return;
        }
        self.hand_over(now, link, piece, far_end);
    }

    fn hand_over(&mut self, now: Duration, link: Link, piece: Piece, far_end: &mut FarEnd) {
        match piece {
            Piece::Bytes(bytes) => far_end.handle_bytes(now, link, &bytes),
            Piece::End => {
                if !self.finish(now, link, Ends::Module, far_end) {
                    far_end.handle_finished(now, link);
                }
            }
            Piece::Reset => {
                self.forget(link);
                far_end.handle_closed(now, link, Gone::Reset);
            }
        }
    }

    /// The far end reads again.
    pub(super) fn release(&mut self, now: Duration, link: Link, far_end: &mut FarEnd) {
        let held = self.conn(link).and_then(|conn| conn.held.take());
        for piece in held.into_iter().flatten() {
            self.hand_over(now, link, piece, far_end);
        }
    }

    /// What arrives while the network is cut waits; a connection is not made.
    pub(super) fn stall(&mut self, now: Duration, source: Source, event: Event, far_end: &mut FarEnd) {
        if let Event::Arrive(socket) = event {
            self.conns.remove(&socket);
            let outcome = Event::Outcome(socket, Err(Trouble::TimedOut));
            return self.queue.push(now + CONNECTS_WITHIN, Source::FarEnd, outcome);
        }
        let socket = event.socket();
        let of_it = |event: &Event| if event.socket() == socket { event.len() } else { 0 };
        let held: usize = self.stalled.iter().map(|(_, event)| of_it(event)).sum();
        if held + event.len() > MAX_HELD {
            return self.lose(now, socket, far_end);
        }
        self.stalled.push_back((source, event));
    }

    /// A connection carries no more: both ends lose it.
    fn lose(&mut self, now: Duration, socket: Socket, far_end: &mut FarEnd) {
        self.stalled.retain(|(_, event)| event.socket() != socket);
        self.down(now, socket, Piece::Reset);
        if let Some(link) = self.conns.get(&socket).and_then(|conn| conn.link) {
            self.forget(link);
            far_end.handle_closed(now, link, Gone::Failed("too much waited to get through".into()));
        }
    }
}

impl Event {
    fn socket(&self) -> Socket {
        match self {
            Self::Arrive(socket) | Self::Up(socket, _) | Self::Down(socket, _) | Self::Outcome(socket, _) => {
                *socket
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Up(_, piece) | Self::Down(_, piece) => piece.len(),
            Self::Arrive(_) | Self::Outcome(..) => 0,
        }
    }
}
