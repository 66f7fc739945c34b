//! What becomes of bytes that pass through careless hands.

use serde::Deserialize;

/// What is done to some bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mangle {
    /// No more than so many are kept.
    Cut(usize),
    /// The last one is lost.
    DropLast,
    /// CR and LF are lost.
    StripLineEnds,
    /// Double quotes are lost.
    StripQuotes,
    /// The highest bit of every byte is lost.
    MaskHigh,
    /// What comes from the first zero byte on is lost.
    StopAtZero,
    /// Letters become capitals.
    Upper,
    /// Every byte becomes two hexadecimal digits.
    Hex,
    /// A backslash comes before every double quote, and line ends are spelled out.
    Escape,
    /// This comes before them.
    Prefix(String),
    /// This comes behind them.
    Append(String),
    /// This takes their place.
    Replace(String),
    /// The second takes their place where they are the first.
    Swap(String, String),
}

impl Mangle {
    /// The bytes as they come out.
    pub(crate) fn apply(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Cut(most) => bytes.truncate(*most),
            Self::DropLast => {
                bytes.pop();
            }
            Self::StripLineEnds => bytes.retain(|b| !matches!(b, b'\r' | b'\n')),
            Self::StripQuotes => bytes.retain(|b| *b != b'"'),
            Self::MaskHigh => bytes.iter_mut().for_each(|b| *b &= 0x7F),
            Self::StopAtZero => {
                let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
                bytes.truncate(end);
            }
            Self::Upper => bytes.make_ascii_uppercase(),
            Self::Hex => return bytes.iter().flat_map(|b| format!("{b:02X}").into_bytes()).collect(),
            Self::Escape => return bytes.iter().flat_map(|b| escaped(*b)).collect(),
            Self::Prefix(before) => return [before.as_bytes(), &bytes].concat(),
            Self::Append(behind) => bytes.extend_from_slice(behind.as_bytes()),
            Self::Replace(by) => return by.clone().into_bytes(),
            Self::Swap(from, to) if bytes == from.as_bytes() => return to.clone().into_bytes(),
            Self::Swap(..) => {}
        }
        bytes
    }
}

fn escaped(byte: u8) -> Vec<u8> {
    match byte {
        b'"' | b'\\' => vec![b'\\', byte],
        b'\r' => b"\\r".to_vec(),
        b'\n' => b"\\n".to_vec(),
        _ => vec![byte],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Mangle::Cut(2), "abc", "ab")]
    #[case(Mangle::Cut(9), "abc", "abc")]
    #[case(Mangle::DropLast, "abc", "ab")]
    #[case(Mangle::DropLast, "", "")]
    #[case(Mangle::StripLineEnds, "a\r\nb\n", "ab")]
    #[case(Mangle::StripQuotes, "\"a\"b", "ab")]
    #[case(Mangle::StopAtZero, "ab\0c", "ab")]
    #[case(Mangle::StopAtZero, "abc", "abc")]
    #[case(Mangle::Upper, "aB1", "AB1")]
    #[case(Mangle::Hex, "a\n", "610A")]
    #[case(Mangle::Escape, "a\"\\\r\n", "a\\\"\\\\\\r\\n")]
    #[case(Mangle::Prefix("/".to_owned()), "a", "/a")]
    #[case(Mangle::Append("!".to_owned()), "a", "a!")]
    #[case(Mangle::Replace("x".to_owned()), "abc", "x")]
    #[case(Mangle::Swap("abc".to_owned(), "x".to_owned()), "abc", "x")]
    #[case(Mangle::Swap("abc".to_owned(), "x".to_owned()), "ab", "ab")]
    fn what_becomes_of_bytes(#[case] mangle: Mangle, #[case] from: &str, #[case] to: &str) {
        assert_eq!(mangle.apply(from.as_bytes().to_vec()), to.as_bytes());
    }

    #[test]
    fn the_highest_bit_goes() {
        assert_eq!(Mangle::MaskHigh.apply(vec![0xFF, b'a', 0x80]), [0x7F, b'a', 0]);
    }
}
