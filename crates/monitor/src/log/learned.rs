//! What loggers put before a line of the protocol, learned from the log itself: `[modem] send cmd: `,
//! `{"dir":"rx","data":"`, `>>> port.write(b'`. Digits vary, the rest stays the same from line to line. Who
//! speaks behind such a prefix is told by what stands behind it: commands or answers.

use std::collections::VecDeque;

use hayes_at::exchange::Side;

use super::{escape, is_command, is_result, time};

/// The longest prefix that is learned.
const MAX_PREFIX: usize = 160;
/// The most prefixes that are learned.
const MOST: usize = 48;
/// How many lines of the log a logger takes to say the same again.
const NEAR: usize = 3;

/// Words and signs that speak of a direction: one line with them is enough to learn a prefix, and who speaks.
const STEMS: [(&str, Option<Side>); 25] = [
    ("send", Some(Side::Host)),
    ("sent", Some(Side::Host)),
    ("writ", Some(Side::Host)),
    ("tx", Some(Side::Host)),
    ("发", Some(Side::Host)),
    ("recv", Some(Side::Module)),
    ("receiv", Some(Side::Module)),
    ("resp", Some(Side::Module)),
    ("reply", Some(Side::Module)),
    ("answer", Some(Side::Module)),
    ("rx", Some(Side::Module)),
    ("收", Some(Side::Module)),
    ("read", Some(Side::Module)),
    ("cmd", None),
    ("command", None),
    ("request", None),
    ("urc", Some(Side::Module)),
    ("->", None),
    ("<-", None),
    (">>", None),
    ("<<", None),
    ("→", None),
    ("←", None),
    ("uart", None),
    ("modem", None),
];

/// A prefix, and who speaks behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Prefix {
    shape: Vec<u8>,
    /// How much of the shape is needed for a line to be of the same kind: up to its word of direction.
    stem: Option<usize>,
    speaks: Speaks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaks {
    By(Side),
    /// Commands and answers stand behind it: the line itself tells.
    Either,
    /// The logger says again what another line has said.
    Again,
}

/// All prefixes of a log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Learned {
    list: Vec<Prefix>,
}

/// A line with a learned prefix.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    /// Where its text starts and ends.
    pub(crate) text: (usize, usize),
    pub(crate) side: Option<Side>,
    /// The logger repeats another line.
    pub(crate) again: bool,
}

/// What was seen behind one prefix.
#[derive(Default)]
struct Seen {
    shape: Vec<u8>,
    commands: u32,
    answers: u32,
    again: u32,
}

/// Learns prefixes line by line.
#[derive(Default)]
pub(crate) struct Pupil {
    seen: Vec<Seen>,
    /// The last texts, and the prefix that each stood behind.
    last: VecDeque<(usize, Vec<u8>)>,
}

impl Pupil {
    /// Looks at a line that no known mark or time leads in.
    pub(crate) fn line(&mut self, line: &[u8]) {
        let Some((at, command)) = begin(line).filter(|(at, _)| (1..=MAX_PREFIX).contains(at)) else { return };
        // A sentence that quotes a line is none.
        let words = line[..at]
            .split(|b| *b == b' ')
            .filter(|w| !w.is_empty() && w.iter().all(u8::is_ascii_alphabetic));
        if words.count() > 5 {
            return;
        }
        let shape = normal(&line[..at]);
        let (start, end) = inside(line, at);
        let index = match self.seen.iter().position(|s| s.shape == shape) {
            Some(index) => index,
            None if self.seen.len() < MOST => {
                self.seen.push(Seen { shape, ..Seen::default() });
                self.seen.len() - 1
            }
            None => return,
        };
        let text = &line[start..end];
        let again = self.last.iter().any(|(of, before)| *of != index && before == text);
        let seen = &mut self.seen[index];
        seen.again += u32::from(again);
        if command {
            seen.commands += u32::from(!again);
        } else {
            seen.answers += u32::from(!again);
        }
        self.last.push_back((index, text.to_vec()));
        if self.last.len() > NEAR {
            self.last.pop_front();
        }
    }

    /// Tells a text that a known mark leads in, so that a logger's second saying of it is known.
    pub(crate) fn marked(&mut self, text: &[u8]) {
        // The logger may also have said it before: `AT cmd AT+CSQ with data 0`.
        if text.len() > 3
            && let Some((of, before)) = self.last.back()
            && let Some(seen) = self.seen.get_mut(*of)
            && before.starts_with(text)
        {
            let count = if is_command(text) { &mut seen.commands } else { &mut seen.answers };
            if *count > 0 {
                *count -= 1;
                seen.again += 1;
            }
        }
        self.last.push_back((usize::MAX, text.to_vec()));
        if self.last.len() > NEAR {
            self.last.pop_front();
        }
    }

    /// What was learned. `marked`: the log has marks that say who speaks.
    pub(crate) fn learned(self, marked: bool) -> Learned {
        let hosts = self.seen.iter().any(|s| s.commands > 0 && s.answers == 0);
        let senders = self.senders();
        let list = self.seen.iter().filter_map(|seen| {
            let word = stem(&seen.shape);
            let named = word.and_then(|(_, side)| side);
            if seen.commands + seen.answers + seen.again < 2 && word.is_none() {
                return None;
            }
            let holds = |word: &[u8]| memchr::memmem::find(&seen.shape.to_ascii_lowercase(), word).is_some();
            let speaks = match (seen.commands, seen.answers) {
                // What the program waits for, not what came.
                _ if holds(b"wait") || holds(b"expect") => Speaks::Again,
                (0, 0) => Speaks::Again,
                // An echo with its answer behind it counts as a command: words know better.
                _ if let (Some(named), Some(senders)) = (named, senders) => {
                    Speaks::By(if named == Side::Host { senders } else { other(senders) })
                }
                (_, 0) => Speaks::By(Side::Host),
                // Commands among answers are the module's echo where others are the host's.
                (0, _) => Speaks::By(Side::Module),
                (commands, answers) if (hosts || marked) && answers > commands => Speaks::By(Side::Module),
                _ => Speaks::Either,
            };
            Some(Prefix { shape: seen.shape.clone(), stem: word.map(|(end, _)| end), speaks })
        });
        let mut list: Vec<Prefix> = list.collect();
        list.sort_by_key(|p| std::cmp::Reverse(p.shape.len()));
        Learned { list }
    }

    /// Who speaks behind words of sending, where other prefixes have words of receiving: a log may be the
    /// host's or, seldom, the module's. The one with more commands and fewer answers is the host.
    fn senders(&self) -> Option<Side> {
        let mut lead = [None; 2];
        for seen in &self.seen {
            let Some((_, Some(side))) = stem(&seen.shape) else { continue };
            let commands = i64::from(seen.commands) - i64::from(seen.answers);
            *lead[usize::from(side == Side::Module)].get_or_insert(0) += commands;
        }
        let [sends, receives] = lead;
        Some(if sends? >= receives? { Side::Host } else { Side::Module })
    }
}

impl Learned {
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Does a prefix say who speaks?
    pub(crate) fn tells_sides(&self) -> bool {
        self.list.iter().any(|p| matches!(p.speaks, Speaks::By(Side::Host)))
    }

    /// An example of what stands before lines of the host, and of the module.
    pub(crate) fn example(&self, side: Side) -> Option<String> {
        let found = self.list.iter().find(|p| p.speaks == Speaks::By(side))?;
        let words = String::from_utf8_lossy(&found.shape).trim().to_owned();
        (!words.is_empty()).then_some(words)
    }

    /// The prefix of a line.
    pub(crate) fn find(&self, line: &[u8]) -> Option<Found> {
        let whole = self.list.iter().find_map(|p| Some((p, fits(&p.shape, line)?)));
        let (prefix, at) = whole.or_else(|| {
            // `send data: ` beside `send cmd: `: what follows stands behind the colon.
            self.list.iter().find_map(|p| {
                let at = fits(&p.shape[..p.stem?], line)?;
                let colon = line[at..].iter().take(24).position(|b| *b == b':')?;
                let word =
                    line[at..at + colon].iter().all(|b| b.is_ascii_alphanumeric() || b" _-[]()".contains(b));
                let blank = usize::from(line.get(at + colon + 1) == Some(&b' '));
                word.then_some((p, at + colon + 1 + blank))
            })
        })?;
        let side = match prefix.speaks {
            Speaks::By(side) => Some(side),
            Speaks::Either | Speaks::Again => None,
        };
        Some(Found { text: inside(line, at), side, again: prefix.speaks == Speaks::Again })
    }
}

/// Where the protocol begins in a line, and whether it is a command.
fn begin(line: &[u8]) -> Option<(usize, bool)> {
    let edge =
        |at: usize| at == 0 || !(line[at - 1].is_ascii_alphanumeric() || b"_+=&".contains(&line[at - 1]));
    for at in 0..line.len().min(MAX_PREFIX + 1) {
        if !edge(at) || !matches!(line[at], b'A' | b'a' | b'+' | b'O' | b'E' | b'>' | b'\\' | b'<') {
            continue;
        }
        let start = at + escape::ends(&line[at..]);
        let rest = &line[start..];
        // In the middle of a sentence: `execute command (AT+CSQ) ...`.
        if at > 0 && line[at - 1] == b'(' && !rest.trim_ascii_end().ends_with(b")") {
            continue;
        }
        let (from, to) = inside(line, start.max(at));
        let inner = if to > from { &line[start..to.max(start)] } else { rest };
        let inner = &inner[..inner.len() - escape::trailing_ends(inner)];
        let name = rest.starts_with(b"AT+") || rest.starts_with(b"at+");
        if (name || inner.len() < 8)
            && is_command(inner)
            && (!goes_on_in_words(inner) || escape::is_field(line, (from, to)))
        {
            return Some((at, true));
        }
        let report = rest.first() == Some(&b'+')
            && rest.iter().skip(1).take_while(|b| b.is_ascii_uppercase()).count() > 2
            && rest.iter().take(24).any(|b| *b == b':');
        if report || is_result(inner) || (inner.trim_ascii_end() == b">" && at > 0) {
            return Some((at, false));
        }
    }
    None
}

/// `AT+QMTOPEN it returns ...`: a sentence about a command.
fn goes_on_in_words(command: &[u8]) -> bool {
    let mut quoted = false;
    command.windows(2).any(|pair| {
        quoted ^= pair[0] == b'"';
        !quoted && pair[0] == b' ' && pair[1].is_ascii_lowercase()
    })
}

/// Where a text that starts at `at` ends: at the quote that closes the one before it, or with the line.
fn inside(line: &[u8], at: usize) -> (usize, usize) {
    let quote = match at.checked_sub(1).and_then(|before| line.get(before)) {
        Some(quote @ (b'"' | b'\'' | b'`')) => *quote,
        Some(b'(') => b')',
        _ => return (at, line.len()),
    };
    let rest = &line[at..];
    // In an object, other members may follow; elsewhere the text itself may hold quotes.
    let close = if line.first() == Some(&b'{') {
        (0..rest.len()).find(|i| rest[*i] == quote && (*i == 0 || rest[i - 1] != b'\\'))
    } else {
        rest.iter().rposition(|b| *b == quote)
    };
    (at, close.map_or(line.len(), |len| at + len))
}

/// A prefix with every number as `#` and every run of blanks as one.
fn normal(prefix: &[u8]) -> Vec<u8> {
    let mut shape = Vec::with_capacity(prefix.len());
    let mut at = 0;
    while at < prefix.len() {
        let (len, unit) = unit(&prefix[at..]);
        shape.push(unit);
        at += len;
    }
    shape
}

/// One unit of a prefix: a number, blanks, or one byte.
fn unit(text: &[u8]) -> (usize, u8) {
    let run = |is: &dyn Fn(&u8) -> bool| text.iter().take_while(|b| is(b)).count();
    match text[0] {
        b'0'..=b'9' => (run(&|b| b.is_ascii_hexdigit()), b'#'),
        b' ' | b'\t' => (run(&|b| *b == b' ' || *b == b'\t'), b' '),
        other => (1, other),
    }
}

/// How much of a line has a shape, if its start has it.
fn fits(shape: &[u8], line: &[u8]) -> Option<usize> {
    let mut at = 0;
    for wanted in shape {
        let (len, found) = unit(line.get(at..).filter(|rest| !rest.is_empty())?);
        if found != *wanted {
            return None;
        }
        at += len;
    }
    Some(at)
}

/// Where the word of direction in a shape ends, and the side that it names. A column may say `in` or `out`.
fn stem(shape: &[u8]) -> Option<(usize, Option<Side>)> {
    let low = shape.to_ascii_lowercase();
    let end = |word: &str| memchr::memmem::find(&low, word.as_bytes()).map(|at| at + word.len());
    let column = |word: &str| end(word).filter(|_| low.starts_with(b"#")).map(|at| at - 1);
    let words = STEMS.iter().map(|(word, side)| (end(word), *side));
    let columns = [(column(",out,"), Some(Side::Host)), (column(",in,"), Some(Side::Module))];
    let mut all: Vec<_> = words.chain(columns).filter_map(|(at, side)| Some((at?, side))).collect();
    all.sort_by_key(|(at, side)| (side.is_some(), *at));
    all.pop()
}

fn other(side: Side) -> Side {
    match side {
        Side::Host => Side::Module,
        Side::Module => Side::Host,
    }
}

/// The side that a line without any text names: `[12:00:01]# RECV ASCII>`. The lines behind it are that side's.
pub(crate) fn header(line: &[u8], from: usize) -> Option<Side> {
    let rest = line.get(from..)?;
    if rest.len() > 40 || rest.is_empty() {
        return None;
    }
    let signs = from > 0 || rest.iter().any(|b| b"#<>[]-*=".contains(b));
    let text = String::from_utf8_lossy(rest).to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let side = STEMS.iter().find(|(word, _)| text.contains(word))?.1?;
    let plain = words.all(|w| {
        matches!(
            w,
            "ascii" | "hex" | "data" | "send" | "sent" | "recv" | "received" | "receive" | "tx" | "rx"
        ) || matches!(w, "发" | "收" | "发送" | "接收")
    });
    (signs && plain).then_some(side)
}

/// The time that a prefix holds.
pub(crate) fn time_in(prefix: &[u8]) -> Option<std::time::Duration> {
    let edge = |at: usize| at == 0 || !prefix[at - 1].is_ascii_alphanumeric() && prefix[at - 1] != b'.';
    (0..prefix.len()).filter(|at| edge(*at)).find_map(|at| time::stamp(&prefix[at..])?.1)
}
