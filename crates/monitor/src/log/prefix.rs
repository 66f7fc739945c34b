//! What loggers put before a line: times, levels, tags, direction marks. Gives the pieces of a line with the
//! bytes that were on the wire.

use std::borrow::Cow;
use std::time::Duration;

use hayes_at::exchange::Side;

use super::mark::{is_mark, marks};
use super::survey::Survey;
use super::{annotation, colour, dump, escape, learned, looks_like_protocol, time};

/// What the log says of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sort {
    /// Nothing.
    #[default]
    Line,
    /// It is data after a prompt.
    Data,
    /// It names a side and holds nothing: what follows is that side's.
    Header,
    /// The logger says again what another line has said.
    Again,
}

/// A piece of a log line that is one line of the protocol, or part of one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Piece<'l> {
    /// Which of the line's bytes are its own.
    pub(crate) raw: std::ops::Range<usize>,
    /// Where in these its text starts.
    pub(crate) at: usize,
    /// Its text, as it was on the wire, without line ends.
    pub(crate) text: Cow<'l, [u8]>,
    /// The text stands in the log byte for byte.
    pub(crate) exact: bool,
    /// Who the log says has sent it.
    pub(crate) side: Option<Side>,
    /// What the log says that it is.
    pub(crate) sort: Sort,
    /// When.
    pub(crate) time: Option<Duration>,
    /// Something stood before the text: a time, a tag, a mark.
    pub(crate) prefixed: bool,
    /// It is not over: its line goes on with the next one of the log.
    pub(crate) goes_on: bool,
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
pub(crate) fn pieces<'l>(survey: &Survey, line: &'l [u8], each: &mut dyn FnMut(Piece<'l>)) {
    if !survey.coloured {
        return colourless(survey, line, each);
    }
    let (start, end) = colour::between(line);
    colourless(survey, &line[start..end], &mut |mut piece| {
        // Colours belong to the first and the last piece.
        if piece.raw.start == 0 {
            piece.at += start;
        } else {
            piece.raw.start += start;
        }
        piece.raw.end = if piece.raw.end + start == end { line.len() } else { piece.raw.end + start };
        each(piece);
    });
}

/// The same for a line without colours around it.
fn colourless<'l>(survey: &Survey, line: &'l [u8], each: &mut dyn FnMut(Piece<'l>)) {
    if let Some(host_first) = survey.dump
        && dumped(host_first, line, each)
    {
        return;
    }
    // Most lines of the protocol begin with it: nothing to strip, nothing to search.
    let bare = survey.is_plain() && !survey.spelled && survey.learned.is_empty() && begins_bare(line);
    let (mut at, time) = if bare { (0, None) } else { stamps(line) };
    let mut piece = Piece { time, ..Piece::default() };
    if survey.headers
        && let Some(side) = learned::header(line, at)
    {
        let whole =
            Piece { raw: 0..line.len(), at: line.len(), side: Some(side), sort: Sort::Header, ..piece };
        return each(whole);
    }
    let mut told = false;
    if !bare {
        let (len, found) = direction(survey, &line[at..]);
        if found.is_none()
            && !survey.learned.is_empty()
            && let Some(found) = survey.learned.find(line)
        {
            piece.time = time.or_else(|| learned::time_in(&line[..found.text.0]));
            piece.side = found.side;
            piece.sort = if found.again { Sort::Again } else { Sort::Line };
            piece.prefixed = true;
            return inside(survey, line, found.text, &piece, each);
        }
        at += len;
        if let Some((by, is_data)) = found {
            piece.side = Some(by);
            piece.sort = if is_data { Sort::Data } else { Sort::Line };
            told = true;
        }
    }
    // A terminal program's arrow behind its time is no direction where there is no other one.
    if at > 0 && !told && line[at..].starts_with(b"-> ") {
        at += 3;
    }
    piece.prefixed = at > 0;
    let whole = &line[at..];
    let wrapped = if survey.quoted && told { escape::quoted(whole) } else { escape::unwrapped(whole) };
    let text = match wrapped {
        Some((start, end)) if piece.prefixed || survey.spelled => (at + start, at + end),
        _ => (at, line.len()),
    };
    inside(survey, line, text, &piece, each);
}

/// The pieces of a line of a dump, if it is one.
fn dumped<'l>(host_first: bool, line: &'l [u8], each: &mut dyn FnMut(Piece<'l>)) -> bool {
    if let Some((first, time)) = dump::header(line) {
        let side = Some(if first == host_first { Side::Host } else { Side::Module });
        each(Piece {
            raw: 0..line.len(),
            at: line.len(),
            side,
            sort: Sort::Header,
            time,
            ..Piece::default()
        });
        return true;
    }
    if dump::is_end(line) {
        each(Piece { raw: 0..line.len(), at: line.len(), ..Piece::default() });
        return true;
    }
    let Some(row) = dump::row(line) else { return false };
    let digits = (row.digits.start, row.digits.end);
    let ends = matches!(dump::read(&line[row.digits]).last(), Some(b'\r' | b'\n'));
    let mut last: Option<Piece<'l>> = None;
    spelled(line, digits, Coding::Row, &Piece { prefixed: true, ..Piece::default() }, &mut |piece| {
        if let Some(before) = last.replace(piece) {
            each(before);
        }
    });
    if let Some(last) = last {
        each(Piece { goes_on: !ends, ..last });
    }
    true
}

/// The pieces of a line whose text stands at `from..to`.
fn inside<'l>(
    survey: &Survey,
    line: &'l [u8],
    (from, mut to): (usize, usize),
    piece: &Piece<'l>,
    each: &mut dyn FnMut(Piece<'l>),
) {
    let coding = if survey.hex && piece.side.is_some() && escape::is_hex(&line[from..to]) {
        Some(Coding::Hex)
    } else if escape::is_field(line, (from, to)) {
        Some(Coding::Field)
    } else if survey.spelled && escape::has_spelled_end(&line[from..to]) {
        Some(Coding::Spelled)
    } else {
        None
    };
    if let Some(coding) = coding {
        return spelled(line, (from, to), coding, piece, each);
    }
    if survey.annotated {
        let whole = to;
        to = from + annotation::start(&line[from..to]);
        // `AT+CSQ -> OK`: the answer on the line of the command.
        if let Some(skip) = annotation::answer(&line[to..whole]) {
            let text = Cow::Borrowed(&line[from..to]);
            each(Piece { raw: 0..to, at: from, text, exact: true, ..piece.clone() });
            let text = Cow::Borrowed(&line[to + skip..whole]);
            let side = Some(Side::Module);
            let answer = Piece { raw: to..line.len(), at: skip, text, side, exact: true, ..piece.clone() };
            return each(answer);
        }
    }
    let text = Cow::Borrowed(&line[from..to]);
    each(Piece { raw: 0..line.len(), at: from, text, exact: true, ..piece.clone() });
}

/// The tags and the direction mark at the start: how long they are, who the mark says speaks, and whether it
/// marks data.
pub(super) fn direction(survey: &Survey, rest: &[u8]) -> (usize, Option<(Side, bool)>) {
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

/// How bytes are written in a text.
#[derive(Clone, Copy)]
enum Coding {
    /// Control bytes by names and escapes.
    Spelled,
    /// The same, and every quote twice: a field of a table.
    Field,
    /// Every byte as two digits.
    Hex,
    /// The same, in a row of a dump.
    Row,
}

/// The byte that a text starts with, and how long it is written.
fn unit(text: &[u8], coding: Coding) -> (usize, Option<u8>) {
    match coding {
        Coding::Field if text.starts_with(b"\"\"") => (2, Some(b'"')),
        Coding::Spelled | Coding::Field => match escape::spelled(text, true) {
            Some((len, byte)) => (len, Some(byte)),
            None => (1, text.first().copied()),
        },
        Coding::Hex => escape::hex(text).map_or((1, None), |(len, byte)| (len, Some(byte))),
        Coding::Row => dump::unit(text).map_or((1, None), |(len, byte)| (len, Some(byte))),
    }
}

/// The pieces of a line that does not hold its bytes as they are: one for each line that it stands for.
fn spelled<'l>(
    line: &'l [u8],
    (from, to): (usize, usize),
    coding: Coding,
    piece: &Piece<'l>,
    each: &mut dyn FnMut(Piece<'l>),
) {
    let ends = |at: usize| at < to && matches!(unit(&line[at..to], coding).1, Some(b'\r' | b'\n'));
    let mut start = 0;
    let mut at = from;
    let mut text = Vec::new();
    let mut text_at = from;
    while at < to {
        let is_end = ends(at);
        let (len, byte) = unit(&line[at..to], coding);
        at += len;
        if !is_end {
            text.extend(byte);
            continue;
        }
        // All line ends in a row belong to the text before them; those before any text, to that behind.
        let more = ends(at);
        if text.is_empty() {
            text_at = at;
        } else if !more && at < to {
            let text = Cow::Owned(std::mem::take(&mut text));
            each(Piece { raw: start..at, at: text_at - start, text, exact: false, ..piece.clone() });
            start = at;
            text_at = at;
        }
    }
    let at = text_at.saturating_sub(start);
    each(Piece { raw: start..line.len(), at, text: Cow::Owned(text), exact: false, ..piece.clone() });
}
