//! Dumps: bytes in rows of two digits each, with an offset before them, or what of them is text behind them, or both; as
//! `hexdump -C`, `xxd`, `od -t x1` and `socat -x` write them. A line of its own says whose bytes follow.

use std::ops::Range;
use std::time::Duration;

use super::{escape, mark, prefix};

/// The most bytes of a row.
const MOST: usize = 64;

/// Where the digits of a row stand, and whether something beside them shows that it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) digits: Range<usize>,
    pub(crate) is_sure: bool,
}

/// A line as a row of a dump.
pub(crate) fn row(line: &[u8]) -> Option<Row> {
    let blanks = line.iter().take_while(|byte| **byte == b' ').count();
    let offset = offset(&line[blanks..]);
    let from = blanks + offset.unwrap_or(0);
    let read = bytes(&line[from..]);
    let beside = |end: usize| line[from + end..].trim_ascii_start();
    // The text beside them may begin like digits: the longest row whose text is that of its bytes, before one without any.
    let shown = (1..=read.len()).rev().find(|count| {
        let bytes = read[..*count].iter().map(|(byte, _)| *byte);
        let text = beside(read[count - 1].1);
        let apart = line.len() - text.len() > from + read[count - 1].1;
        apart && !text.is_empty() && is_text_of(text, bytes)
    });
    if let Some(count) = shown {
        return Some(Row { digits: from..from + read[count - 1].1, is_sure: true });
    }
    let (_, end) = *read.last().filter(|(_, end)| beside(*end).is_empty())?;
    let digits = from..from + end;
    let is_sure = offset.is_some();
    // A number alone is no row.
    (is_sure || line[digits.clone()].contains(&b' ')).then_some(Row { digits, is_sure })
}

/// Two digits, and the blanks behind them: how long they are, and the byte.
pub(crate) fn unit(text: &[u8]) -> Option<(usize, u8)> {
    let byte = escape::of_digits(*text.first()?, *text.get(1)?)?;
    let gap = text[2..].iter().take_while(|byte| b" \t-".contains(byte)).count();
    Some((2 + gap, byte))
}

/// All bytes of digits.
pub(crate) fn read(digits: &[u8]) -> Vec<u8> {
    bytes(digits).into_iter().map(|(byte, _)| byte).collect()
}

/// The line that says whose bytes follow: whether it is the first of the two marks, and when. `> 2024/05/06 12:00:01.5  length=12`,
/// `TX:`, `12:00:01 RX (17 bytes)`.
pub(crate) fn header(line: &[u8]) -> Option<(bool, Option<Duration>)> {
    let (before, time) = prefix::stamps(line);
    mark::marks(&line[before..]).filter(|(_, mark)| !mark.data).find_map(|(len, mark)| {
        let (stamps, then) = prefix::stamps(&line[before + len..]);
        let rest = &line[before + len + stamps..];
        // A sign alone may be a prompt.
        let named = !rest.is_empty() || line[before..].iter().any(u8::is_ascii_alphabetic);
        (named && is_about_bytes(rest)).then_some((mark.first, time.or(then)))
    })
}

/// Is it where a dump ends: an offset, and no bytes?
pub(crate) fn is_end(line: &[u8]) -> bool {
    line.len() > 5 && line.len() <= 16 && line.iter().all(u8::is_ascii_hexdigit)
}

/// `length=12 from=0 to=11`, `(17 bytes)`, or nothing at all.
fn is_about_bytes(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 10] =
        [b"length", b"len", b"bytes", b"byte", b"from", b"to", b"data", b"hex", b"count", b"size"];
    text.len() < 60
        && text.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
            word.iter().all(u8::is_ascii_digit) || WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
        })
}

/// How long an offset with what parts it from the bytes is.
fn offset(text: &[u8]) -> Option<usize> {
    let digits = text.iter().take(17).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let colon = usize::from(text.get(digits) == Some(&b':'));
    let gap = text[digits + colon..].iter().take_while(|byte| **byte == b' ').count();
    let is_offset = (4..=16).contains(&digits) && gap > 0 && (colon > 0 || digits > 5);
    is_offset.then_some(digits + colon + gap)
}

/// The bytes at the start, and where the digits of each end.
fn bytes(text: &[u8]) -> Vec<(u8, usize)> {
    let mut read = Vec::new();
    let mut at = 0;
    while let Some((len, byte)) = unit(&text[at..]).filter(|_| read.len() < MOST) {
        read.push((byte, at + 2));
        at += len;
    }
    read
}

/// Is it what of these bytes is text, with something for each that is not?
fn is_text_of(beside: &[u8], bytes: impl ExactSizeIterator<Item = u8>) -> bool {
    let beside = match beside {
        [b'|', inner @ .., b'|'] | [b'>', inner @ .., b'<'] if inner.len() == bytes.len() => inner,
        beside => beside,
    };
    // Blanks at its end may be gone.
    let all = bytes.len();
    beside.len() <= all
        && bytes.enumerate().all(|(at, byte)| match beside.get(at) {
            Some(shown) if (b'!'..=b'~').contains(&byte) => *shown == byte,
            Some(shown) => b". _\xB7".contains(shown) || !shown.is_ascii(),
            None => byte == b' ',
        })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{header, row};

    fn read(line: &str) -> Option<(Vec<u8>, bool)> {
        let row = row(line.as_bytes())?;
        Some((super::read(&line.as_bytes()[row.digits]), row.is_sure))
    }

    #[rstest]
    #[case(
        "00000000  41 54 2b 43 53 51 3f 0d  0d 0a 4f 4b 0d 0a 41 54  |AT+CSQ?...OK..AT|",
        b"AT+CSQ?\r\r\nOK\r\nAT",
        true
    )]
    #[case("00000010  41 54 0d                                          |AT.|", b"AT\r", true)]
    #[case("00000000: 4154 2b43 5351 3f0d 0d                   AT+CSQ?..", b"AT+CSQ?\r\r", true)]
    #[case("0000000 41 54 2b 43 53 51 3f 0d", b"AT+CSQ?\r", true)]
    #[case(" 41 54 20 61 62 0d                                  AT ab.", b"AT ab\r", true)]
    #[case(" 0d 0a 41 42 43 44 0d 0a                            ..ABCD..", b"\r\nABCD\r\n", true)]
    // What stands beside the bytes begins like more of them.
    #[case("0000: 41 42  AB", b"AB", true)]
    #[case(" 0d 0a 4f 4b 0d 0a", b"\r\nOK\r\n", false)]
    fn rows(#[case] line: &str, #[case] bytes: &[u8], #[case] is_sure: bool) {
        assert_eq!(read(line), Some((bytes.to_vec(), is_sure)));
    }

    #[rstest]
    #[case("AT+CSQ")]
    #[case("+CSQ: 12,99")]
    #[case("OK")]
    #[case("41")]
    #[case("00000000")]
    #[case("00000000  41 54  |XY|")]
    #[case("12345678 words")]
    fn what_is_no_row(#[case] line: &str) {
        assert_eq!(read(line), None);
    }

    #[rstest]
    #[case("> 2024/05/06 12:00:01.000123  length=12 from=0 to=11", Some(true))]
    #[case("< 2024/05/06 12:00:01.000123  length=12 from=0 to=11", Some(false))]
    #[case("TX:", Some(true))]
    #[case("[12:00:01.5] RX (17 bytes):", Some(false))]
    #[case("Sent 12 bytes", Some(true))]
    #[case(">", None)]
    #[case("> AT+CSQ", None)]
    #[case("RX: +CSQ: 1,2", None)]
    #[case("AT", None)]
    fn headers(#[case] line: &str, #[case] first: Option<bool>) {
        assert_eq!(header(line.as_bytes()).map(|(first, _)| first), first);
    }
}
