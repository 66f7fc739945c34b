//! An open serial line, to be read from on one thread and written to on another.

use std::io;
use std::time::Duration;

use super::lock::Lock;
use super::tcp::Tcp;
use super::{Address, OpenError, Port};

/// How long a read waits for a byte.
pub const READS_WITHIN: Duration = Duration::from_millis(100);
/// How long a write waits for room.
pub const WRITES_WITHIN: Duration = Duration::from_secs(5);

/// An open line. Nobody else has it until it is dropped.
#[derive(Debug)]
pub struct Link {
    // Dropped in this order: the port is closed before its lock is given up.
    wire: Wire,
    _lock: Lock,
}

#[derive(Debug)]
enum Wire {
    Port(Port),
    Tcp(Tcp),
}

/// How one side holds the other up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flow {
    /// Not at all.
    #[default]
    None,
    /// By wires: RTS and CTS.
    Wires,
    /// By characters: XON and XOFF.
    Characters,
}

impl Link {
    /// Locks and opens a line; a port at so many bits per second, without flow control.
    pub fn open(address: &Address, baud: u32) -> Result<Self, OpenError> {
        Self::open_with(address, baud, Flow::None)
    }

    /// The same with flow control, which a line behind TCP has of its own.
    pub fn open_with(address: &Address, baud: u32, flow: Flow) -> Result<Self, OpenError> {
        let lock = Lock::take(address).map_err(|error| OpenError::Lock(address.clone(), error))?;
        let wire = match address {
            Address::Port(path) => Port::open(path, baud, flow).map(Wire::Port),
            Address::Tcp(host) => Tcp::connect(host).map(Wire::Tcp),
        };
        Ok(Self { wire: wire.map_err(|error| OpenError::of(address, error))?, _lock: lock })
    }

    /// Reads what is there, or what comes within `READS_WITHIN`; 0: nothing came. An error: the line is gone.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.wire {
            Wire::Port(port) => port.read(buffer),
            Wire::Tcp(tcp) => tcp.read(buffer),
        }
    }

    /// Writes all of it; an error: the line is gone, or took no more for `WRITES_WITHIN`.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        match &self.wire {
            Wire::Port(port) => port.write(bytes),
            Wire::Tcp(tcp) => tcp.write(bytes),
        }
    }

    /// Changes a port's speed; behind TCP there is none to change.
    pub fn set_baud(&self, baud: u32) -> io::Result<()> {
        match &self.wire {
            Wire::Port(port) => port.set_baud(baud),
            Wire::Tcp(_) => {
                Err(io::Error::new(io::ErrorKind::Unsupported, "a line behind TCP has no speed to be set"))
            }
        }
    }
}

impl From<Flow> for serialport::FlowControl {
    fn from(flow: Flow) -> Self {
        match flow {
            Flow::None => Self::None,
            Flow::Wires => Self::Hardware,
            Flow::Characters => Self::Software,
        }
    }
}

/// The line is closed at the other end.
pub(super) fn hung_up() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the line is closed at the other end")
}

/// The line does not take what is written.
pub(super) fn stuck(left: usize) -> io::Error {
    let why = format!("{left} bytes were not taken within {} s: nobody reads there", WRITES_WITHIN.as_secs());
    io::Error::new(io::ErrorKind::TimedOut, why)
}
