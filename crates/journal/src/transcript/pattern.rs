//! What a volatile value looks like, in a language as small as can be: `#` a digit, `%` a hexadecimal digit, each with
//! `+` for one or more of them; a backslash before any of `#%+\`; all else stands for itself.

use std::fmt;

/// A pattern, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Item>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item {
    one: One,
    many: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum One {
    Digit,
    Hex,
    Byte(u8),
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternError {
    /// It stands for nothing.
    Empty,
    /// A `+` at this place has nothing to repeat.
    Plus(usize),
    /// A backslash at this place stands before none of `#%+\`.
    Escape(usize),
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "an empty pattern fits everywhere"),
            Self::Plus(at) => {
                write!(f, "the `+` at offset {at} follows neither `#` nor `%`; a plus sign is `\\+`")
            }
            Self::Escape(at) => write!(f, "the backslash at offset {at} stands before none of # % + \\"),
        }
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    pub(super) fn read(text: &str) -> Result<Self, PatternError> {
        let mut items: Vec<Item> = Vec::new();
        let mut bytes = text.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            let one = match byte {
                b'#' => One::Digit,
                b'%' => One::Hex,
                b'+' => {
                    let last =
                        items.last_mut().filter(|last| !last.many && !matches!(last.one, One::Byte(_)));
                    last.ok_or(PatternError::Plus(at))?.many = true;
                    continue;
                }
                b'\\' => match bytes.next() {
                    Some((_, escaped @ (b'#' | b'%' | b'+' | b'\\'))) => One::Byte(escaped),
                    _ => return Err(PatternError::Escape(at)),
                },
                other => One::Byte(other),
            };
            items.push(Item { one, many: false });
        }
        if items.is_empty() { Err(PatternError::Empty) } else { Ok(Self(items)) }
    }

    /// Where what fits at this place ends. Digits are taken whole: a run of them neither begins before the
    /// place nor goes on after the end.
    pub(super) fn fits(&self, text: &[u8], at: usize) -> Option<usize> {
        let (first, last) = (self.0.first()?.one, self.0.last()?.one);
        if at > 0 && first.is_run() && first.is(text[at - 1]) {
            return None;
        }
        let mut end = at;
        for item in &self.0 {
            let run = text[end..].iter().take_while(|byte| item.one.is(**byte));
            let count = if item.many { run.count() } else { run.take(1).count() };
            if count == 0 {
                return None;
            }
            end += count;
        }
        let goes_on = last.is_run() && text.get(end).is_some_and(|byte| last.is(*byte));
        (!goes_on).then_some(end)
    }
}

impl One {
    fn is(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Byte(own) => own == byte,
        }
    }

    fn is_run(self) -> bool {
        matches!(self, Self::Digit | Self::Hex)
    }
}
