//! The module's file system: `AT+QFUPL` fills it, TLS contexts read it. It outlives restarts.

use std::collections::BTreeMap;

use bytes::Bytes;
use hayes_at::message::Value;

use super::Quectel;
use super::entry;
use crate::ask::{Ask, Word};
use crate::board::{Board, Entered, Refusal, Turn};
use crate::say::Given;

/// The longest file.
pub(super) const MAX_FILE: usize = 32 * 1024;
/// The most files.
const MAX_FILES: usize = 32;

const NAME: Word = &["filename"];
const SIZE: Word = &["file_size"];
const UPLOADED: Word = &["upload_size"];
const CHECKSUM: Word = &["checksum"];

/// A file's storage is left out where it is the usual one.
const STORAGE: &[u8] = b"UFS:";

/// All files by name.
#[derive(Debug, Default)]
pub(crate) struct Files(BTreeMap<Vec<u8>, Bytes>);

impl Files {
    /// A file, whichever way it is named.
    pub(super) fn get(&self, name: &[u8]) -> Option<Bytes> {
        self.0.get(plain(name)).cloned()
    }

    /// Keeps a file; false where there is no room for one more.
    pub(super) fn put(&mut self, name: &[u8], contents: Vec<u8>) -> bool {
        let room = self.0.len() < MAX_FILES || self.0.contains_key(plain(name));
        if room {
            self.0.insert(plain(name).to_vec(), Bytes::from(contents));
        }
        room
    }
}

fn plain(name: &[u8]) -> &[u8] {
    name.strip_prefix(STORAGE).unwrap_or(name)
}

/// Asks for a file, if it is not too long to be kept.
pub(super) fn upload(ask: &Ask, board: &mut Board) -> Turn {
    let size = ask.number(SIZE).and_then(|n| usize::try_from(n).ok()).unwrap_or(MAX_FILE);
    if size > MAX_FILE {
        return board.refuse(ask, Refusal::State);
    }
    Turn::Data(entry::of(ask, board))
}

impl Quectel {
    pub(super) fn take_file(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        // What has come in time is the file.
        let (Entered::Data(contents) | Entered::TimedOut(contents)) = entered else {
            return board.refuse(ask, Refusal::State);
        };
        let size = i64::try_from(contents.len()).unwrap_or(i64::MAX);
        let sum = format!("{:x}", checksum(&contents));
        if !self.files.put(ask.bytes(NAME).unwrap_or_default(), contents) {
            return board.refuse(ask, Refusal::State);
        }
        let given = Given::new().int(UPLOADED, size).value(CHECKSUM, Value::Bare(sum.into_bytes()));
        board.answer(ask, &given)
    }
}

/// The words of two bytes each, one over the other; a last byte alone is a word's first.
fn checksum(contents: &[u8]) -> u16 {
    let word = |pair: &[u8]| u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]);
    contents.chunks(2).fold(0, |sum, pair| sum ^ word(pair))
}
