//! What a server can do that MQTT forbids, in words.

use std::fmt;

/// Why a connection cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Breach {
    /// The remaining length goes on after its fourth byte.
    LengthEndless,
    /// A packet of so many bytes, more than the client takes.
    TooLong(usize),
    /// This type of packet is reserved.
    ReservedType(u8),
    /// This packet has these flags, which it must not have.
    Flags(&'static str, u8),
    /// This packet ends too early.
    Short(&'static str),
    /// This packet has so many bytes after its last field.
    Surplus(&'static str, usize),
    /// This packet has the id 0.
    ZeroId(&'static str),
    /// A message of QoS 3.
    Qos3,
    /// A message with a topic that is none.
    Topic(BadTopic),
    /// A CONNACK with these acknowledge flags.
    ConnackFlags(u8),
    /// A SUBACK with this code.
    SubackCode(u8),
    /// A SUBACK with so many codes for so many filters.
    SubackCount(usize, usize),
    /// This packet comes where none of its kind may come.
    Unexpected(&'static str),
    /// More messages of QoS 2 than the client keeps in mind wait for their release.
    Unreleased,
}

/// Why a topic is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BadTopic {
    Empty,
    Wildcard,
    NotUtf8,
    Nul,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LengthEndless => write!(f, "a remaining length goes on after its fourth byte"),
            Self::TooLong(length) => write!(f, "a packet of {length} bytes is more than the client takes"),
            Self::ReservedType(kind) => write!(f, "packet type {kind} is reserved"),
            Self::Flags(packet, flags) => write!(f, "{packet} with flags {flags}"),
            Self::Short(packet) => write!(f, "{packet} ends too early"),
            Self::Surplus(packet, count) => write!(f, "{packet} with bytes after its last field: {count}"),
            Self::ZeroId(packet) => write!(f, "{packet} with packet id 0"),
            Self::Qos3 => write!(f, "PUBLISH with QoS 3"),
            Self::Topic(bad) => write!(f, "PUBLISH with a topic that {bad}"),
            Self::ConnackFlags(flags) => write!(f, "CONNACK with acknowledge flags {flags}"),
            Self::SubackCode(code) => write!(f, "SUBACK with return code {code}"),
            Self::SubackCount(codes, filters) => {
                write!(f, "SUBACK with {codes} return codes for {filters} filters")
            }
            Self::Unexpected(packet) => write!(f, "{packet} where none may come"),
            Self::Unreleased => write!(f, "too many messages of QoS 2 wait for their PUBREL"),
        }
    }
}

impl fmt::Display for BadTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::Wildcard => "holds a wildcard",
            Self::NotUtf8 => "is not UTF-8",
            Self::Nul => "holds U+0000",
        })
    }
}
