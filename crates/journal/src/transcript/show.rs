//! A transcript as lines of text.

use std::fmt::{self, Write};
use std::ops::Range;
use std::time::Duration;

use hayes_at::visible::{Visible, bytes_of};

use super::normal::Normaliser;
use super::{Happening, Transcript, What};
use crate::verdict::Mark;

/// Who speaks in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The host, on the serial line.
    Host,
    /// The module, on the serial line.
    Module,
    /// The far end, of what it sees.
    FarEnd,
    /// The runner.
    Runner,
}

/// A line of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Since the case began: when its first byte was there.
    pub at: Duration,
    /// Who.
    pub side: Side,
    /// What, safe to be shown; of the serial line every byte.
    pub text: String,
    /// Where the bytes come from: the number of the journal's line, the first byte in it, and how many. Without
    /// bytes, the line alone.
    pub from: Vec<(u64, usize, usize)>,
}

impl Shown {
    /// Where in the text the marked bytes stand, if any of them stand here.
    pub fn place(&self, mark: &Mark) -> Option<Range<usize>> {
        if mark.length == 0 {
            return self.from.iter().any(|(line, ..)| *line == mark.line).then_some(0..self.text.len());
        }
        let bytes = bytes_of(&self.text).ok()?;
        let marked = mark.start..mark.start.saturating_add(mark.length);
        let mut range: Option<Range<usize>> = None;
        let mut before = 0;
        for (line, start, length) in &self.from {
            let (first, end) = (marked.start.max(*start), marked.end.min(start + length));
            if *line == mark.line && first < end {
                let begun = range.map_or(before + first - start, |range| range.start);
                range = Some(begun..before + end - start);
            }
            before += length;
        }
        range.map(|range| text_of(&bytes, range))
    }
}

/// Where bytes stand once they are shown. A letter is marked as a whole.
fn text_of(bytes: &[u8], mut range: Range<usize>) -> Range<usize> {
    let goes_on = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    while range.start > 0 && goes_on(range.start) {
        range.start -= 1;
    }
    while goes_on(range.end) {
        range.end += 1;
    }
    let shown = |end: usize| Visible(&bytes[..end]).to_string().len();
    shown(range.start)..shown(range.end)
}

/// What is said of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Seconds since the case began.
    Shown,
    /// Nothing: from run to run they differ.
    Hidden,
}

impl Transcript {
    /// Its lines in order of time. Bytes that one side wrote in pieces stand together up to their line feed.
    pub fn lines(&self) -> Vec<Shown> {
        let mut lines: Vec<Shown> = Vec::new();
        let mut pending: Option<Pending> = None;
        for happening in &self.happenings {
            let side = side(&happening.what);
            if pending.as_ref().is_some_and(|pending| pending.side != side) {
                lines.extend(pending.take().and_then(Pending::end));
            }
            let at = happening.at.saturating_sub(self.began);
            match &happening.what {
                What::Out(bytes) | What::In(bytes) => {
                    let pending = pending.get_or_insert_with(|| Pending::new(side));
                    pending.take(happening, at, bytes, &mut lines);
                }
                What::Far(text) => lines.push(whole(happening, at, side, text.clone())),
                What::Note(text) => {
                    lines.push(whole(happening, at, side, Visible(text.as_bytes()).to_string()));
                }
            }
        }
        lines.extend(pending.and_then(Pending::end));
        lines
    }

    /// As text, for people and for comparison.
    pub fn text(&self, times: Times, normaliser: &mut Normaliser) -> String {
        let mut text = String::new();
        for line in self.lines() {
            let shown = normaliser.text(&line.text);
            let _ = match times {
                Times::Shown => writeln!(text, "{:>9} {} {shown}", Seconds(line.at), line.side),
                Times::Hidden => writeln!(text, "{} {shown}", line.side),
            };
        }
        if self.omitted > 0 {
            let _ = writeln!(text, "... and {} more that a transcript has no room for", self.omitted);
        }
        if self.finished.is_none() {
            text.push_str("... cut off here\n");
        }
        text
    }
}

/// Bytes of one side that are not yet a line.
struct Pending {
    side: Side,
    at: Duration,
    bytes: Vec<u8>,
    from: Vec<(u64, usize, usize)>,
}

impl Pending {
    fn new(side: Side) -> Self {
        Self { side, at: Duration::ZERO, bytes: Vec::new(), from: Vec::new() }
    }

    fn take(&mut self, happening: &Happening, at: Duration, bytes: &[u8], lines: &mut Vec<Shown>) {
        let mut start = 0;
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.from.is_empty() {
                self.at = at;
            }
            self.bytes.extend_from_slice(piece);
            self.from.push((happening.line, start, piece.len()));
            start += piece.len();
            // An empty line belongs to what it stands before, as modules write.
            if piece.ends_with(b"\n") && self.bytes.iter().any(|byte| !matches!(byte, b'\r' | b'\n')) {
                let side = self.side;
                lines.extend(std::mem::replace(self, Self::new(side)).end());
            }
        }
    }

    fn end(self) -> Option<Shown> {
        let text = Visible(&self.bytes).to_string();
        let Self { side, at, from, .. } = self;
        (!from.is_empty()).then_some(Shown { at, side, text, from })
    }
}

fn side(what: &What) -> Side {
    match what {
        What::Out(_) => Side::Host,
        What::In(_) => Side::Module,
        What::Far(_) => Side::FarEnd,
        What::Note(_) => Side::Runner,
    }
}

fn whole(happening: &Happening, at: Duration, side: Side, text: String) -> Shown {
    Shown { at, side, text, from: vec![(happening.line, 0, 0)] }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => ">",
            Self::Module => "<",
            Self::FarEnd => "        |",
            Self::Runner => "--",
        })
    }
}

/// With milliseconds.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:03}", self.0.as_secs(), self.0.subsec_millis()))
    }
}
