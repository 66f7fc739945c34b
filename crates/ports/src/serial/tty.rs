//! A serial port or pty on Unix: opened by us to read and write without ever blocking, and by `serialport`, which
//! sets speed and frame and keeps others out.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use serialport::SerialPort;

use super::link::{Flow, READS_WITHIN, WRITES_WITHIN, hung_up, stuck};

/// An open port.
pub(super) struct Tty {
    file: File,
    settings: Mutex<Box<dyn SerialPort>>,
}

impl Tty {
    pub(super) fn open(path: &Path, baud: u32, flow: Flow) -> io::Result<Self> {
        // Before `serialport`: once it has the port for itself, nobody can open it any more.
        let flags = OFlags::NOCTTY | OFlags::NONBLOCK;
        let file =
            OpenOptions::new().read(true).write(true).custom_flags(flags.bits().cast_signed()).open(path)?;
        if !rustix::termios::isatty(&file) {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it is no serial port"));
        }
        let settings = serialport::new(path.to_string_lossy(), baud)
            .flow_control(flow.into())
            .open()
            .map_err(of_serialport)?;
        Ok(Self { file, settings: Mutex::new(settings) })
    }

    pub(super) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.wait(PollFlags::IN, READS_WITHIN)? {
            return Ok(0);
        }
        match (&self.file).read(buffer) {
            Ok(0) => Err(hung_up()),
            Err(error) if is_passing(&error) => Ok(0),
            // What a hang-up reads as.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {
                Err(hung_up())
            }
            other => other,
        }
    }

    pub(super) fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        let until = Instant::now() + WRITES_WITHIN;
        while !bytes.is_empty() {
            match (&self.file).write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if is_passing(&error) => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() || !self.wait(PollFlags::OUT, left)? {
                        return Err(stuck(bytes.len()));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(super) fn set_baud(&self, baud: u32) -> io::Result<()> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        settings.set_baud_rate(baud).map_err(of_serialport)
    }

    /// Waits until the port is ready; false: it was not, in that time.
    fn wait(&self, what: PollFlags, within: Duration) -> io::Result<bool> {
        let within = Timespec::try_from(within).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(&self.file, what)], Some(&within)) {
            Ok(count) => Ok(count > 0),
            Err(rustix::io::Errno::INTR) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}

impl std::fmt::Debug for Tty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tty").field("file", &self.file).finish_non_exhaustive()
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

fn of_serialport(error: serialport::Error) -> io::Error {
    match error.kind() {
        serialport::ErrorKind::NoDevice => io::Error::new(ErrorKind::ResourceBusy, error.description),
        _ => error.into(),
    }
}
