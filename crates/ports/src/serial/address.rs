//! Where a module's serial line is: a port of this machine, or behind TCP.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a serial line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A serial port or a pty: `/dev/ttyUSB2`, `COM3`, a link to one.
    Port(PathBuf),
    /// The serial bytes over TCP, nothing else: `tcp://HOST:PORT`.
    Tcp(String),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = text.split_once("://") else {
            if text.is_empty() {
                return Err("a port has a name: /dev/ttyUSB2, or tcp://HOST:PORT".into());
            }
            return Ok(Self::Port(text.into()));
        };
        if scheme != "tcp" {
            return Err(format!("`{scheme}://` is not known: a port's path, or tcp://HOST:PORT"));
        }
        let port = rest.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port);
        match port.map(str::parse::<u16>) {
            Some(Ok(1..)) => Ok(Self::Tcp(rest.to_owned())),
            _ => Err(format!("`{rest}` is no HOST:PORT, with a port from 1 to 65535")),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(path) => write!(f, "{}", path.display()),
            Self::Tcp(host) => write!(f, "tcp://{host}"),
        }
    }
}
