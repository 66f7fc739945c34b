//! A packet in one line, with its secrets left out.

use std::fmt::Write;

use crate::orders::quoted;
use crate::wire::{Connect, Packet, Protocol, QosPid, SubscribeReturnCode};

/// How many bytes of a payload a line shows.
const SHOWN: usize = 120;

/// What a packet says besides its type, in one line that is safe on a terminal.
pub fn summary(packet: &Packet) -> String {
    match packet {
        Packet::Connect(connect) => of_connect(connect),
        Packet::Connack(connack) => {
            let present = if connack.session_present { " session-present" } else { "" };
            format!("code={}{present}", connack.code as u8)
        }
        Packet::Publish(publish) => {
            let qos = publish.qos_pid.qos() as u8;
            let mut line = format!("qos={qos} retain={}", u8::from(publish.retain));
            if publish.dup {
                line.push_str(" dup=1");
            }
            if let QosPid::Level1(id) | QosPid::Level2(id) = publish.qos_pid {
                let _ = write!(line, " id={}", id.value());
            }
            let _ = write!(
                line,
                " topic={} payload={}",
                quoted(publish.topic_name.as_bytes()),
                clipped(&publish.payload)
            );
            line
        }
        Packet::Subscribe(subscribe) => {
            let filters: Vec<_> = (subscribe.topics.iter())
                .map(|(filter, qos)| format!("{}:{}", quoted(filter.as_bytes()), *qos as u8))
                .collect();
            format!("id={} {}", subscribe.pid.value(), filters.join(" "))
        }
        Packet::Suback(suback) => {
            let codes: Vec<_> = suback.topics.iter().map(|code| of_code(*code)).collect();
            format!("id={} codes={}", suback.pid.value(), codes.join(","))
        }
        Packet::Unsubscribe(unsubscribe) => {
            let filters: Vec<_> = unsubscribe.topics.iter().map(|filter| quoted(filter.as_bytes())).collect();
            format!("id={} {}", unsubscribe.pid.value(), filters.join(" "))
        }
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel(id)
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => format!("id={}", id.value()),
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => String::new(),
    }
}

fn of_connect(connect: &Connect) -> String {
    let version = if connect.protocol == Protocol::V310 { "3.1" } else { "3.1.1" };
    let mut line = format!(
        "mqtt={version} client={} clean={} keep-alive={}",
        quoted(connect.client_id.as_bytes()),
        u8::from(connect.clean_session),
        connect.keep_alive
    );
    if let Some(will) = &connect.last_will {
        let _ = write!(
            line,
            " will-qos={} will-retain={} will-topic={} will={}",
            will.qos as u8,
            u8::from(will.retain),
            quoted(will.topic_name.as_bytes()),
            clipped(&will.message)
        );
    }
    if let Some(user) = &connect.username {
        let _ = write!(line, " user={}", quoted(user.as_bytes()));
    }
    if let Some(password) = &connect.password {
        let _ = write!(line, " password={}", pseudonym(password));
    }
    line
}

pub(super) fn of_code(code: SubscribeReturnCode) -> &'static str {
    match code {
        SubscribeReturnCode::MaxLevel0 => "0",
        SubscribeReturnCode::MaxLevel1 => "1",
        SubscribeReturnCode::MaxLevel2 => "2",
        SubscribeReturnCode::Failure => "0x80",
    }
}

/// The bytes in quotes, cut off where they would fill the screen, and then with their number.
pub(super) fn clipped(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN) {
        Some(start) if bytes.len() > SHOWN => format!("{}… ({} bytes)", quoted(start), bytes.len()),
        _ => quoted(bytes),
    }
}

/// What stands for a secret: the same for the same secret, so that two transcripts still compare, and too
/// short to find the secret by.
pub fn pseudonym(secret: &[u8]) -> String {
    let hash = secret.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let short = (hash >> 48 ^ hash >> 32 ^ hash >> 16 ^ hash) as u16;
    format!("<secret {short:04x}>")
}
