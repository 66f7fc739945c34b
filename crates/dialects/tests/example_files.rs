//! The reader of example files.

use hayes_dialects::examples::{What, read_examples};
use rstest::rstest;

#[test]
fn every_kind_of_line() {
    let text = "# clause 6\r\n> AT+QMTPUB=0\r\n< > \n= a\\x1A\n< +A: \\xFF \\\\\n\n# any comment\n~ +CMQTTTXT\n! remark\n> AT?\n# clause 7.1 note 2\n<\n";
    let examples = read_examples("x.at", text).unwrap();
    let steps: Vec<_> =
        examples.steps.into_iter().map(|s| (s.line, s.clause.unwrap_or_default(), s.what)).collect();
    let six = || "6".to_owned();
    assert_eq!(
        steps,
        [
            (2, six(), What::Host(b"AT+QMTPUB=0".to_vec())),
            (3, six(), What::Module(b"> ".to_vec())),
            (4, six(), What::Data(b"a\x1A".to_vec())),
            (5, six(), What::Module(b"+A: \xFF \\".to_vec())),
            (8, six(), What::Printed("+CMQTTTXT".to_owned())),
            (9, six(), What::Remark("remark".to_owned())),
            (10, six(), What::Host(b"AT?".to_vec())),
            (12, "7.1 note 2".to_owned(), What::Module(Vec::new())),
        ]
    );
}

#[rstest]
#[case("example-mark", "> AT\nAT\n")]
#[case("example-space", ">AT\n<OK\n")]
#[case("example-escape", "> AT\\q\n< \\x1\n")]
#[case("example-clause", "# clause\n> AT\n")]
#[case("example-slip", "~ AT+X\n! a remark\n")]
fn says(#[case] name: &str, #[case] text: &str) {
    insta::assert_snapshot!(name, read_examples("x.at", text).expect_err("something is wrong").to_string());
}
