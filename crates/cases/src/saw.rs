//! What the far end is expected to have seen: a packet's type and its fields. Packets themselves are the
//! broker's.

use std::fmt;

use hayes_dialects::dialect::Carried;

use crate::pattern::{Pattern, Template, Variables};

/// The fields that an expectation can name, by packet type. `OPEN`, `END` and `TLS` are those of a connection.
pub const FIELDS: [(&str, &[&str]); 17] = [
    ("OPEN", &["over"]),
    ("END", &["how"]),
    ("TLS", &["version", "server-name", "certificate"]),
    ("CONNECT", Carried::CONNECT),
    ("CONNACK", &["code", "session"]),
    ("PUBLISH", &["topic", "payload", "qos", "retain", "dup", "id"]),
    ("PUBACK", &["id"]),
    ("PUBREC", &["id"]),
    ("PUBREL", &["id", "dup"]),
    ("PUBCOMP", &["id"]),
    ("SUBSCRIBE", &["id", "topic", "qos", "dup"]),
    ("SUBACK", &["id", "code"]),
    ("UNSUBSCRIBE", &["id", "topic", "dup"]),
    ("UNSUBACK", &["id"]),
    ("PINGREQ", &[]),
    ("PINGRESP", &[]),
    ("DISCONNECT", &[]),
];

/// A packet with some of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Its type, in capitals.
    pub kind: String,
    /// Fields that must have these values.
    pub fields: Vec<(String, Wanted)>,
}

/// What a field must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This number or word.
    Word(Template),
    /// These bytes.
    Bytes(Pattern),
    /// There must be none.
    Absent,
}

impl Packet {
    /// Does a packet fit, of which `field` tells the values (none where it has no such field)? Gives the names
    /// bound on the way.
    pub fn matches(
        &self,
        field: &dyn Fn(&str) -> Option<Vec<u8>>,
        variables: &Variables,
    ) -> Option<Variables> {
        let mut bound = Variables::new();
        for (name, wanted) in &self.fields {
            match (wanted, field(name)) {
                (Wanted::Absent, None) => {}
                (Wanted::Word(word), Some(value)) if word.fill(variables).is_ok_and(|word| word == value) => {
                }
                (Wanted::Bytes(pattern), Some(value)) => bound.extend(pattern.matches(&value, variables)?),
                _ => return None,
            }
        }
        Some(bound)
    }
}

impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        for (name, wanted) in &self.fields {
            match wanted {
                Wanted::Word(word) => write!(f, " {name}={word}")?,
                Wanted::Bytes(pattern) => write!(f, " {name}=\"{pattern}\"")?,
                Wanted::Absent => write!(f, " no {name}")?,
            }
        }
        Ok(())
    }
}
