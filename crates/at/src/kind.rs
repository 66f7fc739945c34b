//! What a parameter is: its type and its limits. Which parameter it is stands in `shape`.

use crate::range::RangeSet;

/// The type of a parameter with its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A decimal integer.
    Int(RangeSet),
    /// A number written `0xFFFF`.
    Hex(RangeSet),
    /// Text, usually between double quotes.
    Text(Text),
    /// A bare word; with a list, one of these.
    Word(Box<[Box<str>]>),
    /// A bare run of anything up to the end of its line.
    FreeLine,
    /// Payload bytes without quotes.
    Raw {
        /// How many bytes are lawful.
        bytes: Bytes,
    },
    /// Integers separated by commas, as many as the command had of something.
    List(RangeSet),
    /// The answer to `=?`: what stands in parentheses, as the document spells it.
    Range(Box<str>),
    /// A type that another parameter of the same line decides.
    Depends {
        /// The slot of the deciding parameter.
        on: u16,
        /// Its values and what they make of this one; `None`: it is not there.
        ways: Box<[(i64, Option<Kind>)]>,
    },
}

/// The limits of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its length.
    pub bytes: Bytes,
    /// How the wire quotes it.
    pub quotes: Quotes,
    /// It may hold anything, quotes and line ends included.
    pub free: bool,
    /// Which bytes it may hold.
    pub chars: Chars,
}

/// A length in bytes, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes {
    /// The fewest.
    pub least: u32,
    /// The most; `u32::MAX` where the document names no limit.
    pub most: u32,
}

impl Bytes {
    /// Any length at all.
    pub const ANY: Self = Self { least: 0, most: u32::MAX };

    /// Is a length of `len` bytes lawful?
    pub fn hold(self, len: usize) -> bool {
        self.least as usize <= len && len <= self.most as usize
    }
}

/// How a text is quoted on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// Between double quotes.
    Always,
    /// Bare.
    Never,
    /// Both are lawful; quotes are written.
    Either,
}

/// Which bytes a text may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chars {
    /// The document says nothing.
    Any,
    /// UTF-8.
    Utf8,
    /// Printable ASCII.
    Printable,
    /// Pairs of hexadecimal digits.
    Hex,
}

impl Chars {
    /// May a text hold these bytes?
    pub fn hold(self, text: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Utf8 => std::str::from_utf8(text).is_ok(),
            Self::Printable => text.iter().all(|b| (b' '..=b'~').contains(b)),
            Self::Hex => text.len().is_multiple_of(2) && text.iter().all(u8::is_ascii_hexdigit),
        }
    }
}

impl Text {
    /// A text of any length and content between quotes.
    pub const ANY: Self = Self { bytes: Bytes::ANY, quotes: Quotes::Always, free: false, chars: Chars::Any };
}
