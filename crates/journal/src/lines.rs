//! Any source of bytes, line by line, in bounded memory.

use std::io::{self, Read};

/// The longest line that is read, its line feed not counted.
pub const MAX_LINE: usize = 16 * 1024 * 1024;

/// How much is asked for at once.
const READ: usize = 64 * 1024;

/// Cuts bytes into lines.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    bytes: Vec<u8>,
    /// Where what is not yet handed out begins.
    start: usize,
    /// Up to where no line feed stands.
    searched: usize,
    number: u64,
    /// How long all is that was handed out.
    offset: u64,
    ended: bool,
}

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// From 1.
    pub number: u64,
    /// Without its line feed; the first `MAX_LINE` bytes of one that is too long.
    pub bytes: &'a [u8],
    /// Whether it has a line feed.
    pub whole: bool,
    /// How long it really is.
    pub length: u64,
}

impl<R: Read> Lines<R> {
    /// All lines from here on.
    pub fn new(source: R) -> Self {
        Self { source, bytes: Vec::new(), start: 0, searched: 0, number: 0, offset: 0, ended: false }
    }

    /// How many bytes it holds: a line and what was read beyond it.
    pub fn held(&self) -> usize {
        self.bytes.len()
    }

    /// Where the next line begins, in bytes from where reading began.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next line; the last may have no line feed.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            if let Some(found) = memchr::memchr(b'\n', &self.bytes[self.searched..]) {
                return Ok(Some(self.hand_out(self.searched + found, true, 0)));
            }
            self.searched = self.bytes.len();
            if self.searched - self.start > MAX_LINE {
                return self.too_long().map(Some);
            }
            if !self.fill()? {
                let end = self.bytes.len();
                return Ok((end > self.start).then(|| self.hand_out(end, false, 0)));
            }
        }
    }

    fn hand_out(&mut self, end: usize, whole: bool, passed: u64) -> Line<'_> {
        let start = self.start;
        self.start = end + usize::from(whole);
        self.searched = self.start;
        self.number += 1;
        let length = (end - start) as u64 + passed;
        self.offset += length + u64::from(whole);
        let bytes = &self.bytes[start..end.min(start + MAX_LINE)];
        Line { number: self.number, bytes, whole, length }
    }

    /// Goes on to the line feed without keeping what stands before it.
    fn too_long(&mut self) -> io::Result<Line<'_>> {
        self.make_room();
        let mut passed = 0;
        let kept = self.bytes.len();
        while self.fill()? {
            if let Some(found) = memchr::memchr(b'\n', &self.bytes[kept..]) {
                self.bytes.drain(kept..kept + found);
                return Ok(self.hand_out(kept, true, passed + found as u64));
            }
            passed += (self.bytes.len() - kept) as u64;
            self.bytes.truncate(kept);
        }
        Ok(self.hand_out(kept, false, passed))
    }

    /// Moves what is not yet handed out to the front.
    fn make_room(&mut self) {
        self.bytes.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
    }

    /// Reads more; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.make_room();
        let length = self.bytes.len();
        self.bytes.resize(length + READ, 0);
        let read = loop {
            match self.source.read(&mut self.bytes[length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.bytes.truncate(length + read.as_ref().copied().unwrap_or(0));
        self.ended = matches!(read, Ok(0));
        read.map(|count| count > 0)
    }
}
