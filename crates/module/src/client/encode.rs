//! Packets to bytes. Writes what it is given, lawful or not, as far as the layout can say it.

use super::packet::{Connect, Packet, Publish};

/// The most that a remaining length can say.
const MAX_REMAINING: usize = 268_435_455;

/// The packet's bytes. What is longer than its length field can say is cut there.
pub fn encode(packet: &Packet) -> Vec<u8> {
    let mut body = body(packet);
    body.truncate(MAX_REMAINING);
    let mut bytes = Vec::with_capacity(body.len() + 5);
    bytes.push(packet.kind() << 4 | flags(packet));
    remaining_length(&mut bytes, body.len());
    bytes.append(&mut body);
    bytes
}

fn flags(packet: &Packet) -> u8 {
    match packet {
        Packet::Publish(publish) => {
            u8::from(publish.dup) << 3 | (publish.qos & 3) << 1 | u8::from(publish.retain)
        }
        Packet::Pubrel { dup, .. } | Packet::Subscribe { dup, .. } | Packet::Unsubscribe { dup, .. } => {
            u8::from(*dup) << 3 | 2
        }
        _ => 0,
    }
}

fn body(packet: &Packet) -> Vec<u8> {
    let mut body = Vec::new();
    match packet {
        Packet::Connect(connect) => connect_body(&mut body, connect),
        Packet::Connack { session_present, code } => body.extend([u8::from(*session_present), *code]),
        Packet::Publish(publish) => publish_body(&mut body, publish),
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel { id, .. }
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => body.extend(id.to_be_bytes()),
        Packet::Subscribe { id, filters, .. } => {
            body.extend(id.to_be_bytes());
            for (filter, qos) in filters {
                text(&mut body, filter);
                body.push(*qos);
            }
        }
        Packet::Suback { id, codes } => {
            body.extend(id.to_be_bytes());
            body.extend(codes);
        }
        Packet::Unsubscribe { id, filters, .. } => {
            body.extend(id.to_be_bytes());
            for filter in filters {
                text(&mut body, filter);
            }
        }
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => {}
    }
    body
}

fn connect_body(body: &mut Vec<u8>, connect: &Connect) {
    text(body, &connect.protocol_name);
    body.push(connect.level);
    body.push(connect_flags(connect));
    body.extend(connect.keep_alive.to_be_bytes());
    text(body, &connect.client_id);
    if let Some(will) = &connect.will {
        text(body, &will.topic);
        text(body, &will.message);
    }
    for credential in [&connect.user, &connect.password].into_iter().flatten() {
        text(body, credential);
    }
}

fn connect_flags(connect: &Connect) -> u8 {
    let will = connect.will.as_ref().map_or(0, |will| u8::from(will.retain) << 5 | (will.qos & 3) << 3 | 4);
    u8::from(connect.user.is_some()) << 7
        | u8::from(connect.password.is_some()) << 6
        | will
        | u8::from(connect.clean) << 1
}

fn publish_body(body: &mut Vec<u8>, publish: &Publish) {
    text(body, &publish.topic);
    if publish.qos & 3 > 0 {
        body.extend(publish.id.to_be_bytes());
    }
    body.extend(&publish.payload);
}

fn text(body: &mut Vec<u8>, text: &[u8]) {
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    body.extend(length.to_be_bytes());
    body.extend(&text[..usize::from(length)]);
}

fn remaining_length(bytes: &mut Vec<u8>, mut length: usize) {
    loop {
        let low = (length & 0x7f) as u8;
        length >>= 7;
        if length == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}
