//! Control bytes that a logger spells as text: `<CR>`, `\r`, `^M` and their kind.

/// Does a text hold a line end or a Ctrl+Z spelled as text?
pub(crate) fn has_spelled_end(text: &[u8]) -> bool {
    (0..text.len()).any(|at| matches!(spelled(&text[at..], true), Some((_, b'\r' | b'\n'))))
}

/// Line ends spelled as text at the start.
pub(crate) fn ends(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some((len, b'\r' | b'\n')) = spelled(&text[at..], true) {
        at += len;
    }
    at
}

/// Line ends spelled as text at the end.
pub(crate) fn trailing_ends(text: &[u8]) -> usize {
    let mut from = text.len().saturating_sub(16);
    while from < text.len() {
        if from + ends(&text[from..]) == text.len() {
            return text.len() - from;
        }
        from += 1;
    }
    0
}

/// A byte spelled as text at the start: how long it is, and which byte. `backslash`: `\r` counts, too.
pub(crate) fn spelled(text: &[u8], backslash: bool) -> Option<(usize, u8)> {
    const NAMES: [(&[u8], u8); 12] = [
        (b"<CR>", b'\r'),
        (b"<LF>", b'\n'),
        (b"<SUB>", 0x1A),
        (b"<ESC>", 0x1B),
        (b"[CR]", b'\r'),
        (b"[LF]", b'\n'),
        (b"<CTRL+Z>", 0x1A),
        (b"<CTRL-Z>", 0x1A),
        (b"<CTRLZ>", 0x1A),
        (b"^M", b'\r'),
        (b"^J", b'\n'),
        (b"^Z", 0x1A),
    ];
    match text.first()? {
        b'<' | b'[' | b'^' => NAMES
            .iter()
            .find(|(name, _)| text.len() >= name.len() && text[..name.len()].eq_ignore_ascii_case(name))
            .map(|(name, byte)| (name.len(), *byte)),
        0xE2 => match text {
            [0xE2, 0x90, 0x8D, ..] => Some((3, b'\r')),
            [0xE2, 0x90, 0x8A, ..] => Some((3, b'\n')),
            _ => None,
        },
        b'\\' if backslash => match text {
            [_, b'r', ..] => Some((2, b'\r')),
            [_, b'n', ..] => Some((2, b'\n')),
            [_, quote @ (b'"' | b'\'' | b'\\'), ..] => Some((2, *quote)),
            [_, b't', ..] => Some((2, b'\t')),
            [_, b'u', b'0', b'0', a, b, ..] => of_digits(*a, *b).filter(u8::is_ascii).map(|byte| (6, byte)),
            [_, b'x', a, b, ..] => of_digits(*a, *b).map(|byte| (4, byte)),
            _ => None,
        },
        _ => None,
    }
}

/// What is written between quotes that the logger put around it: where it starts and ends.
pub(crate) fn unwrapped(text: &[u8]) -> Option<(usize, usize)> {
    quoted(text).filter(|(start, end)| {
        let inner = &text[*start..*end];
        let line = (0..inner.len()).find(|at| ends(&inner[*at..]) > 0).map_or(inner, |at| &inner[..at]);
        super::looks_like_protocol(inner)
            || super::is_command(line)
            || spelled(inner, true).is_some()
            || inner.starts_with(b">")
    })
}

/// The same of any text, for a logger that puts quotes around all of them.
pub(crate) fn quoted(text: &[u8]) -> Option<(usize, usize)> {
    let trimmed = text.trim_ascii_end().len();
    let start = usize::from(text.first() == Some(&b'b') && matches!(text.get(1), Some(b'\'' | b'"')));
    let close = match text.get(start)? {
        quote @ (b'\'' | b'"' | b'`') => *quote,
        b'(' => b')',
        _ => return None,
    };
    (trimmed > start + 2 && text[trimmed - 1] == close).then_some((start + 1, trimmed - 1))
}

/// Is a part of a line a field of a table, `,"AT+X=""a"""`: quotes around it, and every one inside it twice?
pub(crate) fn is_field(line: &[u8], (from, to): (usize, usize)) -> bool {
    if from < 2 || !line[from - 2..].starts_with(b",\"") || line.get(to) != Some(&b'"') {
        return false;
    }
    let quotes = |b: &u8| *b == b'"';
    let mut rest = &line[from..to];
    let mut any = false;
    while let Some(at) = rest.iter().position(quotes) {
        let run = rest[at..].iter().take_while(|b| quotes(b)).count();
        if run % 2 == 1 {
            return false;
        }
        any = true;
        rest = &rest[at + run..];
    }
    any
}

/// The byte that two digits of sixteen are.
pub(super) fn of_digits(high: u8, low: u8) -> Option<u8> {
    let digit = |d: u8| char::from(d).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Two digits and what parts them from the next ones: how long they are, and the byte.
pub(crate) fn hex(text: &[u8]) -> Option<(usize, u8)> {
    let skip = if text.starts_with(b"0x") || text.starts_with(b"0X") { 2 } else { 0 };
    let byte = of_digits(*text.get(skip)?, *text.get(skip + 1)?)?;
    let rest = &text[skip + 2..];
    let gap = rest.iter().take_while(|b| b" ,:".contains(b)).count();
    (gap > 0 || rest.is_empty()).then_some((skip + 2 + gap, byte))
}

/// Is a text nothing but bytes as two digits, two bytes at least?
pub(crate) fn is_hex(text: &[u8]) -> bool {
    let mut rest = text.trim_ascii();
    let mut count = 0;
    while !rest.is_empty() {
        let Some((len, _)) = hex(rest) else { return false };
        rest = &rest[len..];
        count += 1;
    }
    count > 1
}

/// The bytes of a text that is nothing but such digits.
pub(crate) fn of_hex(text: &[u8]) -> Vec<u8> {
    let mut rest = text.trim_ascii();
    let mut bytes = Vec::with_capacity(rest.len() / 3);
    while let Some((len, byte)) = hex(rest) {
        bytes.push(byte);
        rest = &rest[len..];
    }
    bytes
}
