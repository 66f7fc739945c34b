//! Finds a byte with a few instructions where it stands near, as it does in short lines; else by vector.

/// So many words of eight bytes are near.
const NEAR: usize = 2;

/// Where `byte` stands first.
pub(crate) fn byte(byte: u8, bytes: &[u8]) -> Option<usize> {
    let wanted = spread(byte);
    seek(bytes, |word| zeros(word ^ wanted), |b| b == byte, |far| memchr::memchr(byte, far))
}

/// Where a line end stands first.
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    let (cr, lf) = (spread(b'\r'), spread(b'\n'));
    let far = |far: &[u8]| memchr::memchr2(b'\r', b'\n', far);
    seek(bytes, |word| zeros(word ^ cr) | zeros(word ^ lf), is_line_end, far)
}

/// Is it one of the two bytes that end lines?
pub(crate) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// Looks at the near words, at the bytes behind them if they are fewer than a word, or at all that is far.
#[inline]
fn seek(
    bytes: &[u8],
    in_word: impl Fn(u64) -> u64,
    is_wanted: impl Fn(u8) -> bool,
    in_far: impl Fn(&[u8]) -> Option<usize>,
) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (i, word) in words.iter().take(NEAR).enumerate() {
        let found = in_word(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(i * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let near = words.len() * 8;
    if words.len() > NEAR {
        return in_far(&bytes[NEAR * 8..]).map(|at| NEAR * 8 + at);
    }
    rest.iter().position(|b| is_wanted(*b)).map(|at| near + at)
}

/// A word of the same byte eight times.
const fn spread(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Sets the highest bit of bytes that are zero; the lowest one that is set is right.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(spread(0x01)) & !word & spread(0x80)
}

#[cfg(test)]
mod tests {
    use super::{byte, is_line_end, line_end};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\r'), Just(b'!'), 8..12_u8], 0..80),
        ) {
            prop_assert_eq!(byte(b'!', &bytes), bytes.iter().position(|b| *b == b'!'));
            prop_assert_eq!(line_end(&bytes), bytes.iter().position(|b| is_line_end(*b)));
        }
    }
}
