//! Ways to damage a packet that is otherwise right.

use bytes::{BufMut, Bytes, BytesMut};

use super::craft::put_length;
use crate::wire::Frame;

/// What to damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The packet id is the next one.
    Id,
    /// All four flags are set.
    Flags,
    /// The packet type is the reserved 15.
    Type,
    /// The remaining length promises one byte more than comes.
    Length,
    /// The last byte is missing, and the remaining length says so.
    Short,
    /// One byte more than the packet needs, and the remaining length says so.
    Surplus,
    /// The byte at this offset of the packet has this value.
    Byte(u32, u8),
}

impl Damage {
    /// All of them that are one word.
    pub(super) const WORDS: [(&'static str, Self); 6] = [
        ("id", Self::Id),
        ("flags", Self::Flags),
        ("type", Self::Type),
        ("length", Self::Length),
        ("short", Self::Short),
        ("surplus", Self::Surplus),
    ];

    /// The damaged packet; none where this packet has nothing to damage so.
    pub fn apply(self, frame: &Frame) -> Option<Bytes> {
        let mut raw = BytesMut::from(&frame.raw()[..]);
        match self {
            Self::Id => {
                let at = frame.id_offset()?;
                let next = frame.id()?.checked_add(1).unwrap_or(1);
                raw[at..at + 2].copy_from_slice(&next.to_be_bytes());
            }
            Self::Flags => raw[0] |= 0x0f,
            Self::Type => raw[0] |= 0xf0,
            Self::Length => return Some(with_length(frame, frame.body().len() + 1, frame.body())),
            Self::Short => {
                let (_, shorter) = frame.body().split_last()?;
                return Some(with_length(frame, shorter.len(), shorter));
            }
            Self::Surplus => {
                let longer = [frame.body(), &[0]].concat();
                return Some(with_length(frame, longer.len(), &longer));
            }
            Self::Byte(at, value) => *raw.get_mut(at as usize)? = value,
        }
        Some(raw.freeze())
    }
}

fn with_length(frame: &Frame, length: usize, body: &[u8]) -> Bytes {
    let mut raw = BytesMut::with_capacity(body.len() + 5);
    raw.put_u8(frame.raw()[0]);
    put_length(&mut raw, length);
    raw.extend_from_slice(body);
    raw.freeze()
}
