//! A record as one JSON object: a line of a file that tools read. Secrets are covered, in the raw bytes too.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::{Event, Record, Seen, Tls, Transport, UpstreamEvent, pseudonym};
use crate::orders::shown;
use crate::wire::{Connect, Direction, Packet, Protocol, QosPid, password_span};

/// The version of the format, in every line: lines of several files may be mixed.
const FORMAT: &str = "hayes-far-end/1";

impl Record {
    /// The record as JSON. Times are microseconds since the run began. Bytes are hexadecimal under `raw`, and text with escapes elsewhere.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("format".into(), FORMAT.into());
        object.insert("at_us".into(), (self.at.as_micros() as u64).into());
        if let Some(link) = self.link {
            object.insert("connection".into(), link.0.into());
        }
        if let Some(client) = &self.client {
            object.insert("client".into(), (**client).into());
        }
        object.insert("event".into(), self.event.name().into());
        self.event.describe(&mut object);
        Value::Object(object)
    }
}

impl Event {
    /// The kind of event, as the JSON form has it.
    fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::TurnedAway { .. } => "turned-away",
            Self::Tls(Tls::Established { .. }) => "tls-established",
            Self::Tls(Tls::Failed(_)) => "tls-failed",
            Self::Tls(Tls::CloseNotify) => "tls-close-notify",
            Self::Packet(Direction::Received, _) => "received",
            Self::Packet(Direction::Sent, _) => "sent",
            Self::Junk { direction: Direction::Received, .. } => "received-junk",
            Self::Junk { direction: Direction::Sent, .. } => "sent-junk",
            Self::Upstream(UpstreamEvent::Opened) => "upstream-opened",
            Self::Upstream(UpstreamEvent::Failed(_)) => "upstream-failed",
            Self::Upstream(UpstreamEvent::Closed) => "upstream-closed",
            Self::Broker(_) => "broker",
            Self::Ordered(..) => "ordered",
            Self::Applied(..) => "order-applied",
            Self::OrderEnded(..) => "order-ended",
            Self::OrderFailed(..) => "order-failed",
            Self::Closing(_) => "closing",
            Self::Closed(_) => "closed",
            Self::PeerFinished => "peer-finished",
        }
    }

    fn describe(&self, object: &mut Map<String, Value>) {
        let mut put = |key: &str, value: Value| {
            object.insert(key.into(), value);
        };
        match self {
            Self::Opened { peer, transport } => {
                put("peer", peer.as_str().into());
                let over = match transport {
                    Transport::Virtual => "virtual",
                    Transport::Tcp => "tcp",
                    Transport::Tls => "tls",
                };
                put("transport", over.into());
            }
            Self::TurnedAway { peer } => put("peer", peer.as_str().into()),
            Self::Tls(Tls::Established { version, suite, server_name, client_certificate }) => {
                put("version", version.as_str().into());
                put("suite", suite.as_str().into());
                put("server_name", server_name.as_deref().into());
                put("client_certificate", client_certificate.as_deref().into());
            }
            Self::Tls(Tls::Failed(why)) | Self::Upstream(UpstreamEvent::Failed(why)) => {
                put("reason", why.as_str().into());
            }
            Self::Tls(Tls::CloseNotify)
            | Self::Upstream(UpstreamEvent::Opened | UpstreamEvent::Closed)
            | Self::PeerFinished => {}
            Self::Packet(_, seen) => seen.describe(object),
            Self::Junk { raw, fault, .. } => {
                put("raw", hex(raw).into());
                if let Some(fault) = fault {
                    put("faults", json!([fault.to_string()]));
                }
            }
            Self::Broker(note) => put("note", note.to_string().into()),
            Self::Ordered(id, text) => {
                put("order", id.0.into());
                put("text", (**text).into());
            }
            Self::Applied(id, kind) => {
                put("order", id.0.into());
                put("type", kind.map(crate::wire::Kind::name).into());
            }
            Self::OrderEnded(id, how) => {
                put("order", id.0.into());
                put("how", format!("{how:?}").to_lowercase().into());
            }
            Self::OrderFailed(id, why) => {
                put("order", id.0.into());
                put("reason", (*why).into());
            }
            Self::Closing(cause) => put("cause", cause.to_string().into()),
            Self::Closed(gone) => put("how", gone.to_string().into()),
        }
    }
}

impl Seen {
    fn describe(&self, object: &mut Map<String, Value>) {
        object.insert("type".into(), self.frame.kind().map(crate::wire::Kind::name).into());
        if let Some(packet) = &self.packet {
            object.insert("packet".into(), of_packet(packet));
        }
        object.insert("raw".into(), hex(self.frame.raw()).into());
        if !self.faults.is_empty() {
            let faults: Vec<_> = self.faults.iter().map(ToString::to_string).collect();
            object.insert("faults".into(), faults.into());
        }
    }
}

fn of_packet(packet: &Packet) -> Value {
    match packet {
        Packet::Connect(connect) => of_connect(connect),
        Packet::Connack(connack) => {
            json!({ "code": connack.code as u8, "session_present": connack.session_present })
        }
        Packet::Publish(publish) => {
            let id = match publish.qos_pid {
                QosPid::Level1(id) | QosPid::Level2(id) => Some(id.value()),
                QosPid::Level0 => None,
            };
            json!({
                "qos": publish.qos_pid.qos() as u8, "retain": publish.retain, "dup": publish.dup, "id": id,
                "topic": &*publish.topic_name, "payload": shown(&publish.payload),
            })
        }
        Packet::Subscribe(subscribe) => {
            let filters: Vec<_> = (subscribe.topics.iter())
                .map(|(filter, qos)| json!({ "filter": &**filter, "qos": *qos as u8 }))
                .collect();
            json!({ "id": subscribe.pid.value(), "filters": filters })
        }
        Packet::Suback(suback) => {
            let codes: Vec<_> = suback.topics.iter().map(|code| super::summary::of_code(*code)).collect();
            json!({ "id": suback.pid.value(), "codes": codes })
        }
        Packet::Unsubscribe(unsubscribe) => {
            let filters: Vec<_> = unsubscribe.topics.iter().map(|filter| &**filter).collect();
            json!({ "id": unsubscribe.pid.value(), "filters": filters })
        }
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel(id)
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => json!({ "id": id.value() }),
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => json!({}),
    }
}

fn of_connect(connect: &Connect) -> Value {
    let will = connect.last_will.as_ref().map(|will| {
        json!({
            "qos": will.qos as u8, "retain": will.retain,
            "topic": &*will.topic_name, "payload": shown(&will.message),
        })
    });
    json!({
        "mqtt": if connect.protocol == Protocol::V310 { "3.1" } else { "3.1.1" },
        "client": &*connect.client_id,
        "clean": connect.clean_session,
        "keep_alive": connect.keep_alive,
        "will": will,
        "user": connect.username.as_deref(),
        "password": connect.password.as_deref().map(pseudonym),
    })
}

/// The bytes as hexadecimal digits; those of a password are `**`.
fn hex(raw: &[u8]) -> String {
    let covered = password_span(raw).unwrap_or(0..0);
    let mut out = String::with_capacity(raw.len() * 2);
    for (index, byte) in raw.iter().enumerate() {
        if covered.contains(&index) {
            out.push_str("**");
        } else {
            let _ = write!(out, "{byte:02x}");
        }
    }
    out
}
