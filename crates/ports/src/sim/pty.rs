//! A pty with a link that leads to it: what a host opens like a port. Knows whether a host is there, because it does not keep
//! the host's side open itself.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr};

use super::host::Heard;
use super::{Place, SimError};
use crate::serial::Lock;

pub(super) struct Pty {
    ours: File,
    theirs: PathBuf,
    link: PathBuf,
    /// A host has been there since its side was last seen closed.
    attended: bool,
    _lock: Lock,
}

impl Pty {
    pub(super) fn open(link: &Path) -> Result<Self, SimError> {
        let place = || Place::Pty(link.to_owned());
        let lock = Lock::take_link(link).map_err(|error| SimError::Lock(place(), error))?;
        // Whoever made a link of this name is gone: we have the lock.
        match fs::read_link(link) {
            Ok(target) if is_pty(&target) => {
                fs::remove_file(link).map_err(|error| SimError::Failed(place(), error))?;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Ok(_) | Err(_) => return Err(SimError::InTheWay(place())),
        }
        let (ours, theirs) = pair().map_err(|error| SimError::Failed(place(), error))?;
        let pty = Self { ours, theirs, link: link.to_owned(), attended: false, _lock: lock };
        pty.settle()
            .and_then(|()| std::os::unix::fs::symlink(&pty.theirs, link))
            .map_err(|error| SimError::Failed(place(), error))?;
        Ok(pty)
    }

    /// What the link leads to.
    pub(super) fn device(&self) -> &Path {
        &self.theirs
    }

    pub(super) fn register(&self, registry: &Registry, token: Token) -> io::Result<()> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        registry.register(&mut SourceFd(&self.ours.as_raw_fd()), token, interest)
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Heard {
        match self.ours.read(buffer) {
            Ok(count @ 1..) => {
                self.attended = true;
                Heard::Bytes(count)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Heard::Bytes(0),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Heard::Nothing,
            // Closed, until the next host comes: readiness is told again when it writes.
            Ok(0) | Err(_) if self.attended => {
                self.attended = false;
                self.forget();
                Heard::Gone
            }
            Ok(0) | Err(_) => Heard::Nothing,
        }
    }

    /// Writes what goes; all of it is lost where nobody listens.
    pub(super) fn write(&mut self, bytes: &[u8]) -> usize {
        if self.is_closed() {
            return bytes.len();
        }
        self.attended = true;
        match self.ours.write(bytes) {
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => 0,
            Err(_) => bytes.len(),
        }
    }

    fn is_closed(&self) -> bool {
        let mut fds = [PollFd::new(&self.ours, PollFlags::OUT)];
        let seen = poll(&mut fds, Some(&Timespec::default()));
        seen.is_ok() && fds[0].revents().contains(PollFlags::HUP)
    }

    /// Has the host's side raw and closed, before any host comes. Later its settings are the hosts' own: the next
    /// one may be about to make them.
    fn settle(&self) -> io::Result<()> {
        let theirs = self.open_theirs()?;
        let mut settings = tcgetattr(&theirs)?;
        settings.make_raw();
        Ok(tcsetattr(&theirs, OptionalActions::Now, &settings)?)
    }

    /// Forgets what a host has left unread: it is not for the next one.
    fn forget(&self) {
        // Where the next one has the port for itself already, there is nothing to be done.
        let _ = self.open_theirs().map(|theirs| tcflush(&theirs, QueueSelector::IFlush));
    }

    fn open_theirs(&self) -> io::Result<File> {
        let flags = (OFlags::NOCTTY | OFlags::NONBLOCK).bits().cast_signed();
        OpenOptions::new().read(true).write(true).custom_flags(flags).open(&self.theirs)
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if fs::read_link(&self.link).is_ok_and(|target| target == self.theirs) {
            let _ = fs::remove_file(&self.link);
        }
    }
}

/// Does a link of this target lead to a pty? One to a real port is not ours to remove, plugged in or not.
fn is_pty(target: &Path) -> bool {
    target.starts_with("/dev/pts") || target.to_string_lossy().starts_with("/dev/ttys")
}

/// A new pty: our side, and the path of the other.
fn pair() -> io::Result<(File, PathBuf)> {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    // Not every system takes this as a flag of opening.
    fcntl_setfd(&ours, FdFlags::CLOEXEC)?;
    grantpt(&ours)?;
    unlockpt(&ours)?;
    let name = ptsname(&ours, Vec::new())?.into_bytes();
    fcntl_setfl(&ours, OFlags::RDWR | OFlags::NONBLOCK)?;
    Ok((File::from(ours), PathBuf::from(std::ffi::OsString::from_vec(name))))
}
