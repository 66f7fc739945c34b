//! Bytes in quotes, and back: one reversible notation that is safe on a terminal.

use std::fmt::Write;
use std::ops::Range;

use super::OrderError;

/// The bytes between quotes; what is not printable text is escaped.
pub fn quoted(bytes: &[u8]) -> String {
    format!("\"{}\"", shown(bytes))
}

/// The bytes as text; what is not printable, and the quote and backslash, is escaped.
pub fn shown(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            show_char(&mut out, char);
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn show_char(out: &mut String, char: char) {
    match char {
        '\r' => out.push_str("\\r"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        char if is_plain(char) => out.push(char),
        char => {
            for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
}

/// Whether it can stand on a terminal as itself: no control, and nothing that reorders or hides its neighbours.
fn is_plain(char: char) -> bool {
    !char.is_control()
        && !matches!(char, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The bytes that stand between the quotes; `at` is where in the order the text begins.
pub(super) fn unquoted(text: &str, at: usize) -> Result<Vec<u8>, OrderError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        let offset = text.len() - escaped.len() - 1;
        let (byte, length) = escape(escaped).ok_or_else(|| bad_escape(at + offset, escaped))?;
        bytes.push(byte);
        rest = &escaped[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

fn escape(rest: &str) -> Option<(u8, usize)> {
    Some(match rest.as_bytes() {
        [b'r', ..] => (b'\r', 1),
        [b'n', ..] => (b'\n', 1),
        [b't', ..] => (b'\t', 1),
        [b'"', ..] => (b'"', 1),
        [b'\\', ..] => (b'\\', 1),
        [b'x', ..] => (u8::from_str_radix(rest.get(1..3).filter(|hex| is_hex(hex))?, 16).ok()?, 3),
        _ => return None,
    })
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn bad_escape(at: usize, rest: &str) -> OrderError {
    let span: Range<usize> = at..at + 1 + rest.chars().next().map_or(0, char::len_utf8);
    OrderError::new(
        span,
        "unknown escape; there are \\r \\n \\t \\\" \\\\ and \\x with two hexadecimal digits",
    )
}
