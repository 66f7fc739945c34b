//! Known deviations: what is read, and how every mistake is pointed at.

use hayes_dialects::deviations::{Deviation, load_bytes};
use proptest::prelude::*;
use rstest::rstest;

#[test]
fn what_is_read() {
    let text = "version = 1\n[[known]]\ncase = 'bc26/*'\nreason = 'ticket'\nexpires = 2027-01-31\n\
                [[known]]\ncase = 'x'\nreason = 'y'\nexpires = '2024-02-29'\ndialect = 'q*'\nfirmware = 'A?'\n";
    let one = Deviation {
        case: "bc26/*".to_owned(),
        reason: "ticket".to_owned(),
        expires: "2027-01-31".to_owned(),
        dialect: None,
        firmware: None,
    };
    let other = Deviation {
        case: "x".to_owned(),
        reason: "y".to_owned(),
        expires: "2024-02-29".to_owned(),
        dialect: Some("q*".to_owned()),
        firmware: Some("A?".to_owned()),
    };
    assert_eq!(load_bytes("k.toml", text.as_bytes()).unwrap_or_else(|e| panic!("{e}")), [one, other]);
}

#[test]
fn an_empty_list_is_a_list() {
    assert_eq!(load_bytes("k.toml", b"version = 1\n").unwrap_or_else(|e| panic!("{e}")), []);
}

#[rstest]
#[case("no-version", "[[known]]\ncase = 'a'\nreason = 'b'\nexpires = 2027-01-31\n")]
#[case("other-version", "version = 2\n")]
#[case("unknown-key", "version = 1\n[[known]]\ncase = 'a'\nreason = 'b'\nexpire = 2027-01-31\n")]
#[case("no-day", "version = 1\n[[known]]\ncase = 'a'\nreason = 'b'\nexpires = '2027-02-29'\n")]
#[case("a-time", "version = 1\n[[known]]\ncase = 'a'\nreason = 'b'\nexpires = 2027-01-31T10:00:00\n")]
#[case("a-number", "version = 1\n[[known]]\ncase = 7\nreason = 'b'\nexpires = 20270131\n")]
#[case("no-reason", "version = 1\n[[known]]\ncase = 'a'\nreason = ' '\nexpires = 2027-01-31\n")]
#[case("no-toml", "version = 1\n[[known]\n")]
#[case(
    "twice",
    "version = 1\n[[known]]\ncase = 'a'\nreason = 'b'\nexpires = 2027-01-31\n[[known]]\ncase = 'a'\nreason = 'c'\nexpires = 2027-01-31\n"
)]
fn mistakes_are_pointed_at(#[case] name: &str, #[case] text: &str) {
    let mistakes = load_bytes("known.toml", text.as_bytes()).expect_err("it is wrong");
    insta::assert_snapshot!(format!("deviations-{name}"), mistakes.to_string());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = load_bytes("k.toml", &bytes);
    }

    #[test]
    fn any_lines_are_read_or_refused(lines in prop::collection::vec(prop::sample::select(vec![
        "version = 1", "[[known]]", "case = 'a'", "reason = 'b'", "expires = 2027-01-31", "known = 3", "[known]",
    ]), 0..9)) {
        let _ = load_bytes("k.toml", lines.join("\n").as_bytes());
    }
}
