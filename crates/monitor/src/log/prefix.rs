//! What loggers put before a line: times, levels, tags, direction marks. Gives the pieces of a line with the
//! bytes that were on the wire.

use std::time::Duration;

use hayes_at::exchange::Side;

use super::mark::{is_mark, marks};
use super::survey::Survey;
use super::{escape, looks_like_protocol, time};

/// A piece of a log line that is one line of the protocol, or part of one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Piece {
    /// Which of the line's bytes are its own.
    pub(crate) raw: std::ops::Range<usize>,
    /// Where in these its text starts.
    pub(crate) at: usize,
    /// Its text, as it was on the wire, without line ends.
    pub(crate) text: Vec<u8>,
    /// The text stands in the log byte for byte.
    pub(crate) exact: bool,
    /// Who the log says has sent it.
    pub(crate) side: Option<Side>,
    /// The log says that it is data after a prompt.
    pub(crate) data: bool,
    /// When.
    pub(crate) time: Option<Duration>,
    /// Something stood before the text: a time, a tag, a mark.
    pub(crate) prefixed: bool,
}

/// The length of times, levels and bracketed tags at the start, and the time.
pub(crate) fn stamps(text: &[u8]) -> (usize, Option<Duration>) {
    let mut at = 0;
    let mut when = None;
    for _ in 0..6 {
        let rest = &text[at..];
        let blanks = rest.iter().take_while(|b| **b == b' ' || **b == b'\t').count();
        let here = &rest[blanks..];
        // A time between quotes or digits of an answer are none: a time is followed by something.
        let len = match time::stamp(here) {
            Some((len, time)) if len < here.len() => {
                when = when.or(time);
                len + here[len..].iter().take_while(|b| b":,;|".contains(b)).count()
            }
            _ => match level(here).or_else(|| bracketed(here)) {
                Some(len) if len < here.len() => len + here[len..].iter().take_while(|b| **b == b':').count(),
                _ => break,
            },
        };
        at += blanks + len;
    }
    if at > 0 && matches!(text.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    (at, when)
}

/// `[modem]`, `<inf>`, `(main)`; not the marks in brackets, nor control bytes spelled so.
fn bracketed(text: &[u8]) -> Option<usize> {
    let close = match text.first()? {
        b'[' => b']',
        b'<' => b'>',
        b'(' => b')',
        _ => return None,
    };
    let len = text.iter().take(40).position(|b| *b == close)? + 1;
    let inner = &text[1..len - 1];
    let plain =
        !inner.is_empty() && inner.iter().all(|b| b.is_ascii_alphanumeric() || b" _-./:#@".contains(b));
    (plain && escape::spelled(text, false).is_none() && !is_mark(inner)).then_some(len)
}

/// `I (1234)`, `DEBUG`, `INFO:`, `<dbg>`.
fn level(text: &[u8]) -> Option<usize> {
    const WORDS: [&[u8]; 10] =
        [b"DEBUG", b"INFO", b"WARNING", b"WARN", b"TRACE", b"VERBOSE", b"NOTICE", b"Debug", b"Info", b"DBG"];
    if let [b'I' | b'D' | b'W' | b'E' | b'V', b' ', b'(', ..] = text {
        return Some(2);
    }
    let word = WORDS.iter().find(|w| text.starts_with(w))?;
    let close = text[word.len()..].iter().take_while(|b| b":|-]".contains(b)).count();
    matches!(text.get(word.len() + close), Some(b' ' | b'\t')).then_some(word.len() + close)
}

/// The length of tags like `modem:` or `host prog[12]:`, where a mark or a line of the protocol follows them.
pub(crate) fn tags(text: &[u8]) -> usize {
    let mut at = 0;
    for _ in 0..6 {
        let rest = &text[at..];
        let (skip, _) = if at > 0 { stamps(rest) } else { (0, None) };
        if skip > 0 {
            at += skip;
            if begins(&text[at..]) {
                return at;
            }
            continue;
        }
        let word = rest
            .iter()
            .take(33)
            .take_while(|b| b.is_ascii_alphanumeric() || b"_-./[]()@".contains(b))
            .count();
        if !(1..33).contains(&word) || rest.starts_with(b"ERROR") || is_no_tag(rest) {
            return 0;
        }
        let colon = usize::from(rest.get(word) == Some(&b':'));
        let blanks = rest[word + colon..].iter().take_while(|b| **b == b' ' || **b == b'\t').count();
        if blanks + colon == 0 {
            return 0;
        }
        at += word + colon + blanks;
        if colon > 0 && begins(&text[at..]) {
            return at;
        }
    }
    0
}

/// Does a mark or a line of the protocol begin here?
fn begins(here: &[u8]) -> bool {
    // One sign alone may open somebody's brackets: a blank or the protocol follows a mark.
    let marked = marks(here).any(|(len, mark)| {
        !mark.data && (len > 2 || here[..len].ends_with(b" ") || looks_like_protocol(&here[len..]))
    });
    marked || escape::unwrapped(here).is_some() || looks_like_protocol(here)
}

/// Is it a mark of signs, or a command? A mark that is a word may be a tag, too: `modem:`.
fn is_no_tag(text: &[u8]) -> bool {
    let sign = text.first().is_some_and(|b| !b.is_ascii_alphabetic());
    (sign && marks(text).next().is_some()) || super::is_command(text)
}

/// Cuts a line without its end into its pieces. `each` gets them in order; their raw ranges join up.
pub(crate) fn pieces(survey: &Survey, line: &[u8], each: &mut dyn FnMut(Piece)) {
    // Most lines of the protocol begin with it: nothing to strip, nothing to search.
    let bare = survey.is_plain() && !survey.spelled && begins_bare(line);
    let (mut at, time) = if bare { (0, None) } else { stamps(line) };
    let mut side = None;
    let mut data = false;
    if !bare {
        let (len, found) = direction(survey, &line[at..]);
        at += len;
        if let Some((by, is_data)) = found {
            side = Some(by);
            data = is_data;
        }
    }
    // A terminal program's arrow behind its time is no direction where there is no other one.
    if at > 0 && side.is_none() && line[at..].starts_with(b"-> ") {
        at += 3;
    }
    let prefixed = at > 0;
    let whole = &line[at..];
    let (from, to) = match escape::unwrapped(whole) {
        Some((start, end)) if prefixed || survey.spelled => (at + start, at + end),
        _ => (at, line.len()),
    };
    let piece = Piece { side, data, time, prefixed, ..Piece::default() };
    if survey.spelled && escape::has_spelled_end(&line[from..to]) {
        return spelled(line, from, to, &piece, each);
    }
    let text = line[from..to].to_vec();
    each(Piece { raw: 0..line.len(), at: from, text, exact: true, ..piece });
}

/// The tags and the direction mark at the start: how long they are, who the mark says speaks, and whether it
/// marks data.
fn direction(survey: &Survey, rest: &[u8]) -> (usize, Option<(Side, bool)>) {
    let mark_at = |skip: usize| {
        marks(&rest[skip..]).find_map(|(len, mark)| {
            let (_, host_first) = survey.families.iter().find(|(f, _)| *f == mark.family)?;
            let side = if mark.first == *host_first { Side::Host } else { Side::Module };
            Some((skip + len, Some((side, mark.data))))
        })
    };
    if survey.is_plain() {
        return (tags(rest), None);
    }
    if let Some(found) = mark_at(0) {
        return found;
    }
    match tags(rest) {
        0 => (0, None),
        skip => mark_at(skip).unwrap_or((0, None)),
    }
}

/// Is a line surely without anything before it?
fn begins_bare(line: &[u8]) -> bool {
    matches!(line, [] | [b'A', b'T', ..] | [b'+', b'A'..=b'Z', ..] | [b'O', b'K'] | [b'>', ..])
}

/// The pieces of a line whose control bytes are spelled as text.
fn spelled(line: &[u8], from: usize, to: usize, piece: &Piece, each: &mut dyn FnMut(Piece)) {
    let mut start = 0;
    let mut at = from;
    let mut text = Vec::new();
    let mut text_at = from;
    while at < to {
        let found = escape::spelled(&line[at..to], true);
        match found {
            Some((len, b'\r' | b'\n')) => {
                at += len;
                // All line ends in a row belong to the text before them; those before any text, to that behind.
                let next = escape::spelled(&line[at..to], true);
                let more = matches!(next, Some((_, b'\r' | b'\n')));
                if !text.is_empty() && !more && at < to {
                    let exact = false;
                    let text = std::mem::take(&mut text);
                    each(Piece { raw: start..at, at: text_at - start, text, exact, ..piece.clone() });
                    start = at;
                    text_at = at;
                } else if text.is_empty() {
                    text_at = at;
                }
            }
            Some((len, byte)) => {
                text.push(byte);
                at += len;
            }
            None => {
                text.push(line[at]);
                at += 1;
            }
        }
    }
    each(Piece {
        raw: start..line.len(),
        at: text_at.saturating_sub(start),
        text,
        exact: false,
        ..piece.clone()
    });
}
