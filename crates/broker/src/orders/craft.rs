//! Packets that nobody asked for, down to such as no broker would ever send.

use bytes::{BufMut, Bytes, BytesMut};

use crate::wire::Kind;

/// Something to send to a client out of turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Crafted {
    /// These bytes.
    Raw(Vec<u8>),
    /// A packet that is nothing but its header: PINGREQ, PINGRESP or DISCONNECT.
    Bare(Kind),
    /// An acknowledgement of this packet id, of a type that is nothing else.
    Ack(Kind, u16),
    /// A CONNACK with this return code.
    Connack(u8),
    /// A SUBACK for this packet id with this one return code.
    Suback(u16, u8),
    /// A packet that no reader may accept.
    Malformed(Malformed),
    /// A PUBLISH with a remaining length of this many bytes, all of them sent.
    Oversized(u32),
}

/// Ways for a packet to be malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// A remaining length that does not end after four bytes.
    Length,
    /// The reserved packet type 15.
    Type,
    /// A PUBACK with all flags set.
    Flags,
    /// A PUBLISH of QoS 3.
    Qos,
    /// A PUBLISH to a topic that is not UTF-8.
    Utf8,
    /// A PUBLISH to a topic with wildcards.
    Wildcard,
    /// A PUBLISH to no topic.
    Topic,
    /// A PUBLISH of QoS 1 with packet id 0.
    Id,
    /// A PUBLISH whose topic is longer than the packet.
    Short,
}

impl Malformed {
    /// All of them, with their names in orders.
    pub const ALL: [(&'static str, Self); 9] = [
        ("length", Self::Length),
        ("type", Self::Type),
        ("flags", Self::Flags),
        ("qos", Self::Qos),
        ("utf8", Self::Utf8),
        ("wildcard", Self::Wildcard),
        ("topic", Self::Topic),
        ("id", Self::Id),
        ("short", Self::Short),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, way)| *way == self).map_or("", |(name, _)| name)
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Length => &[0x30, 0xff, 0xff, 0xff, 0xff, 0x7f],
            Self::Type => &[0xf0, 0],
            Self::Flags => &[0x4f, 2, 0, 1],
            Self::Qos => b"\x36\x06\x00\x01t\x00\x01x",
            Self::Utf8 => b"\x30\x05\x00\x02\xff\xfex",
            Self::Wildcard => b"\x30\x06\x00\x03+/#x",
            Self::Topic => b"\x30\x03\x00\x00x",
            Self::Id => b"\x32\x06\x00\x01t\x00\x00x",
            Self::Short => b"\x30\x03\x00\x09t",
        }
    }
}

impl Crafted {
    /// What goes on the wire.
    pub fn bytes(&self) -> Bytes {
        match self {
            Self::Raw(bytes) => bytes.clone().into(),
            Self::Bare(kind) => Bytes::copy_from_slice(&[first(*kind), 0]),
            Self::Ack(kind, id) => {
                let [high, low] = id.to_be_bytes();
                Bytes::copy_from_slice(&[first(*kind), 2, high, low])
            }
            Self::Connack(code) => Bytes::copy_from_slice(&[first(Kind::Connack), 2, 0, *code]),
            Self::Suback(id, code) => {
                let [high, low] = id.to_be_bytes();
                Bytes::copy_from_slice(&[first(Kind::Suback), 3, high, low, *code])
            }
            Self::Malformed(way) => Bytes::from_static(way.bytes()),
            Self::Oversized(length) => oversized(*length as usize),
        }
    }
}

fn first(kind: Kind) -> u8 {
    (kind as u8) << 4 | kind.demanded_flags().unwrap_or(0)
}

fn oversized(length: usize) -> Bytes {
    const TOPIC: &[u8] = b"\x00\x09oversized";
    let mut bytes = BytesMut::with_capacity(length + 5);
    bytes.put_u8(0x30);
    put_length(&mut bytes, length);
    let end = bytes.len() + length;
    bytes.extend_from_slice(&TOPIC[..TOPIC.len().min(length)]);
    bytes.resize(end, b'o');
    bytes.freeze()
}

/// Appends a remaining length.
pub(super) fn put_length(bytes: &mut BytesMut, mut length: usize) {
    while length > 127 {
        bytes.put_u8(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.put_u8(length as u8);
}
