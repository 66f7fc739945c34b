//! The oracle over cutting bytes into lines: what is cut, however the bytes come, is what a second splitter
//! finds that looks at one byte after the other and keeps none of them.

use std::cell::RefCell;

use crate::line::{Cut, Lines, MAX_LEAD, MAX_LINE, Piece};

/// Holds the splitter to the plain one. The first byte may put one or two lines' length of letters in front,
/// so that few bytes reach the greatest length; the next four say in which reads the rest comes, and where
/// nothing comes for a while.
pub fn split(data: &[u8]) {
    thread_local!(static SPLITTER: RefCell<Splitter> = RefCell::new(Splitter::new()));
    SPLITTER.with_borrow_mut(|splitter| splitter.holds(data));
}

/// Room that is used again for each input: most of the time would go into making it.
struct Splitter {
    lines: Lines,
    stream: Vec<u8>,
    plain: Plain,
}

impl Splitter {
    fn new() -> Self {
        Self { lines: Lines::new(), stream: Vec::new(), plain: Plain::default() }
    }

    fn holds(&mut self, data: &[u8]) {
        let [first, cuts @ .., _] = data.first_chunk::<6>().unwrap_or(&[0, 0, 3, 1, 7, 0]);
        let bytes = data.get(5..).unwrap_or(data);
        let letters = letters(*first);
        self.lines.forget();
        self.plain.forget();
        self.stream.clear();
        self.stream.resize(letters, b'x');
        self.stream.extend_from_slice(bytes);

        let mut fed = self.feed(0, letters);
        for cut in cuts.iter().cycle() {
            if fed == self.stream.len() {
                break;
            }
            if *cut == 0 {
                self.silence(fed);
            }
            fed = self.feed(fed, (fed + 1 + usize::from(*cut)).min(self.stream.len()));
        }
        self.silence(fed);
        assert_eq!(self.lines.offset(), fed as u64, "every byte was given out");
    }

    /// Feeds the bytes up to `to`; gives how many were fed then.
    fn feed(&mut self, from: usize, to: usize) -> usize {
        let piece = &self.stream[from..to];
        assert_eq!(self.lines.handle(piece), piece.len(), "there is always room once all was taken");
        if from == 0 && piece.len() > MAX_LINE / 2 {
            self.plain.letters(piece.len());
        } else {
            for byte in piece {
                self.plain.byte(*byte);
            }
        }
        self.compare(false);
        let held = self.lines.len();
        assert!(held <= MAX_LINE + MAX_LEAD, "{held} bytes are held back");
        to
    }

    fn silence(&mut self, fed: usize) {
        self.plain.silence();
        self.compare(true);
        assert_eq!(self.lines.offset(), fed as u64, "nothing is held back behind silence");
    }

    /// Takes all that is there; the plain splitter must have found the same, no more and no less.
    fn compare(&mut self, flush: bool) {
        for found in self.plain.found.drain(..) {
            let piece = self.lines.piece(flush);
            assert_eq!(piece, Some(found), "behind {} bytes", self.lines.offset());
            let before = usize::try_from(self.lines.offset()).unwrap_or(usize::MAX);
            let len = found.end + usize::from(found.is == Cut::Line);
            let span = self.lines.take(len);
            assert!(self.lines.bytes(span) == &self.stream[before..before + len], "other bytes at {before}");
        }
        assert_eq!(self.lines.piece(flush), None, "behind {} bytes", self.lines.offset());
    }
}

/// How many letters come first.
fn letters(first: u8) -> usize {
    let less = usize::from(first & 0x3F);
    match first >> 6 {
        0 | 1 => 0,
        lines => (usize::from(lines) - 1) * MAX_LINE - less,
    }
}

/// A splitter that knows only how long the lead and the line before it have become.
#[derive(Default)]
struct Plain {
    lead: usize,
    body: usize,
    overlong: bool,
    found: Vec<Piece>,
}

impl Plain {
    fn forget(&mut self) {
        (self.lead, self.body, self.overlong) = (0, 0, false);
        self.found.clear();
    }

    fn byte(&mut self, byte: u8) {
        match byte {
            b'\r' | b'\n' if self.body > 0 && !self.overlong => self.give(Cut::Line),
            b'\r' | b'\n' => {
                self.end_overlong();
                self.lead += 1;
                if self.lead > MAX_LEAD {
                    self.found.push(Piece { start: 0, end: MAX_LEAD, is: Cut::Blank });
                    self.lead = 1;
                }
            }
            _ => self.letters(1),
        }
    }

    /// Bytes that end no line.
    fn letters(&mut self, count: usize) {
        self.body += count;
        while self.body > MAX_LINE {
            let start = std::mem::take(&mut self.lead);
            self.found.push(Piece { start, end: start + MAX_LINE, is: Cut::Overlong });
            self.body -= MAX_LINE;
            self.overlong = true;
        }
    }

    fn silence(&mut self) {
        self.end_overlong();
        if self.body > 0 {
            self.give(Cut::Unfinished);
        } else if self.lead > 0 {
            self.found.push(Piece { start: 0, end: self.lead, is: Cut::Blank });
            self.lead = 0;
        }
    }

    fn end_overlong(&mut self) {
        if std::mem::take(&mut self.overlong) && self.body > 0 {
            self.give(Cut::Overlong);
        }
    }

    fn give(&mut self, is: Cut) {
        let (start, body) = (std::mem::take(&mut self.lead), std::mem::take(&mut self.body));
        self.found.push(Piece { start, end: start + body, is });
    }
}
