//! The typed packets of `mqtt-proto`, read from a frame and written to bytes, with its known slips mended.

use std::fmt;

use bytes::{Bytes, BytesMut};
use mqtt_proto::v3::{Connack, Connect, Header, PacketType, Publish, Suback, Subscribe, Unsubscribe};
use mqtt_proto::{Error, Pid};

use super::Frame;

pub use mqtt_proto::v3::Packet;

/// The bit of a first byte that says that a packet is sent again.
pub(crate) const DUP: u8 = 8;

/// The typed packet in a frame. Strict where the codec is: a frame with a breach may decode to nothing.
pub fn decode(frame: &Frame) -> Option<Packet> {
    decode_as(frame.raw()[0], frame)
}

/// The same, as if the frame began with this byte.
pub(crate) fn decode_as(first: u8, frame: &Frame) -> Option<Packet> {
    let body = frame.body();
    let header = Header::new_with(first, body.len() as u32, frame.raw().len() as u32).ok()?;
    let mut offset = 0;
    let packet = read(body, &mut offset, header).ok()?;
    (offset == body.len()).then_some(packet)
}

fn read(body: &[u8], offset: &mut usize, header: Header) -> Result<Packet, Error> {
    Ok(match header.typ {
        PacketType::Connect => Connect::decode(body, offset)?.into(),
        PacketType::Connack => Connack::decode(body, offset)?.into(),
        PacketType::Publish => Publish::decode(body, offset, header)?.into(),
        PacketType::Puback => Packet::Puback(id(body, offset)?),
        PacketType::Pubrec => Packet::Pubrec(id(body, offset)?),
        PacketType::Pubrel => Packet::Pubrel(id(body, offset)?),
        PacketType::Pubcomp => Packet::Pubcomp(id(body, offset)?),
        PacketType::Subscribe => Subscribe::decode(body, offset, header)?.into(),
        PacketType::Suback => Suback::decode(body, offset, header)?.into(),
        PacketType::Unsubscribe => Unsubscribe::decode(body, offset, header)?.into(),
        PacketType::Unsuback => Packet::Unsuback(id(body, offset)?),
        PacketType::Pingreq => Packet::Pingreq,
        PacketType::Pingresp => Packet::Pingresp,
        PacketType::Disconnect => Packet::Disconnect,
    })
}

fn id(body: &[u8], offset: &mut usize) -> Result<Pid, Error> {
    let bytes = body.first_chunk::<2>().ok_or(Error::InvalidRemainingLength)?;
    *offset += 2;
    Pid::try_from(u16::from_be_bytes(*bytes))
}

/// The packet is larger than MQTT can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unencodable;

impl fmt::Display for Unencodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the packet is larger than MQTT can say")
    }
}

impl std::error::Error for Unencodable {}

/// The packet's bytes.
pub fn encode(packet: &Packet) -> Result<Bytes, Unencodable> {
    let mut bytes = BytesMut::new();
    encode_into(packet, &mut bytes)?;
    Ok(bytes.freeze())
}

/// Appends the packet's bytes.
pub fn encode_into(packet: &Packet, bytes: &mut BytesMut) -> Result<(), Unencodable> {
    let start = bytes.len();
    bytes.extend_from_slice(packet.encode().map_err(|_| Unencodable)?.as_ref());
    if let Packet::Suback(suback) = packet {
        mend_suback(suback, &mut bytes[start..]);
    }
    Ok(())
}

/// The codec writes the return code "failure" as 3; on the wire it is 0x80.
fn mend_suback(suback: &Suback, bytes: &mut [u8]) {
    let codes = bytes.len() - suback.topics.len();
    for code in &mut bytes[codes..] {
        if *code == 3 {
            *code = 0x80;
        }
    }
}
