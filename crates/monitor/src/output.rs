//! Records as text for people and as JSON for programs. Bytes are shown in the one reversible notation, so
//! that no control byte of a log ever reaches a terminal.

pub mod json;
pub mod text;

use std::fmt::Write as _;

use hayes_at::visible::Visible;

/// Is every byte printable ASCII and no backslash? Without an early end, so that it goes many bytes at a time.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy one ends early, and then goes byte by byte")]
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |plain, b| plain & (b.wrapping_sub(b' ') < 0x5F) & (*b != b'\\'))
}

/// Writes bytes in visible notation.
pub(crate) fn visible(bytes: &[u8], out: &mut String) {
    // Nearly every line is plain but for its end.
    let (body, end) = match bytes {
        [body @ .., b'\r', b'\n'] => (body, "\\r\\n"),
        [body @ .., b'\n'] => (body, "\\n"),
        [body @ .., b'\r'] => (body, "\\r"),
        _ => (bytes, ""),
    };
    match std::str::from_utf8(body) {
        Ok(text) if is_plain(body) => out.push_str(text),
        _ => {
            let _ = write!(out, "{}", Visible(body));
        }
    }
    out.push_str(end);
}

/// Writes bytes in visible notation, pseudonyms in the place of secrets.
pub(crate) fn redacted(bytes: &[u8], hidden: &[(usize, usize, String)], out: &mut String) {
    let mut from = 0;
    for (start, end, name) in hidden {
        // A place may end with a line end that is not shown.
        let end = (*end).min(bytes.len());
        if *start < from || *start >= end {
            continue;
        }
        visible(&bytes[from..*start], out);
        out.push_str(name);
        from = end;
    }
    visible(&bytes[from..], out);
}

/// Writes text that a program has made, without any control character it may quote.
pub(crate) fn clean(text: &str, out: &mut String) {
    if is_plain(text.as_bytes()) {
        out.push_str(text);
    } else {
        out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
}

/// Writes a number. By hand, as every line has some.
pub(crate) fn number(number: u64, out: &mut String) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}
