//! Serial bytes over TCP: a module behind a serial server, or a virtual one.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::link::{READS_WITHIN, WRITES_WITHIN, hung_up, stuck};

/// How long a connection may take, per address.
const CONNECTS_WITHIN: Duration = Duration::from_secs(10);

/// A connected line.
#[derive(Debug)]
pub(super) struct Tcp(TcpStream);

impl Tcp {
    pub(super) fn connect(host: &str) -> io::Result<Self> {
        let mut refusal = io::Error::new(ErrorKind::NotFound, "the name has no address");
        for address in host.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, CONNECTS_WITHIN) {
                Ok(stream) => return Self::of(stream),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    fn of(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(READS_WITHIN))?;
        Ok(Self(stream))
    }

    pub(super) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match (&self.0).read(buffer) {
            Ok(0) => Err(hung_up()),
            Err(error) if is_passing(&error) => Ok(0),
            // The same, less politely.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Err(hung_up()),
            other => other,
        }
    }

    pub(super) fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        let until = Instant::now() + WRITES_WITHIN;
        while !bytes.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(stuck(bytes.len()));
            }
            self.0.set_write_timeout(Some(left))?;
            match (&self.0).write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if is_passing(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// A time-out is said in different words by different systems.
fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
