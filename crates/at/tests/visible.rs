//! The notation for bytes in text, by example. That it is reversible and safe for all bytes is a property in
//! `lines`.

use hayes_at::visible::{NotVisible, Visible, bytes_of};
use rstest::rstest;

#[rstest]
#[case::text(b"AT+CSQ", "AT+CSQ")]
#[case::line_ends(b"\r\nOK\r\n", r"\r\nOK\r\n")]
#[case::backslash(b"a\\n", r"a\\n")]
#[case::quotes_and_tabs(b"\"\t'", r#""\x09'"#)]
#[case::controls(b"\0\x1A\x1B[2J\x7F", r"\x00\x1A\x1B[2J\x7F")]
#[case::letters("é中Я한".as_bytes(), "é中Я한")]
#[case::no_text(b"\xFF\xC3\x28", r"\xFF\xC3(")]
#[case::half_a_letter(&"中".as_bytes()[..2], r"\xE4\xB8")]
#[case::right_to_left("\u{202E}א".as_bytes(), r"\xE2\x80\xAE\xD7\x90")]
#[case::zero_width("a\u{200B}\u{FEFF}".as_bytes(), r"a\xE2\x80\x8B\xEF\xBB\xBF")]
#[case::filler("\u{3164}".as_bytes(), r"\xE3\x85\xA4")]
#[case::mark("e\u{301}".as_bytes(), r"e\xCC\x81")]
#[case::no_break_space("\u{A0}".as_bytes(), r"\xC2\xA0")]
#[case::line_separator("\u{2028}\u{85}".as_bytes(), r"\xE2\x80\xA8\xC2\x85")]
fn bytes_are_shown_and_read_back(#[case] bytes: &[u8], #[case] shown: &str) {
    assert_eq!(Visible(bytes).to_string(), shown);
    assert_eq!(format!("{:?}", Visible(bytes)), format!("`{shown}`"));
    assert_eq!(bytes_of(shown).as_deref(), Ok(bytes));
}

#[rstest]
#[case(r"\", 0)]
#[case(r"ab\q", 2)]
#[case(r"é\x4", 2)]
#[case(r"\x", 0)]
#[case(r"\xG0", 0)]
#[case(r"\x+1", 0)]
#[case(r"\\\", 2)]
#[case(r"\R", 0)]
#[case(r"\xé", 0)]
fn an_unknown_escape_is_pointed_at(#[case] text: &str, #[case] at: usize) {
    assert_eq!(bytes_of(text), Err(NotVisible { at }));
}

#[test]
fn digits_of_an_escape_may_be_small() {
    assert_eq!(bytes_of(r"\xff\xFf").as_deref(), Ok([255, 255].as_slice()));
}
