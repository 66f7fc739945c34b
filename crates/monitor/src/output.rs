//! Records as text for people and as JSON for programs. Bytes are shown in the one reversible notation, so
//! that no control byte of a log ever reaches a terminal.

pub mod json;
pub mod text;

use std::fmt::Write as _;

use hayes_at::visible::Visible;

/// Writes bytes in visible notation.
pub(crate) fn visible(bytes: &[u8], out: &mut String) {
    let plain = bytes.iter().all(|b| (b' '..=b'~').contains(b) && *b != b'\\');
    match std::str::from_utf8(bytes) {
        Ok(text) if plain => out.push_str(text),
        _ => {
            let _ = write!(out, "{}", Visible(bytes));
        }
    }
}

/// Writes bytes in visible notation, pseudonyms in the place of secrets.
pub(crate) fn redacted(bytes: &[u8], hidden: &[(usize, usize, String)], out: &mut String) {
    let mut from = 0;
    for (start, end, name) in hidden {
        if *start < from || *end > bytes.len() {
            continue;
        }
        visible(&bytes[from..*start], out);
        out.push_str(name);
        from = *end;
    }
    visible(&bytes[from..], out);
}

/// Writes text that a program has made, without any control character it may quote.
pub(crate) fn clean(text: &str, out: &mut String) {
    if text.bytes().all(|b| (b' '..0x7F).contains(&b)) {
        out.push_str(text);
    } else {
        out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
}
