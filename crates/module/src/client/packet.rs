//! The packets of MQTT as plain fields. Every field can hold what MQTT forbids, so that somebody between client
//! and socket can change anything; what is lawful is for `encode`, `decode` and the client to know.

/// A packet, of either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the specification says it")]
pub enum Packet {
    Connect(Connect),
    Connack { session_present: bool, code: u8 },
    Publish(Publish),
    Puback(u16),
    Pubrec(u16),
    Pubrel { id: u16, dup: bool },
    Pubcomp(u16),
    Subscribe { id: u16, dup: bool, filters: Vec<(Vec<u8>, u8)> },
    Suback { id: u16, codes: Vec<u8> },
    Unsubscribe { id: u16, dup: bool, filters: Vec<Vec<u8>> },
    Unsuback(u16),
    Pingreq,
    Pingresp,
    Disconnect,
}

/// What a client says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connect {
    /// `MQTT` or `MQIsdp`.
    pub protocol_name: Vec<u8>,
    /// 4 or 3.
    pub level: u8,
    /// Who it is.
    pub client_id: Vec<u8>,
    /// In seconds; 0: none.
    pub keep_alive: u16,
    /// Whether the session starts anew and ends with the connection.
    pub clean: bool,
    /// What is published when it is lost.
    pub will: Option<Will>,
    /// Its name.
    pub user: Option<Vec<u8>>,
    /// Its password.
    pub password: Option<Vec<u8>>,
}

/// What the server publishes for a client that is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Will {
    /// Where.
    pub topic: Vec<u8>,
    /// What.
    pub message: Vec<u8>,
    /// 0 to 2.
    pub qos: u8,
    /// Whether it is kept for later subscribers.
    pub retain: bool,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// Of QoS 1 and 2; not on the wire with QoS 0.
    pub id: u16,
    /// 0 to 2.
    pub qos: u8,
    /// Whether it is kept for later subscribers, or was.
    pub retain: bool,
    /// Whether it may have been sent before.
    pub dup: bool,
    /// Where.
    pub topic: Vec<u8>,
    /// What.
    pub payload: Vec<u8>,
}

impl Packet {
    /// The number of its type, as the first byte of a packet has it.
    pub fn kind(&self) -> u8 {
        match self {
            Self::Connect(_) => 1,
            Self::Connack { .. } => 2,
            Self::Publish(_) => 3,
            Self::Puback(_) => 4,
            Self::Pubrec(_) => 5,
            Self::Pubrel { .. } => 6,
            Self::Pubcomp(_) => 7,
            Self::Subscribe { .. } => 8,
            Self::Suback { .. } => 9,
            Self::Unsubscribe { .. } => 10,
            Self::Unsuback(_) => 11,
            Self::Pingreq => 12,
            Self::Pingresp => 13,
            Self::Disconnect => 14,
        }
    }

    /// The name of its type.
    pub fn name(&self) -> &'static str {
        name(self.kind())
    }
}

/// The name of a type of packets, by its number.
pub(crate) fn name(kind: u8) -> &'static str {
    const NAMES: [&str; 14] = [
        "CONNECT",
        "CONNACK",
        "PUBLISH",
        "PUBACK",
        "PUBREC",
        "PUBREL",
        "PUBCOMP",
        "SUBSCRIBE",
        "SUBACK",
        "UNSUBSCRIBE",
        "UNSUBACK",
        "PINGREQ",
        "PINGRESP",
        "DISCONNECT",
    ];
    NAMES.get(usize::from(kind).wrapping_sub(1)).copied().unwrap_or("a reserved packet")
}
