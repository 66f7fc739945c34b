//! What can be wrong with a packet, in words.

use std::fmt;

/// How much a fault matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Odd or unlawful, but the meaning is clear: noted, and the connection goes on.
    Remark,
    /// The packet has no meaning, or the specification has the receiver close the connection.
    Breach,
}

/// A part of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Field {
    ProtocolName,
    ProtocolLevel,
    ConnectFlags,
    KeepAlive,
    ClientId,
    WillTopic,
    WillMessage,
    UserName,
    Password,
    ConnackFlags,
    ReturnCode,
    PacketId,
    Topic,
    Filter,
    RequestedQos,
}

impl Field {
    fn name(self) -> &'static str {
        match self {
            Self::ProtocolName => "protocol name",
            Self::ProtocolLevel => "protocol level",
            Self::ConnectFlags => "connect flags",
            Self::KeepAlive => "keep alive",
            Self::ClientId => "client id",
            Self::WillTopic => "will topic",
            Self::WillMessage => "will message",
            Self::UserName => "user name",
            Self::Password => "password",
            Self::ConnackFlags => "acknowledge flags",
            Self::ReturnCode => "return code",
            Self::PacketId => "packet id",
            Self::Topic => "topic",
            Self::Filter => "topic filter",
            Self::RequestedQos => "requested QoS",
        }
    }
}

/// One thing that is wrong with a packet, or with the place it came at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are in Display")]
pub enum Fault {
    TlsHello,
    LengthEndless,
    TooLong { declared: usize, limit: usize },
    LengthPadded,
    ReservedType(u8),
    Flags { demanded: u8, found: u8 },
    Truncated(Field),
    Surplus(usize),
    ZeroId,
    Qos3,
    DupWithoutQos,
    NotUtf8(Field),
    Nul(Field),
    EmptyTopic(Field),
    WildcardTopic(Field),
    Protocol { name: Vec<u8>, level: u8 },
    ReservedConnectFlag,
    WillQos3,
    WillFlagsAlone,
    PasswordAlone,
    EmptyClientId,
    LongClientId(usize),
    NoFilters,
    BadFilter(Vec<u8>),
    RequestedQos(u8),
    ConnackFlags(u8),
    ReturnCode(u8),
    NotConnected,
    SecondConnect,
    WrongWay,
    MidPacket(usize),
}

impl Fault {
    /// How much it matters.
    pub fn weight(&self) -> Weight {
        match self {
            Self::LengthPadded
            | Self::DupWithoutQos
            | Self::EmptyClientId
            | Self::LongClientId(_)
            | Self::MidPacket(_) => Weight::Remark,
            _ => Weight::Breach,
        }
    }

    /// Whether it makes the packet meaningless, or the connection unlawful.
    pub fn is_breach(&self) -> bool {
        self.weight() == Weight::Breach
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TlsHello => write!(f, "not MQTT: this looks like the start of TLS on a plain port"),
            Self::LengthEndless => write!(f, "the remaining length goes on after its fourth byte"),
            Self::TooLong { declared, limit } => {
                write!(f, "declares {declared} bytes, more than the limit of {limit} in all")
            }
            Self::LengthPadded => write!(f, "the remaining length takes more bytes than it needs"),
            Self::ReservedType(number) => write!(f, "packet type {number} is reserved"),
            Self::Flags { demanded, found } => write!(f, "flags are {found}, must be {demanded}"),
            Self::Truncated(field) => write!(f, "ends inside its {}", field.name()),
            Self::Surplus(count) => write!(f, "bytes left over after the last field: {count}"),
            Self::ZeroId => write!(f, "packet id 0"),
            Self::Qos3 => write!(f, "QoS 3"),
            Self::DupWithoutQos => write!(f, "DUP set on QoS 0"),
            Self::NotUtf8(field) => write!(f, "{} is not UTF-8", field.name()),
            Self::Nul(field) => write!(f, "{} holds U+0000", field.name()),
            Self::EmptyTopic(field) => write!(f, "{} is empty", field.name()),
            Self::WildcardTopic(field) => write!(f, "{} holds a wildcard", field.name()),
            Self::Protocol { name, level } => {
                write!(f, "unknown protocol \"{}\" level {level}", name.escape_ascii())
            }
            Self::ReservedConnectFlag => write!(f, "the reserved connect flag is set"),
            Self::WillQos3 => write!(f, "will QoS 3"),
            Self::WillFlagsAlone => write!(f, "will QoS or retain set without a will"),
            Self::PasswordAlone => write!(f, "a password without a user name"),
            Self::EmptyClientId => write!(f, "empty client id"),
            Self::LongClientId(length) => write!(f, "client id of {length} bytes, MQTT 3.1 allows 23"),
            Self::NoFilters => write!(f, "no topic filter"),
            Self::BadFilter(filter) => write!(f, "bad topic filter \"{}\"", filter.escape_ascii()),
            Self::RequestedQos(byte) => write!(f, "requested QoS byte is {byte}"),
            Self::ConnackFlags(byte) => write!(f, "acknowledge flags are {byte}"),
            Self::ReturnCode(byte) => write!(f, "unknown return code {byte}"),
            Self::NotConnected => write!(f, "before CONNECT"),
            Self::SecondConnect => write!(f, "a second CONNECT"),
            Self::WrongWay => write!(f, "a packet that only a server sends"),
            Self::MidPacket(count) => write!(f, "the connection ended {count} bytes into a packet"),
        }
    }
}
