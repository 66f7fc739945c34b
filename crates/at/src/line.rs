//! A stream of bytes cut into lines, however it arrives. Knows line ends and room, not meaning.

use crate::seek::{self, is_line_end};
use crate::work;

/// The longest line, over however many physical lines a counted or quoted text takes it.
pub const MAX_LINE: usize = 16 * 1024;
/// The most line-end bytes before a line; more of them are an event of their own.
pub const MAX_LEAD: usize = 64;
/// The room for bytes that are not read yet.
const ROOM: usize = 4 * MAX_LINE;
/// As much of the room as the fastest memory holds with ease; the rest is there for long lines.
const NEAR: usize = 8 * 1024;

/// Bytes that have arrived and are not yet part of an event.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    buffer: Box<[u8]>,
    head: usize,
    tail: usize,
    /// Everything between the lead and here is known to hold no line end.
    scanned: usize,
    /// How many bytes came before `head`.
    offset: u64,
    /// The head stands in a line that is longer than any may be.
    overlong: bool,
}

/// What stands at the head of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// Nothing but line ends so far.
    Nothing,
    /// More line ends than a line may have before it.
    Blank,
    /// A line starts this many bytes behind the head.
    Line(usize),
}

/// Bytes at the head that belong together by their line ends alone, and what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Bytes before what it says.
    pub(crate) start: usize,
    /// Where what it says ends: for a line, before its line end.
    pub(crate) end: usize,
    pub(crate) is: Cut,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    Line,
    /// Line ends and nothing else.
    Blank,
    /// Of a line that is longer than any may be.
    Overlong,
    /// A line without its end.
    Unfinished,
}

impl Lines {
    pub(crate) fn new() -> Self {
        Self { buffer: vec![0; ROOM].into(), head: 0, tail: 0, scanned: 0, offset: 0, overlong: false }
    }

    /// Forgets all bytes, and how many there were.
    pub(crate) fn forget(&mut self) {
        (self.head, self.tail, self.scanned, self.offset) = (0, 0, 0, 0);
        self.overlong = false;
    }

    /// Takes as many bytes as there is room for and says how many.
    pub(crate) fn handle(&mut self, bytes: &[u8]) -> usize {
        if let [byte] = bytes
            && self.tail < NEAR
        {
            // Slow serial lines give bytes one by one.
            self.buffer[self.tail] = *byte;
            self.tail += 1;
            return 1;
        }
        if self.tail + bytes.len() > ROOM || (self.head > NEAR / 2 && self.len() < NEAR / 2) {
            self.make_room();
        }
        let take = bytes.len().min(ROOM - self.tail);
        self.buffer[self.tail..self.tail + take].copy_from_slice(&bytes[..take]);
        self.tail += take;
        take
    }

    fn make_room(&mut self) {
        work::bytes(self.len());
        self.buffer.copy_within(self.head..self.tail, 0);
        self.tail -= self.head;
        self.scanned = self.scanned.saturating_sub(self.head);
        self.head = 0;
    }

    /// The unread bytes.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.buffer[self.head..self.tail]
    }

    /// How many bytes came before the unread ones.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// The next piece, where nothing but line ends tells; `None` while it is not there. `flush`: nothing more
    /// will come of it.
    pub(crate) fn piece(&mut self, flush: bool) -> Option<Piece> {
        let (start, end, is) = match self.overlong_piece(flush)? {
            0 => match self.ahead(0) {
                Ahead::Nothing if flush && self.len() > 0 => (0, self.len(), Cut::Blank),
                Ahead::Nothing => return None,
                Ahead::Blank => (0, MAX_LEAD, Cut::Blank),
                Ahead::Line(start) => match self.line_end(start) {
                    Some(end) if end - start <= MAX_LINE => (start, end, Cut::Line),
                    None if self.len() - start <= MAX_LINE && !flush => return None,
                    None if self.len() - start <= MAX_LINE => (start, self.len(), Cut::Unfinished),
                    _ => {
                        self.begin_overlong();
                        (start, start + MAX_LINE, Cut::Overlong)
                    }
                },
            },
            len => (0, len, Cut::Overlong),
        };
        Some(Piece { start, end, is })
    }

    /// What stands at the head, behind `skip` bytes that count as line ends.
    pub(crate) fn ahead(&self, skip: usize) -> Ahead {
        let rest = self.rest();
        match rest.iter().skip(skip).position(|b| !is_line_end(*b)).map(|len| skip + len) {
            Some(lead) if lead <= MAX_LEAD => Ahead::Line(lead),
            None if rest.len() <= MAX_LEAD => Ahead::Nothing,
            _ => Ahead::Blank,
        }
    }

    /// The first line end behind the `lead` line-end bytes at the head, counted from the head. What was
    /// looked through once is not looked through again.
    pub(crate) fn line_end(&mut self, lead: usize) -> Option<usize> {
        let start = (self.head + lead).max(self.scanned);
        let found = seek::line_end(&self.buffer[start..self.tail]);
        self.scanned = found.map_or(self.tail, |len| start + len);
        work::bytes(self.scanned - start);
        found.map(|len| start + len - self.head)
    }

    /// A line end at or behind `from`, counted from the head.
    pub(crate) fn line_end_behind(&self, from: usize) -> Option<usize> {
        let rest = self.rest().get(from..)?;
        let found = seek::line_end(rest);
        work::bytes(found.unwrap_or(rest.len()));
        found.map(|len| from + len)
    }

    /// The line at the head is longer than any may be: what is left of it is no new line.
    pub(crate) fn begin_overlong(&mut self) {
        self.overlong = true;
    }

    /// In an overlong line: the length of its next piece, or 0 once its end is reached. `None` while that is
    /// not there; `flush` ends it where the bytes end.
    pub(crate) fn overlong_piece(&mut self, flush: bool) -> Option<usize> {
        if !self.overlong {
            return Some(0);
        }
        let len = match self.line_end(0) {
            Some(end) if end <= MAX_LINE => end,
            None if self.len() <= MAX_LINE && !flush => return None,
            None if self.len() <= MAX_LINE => self.len(),
            _ => return Some(MAX_LINE),
        };
        self.overlong = false;
        Some(len)
    }

    /// The number of unread bytes.
    pub(crate) fn len(&self) -> usize {
        self.tail - self.head
    }

    /// Marks `count` bytes as read; gives their place in the buffer.
    pub(crate) fn take(&mut self, count: usize) -> Span {
        let span = Span { start: self.head, end: self.head + count };
        self.head += count;
        self.offset += count as u64;
        span
    }

    /// Bytes that were taken last; valid until the next call of `handle`.
    pub(crate) fn bytes(&self, span: Span) -> &[u8] {
        &self.buffer[span.start..span.end]
    }
}

/// A piece of the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[cfg(test)]
mod tests {
    use super::{Lines, NEAR, ROOM};

    /// Has these bytes arrive and takes as many; gives where the unread ones start and where they end.
    fn pass(lines: &mut Lines, arrive: usize, take: usize) -> (usize, usize) {
        assert_eq!(lines.handle(&vec![b'x'; arrive]), arrive);
        let tail = lines.tail;
        lines.take(take);
        (lines.head, tail)
    }

    /// Short lines stay where memory is fastest, and are not copied at each of them.
    #[test]
    fn what_is_soon_read_stays_near_and_is_seldom_moved() {
        let mut lines = Lines::new();
        let passed: Vec<_> = (0..1000).map(|_| pass(&mut lines, 16, 16)).collect();
        assert_eq!(passed.iter().map(|(_, tail)| *tail).max(), Some(NEAR / 2 + 16));
        let moved = passed.windows(2).filter(|two| two[1].0 < two[0].0).count();
        assert_eq!(moved, 1000 * 16 / (NEAR / 2 + 16));
    }

    #[test]
    fn much_that_is_unread_is_not_moved_until_there_is_no_room() {
        let mut lines = Lines::new();
        pass(&mut lines, NEAR + 16, NEAR / 2 + 16);
        assert_eq!(pass(&mut lines, 16, 16), (NEAR / 2 + 32, NEAR + 32), "half of it is much");
        pass(&mut lines, 0, 1);
        assert_eq!(pass(&mut lines, 16, 0), (0, NEAR / 2 + 15), "less is not");
        let mut lines = Lines::new();
        pass(&mut lines, ROOM - 16, 100);
        assert_eq!(pass(&mut lines, 16, 0), (100, ROOM), "all the room is used");
        assert_eq!(pass(&mut lines, 16, 0), (0, ROOM - 100 + 16));
        assert_eq!(lines.handle(&[b'x'; 100]), 100 - 16, "what there is no room for is not taken");
    }
}
