//! Bytes of a stream to packets. How they were cut into reads does not matter.

use super::breach::Breach;
use super::decode::decode;
use super::packet::Packet;
use super::setup::Protocol;

/// The longest packet that a client takes or sends, all its bytes counted: more than any document grants a
/// message, and a topic of full length beside it.
pub const MAX_PACKET: usize = 128 * 1024;

/// Cuts what a server sends into packets. Holds at most `MAX_PACKET` bytes and one read.
#[derive(Debug, Clone)]
pub struct Framer {
    protocol: Protocol,
    any_topic: bool,
    bytes: Vec<u8>,
    /// How many of the bytes are read.
    read: usize,
    /// After a breach nobody knows where the next packet begins.
    broken: bool,
}

impl Framer {
    /// A framer at the beginning of a stream.
    pub fn new(protocol: Protocol) -> Self {
        Self { protocol, any_topic: false, bytes: Vec::new(), read: 0, broken: false }
    }

    /// From now on topics need not be UTF-8.
    pub fn take_any_topic(&mut self) {
        self.any_topic = true;
    }

    /// These bytes have come. Poll until nothing is left before the next.
    pub fn handle_bytes(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        self.bytes.drain(..std::mem::take(&mut self.read));
        self.bytes.extend_from_slice(bytes);
    }

    /// The next packet, once it is whole; or what is wrong, once, and nothing after that.
    pub fn poll_packet(&mut self) -> Option<Result<Packet, Breach>> {
        let cut = self.cut().transpose()?;
        if cut.is_err() {
            self.broken = true;
            self.bytes = Vec::new();
            self.read = 0;
        }
        Some(cut)
    }

    fn cut(&mut self) -> Result<Option<Packet>, Breach> {
        let rest = &self.bytes[self.read..];
        let Some((head, length)) = header(rest)? else { return Ok(None) };
        let total = head + length;
        if total > MAX_PACKET {
            return Err(Breach::TooLong(total));
        }
        let Some(body) = rest.get(head..total) else { return Ok(None) };
        let packet = decode(self.protocol, self.any_topic, rest[0], body)?;
        self.read += total;
        Ok(Some(packet))
    }
}

/// How long the fixed header is, and the remaining length that it says.
fn header(bytes: &[u8]) -> Result<Option<(usize, usize)>, Breach> {
    let mut length = 0;
    for (place, byte) in bytes.iter().skip(1).take(4).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(Some((place + 2, length)));
        }
    }
    if bytes.len() > 4 { Err(Breach::LengthEndless) } else { Ok(None) }
}
