//! What drivers and Worlds ask of a virtual module: its seam as a trait, so that they can also be held to it by a
//! puppet. What a device does is its own business.

use std::time::Duration;

use hayes_module::{Module, Output, Power, Socket, SocketEvent};

/// Something that talks over a serial line and wishes for sockets.
pub trait Device {
    /// What the host wrote.
    fn handle_serial(&mut self, now: Duration, bytes: &[u8]);
    /// What became of a socket.
    fn handle_socket(&mut self, now: Duration, socket: Socket, event: SocketEvent<'_>);
    /// The deadline has come.
    fn handle_timeout(&mut self, now: Duration);
    /// What happens to the supply.
    fn handle_power(&mut self, now: Duration, power: Power);
    /// What is to be done next.
    fn poll_output(&mut self) -> Option<Output>;
    /// When `handle_timeout` is to be called.
    fn poll_deadline(&self) -> Option<Duration>;
    /// From here on, what is left to chance is drawn from this seed.
    fn reseed(&mut self, _seed: u64) {}
}

impl Device for Module {
    fn handle_serial(&mut self, now: Duration, bytes: &[u8]) {
        self.handle_serial(now, bytes);
    }

    fn handle_socket(&mut self, now: Duration, socket: Socket, event: SocketEvent<'_>) {
        self.handle_socket(now, socket, event);
    }

    fn handle_timeout(&mut self, now: Duration) {
        self.handle_timeout(now);
    }

    fn handle_power(&mut self, now: Duration, power: Power) {
        self.handle_power(now, power);
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.poll_output()
    }

    fn poll_deadline(&self) -> Option<Duration> {
        self.poll_deadline()
    }

    fn reseed(&mut self, seed: u64) {
        self.reseed(seed);
    }
}
