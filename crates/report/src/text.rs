//! Texts of a journal, safe to be shown on a line, and how wide they are there.

use std::fmt::Write as _;

use hayes_at::visible::Visible;

/// Signs beside letters that move no cursor and hide nothing; those from the ideographic comma on are wide.
const SIGNS: &str = "…–—‘’“”°×±→·§µ、。，：；（）《》";

/// A sentence on one line: what could move a cursor, hide or reverse a line is written as bytes. Unlike the notation of
/// transcripts it leaves backslashes alone: sentences quote bytes in that notation already.
pub(crate) fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, ' '..='~') || SIGNS.contains(letter) {
            safe.push(letter);
        } else {
            let _ = write!(safe, "{}", Visible(letter.encode_utf8(&mut [0; 4]).as_bytes()));
        }
    }
    tame(&safe).0
}

/// A text that no reader of logs obeys: workflows do as lines say that begin with two colons, and others what stands behind
/// two number signs. Gives the places of the signs that are written as bytes, which take [`TAMED`] more.
pub(crate) fn tame(text: &str) -> (String, Vec<usize>) {
    let bytes = text.as_bytes();
    let before = |at: usize, far: usize| at.checked_sub(far).map(|at| bytes[at]);
    let is_obeyed = |at: usize| match bytes[at] {
        b'#' => before(at, 1) == Some(b'#'),
        b':' if before(at, 1) == Some(b':') => before(at, 2) == Some(b':'),
        b':' => matches!(before(at, 1), None | Some(b' ')) && bytes.get(at + 1) == Some(&b':'),
        _ => false,
    };
    let places: Vec<usize> = (0..bytes.len()).filter(|at| is_obeyed(*at)).collect();
    let mut tame = String::with_capacity(text.len() + places.len() * TAMED);
    let mut from = 0;
    for at in &places {
        tame.push_str(&text[from..*at]);
        let _ = write!(tame, "\\x{:02X}", bytes[*at]);
        from = at + 1;
    }
    tame.push_str(&text[from..]);
    (tame, places)
}

/// How many bytes more a sign takes that is written as a byte.
pub(crate) const TAMED: usize = 3;

/// How many columns a safe text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// How many columns a letter takes, of those that are shown as they are.
fn columns(letter: char) -> usize {
    1 + usize::from(
        matches!(letter, '\u{3001}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{FF01}'..='\u{FF5A}'),
    )
}

/// A text in lines of at most so many columns; cut at spaces, and inside of words that are longer.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<&str> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut rest = text;
    while width(rest) > columns {
        let end = fitting(rest, columns);
        let at_space = rest[..end].rfind(' ').filter(|at| rest[..*at].contains(|letter| letter != ' '));
        let whole_word = rest[end..].starts_with(' ');
        let end = if whole_word { end } else { at_space.unwrap_or_else(|| no_command(rest, end)) };
        lines.push(&rest[..end]);
        rest = rest[end..].strip_prefix(' ').unwrap_or(&rest[end..]);
    }
    lines.push(rest);
    lines
}

/// A place to cut a text so that what follows does not begin with two colons, which what reads logs would obey.
pub(crate) fn no_command(text: &str, end: usize) -> usize {
    let before = text[..end].trim_end_matches([':', ' ']);
    let is_command = text[end..].trim_start().starts_with(':');
    let last = before.char_indices().next_back().map_or(0, |(at, _)| at);
    if is_command && last > 0 { last } else { end }
}

/// Where what fits into so many columns ends; at least one letter does.
pub(crate) fn fitting(text: &str, room: usize) -> usize {
    let mut taken = 0;
    for (at, letter) in text.char_indices() {
        taken += columns(letter);
        if taken > room && at > 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::short("as it is", 20, &["as it is"])]
    #[case::at_spaces("one two three", 8, &["one two", "three"])]
    #[case::exactly("12345678 90", 8, &["12345678", "90"])]
    #[case::long_word("aaaaaaaaaaaa b", 8, &["aaaaaaaa", "aaaa b"])]
    #[case::wide("模块模块模块", 8, &["模块模块", "模块"])]
    #[case::indented("   aaaaaaaaaa", 8, &["   aaaaa", "aaaaa"])]
    fn lines_are_cut_at_spaces(#[case] text: &str, #[case] columns: usize, #[case] lines: &[&str]) {
        assert_eq!(wrap(text, columns), lines);
    }

    #[rstest]
    #[case("  ::error::x", "  \\x3A:error::x")]
    #[case("::error::x ::y", "\\x3A:error::x \\x3A:y")]
    #[case("a ##[add-mask]b ###", "a #\\x23[add-mask]b #\\x23\\x23")]
    #[case("+X: a::b", "+X: a::b")]
    fn a_sentence_is_no_command(#[case] text: &str, #[case] plain: &str) {
        assert_eq!(safe(text), plain);
    }

    #[test]
    fn no_cut_makes_a_command() {
        assert_eq!(wrap("aaaaaaaa::error::x", 8), ["aaaaaaa", "a::erro", "r::x"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in ".{0,200}", columns in 8_usize..100) {
            let text = safe(&text);
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns));
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn whatever_is_wrapped_is_no_command(text in "[:# a]{0,200}", columns in 8_usize..20) {
            let text = safe(&text);
            let obeyed = wrap(&text, columns).iter().any(|line| line.trim_start().starts_with("::") || line.contains("##"));
            prop_assert!(!obeyed);
        }

        #[test]
        fn no_text_moves_a_cursor(text in any::<String>()) {
            let shown = safe(&text);
            prop_assert!(shown.chars().all(|letter| !letter.is_control()));
            let hiding = shown.contains(['\u{202e}', '\u{200b}', '\u{2028}']);
            prop_assert!(!hiding);
        }
    }
}
