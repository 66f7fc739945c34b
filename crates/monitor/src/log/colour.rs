//! What stands around a line and is no part of it: colours for a terminal (`ESC [ 0 ; 3 2 m`), and the mark that
//! editors put before a file.

/// The byte order mark in UTF-8.
pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What of a line stands between the colours around it.
pub(crate) fn between(line: &[u8]) -> (usize, usize) {
    let mut start = if line.starts_with(BOM) { BOM.len() } else { 0 };
    while let Some(len) = sequence(&line[start..]) {
        start += len;
    }
    let mut end = line.len();
    while let Some(at) = memchr::memrchr(0x1B, &line[start..end])
        && sequence(&line[start + at..end]) == Some(end - start - at)
    {
        end = start + at;
    }
    (start, end)
}

/// The length of a colour sequence at the start.
fn sequence(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"\x1B[")?;
    let numbers = rest.iter().take(12).take_while(|b| b.is_ascii_digit() || **b == b';').count();
    matches!(rest.get(numbers), Some(b'm' | b'K')).then_some(numbers + 3)
}
