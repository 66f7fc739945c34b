//! One packet's bytes as they were on the wire, with the fixed header told apart from the body.

use bytes::Bytes;

use super::{Kind, Packet, encode};

/// The bytes of one whole packet: fixed header, then exactly as many bytes as it declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    raw: Bytes,
    header: u8,
}

impl Frame {
    /// A frame of bytes whose first `header` are the fixed header; the framer and the encoder know.
    pub(crate) fn new(raw: Bytes, header: usize) -> Self {
        debug_assert!((2..=5).contains(&header) && raw.len() >= header);
        Self { raw, header: header as u8 }
    }

    /// The frame of a typed packet; none for a packet that is too large for MQTT.
    pub fn of(packet: &Packet) -> Option<Self> {
        let raw = encode(packet).ok()?;
        let header = 1 + raw[1..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
        Some(Self::new(raw, header))
    }

    /// Every byte, as on the wire.
    pub fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// What follows the fixed header.
    pub fn body(&self) -> &[u8] {
        &self.raw[usize::from(self.header)..]
    }

    /// How many bytes the fixed header takes.
    pub fn header_len(&self) -> usize {
        usize::from(self.header)
    }

    /// The packet type, unless it is a reserved one.
    pub fn kind(&self) -> Option<Kind> {
        Kind::of_first_byte(self.raw[0])
    }

    /// The low four bits of the first byte.
    pub fn flags(&self) -> u8 {
        self.raw[0] & 0x0f
    }

    /// The packet identifier, for the types that carry one and are long enough to.
    pub fn id(&self) -> Option<u16> {
        let at = self.id_offset()?;
        Some(u16::from_be_bytes([self.raw[at], self.raw[at + 1]]))
    }

    /// Where in the raw bytes the packet identifier stands.
    pub(crate) fn id_offset(&self) -> Option<usize> {
        let header = self.header_len();
        let at = match self.kind()? {
            Kind::Connect | Kind::Connack | Kind::Pingreq | Kind::Pingresp | Kind::Disconnect => return None,
            Kind::Publish if self.flags() & 6 == 0 => return None,
            Kind::Publish => {
                let length = self.body().first_chunk::<2>()?;
                header + 2 + usize::from(u16::from_be_bytes(*length))
            }
            _ => header,
        };
        (at + 2 <= self.raw.len()).then_some(at)
    }
}
