//! Cuts a byte stream into frames, whatever the bytes and however they were read.
//!
//! It never reserves what a header merely declares: memory grows with what has come, up to the limit.

use bytes::{Bytes, BytesMut};

use super::{Fault, Frame};

/// What the framer cut off the front of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// One packet's bytes.
    Frame(Frame),
    /// Bytes in which no packet's edges can be told. Once this has come, all that follows is junk too:
    /// nothing in MQTT lets a reader find its place again. Only the first carries the fault.
    Junk(Bytes, Option<Fault>),
}

/// The front end of one direction of one connection.
#[derive(Debug)]
pub struct Framer {
    buffer: BytesMut,
    limit: usize,
    lost: bool,
}

impl Framer {
    /// A framer that takes packets of up to `limit` bytes, fixed header included.
    pub fn new(limit: usize) -> Self {
        Self { buffer: BytesMut::new(), limit, lost: false }
    }

    /// Takes what was read.
    pub fn handle_bytes(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole piece, if there is one.
    pub fn poll_cut(&mut self) -> Option<Cut> {
        if self.lost {
            return self.junk(None);
        }
        match self.measure() {
            Ok(Some((header, whole))) if self.buffer.len() >= whole => {
                let raw = self.buffer.split_to(whole).freeze();
                self.rest();
                Some(Cut::Frame(Frame::new(raw, header)))
            }
            Ok(_) => None,
            Err(fault) => {
                self.lost = true;
                self.junk(Some(fault))
            }
        }
    }

    /// How many bytes wait for the rest of their packet.
    pub fn buffered(&self) -> usize {
        self.buffer.len()
    }

    /// Whether packets can no longer be told apart.
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// What is left when the stream has ended in the middle of a packet.
    pub fn take_rest(&mut self) -> Bytes {
        self.buffer.split().freeze()
    }

    fn junk(&mut self, fault: Option<Fault>) -> Option<Cut> {
        let bytes = self.take_rest();
        (!bytes.is_empty()).then_some(Cut::Junk(bytes, fault))
    }

    /// Gives back a buffer that one large packet had made large.
    fn rest(&mut self) {
        const CALM: usize = 64 * 1024;
        if self.buffer.is_empty() && self.buffer.capacity() > CALM {
            self.buffer = BytesMut::new();
        }
    }

    /// The length of the fixed header and of the whole packet at the front, as soon as it can be told.
    fn measure(&self) -> Result<Option<(usize, usize)>, Fault> {
        let Some(after_type) = self.buffer.get(1..) else { return Ok(None) };
        let mut declared = 0usize;
        for (index, byte) in after_type.iter().take(4).enumerate() {
            declared |= usize::from(byte & 0x7f) << (7 * index);
            if byte & 0x80 == 0 {
                let header = index + 2;
                return self.check(header, declared).map(Some);
            }
        }
        if after_type.len() < 4 { Ok(None) } else { Err(Fault::LengthEndless) }
    }

    fn check(&self, header: usize, declared: usize) -> Result<(usize, usize), Fault> {
        let whole = header + declared;
        if whole <= self.limit {
            return Ok((header, whole));
        }
        Err(Fault::TooLong { declared, limit: self.limit })
    }
}
