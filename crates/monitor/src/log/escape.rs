//! Control bytes that a logger spells as text: `<CR>`, `\r`, `^M` and their kind.

/// Does a text hold a line end or a Ctrl+Z spelled as text?
pub(crate) fn has_spelled_end(text: &[u8]) -> bool {
    (0..text.len()).any(|at| matches!(spelled(&text[at..], true), Some((_, b'\r' | b'\n'))))
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
            [_, b'x', a, b, ..] => {
                let digit = |d: &u8| char::from(*d).to_digit(16);
                let byte = digit(a)? * 16 + digit(b)?;
                u8::try_from(byte).ok().map(|byte| (4, byte))
            }
            _ => None,
        },
        _ => None,
    }
}

/// What is written between quotes that the logger put around it: where it starts and ends.
pub(crate) fn unwrapped(text: &[u8]) -> Option<(usize, usize)> {
    let trimmed = text.trim_ascii_end().len();
    let start = usize::from(text.first() == Some(&b'b') && matches!(text.get(1), Some(b'\'' | b'"')));
    let close = match text.get(start)? {
        b'\'' => b'\'',
        b'"' => b'"',
        b'(' => b')',
        b'`' => b'`',
        _ => return None,
    };
    let inside = trimmed > start + 2 && text[trimmed - 1] == close;
    let inner = inside.then(|| &text[start + 1..trimmed - 1])?;
    let begins =
        super::looks_like_protocol(inner) || spelled(inner, true).is_some() || inner.starts_with(b">");
    begins.then_some((start + 1, trimmed - 1))
}
