//! Why a line could not be opened, and what to do about it.

use std::fmt;
use std::io;

use super::Address;
use super::lock::LockError;

/// Why a line could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// Somebody else has it, or it cannot be known.
    Lock(Address, LockError),
    /// There is no such port.
    Missing(Address, Vec<String>),
    /// It may not be opened by us.
    Forbidden(Address),
    /// Another program has it for itself.
    Busy(Address),
    /// Something else.
    Failed(Address, io::Error),
}

impl OpenError {
    /// What the system's error means for this line.
    pub(super) fn of(address: &Address, error: io::Error) -> Self {
        let address = address.clone();
        match error.kind() {
            io::ErrorKind::NotFound if matches!(address, Address::Port(_)) => Self::Missing(address, ports()),
            io::ErrorKind::PermissionDenied => Self::Forbidden(address),
            io::ErrorKind::ResourceBusy => Self::Busy(address),
            _ => Self::Failed(address, error),
        }
    }
}

/// The serial ports that this machine says it has.
fn ports() -> Vec<String> {
    let ports = serialport::available_ports().unwrap_or_default();
    ports.into_iter().map(|port| port.port_name).collect()
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lock(address, error) => write!(f, "{address}: {error}"),
            Self::Missing(address, ports) if ports.is_empty() => {
                write!(
                    f,
                    "{address}: there is no such port, and none that this machine knows of: is it plugged in?"
                )
            }
            Self::Missing(address, ports) => {
                write!(f, "{address}: there is no such port; there are {}", ports.join(", "))
            }
            Self::Forbidden(address) => {
                write!(f, "{address}: not permitted; on Linux, ports are for members of the group `dialout`")
            }
            Self::Busy(address) => write!(f, "{address}: another program has opened it for itself alone"),
            Self::Failed(address, error) => write!(f, "{address}: {error}"),
        }
    }
}

impl std::error::Error for OpenError {}
