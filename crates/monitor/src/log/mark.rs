//! Direction marks: what loggers write to say who speaks. Which of the two is the host is for `survey`.

/// A mark: its family, and whether it is the one that usually stands for the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Index into `FAMILIES`.
    pub(crate) family: u8,
    /// The first of the pair.
    pub(crate) first: bool,
    /// Data after a prompt.
    pub(crate) data: bool,
}

/// Pairs, the host's usual mark first. Longer ones stand before those that they start with.
pub(crate) const FAMILIES: [(&str, &str); 24] = [
    ("-->", "<--"),
    ("==>", "<=="),
    (">>>", "<<<"),
    (">>", "<<"),
    ("->", "<-"),
    ("=>", "<="),
    ("\u{2192}", "\u{2190}"),
    ("TX", "RX"),
    ("SENT", "RECEIVED"),
    ("SENDING", "RECEIVING"),
    ("SEND", "RECEIVE"),
    ("SEND", "RECV"),
    ("SENT", "RECV"),
    ("SND", "RCV"),
    ("OUT", "IN"),
    ("HOST", "MODULE"),
    ("HOST", "MODEM"),
    ("MCU", "MODEM"),
    ("MCU", "MODULE"),
    ("DTE", "DCE"),
    ("AT>", "AT<"),
    ("WRITE", "READ"),
    ("REQ", "RSP"),
    (">", "<"),
];

/// Marks at the start of a text: how many bytes each takes. A word may belong to several families.
pub(crate) fn marks(text: &[u8]) -> impl Iterator<Item = (usize, Mark)> + '_ {
    let wrapped = usize::from(
        matches!(text.first(), Some(b'[' | b'(' | b'<'))
            && text.get(1).is_some_and(|b| b.is_ascii_alphabetic() || b"-=><".contains(b)),
    );
    let last = FAMILIES.len() - 1;
    let signs = [(b'=', last)].into_iter().filter_map(move |(sign, family)| {
        let data = text.first() == Some(&sign) && !matches!(text.get(1), Some(b'>' | b'='));
        data.then(|| (1 + blank(&text[1..]), mark(family, true, true)))
    });
    let pairs = FAMILIES.iter().enumerate().flat_map(move |(family, (first, second))| {
        [(first, true), (second, false)].into_iter().filter_map(move |(word, is_first)| {
            [wrapped, 0].into_iter().find_map(|skip| {
                let len = at(&text[skip..], word.as_bytes(), skip > 0)?;
                Some((skip + len, mark(family, is_first, false)))
            })
        })
    });
    pairs.chain(signs)
}

/// Is this a mark by itself, in brackets of somebody else's?
pub(crate) fn is_mark(inner: &[u8]) -> bool {
    let same = |word: &str| inner.eq_ignore_ascii_case(word.as_bytes());
    FAMILIES.iter().any(|(first, second)| same(first) || same(second))
        || inner.iter().all(|b| b"-=><".contains(b))
}

fn mark(family: usize, first: bool, data: bool) -> Mark {
    Mark { family: u8::try_from(family).unwrap_or(u8::MAX), first, data }
}

/// How long the mark `word` with what closes it is at the start of `text`.
fn at(text: &[u8], word: &[u8], wrapped: bool) -> Option<usize> {
    if text.len() < word.len()
        || text[0] | 0x20 != word[0] | 0x20
        || !text[..word.len()].eq_ignore_ascii_case(word)
    {
        return None;
    }
    let rest = &text[word.len()..];
    let letters = word[0].is_ascii_alphabetic() && word.last().is_some_and(u8::is_ascii_alphabetic);
    if letters {
        let blanks = rest.iter().take_while(|b| **b == b' ').count();
        let mut len = blanks;
        let close = rest[len..].iter().take(4).take_while(|b| b":])>|-=<".contains(b)).count();
        len += close;
        // `[RX]>`, `RX >`: the prompt is no part of the mark.
        let apart =
            (close > 1 && rest[..len].ends_with(b"]>")) || (close == 1 && blanks > 0 && rest[blanks] == b'>');
        if apart && len == rest.trim_ascii_end().len() {
            len -= 1;
        }
        if close == 0 && (len == 0 || wrapped) {
            return None;
        }
        return Some(word.len() + len + blank(&rest[len..]));
    }
    // `>>` is not `>` twice, and `->` no part of `-->`.
    if matches!(rest.first(), Some(b'>' | b'<')) || (rest.first() == Some(&b'-') && word == b"<") {
        return None;
    }
    let mut len = usize::from(wrapped && matches!(rest.first(), Some(b']' | b')')));
    len += usize::from(rest.get(len) == Some(&b':'));
    Some(word.len() + len + blank(&rest[len..]))
}

/// One blank after a mark belongs to it.
fn blank(text: &[u8]) -> usize {
    usize::from(matches!(text.first(), Some(b' ' | b'\t')))
}
