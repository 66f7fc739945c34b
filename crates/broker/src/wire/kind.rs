//! The fourteen packet types of MQTT 3, and which way each goes.

use std::fmt;

/// Which way a packet travels, seen from the far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// From the client to the far end.
    Received,
    /// From the far end to the client.
    Sent,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Received => "received",
            Self::Sent => "sent",
        })
    }
}

/// A packet type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the MQTT specification")]
pub enum Kind {
    Connect = 1,
    Connack = 2,
    Publish = 3,
    Puback = 4,
    Pubrec = 5,
    Pubrel = 6,
    Pubcomp = 7,
    Subscribe = 8,
    Suback = 9,
    Unsubscribe = 10,
    Unsuback = 11,
    Pingreq = 12,
    Pingresp = 13,
    Disconnect = 14,
}

impl Kind {
    /// All packet types, by number.
    pub const ALL: [Self; 14] = [
        Self::Connect,
        Self::Connack,
        Self::Publish,
        Self::Puback,
        Self::Pubrec,
        Self::Pubrel,
        Self::Pubcomp,
        Self::Subscribe,
        Self::Suback,
        Self::Unsubscribe,
        Self::Unsuback,
        Self::Pingreq,
        Self::Pingresp,
        Self::Disconnect,
    ];

    /// The packet type that the first byte of a packet names; 0 and 15 are reserved.
    pub fn of_first_byte(byte: u8) -> Option<Self> {
        usize::from(byte >> 4).checked_sub(1).and_then(|index| Self::ALL.get(index)).copied()
    }

    /// The specification's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "CONNECT",
            Self::Connack => "CONNACK",
            Self::Publish => "PUBLISH",
            Self::Puback => "PUBACK",
            Self::Pubrec => "PUBREC",
            Self::Pubrel => "PUBREL",
            Self::Pubcomp => "PUBCOMP",
            Self::Subscribe => "SUBSCRIBE",
            Self::Suback => "SUBACK",
            Self::Unsubscribe => "UNSUBSCRIBE",
            Self::Unsuback => "UNSUBACK",
            Self::Pingreq => "PINGREQ",
            Self::Pingresp => "PINGRESP",
            Self::Disconnect => "DISCONNECT",
        }
    }

    /// The packet type of that name, in any letter case.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The low four bits that the specification demands, where it demands any.
    pub(crate) fn demanded_flags(self) -> Option<u8> {
        match self {
            Self::Publish => None,
            Self::Pubrel | Self::Subscribe | Self::Unsubscribe => Some(2),
            _ => Some(0),
        }
    }

    /// Whether a lawful peer sends it that way at all.
    pub fn goes(self, direction: Direction) -> bool {
        match self {
            Self::Publish | Self::Puback | Self::Pubrec | Self::Pubrel | Self::Pubcomp => true,
            Self::Connect | Self::Subscribe | Self::Unsubscribe | Self::Pingreq | Self::Disconnect => {
                direction == Direction::Received
            }
            Self::Connack | Self::Suback | Self::Unsuback | Self::Pingresp => direction == Direction::Sent,
        }
    }

    /// The way meant when an order names only the type: a publishing client is the usual subject, so
    /// PUBLISH and PUBREL are what it sends, and the acknowledgements are what it waits for.
    pub fn usual_direction(self) -> Direction {
        match self {
            Self::Publish | Self::Pubrel => Direction::Received,
            Self::Puback | Self::Pubrec | Self::Pubcomp => Direction::Sent,
            _ if self.goes(Direction::Received) => Direction::Received,
            _ => Direction::Sent,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
