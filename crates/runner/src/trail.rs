//! Where in the journal the bytes of one side stand, so that evidence can name them. Knows no meaning.

use std::collections::VecDeque;

use hayes_journal::Mark;

/// The most lines of the journal that are remembered.
const MOST: usize = 4096;

/// The way of one side's bytes into the journal.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    lines: VecDeque<Piece>,
    /// How many bytes there were so far.
    total: u64,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    offset: u64,
    length: u64,
    line: u64,
}

impl Trail {
    /// So many bytes stand in this line.
    pub(crate) fn add(&mut self, line: u64, length: usize) {
        if self.lines.len() >= MOST {
            self.lines.pop_front();
        }
        self.lines.push_back(Piece { offset: self.total, length: length as u64, line });
        self.total += length as u64;
    }

    /// Where bytes stand, counted from the side's first one; without the line ends around them.
    pub(crate) fn marks(&self, offset: u64, raw: &[u8]) -> Vec<Mark> {
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let lead = raw.iter().take_while(|byte| is_end(byte)).count();
        let tail = raw[lead..].iter().rev().take_while(|byte| is_end(byte)).count();
        let from = offset + lead as u64;
        let to = offset + (raw.len() - tail) as u64;
        let first = self.lines.partition_point(|piece| piece.offset + piece.length <= from);
        let pieces = self.lines.iter().skip(first).take_while(|piece| piece.offset < to);
        pieces
            .map(|piece| {
                let start = from.max(piece.offset);
                let end = to.min(piece.offset + piece.length);
                Mark {
                    line: piece.line,
                    start: (start - piece.offset) as usize,
                    length: (end - start) as usize,
                }
            })
            .filter(|mark| mark.length > 0)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Trail};

    fn trail() -> Trail {
        let mut trail = Trail::default();
        for (line, length) in [(10, 4), (12, 6), (13, 3)] {
            trail.add(line, length);
        }
        trail
    }

    fn mark(line: u64, start: usize, length: usize) -> Mark {
        Mark { line, start, length }
    }

    #[test]
    fn bytes_are_found_where_reads_cut_them() {
        assert_eq!(trail().marks(0, b"\r\nAB\r\n"), [mark(10, 2, 2)]);
        assert_eq!(trail().marks(2, b"ABCDEFGHIJ"), [mark(10, 2, 2), mark(12, 0, 6), mark(13, 0, 2)]);
        assert_eq!(trail().marks(4, b"\r\nOK\r\n"), [mark(12, 2, 2)]);
    }

    #[test]
    fn line_ends_alone_are_no_evidence() {
        assert_eq!(trail().marks(4, b"\r\n"), []);
    }

    #[test]
    fn what_is_forgotten_is_not_named() {
        let mut trail = Trail::default();
        (0..5000).for_each(|line| trail.add(line, 1));
        assert_eq!(trail.marks(0, b"A"), []);
        assert_eq!(trail.marks(4999, b"A"), [mark(4999, 0, 1)]);
    }
}
