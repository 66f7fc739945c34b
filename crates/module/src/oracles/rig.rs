//! Drives a module as any driver does, and holds it to what every driver relies on: it says and does a bounded
//! amount, and its deadlines lie ahead.

use std::sync::Arc;
use std::time::Duration;

use hayes_dialects::Dialect;

use super::server;
use crate::client::{self, Packet, Publish};
use crate::{Module, Output, Power, Setup, Socket, SocketEvent, Wish};

/// How often a module may be woken without time passing on.
const MOST_AT_ONCE: usize = 1000;
/// How much it may say or send between two inputs.
const MOST_SAID: usize = 8 * 1024 * 1024;
/// The most sockets that a script remembers.
const MOST_SOCKETS: usize = 64;
/// How many bytes a script types where the module waits for data.
const DATA: [u8; 1024] = [b'd'; 1024];
/// How often it does so before the module must be content.
const MOST_DATA: usize = 512;

pub(super) struct Rig {
    module: Module,
    now: Duration,
    sockets: Vec<Socket>,
    /// Does somebody answer at the other end?
    pub(super) serves: bool,
    /// Is every command line to have its final result?
    pub(super) right: bool,
    said: Vec<u8>,
}

impl Rig {
    pub(super) fn new(dialect: Arc<Dialect>, setup: Setup) -> Self {
        let module = Module::new(dialect, setup).unwrap_or_else(|error| panic!("{error}"));
        Self { module, now: Duration::ZERO, sockets: Vec::new(), serves: true, right: true, said: Vec::new() }
    }

    pub(super) fn types(&mut self, bytes: &[u8]) {
        self.module.handle_serial(self.now, bytes);
        self.drain();
    }

    /// Types, and gives what is said until the module is idle.
    pub(super) fn types_and_hears(&mut self, bytes: &[u8], patience: Duration) -> Vec<u8> {
        self.said.clear();
        self.types(bytes);
        self.settle(patience);
        std::mem::take(&mut self.said)
    }

    pub(super) fn power(&mut self, power: Power) {
        self.module.handle_power(self.now, power);
        self.drain();
    }

    /// Something happens to one of the last sockets.
    pub(super) fn happens(&mut self, which: usize, event: &SocketEvent<'_>) {
        if let Some(socket) = self.sockets.iter().rev().nth(which).copied() {
            self.module.handle_socket(self.now, socket, event.clone());
            self.drain();
        }
    }

    /// The other end of a socket sends a message.
    pub(super) fn publishes(&mut self, which: usize, qos: u8, payload: &[u8]) {
        let (qos, topic) = (qos.min(2), b"a".to_vec());
        let publish = Publish { id: 1, qos, retain: false, dup: false, topic, payload: payload.to_vec() };
        let bytes = client::encode(&Packet::Publish(publish));
        self.happens(which, &SocketEvent::Received(&bytes));
    }

    /// Lets time pass, with everything that is to happen meanwhile.
    pub(super) fn advance(&mut self, time: Duration) {
        let until = self.now + time;
        while self.wake(until) {}
        self.now = until;
    }

    /// Lets time pass until the module has answered all that was typed, and types what data it waits for.
    pub(super) fn settle(&mut self, patience: Duration) {
        let until = self.now + patience;
        let mut data = 0;
        while self.module.is_running() && !self.module.is_idle() {
            if self.module.awaits_data() && !self.wake(self.now) {
                // Both ends that data can have.
                let typed: &[u8] = if data % 2 == 0 { b"\x1a" } else { &DATA };
                let before = self.now;
                self.types(typed);
                self.advance(Duration::from_millis(500));
                assert!(self.now > before);
                data += 1;
                if data == MOST_DATA {
                    assert!(!self.right, "data are asked for without end");
                    return;
                }
            } else if !self.wake(until) {
                assert!(!self.right, "a command line has no final result after {patience:?}");
                return;
            }
        }
    }

    /// Wakes the module if its time comes until then.
    fn wake(&mut self, until: Duration) -> bool {
        let Some(at) = self.module.poll_deadline().filter(|at| *at <= until) else { return false };
        self.now = self.now.max(at);
        for _ in 0..MOST_AT_ONCE {
            self.module.handle_timeout(self.now);
            self.drain();
            if self.module.poll_deadline().is_none_or(|next| next > self.now) {
                return true;
            }
        }
        panic!("time stands still");
    }

    fn drain(&mut self) {
        let mut amount = 0;
        while let Some(output) = self.module.poll_output() {
            amount += 1;
            match output {
                Output::Serial(bytes) => {
                    amount += bytes.len();
                    self.said.extend_from_slice(&bytes);
                }
                Output::Socket(socket, wish) => amount += self.wished(socket, wish),
            }
            assert!(amount < MOST_SAID, "more and more is said");
        }
        let surplus = self.said.len().saturating_sub(MOST_SAID);
        self.said.drain(..surplus);
    }

    /// Gives how many bytes were sent.
    fn wished(&mut self, socket: Socket, wish: Wish) -> usize {
        match wish {
            Wish::Open { .. } => {
                assert!(!self.sockets.contains(&socket), "a socket's number comes twice");
                self.sockets.push(socket);
                if self.sockets.len() > MOST_SOCKETS {
                    self.sockets.remove(0);
                }
                if self.serves {
                    self.module.handle_socket(self.now, socket, SocketEvent::Opened);
                }
                0
            }
            Wish::Send(packet) => {
                if self.serves {
                    for answer in server::answers(&packet) {
                        self.module.handle_socket(self.now, socket, SocketEvent::Received(&answer));
                    }
                }
                packet.len()
            }
            Wish::Close | Wish::Abort => 0,
        }
    }
}
