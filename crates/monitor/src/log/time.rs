//! Times at the start of a log line, in the ways that loggers write them.

use std::time::Duration;

/// A time: how many bytes it takes, and when it was, where that can be told.
pub(crate) fn stamp(text: &[u8]) -> Option<(usize, Option<Duration>)> {
    let open = matches!(text.first(), Some(b'[' | b'('));
    let mut at = usize::from(open);
    at += text[at..].iter().take_while(|b| **b == b' ').count();
    let begin = at;
    if let Some(len) = date(&text[at..]) {
        at += len;
    }
    let time = clock(&text[at..]).or_else(|| seconds(&text[at..], open));
    let (len, when) = match time {
        Some(time) => time,
        None if at > begin && open => (0, Duration::ZERO),
        None => return None,
    };
    at += len;
    at += zone(&text[at..]);
    if open {
        at += text[at..].iter().take_while(|b| **b == b' ').count();
        if !matches!(text.get(at), Some(b']' | b')')) {
            return None;
        }
        at += 1;
    }
    let closed = matches!(
        text.get(at),
        None | Some(b' ' | b'\t' | b':' | b']' | b'[' | b',' | b';' | b'>' | b'|' | b'-')
    );
    (closed || open).then_some((at, (len > 0).then_some(when)))
}

fn digits(text: &[u8]) -> usize {
    text.iter().take(20).take_while(|b| b.is_ascii_digit()).count()
}

fn number(text: &[u8]) -> u64 {
    text.iter().take(15).take_while(|b| b.is_ascii_digit()).fold(0, |n, b| n * 10 + u64::from(b - b'0'))
}

/// `2024-05-06 `, `06.05.24 `, `05-06 `, `May  6 `.
fn date(text: &[u8]) -> Option<usize> {
    const MONTHS: [&[u8]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    if MONTHS.iter().any(|m| text.starts_with(m)) {
        let blanks = text[3..].iter().take_while(|b| **b == b' ').count();
        let day = digits(&text[3 + blanks..]);
        let len = 3 + blanks + day;
        return (blanks > 0 && day > 0 && text.get(len) == Some(&b' ')).then_some(len + 1);
    }
    let first = digits(text);
    let dash = *text.get(first)?;
    if !(matches!(first, 1 | 2 | 4) && b"-/.".contains(&dash)) {
        return None;
    }
    let mut len = first + 1 + digits(&text[first + 1..]);
    if text.get(len) == Some(&dash) {
        len += 1 + digits(&text[len + 1..]);
    }
    if text.get(len) == Some(&b',') {
        len += 1;
    }
    matches!(text.get(len), Some(b' ' | b'T' | b'_' | b'-')).then_some(len + 1)
}

/// `12:34:56.789`, `00:00:01.234,567`, `34:56.7`.
fn clock(text: &[u8]) -> Option<(usize, Duration)> {
    let mut at = digits(text);
    if !(1..=4).contains(&at) || text.get(at) != Some(&b':') {
        return None;
    }
    let mut total = number(text);
    let mut parts = 1;
    while text.get(at) == Some(&b':') && digits(&text[at + 1..]) == 2 && parts < 3 {
        total = total * 60 + number(&text[at + 1..at + 3]);
        at += 3;
        parts += 1;
    }
    let (len, fraction) = fraction(&text[at..]);
    let enough = parts == 3 || (parts == 2 && len > 0);
    enough.then_some((at + len, Duration::from_secs(total) + fraction))
}

/// `.789`, `,789`, `:789`, `.234,567`.
fn fraction(text: &[u8]) -> (usize, Duration) {
    if !matches!(text.first(), Some(b'.' | b',' | b':')) {
        return (0, Duration::ZERO);
    }
    let len = digits(&text[1..]);
    if len == 0 {
        return (0, Duration::ZERO);
    }
    let nanos = text[1..=len].iter().take(9).fold(0_u64, |n, b| n * 10 + u64::from(b - b'0'));
    let scale = 10_u64.pow(9 - u32::try_from(len.min(9)).unwrap_or(9));
    let more = if text.get(1 + len) == Some(&b',') { 1 + digits(&text[len + 2..]) } else { 0 };
    (1 + len + more, Duration::from_nanos(nanos * scale))
}

/// `123.456` anywhere, `12345` (milliseconds) between brackets.
fn seconds(text: &[u8], open: bool) -> Option<(usize, Duration)> {
    let whole = digits(text);
    if whole == 0 || whole > 12 {
        return None;
    }
    let (len, fraction) = fraction(&text[whole..]);
    let point = text.get(whole) == Some(&b'.');
    if point && (len > 3 || open) {
        return Some((whole + len, Duration::from_secs(number(text)) + fraction));
    }
    (open && len == 0).then(|| (whole, Duration::from_millis(number(text))))
}

fn zone(text: &[u8]) -> usize {
    match text {
        [b'Z', ..] => 1,
        [b'+' | b'-', a, b, b':', c, d, ..] if [a, b, c, d].iter().all(|x| x.is_ascii_digit()) => 6,
        [b'+' | b'-', a, b, c, d, ..] if [a, b, c, d].iter().all(|x| x.is_ascii_digit()) => 5,
        _ => 0,
    }
}
