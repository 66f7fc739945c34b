//! What passes between a module and whoever drives it: serial bytes, wishes for sockets and what became of
//! them, power. Values only.

use std::fmt;

use bytes::Bytes;

/// A socket; numbers are never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Socket(pub u64);

/// What the driver is to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Write this to the host.
    Serial(Bytes),
    /// Do this with a socket.
    Socket(Socket, Wish),
}

/// What the module wants of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Connect it; `Opened` or `Failed` answers.
    Open {
        /// A name or an address.
        host: String,
        /// The port.
        port: u16,
        /// Over TLS, and how.
        tls: Option<TlsWish>,
    },
    /// Send this.
    Send(Bytes),
    /// Send what is left, then close; nothing answers.
    Close,
    /// Reset it at once; nothing answers.
    Abort,
}

/// How TLS is to be spoken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsWish {
    /// Who proves who they are.
    pub verify: Verify,
    /// The authorities that the server's certificate may come from, as uploaded (PEM).
    pub ca: Option<Bytes>,
    /// The module's own certificate (PEM).
    pub certificate: Option<Bytes>,
    /// Its key (PEM).
    pub key: Option<Bytes>,
    /// The name that the module tells the server it wants, if it does.
    pub sni: bool,
    /// Expired and future certificates pass.
    pub ignore_time: bool,
    /// The oldest and the newest version, as TLS numbers them (0x0301 to 0x0304); none: any.
    pub versions: Option<(u16, u16)>,
}

/// Who proves who they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verify {
    /// Nobody.
    #[default]
    None,
    /// The server.
    Server,
    /// The server, and the module where the server asks for it.
    Both,
}

/// What became of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocketEvent<'a> {
    /// It is connected, TLS included.
    Opened,
    /// It could not be connected.
    Failed(Trouble),
    /// Bytes came.
    Received(&'a [u8]),
    /// The other side closed it in good order.
    Closed,
    /// The other side reset it, or the network lost it.
    Reset,
}

/// Why a socket could not be connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The name has no address.
    Dns,
    /// Nobody listens there.
    Refused,
    /// There is no way there.
    Unreachable,
    /// Nobody answered.
    TimedOut,
    /// It was reset while it was being connected.
    Reset,
    /// TLS did not come about.
    Tls(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns => f.write_str("the name has no address"),
            Self::Refused => f.write_str("nobody listens there"),
            Self::Unreachable => f.write_str("there is no way there"),
            Self::TimedOut => f.write_str("nobody answered in time"),
            Self::Reset => f.write_str("reset while connecting"),
            Self::Tls(why) => write!(f, "TLS: {why}"),
        }
    }
}

/// What the mobile network does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// It can be heard, as it can from the beginning.
    Heard,
    /// It cannot be heard any more.
    Silent,
    /// It takes the module's addresses away, and ends its packet contexts with them.
    AddressTaken,
}

/// What happens to the supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Switched on.
    On,
    /// Cut off.
    Off,
    /// The reset line is pulled.
    Reset,
}
