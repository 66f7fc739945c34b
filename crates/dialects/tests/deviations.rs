//! Known deviations: what is read, and how every mistake is pointed at.

use hayes_dialects::deviations::{Deviation, load_bytes, load_file};
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

/// Every month has its last day, February one more in years that four divides, but not in every hundredth.
#[rstest]
#[case("2027-01-31", true)]
#[case("2027-01-32", false)]
#[case("2027-01-00", false)]
#[case("2027-04-30", true)]
#[case("2027-04-31", false)]
#[case("2027-06-31", false)]
#[case("2027-09-31", false)]
#[case("2027-11-31", false)]
#[case("2027-12-31", true)]
#[case("2027-13-01", false)]
#[case("2027-00-01", false)]
#[case("2027-02-28", true)]
#[case("2028-02-29", true)]
#[case("2027-02-29", false)]
#[case("2028-02-30", false)]
#[case("2100-02-29", false)]
#[case("2000-02-29", true)]
#[case("27-01-01", false)]
#[case("2027-1-1", false)]
#[case("2027-01-+1", false)]
#[case("2027-01", false)]
fn a_day_is_one_of_the_calendar(#[case] day: &str, #[case] is_one: bool) {
    let text = format!("version = 1\n[[known]]\ncase = 'a'\nreason = 'b'\nexpires = '{day}'\n");
    assert_eq!(load_bytes("k.toml", text.as_bytes()).is_ok(), is_one);
}

/// One entry for each case, dialect and firmware.
#[rstest]
#[case("", "", false)]
#[case("dialect = 'x'", "", true)]
#[case("dialect = 'x'", "dialect = 'x'", false)]
#[case("firmware = 'x'", "firmware = 'y'", true)]
#[case("dialect = 'x'\nfirmware = 'x'", "dialect = 'x'\nfirmware = 'x'", false)]
fn an_entry_stands_there_once(#[case] one: &str, #[case] other: &str, #[case] fine: bool) {
    let entry = |more| format!("[[known]]\ncase = 'a'\nreason = 'b'\nexpires = 2027-01-31\n{more}\n");
    let text = format!("version = 1\n{}{}", entry(one), entry(other));
    assert_eq!(load_bytes("k.toml", text.as_bytes()).is_ok(), fine);
}

#[test]
fn a_list_is_read_from_its_file() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("known.toml");
    assert!(load_file(&path).expect_err("it is not there").to_string().contains("there is no such file"));
    std::fs::write(&path, "version = 1\n[[known]]\ncase = 'a'\nreason = 'b'\nexpires = 2027-01-31\n")
        .unwrap();
    assert_eq!(load_file(&path).unwrap_or_else(|e| panic!("{e}"))[0].case, "a");
}
