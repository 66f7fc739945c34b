//! The fields of a packet that the far end recorded, as expectations name them.

use std::collections::BTreeMap;

use hayes_broker::Gone;
use hayes_broker::record::{Event, Record, Tls, Transport};
use hayes_broker::wire::{
    Connect, Direction, Frame, Kind, Packet, Protocol, Publish, QosPid, SubscribeReturnCode,
};

/// Fields by name.
pub(crate) type Fields = BTreeMap<&'static str, Vec<u8>>;

/// What happened on a connection, under the name that expectations have for it: it opened, it ended, its TLS handshake was done, or a packet
/// that went over the wire the way that an expectation means: what the module sent, or, of types that
/// only a server sends, what it was sent. With a field set for each of its topics.
pub(crate) fn packet(record: &Record) -> Option<(&'static str, Vec<Fields>)> {
    let (direction, seen) = match &record.event {
        Event::Packet(direction, seen) => (direction, seen),
        Event::Opened { transport, .. } => {
            let over = if *transport == Transport::Tls { "tls" } else { "tcp" };
            return Some(("OPEN", vec![Fields::from([("over", over.into())])]));
        }
        Event::Closed(gone) => {
            let how = match gone {
                Gone::Closed => "closed",
                Gone::Reset => "reset",
                Gone::ResetByUs => "reset-by-us",
                Gone::Failed(_) => "failed",
            };
            return Some(("END", vec![Fields::from([("how", how.into())])]));
        }
        Event::Tls(Tls::Established { version, server_name, client_certificate, .. }) => {
            let told = [("server-name", server_name), ("certificate", client_certificate)];
            let mut set = Fields::from([("version", version.clone().into_bytes())]);
            for (name, value) in told {
                set.extend(value.iter().map(|value| (name, value.clone().into_bytes())));
            }
            return Some(("TLS", vec![set]));
        }
        _ => return None,
    };
    let kind = seen.frame.kind()?;
    if *direction == Direction::Sent && kind.goes(Direction::Received) {
        return None;
    }
    let mut sets = match &seen.packet {
        Some(packet) => fields(packet),
        None => vec![of_frame(&seen.frame)],
    };
    if matches!(kind.name(), "PUBREL" | "SUBSCRIBE" | "UNSUBSCRIBE") {
        let dup = u8::from(seen.frame.flags() & 8 != 0);
        for set in &mut sets {
            set.insert("dup", number(dup.into()));
        }
    }
    Some((kind.name(), sets))
}

fn fields(packet: &Packet) -> Vec<Fields> {
    let id = |id: u16| Fields::from([("id", number(id))]);
    match packet {
        Packet::Connect(connect) => vec![of_connect(connect)],
        Packet::Connack(connack) => {
            let session = number(u16::from(connack.session_present));
            vec![Fields::from([("code", number(connack.code as u16)), ("session", session)])]
        }
        Packet::Publish(publish) => vec![of_publish(publish)],
        Packet::Puback(pid)
        | Packet::Pubrec(pid)
        | Packet::Pubrel(pid)
        | Packet::Pubcomp(pid)
        | Packet::Unsuback(pid) => vec![id(pid.value())],
        Packet::Subscribe(subscribe) => {
            let one =
                |(filter, qos): &(_, _)| with_topic(id(subscribe.pid.value()), filter, Some(*qos as u16));
            subscribe.topics.iter().map(one).collect()
        }
        Packet::Suback(suback) => {
            let one = |code: &SubscribeReturnCode| {
                let code = if *code == SubscribeReturnCode::Failure { 128 } else { *code as u16 };
                let mut set = id(suback.pid.value());
                set.insert("code", number(code));
                set
            };
            suback.topics.iter().map(one).collect()
        }
        Packet::Unsubscribe(unsubscribe) => {
            let one = |filter| with_topic(id(unsubscribe.pid.value()), filter, None);
            unsubscribe.topics.iter().map(one).collect()
        }
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => vec![Fields::new()],
    }
}

fn with_topic(mut set: Fields, filter: &hayes_broker::wire::TopicFilter, qos: Option<u16>) -> Fields {
    set.insert("topic", filter.as_bytes().to_vec());
    if let Some(qos) = qos {
        set.insert("qos", number(qos));
    }
    set
}

fn of_connect(connect: &Connect) -> Fields {
    let level = if connect.protocol == Protocol::V310 { 3 } else { 4 };
    let mut set = Fields::from([
        ("client", connect.client_id.as_bytes().to_vec()),
        ("clean", number(u16::from(connect.clean_session))),
        ("keepalive", number(connect.keep_alive)),
        ("level", number(level)),
    ]);
    if let Some(will) = &connect.last_will {
        set.insert("will", number(1));
        set.insert("will-topic", will.topic_name.as_bytes().to_vec());
        set.insert("will-payload", will.message.to_vec());
        set.insert("will-qos", number(will.qos as u16));
        set.insert("will-retain", number(u16::from(will.retain)));
    }
    if let Some(user) = &connect.username {
        set.insert("user", user.as_bytes().to_vec());
    }
    if let Some(password) = &connect.password {
        set.insert("password", password.to_vec());
    }
    set
}

fn of_publish(publish: &Publish) -> Fields {
    let mut set = Fields::from([
        ("topic", publish.topic_name.as_bytes().to_vec()),
        ("payload", publish.payload.to_vec()),
        ("qos", number(publish.qos_pid.qos() as u16)),
        ("retain", number(u16::from(publish.retain))),
        ("dup", number(u16::from(publish.dup))),
    ]);
    if let QosPid::Level1(id) | QosPid::Level2(id) = publish.qos_pid {
        set.insert("id", number(id.value()));
    }
    set
}

/// What a packet that breaks MQTT still tells: its number, and of a message whose topic is no UTF-8 what it carries.
fn of_frame(frame: &Frame) -> Fields {
    let mut set: Fields = frame.id().map(|id| ("id", number(id))).into_iter().collect();
    let qos = u16::from((frame.flags() >> 1) & 3);
    let publish = frame.kind() == Some(Kind::Publish) && qos < 3;
    let text = frame.body().split_first_chunk::<2>().filter(|_| publish);
    let parts = text.and_then(|(len, rest)| rest.split_at_checked(usize::from(u16::from_be_bytes(*len))));
    let Some((topic, rest)) = parts.filter(|(topic, _)| std::str::from_utf8(topic).is_err()) else {
        return set;
    };
    let payload = rest.get(if qos > 0 { 2 } else { 0 }..).unwrap_or_default();
    set.extend([
        ("topic", topic.to_vec()),
        ("payload", payload.to_vec()),
        ("qos", number(qos)),
        ("retain", number(u16::from(frame.flags() & 1))),
        ("dup", number(u16::from((frame.flags() >> 3) & 1))),
    ]);
    set
}

fn number(number: u16) -> Vec<u8> {
    number.to_string().into_bytes()
}
