//! The one reversible notation for bytes in text: what transcripts, logs, corpora and diagnostics show.
//! Nothing here decides what bytes mean.

use std::fmt;

/// Shows bytes on one line: text as it is, CR and LF as `\r` and `\n`, the backslash doubled, and every
/// other byte as `\xNN`. Letters and digits of scripts that run from left to right and take up room of their
/// own stay readable; everything that could move a cursor, reverse a line or hide is escaped, so the result
/// is safe on a terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Visible<'a>(pub &'a [u8]);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                show_char(c, f)?;
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02X}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

fn show_char(c: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use fmt::Write as _;
    match c {
        '\r' => f.write_str("\\r"),
        '\n' => f.write_str("\\n"),
        '\\' => f.write_str("\\\\"),
        ' '..='~' => f.write_char(c),
        _ if is_plain_letter(c) => f.write_char(c),
        _ => {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().try_for_each(|b| write!(f, "\\x{b:02X}"))
        }
    }
}

/// Latin, Greek, Cyrillic, kana, Han and Hangul letters and digits. Other scripts reorder their line, or have
/// letters that are marks upon others or nothing to see at all.
fn is_plain_letter(c: char) -> bool {
    let script = matches!(c, '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{52F}' | '\u{3041}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF10}'..='\u{FF5A}');
    script && c.is_alphanumeric()
}

/// Where and why a text is not in the notation of [`Visible`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotVisible {
    /// Byte offset of the backslash that starts no known escape.
    pub at: usize,
}

impl fmt::Display for NotVisible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown escape: bytes are written \\r, \\n, \\\\ or \\xNN")
    }
}

impl std::error::Error for NotVisible {}

/// Reads the notation of [`Visible`] back into bytes.
pub fn bytes_of(text: &str) -> Result<Vec<u8>, NotVisible> {
    let mut bytes = Vec::with_capacity(text.len());
    let source = text.as_bytes();
    let mut at = 0;
    while at < source.len() {
        if source[at] != b'\\' {
            bytes.push(source[at]);
            at += 1;
            continue;
        }
        let (byte, len) = escape(&source[at..]).ok_or(NotVisible { at })?;
        bytes.push(byte);
        at += len;
    }
    Ok(bytes)
}

fn escape(source: &[u8]) -> Option<(u8, usize)> {
    match source.get(1)? {
        b'r' => Some((b'\r', 2)),
        b'n' => Some((b'\n', 2)),
        b'\\' => Some((b'\\', 2)),
        b'x' => {
            let digits = source.get(2..4)?;
            let digit = |d: u8| char::from(d).to_digit(16);
            let value = digit(digits[0])? * 16 + digit(digits[1])?;
            Some((u8::try_from(value).ok()?, 4))
        }
        _ => None,
    }
}
