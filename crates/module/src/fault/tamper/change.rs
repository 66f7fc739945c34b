//! Changes to one packet.

use crate::client::{Connect, Packet, Publish, Will};
use crate::fault::kinds::PacketThen;

/// Changes packets; `before`: what is known from earlier, the levels that were asked for or the topic of the message
/// before.
pub(super) fn each(packets: Vec<Packet>, then: &PacketThen, before: Option<&[u8]>) -> Vec<Packet> {
    let mut out = Vec::with_capacity(packets.len());
    for mut packet in packets {
        match then {
            PacketThen::Double => out.push(packet.clone()),
            PacketThen::DoubleNew => {
                out.push(packet.clone());
                if let Packet::Publish(p) = &mut packet {
                    p.id = if p.qos == 0 { 0 } else { p.id.wrapping_add(1000).max(1) };
                }
            }
            _ => {}
        }
        match &mut packet {
            Packet::Connect(c) => connect(c, then),
            Packet::Publish(p) => publish(p, then, before),
            Packet::Subscribe { id, dup, filters } => {
                subscribe(filters, then);
                number(id, then);
                flag(dup, then);
            }
            Packet::Unsubscribe { id, filters, .. } => {
                unsubscribe(filters, then);
                number(id, then);
            }
            Packet::Connack { code, .. } => {
                if let PacketThen::Code(other) = then {
                    *code = *other;
                }
            }
            Packet::Suback { codes, .. } => suback(codes, then, before),
            _ => {}
        }
        out.push(packet);
    }
    out
}

fn number(id: &mut u16, then: &PacketThen) {
    match then {
        PacketThen::Id(other) => *id = *other,
        PacketThen::IdAdd(by) => *id = id.wrapping_add(*by).max(1),
        _ => {}
    }
}

fn flag(dup: &mut bool, then: &PacketThen) {
    if let PacketThen::Dup(other) = then {
        *dup = *other;
    }
}

fn publish(p: &mut Publish, then: &PacketThen, before: Option<&[u8]>) {
    number(&mut p.id, then);
    flag(&mut p.dup, then);
    match then {
        PacketThen::Qos(qos) => {
            p.qos = *qos;
            if *qos > 0 {
                p.id = p.id.max(1);
            }
        }
        PacketThen::Retain(retain) => p.retain = *retain,
        PacketThen::Topic(mangle) => p.topic = mangle.apply(std::mem::take(&mut p.topic)),
        PacketThen::Payload(mangle) => p.payload = mangle.apply(std::mem::take(&mut p.payload)),
        PacketThen::LastTopic => p.topic = before.map_or_else(|| p.topic.clone(), <[u8]>::to_vec),
        _ => {}
    }
}

fn subscribe(filters: &mut Vec<(Vec<u8>, u8)>, then: &PacketThen) {
    match then {
        PacketThen::FirstTopic => filters.truncate(1),
        PacketThen::ReverseTopics => filters.reverse(),
        PacketThen::Qos(qos) => filters.iter_mut().for_each(|(_, q)| *q = *qos),
        PacketThen::Topic(mangle) => {
            for (topic, _) in filters.iter_mut() {
                *topic = mangle.apply(std::mem::take(topic));
            }
        }
        _ => {}
    }
}

fn unsubscribe(filters: &mut Vec<Vec<u8>>, then: &PacketThen) {
    match then {
        PacketThen::FirstTopic => filters.truncate(1),
        PacketThen::ReverseTopics => filters.reverse(),
        PacketThen::Topic(mangle) => {
            for topic in filters.iter_mut() {
                *topic = mangle.apply(std::mem::take(topic));
            }
        }
        _ => {}
    }
}

fn suback(codes: &mut [u8], then: &PacketThen, asked: Option<&[u8]>) {
    for (at, code) in codes.iter_mut().enumerate() {
        let wanted = asked.and_then(|asked| asked.get(at)).copied().unwrap_or_default();
        match then {
            PacketThen::Codes(other) => *code = *other,
            PacketThen::AsAsked if *code < 0x80 => *code = wanted,
            PacketThen::Accepted if *code >= 0x80 => *code = wanted,
            _ => {}
        }
    }
}

fn connect(c: &mut Connect, then: &PacketThen) {
    match then {
        PacketThen::ClientId(mangle) => c.client_id = mangle.apply(std::mem::take(&mut c.client_id)),
        PacketThen::User(mangle) => c.user = c.user.take().map(|user| mangle.apply(user)),
        PacketThen::Password(mangle) => c.password = c.password.take().map(|pass| mangle.apply(pass)),
        PacketThen::NoUser => (c.user, c.password) = (None, None),
        PacketThen::NoPassword => c.password = None,
        PacketThen::EmptyLogin if c.user.is_none() => {
            (c.user, c.password) = (Some(Vec::new()), Some(Vec::new()));
        }
        PacketThen::SwapLogin => std::mem::swap(&mut c.user, &mut c.password),
        PacketThen::Version(level) => {
            c.level = *level;
            c.protocol_name = if *level == 3 { b"MQIsdp".to_vec() } else { b"MQTT".to_vec() };
        }
        PacketThen::MixedVersion => c.level = 7 - c.level.clamp(3, 4),
        PacketThen::KeepAlive(time) => c.keep_alive = *time,
        PacketThen::KeepAliveTimes(by) => c.keep_alive = c.keep_alive.saturating_mul(*by),
        PacketThen::KeepAliveByte => c.keep_alive &= 0xFF,
        PacketThen::Clean(clean) => c.clean = *clean,
        PacketThen::InvertClean => c.clean = !c.clean,
        PacketThen::NoWill => c.will = None,
        PacketThen::WillUnasked if c.will.is_none() => {
            c.will = Some(Will { topic: b"will".to_vec(), message: b"gone".to_vec(), qos: 0, retain: false });
        }
        _ => {
            if let Some(w) = &mut c.will {
                will(w, then);
            }
        }
    }
}

fn will(will: &mut Will, then: &PacketThen) {
    match then {
        PacketThen::WillQos(qos) => will.qos = *qos,
        PacketThen::WillRetain(retain) => will.retain = *retain,
        PacketThen::WillTopic(mangle) => will.topic = mangle.apply(std::mem::take(&mut will.topic)),
        PacketThen::WillMessage(mangle) => will.message = mangle.apply(std::mem::take(&mut will.message)),
        PacketThen::SwapWill => std::mem::swap(&mut will.topic, &mut will.message),
        _ => {}
    }
}
