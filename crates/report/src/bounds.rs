//! How much of a journal is kept in memory. What is beyond is counted and said, never a reason to stop.

use std::fmt::Write as _;
use std::sync::Arc;

/// How many bytes a run may take, whatever its journal holds: a million cases of a usual size.
pub const ROOM: usize = 384 * 1024 * 1024;
/// How long an id may be; what is longer keeps its beginning and a number that tells it from others.
pub const NAME: usize = 300;
/// How long a title, a clause or what a rule says may be.
pub const TITLE: usize = 600;
/// How long what was expected, what was there and why may be.
pub const TEXT: usize = 2000;
/// How many attempts of a case are told apart.
pub const ATTEMPTS: usize = 64;
/// How many marks of a case are kept.
pub const MARKS: usize = 64;
/// How many forms, rules, readings and areas are told apart.
pub const NAMES: usize = 20_000;
/// How many of the lines that are no journal's are shown.
pub const SHOWN: usize = 20;

/// What is left of the memory that a run may take.
#[derive(Debug)]
pub(crate) struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(ROOM)
    }
}

impl Room {
    /// Takes so much, if there is so much.
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// A text that is not longer than a bound by much; says how much is missing.
pub(crate) fn cut(text: &str, bound: usize) -> Box<str> {
    if text.len() <= bound {
        return text.into();
    }
    let end = text.floor_char_boundary(bound);
    format!("{}… ({} bytes more)", &text[..end], text.len() - end).into()
}

/// A name that is not longer than [`NAME`] by much; different names stay different.
pub(crate) fn name(text: &str) -> Arc<str> {
    if text.len() <= NAME {
        return text.into();
    }
    let mut short = text[..text.floor_char_boundary(NAME)].to_owned();
    let _ = write!(short, "…{:016x}", fingerprint(text.as_bytes()));
    short.into()
}

/// FNV-1a: the same on every machine.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
