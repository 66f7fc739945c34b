//! JSON that is safe wherever it is shown: what could move a cursor, hide or reverse a line is written as `\uXXXX`.

use std::fmt::Write as _;
use std::io::{self, Write};

use hayes_at::visible::Visible;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Writes a value, on one line.
pub(crate) fn write(value: &impl Serialize, into: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(into, Safe)).map_err(io::Error::from)
}

/// A value on many lines, for people who look into it.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut safe = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter == '\n' || is_plain(letter) {
            safe.push(letter);
        } else {
            // Outside of strings, JSON has none of these.
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        }
    }
    safe
}

struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, into: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, letter) in fragment.char_indices() {
            if is_plain(letter) {
                continue;
            }
            into.write_all(&fragment.as_bytes()[plain..at])?;
            plain = at + letter.len_utf8();
            letter.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(into, "\\u{unit:04x}"))?;
        }
        into.write_all(&fragment.as_bytes()[plain..])
    }
}

/// What transcripts show as it is.
fn is_plain(letter: char) -> bool {
    match letter {
        ' '..='~' => true,
        '\0'..='\u{9f}' => false,
        _ => !Visible(letter.encode_utf8(&mut [0; 4]).as_bytes()).to_string().starts_with('\\'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_says_what_it_was_given_in_letters_that_are_safe(text in any::<String>()) {
            let mut json = Vec::new();
            super::write(&text, &mut json).expect("memory takes all");
            prop_assert_eq!(&serde_json::from_slice::<String>(&json).expect("JSON"), &text);
            let pretty = super::pretty(&[&text]);
            prop_assert_eq!(serde_json::from_str::<Vec<String>>(&pretty).expect("JSON"), [text]);
            prop_assert!(pretty.chars().all(|letter| letter == '\n' || super::is_plain(letter)));
            let shown = String::from_utf8(json).expect("UTF-8");
            prop_assert!(shown.chars().all(|letter| !letter.is_control() && super::is_plain(letter)));
        }
    }
}
