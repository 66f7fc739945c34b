//! What can be wrong with a value or a line without making it unreadable. A flaw is a fact about bytes;
//! whether it matters is for monitors to say.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};

/// A set of flaws.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Flaws(u32);

impl Flaws {
    /// No flaw at all.
    pub const NONE: Self = Self(0);
    /// A number outside its range, a word that is none of the listed ones.
    pub const RANGE: Self = Self::bit(0);
    /// A text longer than documented.
    pub const LONG: Self = Self::bit(1);
    /// A text shorter than documented.
    pub const SHORT: Self = Self::bit(2);
    /// Another type than documented: a text for a number, a number for a text.
    pub const TYPE: Self = Self::bit(3);
    /// A text without the quotes it should have.
    pub const UNQUOTED: Self = Self::bit(4);
    /// Quotes around what should have none.
    pub const QUOTED: Self = Self::bit(5);
    /// A number too large to be held.
    pub const OVERFLOW: Self = Self::bit(6);
    /// A number spelled oddly: `007`, `+5`, `-0`, `0xff` for `0xFF`.
    pub const SPELLING: Self = Self::bit(7);
    /// Spaces where the document prints none, or none where it prints one.
    pub const SPACING: Self = Self::bit(8);
    /// Another letter case than the document's.
    pub const LETTER_CASE: Self = Self::bit(9);
    /// A required parameter is missing.
    pub const MISSING: Self = Self::bit(10);
    /// A parameter too many.
    pub const SURPLUS: Self = Self::bit(11);
    /// A quote that is never closed.
    pub const UNBALANCED: Self = Self::bit(12);
    /// Another reading of the same bytes fits as well.
    pub const AMBIGUOUS: Self = Self::bit(13);
    /// The declared length is not the length of what follows.
    pub const COUNT: Self = Self::bit(14);
    /// Bytes that the text may not hold.
    pub const CHARS: Self = Self::bit(15);
    /// A parameter that is there when another forbids it, or absent when another demands it.
    pub const PRESENCE: Self = Self::bit(16);
    /// An empty parameter where a value is required.
    pub const EMPTY: Self = Self::bit(17);
    /// Too many parts to be held; the rest of the line was not read.
    pub const CROWDED: Self = Self::bit(18);
    /// The prefix is spelled in the other way that the document also prints.
    pub const OTHER_NAME: Self = Self::bit(19);

    /// All flaws with their names, in a fixed order.
    pub const NAMES: [(Self, &'static str); 20] = [
        (Self::RANGE, "range"),
        (Self::LONG, "long"),
        (Self::SHORT, "short"),
        (Self::TYPE, "type"),
        (Self::UNQUOTED, "unquoted"),
        (Self::QUOTED, "quoted"),
        (Self::OVERFLOW, "overflow"),
        (Self::SPELLING, "spelling"),
        (Self::SPACING, "spacing"),
        (Self::LETTER_CASE, "letter-case"),
        (Self::MISSING, "missing"),
        (Self::SURPLUS, "surplus"),
        (Self::UNBALANCED, "unbalanced"),
        (Self::AMBIGUOUS, "ambiguous"),
        (Self::COUNT, "count"),
        (Self::CHARS, "chars"),
        (Self::PRESENCE, "presence"),
        (Self::EMPTY, "empty"),
        (Self::CROWDED, "crowded"),
        (Self::OTHER_NAME, "other-name"),
    ];

    /// Flaws that leave the meaning untouched: spacing, letter case, another lawful spelling of a name.
    pub const COSMETIC: Self =
        Self(Self::SPACING.0 | Self::LETTER_CASE.0 | Self::OTHER_NAME.0 | Self::AMBIGUOUS.0);

    const fn bit(place: u32) -> Self {
        Self(1 << place)
    }

    /// Is there none?
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Are all of `other` among these?
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These without `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// The names of the flaws, in a fixed order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(flaw, _)| self.has(*flaw)).map(|(_, name)| name)
    }
}

impl BitOr for Flaws {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Flaws {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Flaws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("-");
        }
        for (i, name) in self.names().enumerate() {
            write!(f, "{}{name}", if i == 0 { "" } else { "+" })?;
        }
        Ok(())
    }
}
