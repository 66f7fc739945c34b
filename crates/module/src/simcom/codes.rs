//! Which result code stands for which cause. The document's table names codes and no causes; where several codes
//! would do, the choice is made here and nowhere else.

use crate::client::Refused;
use crate::link::Loss;
use crate::seam::Trouble;

/// Why something did not come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// The service does not run, or runs already: no code tells that.
    Service,
    /// No more is told than that it failed.
    Failed,
    /// The server refused the topic of a subscription.
    SubscriptionRefused,
    NotUtf8,
    SocketConnect,
    NetworkOpen,
    NetworkNotOpen,
    ClientIndex,
    NoConnection,
    Parameter,
    Busy,
    ConnectionRequest,
    Send,
    Timeout,
    TopicEmpty,
    ClientUsed,
    NotAcquired,
    NotReleased,
    Length,
    /// The server sent what is no packet, or none that may come.
    Packet,
    Dns,
    ServerClosed,
    /// The server's CONNACK says so.
    Connack(u8),
    Handshake,
    NoCertificate,
}

impl Cause {
    /// Its code in the table.
    pub(super) fn code(self) -> Option<i64> {
        Some(match self {
            Self::Service => return None,
            Self::Failed | Self::SubscriptionRefused => 1,
            Self::NotUtf8 => 2,
            Self::SocketConnect => 3,
            Self::NetworkOpen => 7,
            Self::NetworkNotOpen => 9,
            Self::ClientIndex => 10,
            Self::NoConnection => 11,
            Self::Parameter => 12,
            Self::Busy => 14,
            Self::Send => 16,
            Self::Timeout => 17,
            Self::TopicEmpty => 18,
            Self::ClientUsed => 19,
            Self::NotAcquired => 20,
            Self::NotReleased => 21,
            Self::Length => 22,
            Self::Packet => 24,
            Self::Dns => 25,
            Self::ServerClosed => 26,
            Self::Connack(code @ 1..=5) => 26 + i64::from(code),
            // No CONNACK code beyond 5 is known; the request has failed all the same.
            Self::ConnectionRequest | Self::Connack(_) => 15,
            Self::Handshake => 32,
            Self::NoCertificate => 33,
        })
    }

    /// Why a socket could not be connected.
    pub(super) fn of_trouble(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::Dns => Self::Dns,
            Trouble::Tls(_) => Self::Handshake,
            Trouble::Refused | Trouble::Unreachable | Trouble::TimedOut | Trouble::Reset => {
                Self::SocketConnect
            }
        }
    }

    /// Why a command failed whose connection went away under it; `asking`: the CONNACK was not there yet.
    pub(super) fn of_loss(loss: Loss, asking: bool) -> Self {
        match loss {
            Loss::Closed => Self::ServerClosed,
            Loss::Gone(_) => Self::NetworkNotOpen,
            Loss::Reset if asking => Self::ConnectionRequest,
            Loss::Reset => Self::Send,
        }
    }

    /// Why the MQTT client does not send.
    pub(super) fn of_refused(refused: Refused) -> Self {
        match refused {
            Refused::NotConnected => Self::NoConnection,
            Refused::IdInUse | Refused::TooMany => Self::Busy,
            Refused::TooLong => Self::Length,
            Refused::ZeroId | Refused::Qos | Refused::NoFilter => Self::Parameter,
        }
    }
}

/// The cause that the line about a lost connection gives. A connection that the module itself gave up, because
/// the server was silent or broke the protocol, counts as reset.
pub(super) fn of_connlost(loss: Loss) -> i64 {
    match loss {
        Loss::Closed => 1,
        Loss::Reset => 2,
        Loss::Gone(_) => 3,
    }
}
