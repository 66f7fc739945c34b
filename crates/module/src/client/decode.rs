//! One packet's bytes to its fields: what a server may send, and what is wrong with it. No stream, no state.

use super::breach::{BadTopic, Breach};
use super::packet::{Packet, Publish, name};
use super::setup::Protocol;

/// Reads the packet with this first byte and this body. Topics are UTF-8 unless `any_topic` lets them be anything.
pub(super) fn decode(protocol: Protocol, any_topic: bool, first: u8, body: &[u8]) -> Result<Packet, Breach> {
    let kind = first >> 4;
    let flags = first & 15;
    let mut reader = Reader { packet: name(kind), rest: body };
    check_flags(protocol, kind, flags)?;
    let packet = match kind {
        2 => connack(protocol, &mut reader)?,
        3 => Packet::Publish(publish(flags, any_topic, &mut reader)?),
        4 => Packet::Puback(reader.id()?),
        5 => Packet::Pubrec(reader.id()?),
        6 => Packet::Pubrel { id: reader.id()?, dup: flags & 8 != 0 },
        7 => Packet::Pubcomp(reader.id()?),
        9 => suback(&mut reader)?,
        11 => Packet::Unsuback(reader.id()?),
        13 => Packet::Pingresp,
        0 | 15 => return Err(Breach::ReservedType(kind)),
        // What only clients send: its fields do not matter.
        _ => return Err(Breach::Unexpected(name(kind))),
    };
    if reader.rest.is_empty() { Ok(packet) } else { Err(Breach::Surplus(reader.packet, reader.rest.len())) }
}

/// MQTT 3.1 calls the flags of most packets unused, and lets a PUBREL say that it is repeated.
fn check_flags(protocol: Protocol, kind: u8, flags: u8) -> Result<(), Breach> {
    let demanded = match kind {
        3 => return Ok(()),
        6 | 8 | 10 => 2,
        _ => 0,
    };
    if protocol == Protocol::V31 || flags == demanded {
        Ok(())
    } else {
        Err(Breach::Flags(name(kind), flags))
    }
}

/// The byte before the return code is reserved in MQTT 3.1.
fn connack(protocol: Protocol, reader: &mut Reader) -> Result<Packet, Breach> {
    let flags = reader.byte()?;
    let code = reader.byte()?;
    if protocol == Protocol::V311 && flags > 1 {
        return Err(Breach::ConnackFlags(flags));
    }
    Ok(Packet::Connack { session_present: protocol == Protocol::V311 && flags == 1, code })
}

fn publish(flags: u8, any_topic: bool, reader: &mut Reader) -> Result<Publish, Breach> {
    let qos = flags >> 1 & 3;
    if qos == 3 {
        return Err(Breach::Qos3);
    }
    let topic = reader.text()?;
    if let Some(bad) = bad_topic(topic).filter(|bad| !any_topic || *bad != BadTopic::NotUtf8) {
        return Err(Breach::Topic(bad));
    }
    let id = if qos > 0 { reader.id()? } else { 0 };
    let payload = std::mem::take(&mut reader.rest).to_vec();
    Ok(Publish { id, qos, retain: flags & 1 != 0, dup: flags & 8 != 0, topic: topic.to_vec(), payload })
}

/// What makes a topic one that no server may send.
fn bad_topic(topic: &[u8]) -> Option<BadTopic> {
    match std::str::from_utf8(topic) {
        Err(_) => Some(BadTopic::NotUtf8),
        Ok("") => Some(BadTopic::Empty),
        Ok(text) if text.contains('\0') => Some(BadTopic::Nul),
        Ok(text) if text.contains(['+', '#']) => Some(BadTopic::Wildcard),
        Ok(_) => None,
    }
}

fn suback(reader: &mut Reader) -> Result<Packet, Breach> {
    let id = reader.id()?;
    let codes = std::mem::take(&mut reader.rest);
    match codes.iter().find(|code| !matches!(code, 0..=2 | 0x80)) {
        Some(code) => Err(Breach::SubackCode(*code)),
        None => Ok(Packet::Suback { id, codes: codes.to_vec() }),
    }
}

struct Reader<'a> {
    packet: &'static str,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, Breach> {
        let (byte, rest) = self.rest.split_first().ok_or(Breach::Short(self.packet))?;
        self.rest = rest;
        Ok(*byte)
    }

    fn number(&mut self) -> Result<u16, Breach> {
        Ok(u16::from_be_bytes([self.byte()?, self.byte()?]))
    }

    fn id(&mut self) -> Result<u16, Breach> {
        match self.number()? {
            0 => Err(Breach::ZeroId(self.packet)),
            id => Ok(id),
        }
    }

    fn text(&mut self) -> Result<&'a [u8], Breach> {
        let length = usize::from(self.number()?);
        let (text, rest) = self.rest.split_at_checked(length).ok_or(Breach::Short(self.packet))?;
        self.rest = rest;
        Ok(text)
    }
}
