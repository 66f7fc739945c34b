//! Virtual modules before real hosts: each on a pty or a TCP port, with real sockets behind it, all of them on one thread.
//! What they say and do is theirs.

mod host;
mod names;
mod net;
#[cfg(unix)]
mod pty;
mod reactor;
mod resolver;
mod slot;
mod tcp;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::Device;
use crate::serial::Trace;
use crate::serial::lock::LockError;

pub use names::{Names, Redirect};
pub use reactor::Sim;

/// One module, and where it is to be found.
pub struct Outlet {
    /// The module.
    pub device: Box<dyn Device>,
    /// Where its serial line is.
    pub place: Place,
    /// Names that it finds elsewhere than the machine would.
    pub names: Names,
    /// Where every byte of its line is written down.
    pub log: Option<Trace>,
}

/// Where a module's serial line is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On a pty that this link leads to.
    Pty(PathBuf),
    /// At this TCP address; port 0 takes a free one.
    Tcp(SocketAddr),
}

/// Why a module could not be put there.
#[derive(Debug)]
pub enum SimError {
    /// Another sim has this link.
    Lock(Place, LockError),
    /// Something that is no link to a pty has this name.
    InTheWay(Place),
    /// The system will not have it.
    Failed(Place, io::Error),
    /// Nothing can be waited for.
    Waiting(io::Error),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pty(link) => write!(f, "{}", link.display()),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
        }
    }
}

impl fmt::Display for SimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lock(place, error) => write!(f, "{place}: {error}"),
            Self::InTheWay(place) => {
                write!(
                    f,
                    "{place}: there is something already that is no link to a pty; take another name, or remove it"
                )
            }
            Self::Failed(place, error) => write!(f, "{place}: {error}"),
            Self::Waiting(error) => write!(f, "nothing can be waited for: {error}"),
        }
    }
}

impl std::error::Error for SimError {}
