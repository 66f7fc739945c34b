//! A serial port where there are no ttys: `serialport` reads and writes, one handle each way.

use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serialport::SerialPort;

use super::link::{Flow, READS_WITHIN, WRITES_WITHIN, hung_up, stuck};

type Handle = Mutex<Box<dyn SerialPort>>;

/// An open port.
pub(super) struct Com {
    reads: Handle,
    writes: Handle,
}

impl Com {
    pub(super) fn open(path: &Path, baud: u32, flow: Flow) -> io::Result<Self> {
        let mut writes = serialport::new(path.to_string_lossy(), baud)
            .flow_control(flow.into())
            .timeout(WRITES_WITHIN)
            .open()?;
        let mut reads = writes.try_clone()?;
        reads.set_timeout(READS_WITHIN)?;
        writes.set_timeout(WRITES_WITHIN)?;
        Ok(Self { reads: Mutex::new(reads), writes: Mutex::new(writes) })
    }

    pub(super) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut port = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        match port.read(buffer) {
            Ok(0) => Err(hung_up()),
            Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => Ok(0),
            other => other,
        }
    }

    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut port = self.writes.lock().unwrap_or_else(PoisonError::into_inner);
        match port.write_all(bytes) {
            Err(error) if error.kind() == ErrorKind::TimedOut => Err(stuck(bytes.len())),
            other => other,
        }
    }

    pub(super) fn set_baud(&self, baud: u32) -> io::Result<()> {
        let mut port = self.writes.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(port.set_baud_rate(baud)?)
    }
}

impl std::fmt::Debug for Com {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Com").finish_non_exhaustive()
    }
}
