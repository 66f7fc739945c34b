//! What `RUN` may be: a run's folder, a dialect's in it, or a journal.

use std::fs;

use hayes_report::open::{OpenError, all, journals};
use rstest::rstest;

const LINE: &str = "{\"kind\":\"ended\",\"at_us\":1}\n";

#[rstest]
#[case::the_run("", &["a", "b"])]
#[case::a_dialect("b", &["b"])]
#[case::a_file("a/journal.jsonl", &["a"])]
fn a_name_stands_for_journals(#[case] name: &str, #[case] dialects: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    for dialect in ["b", "a", "no-journal"] {
        fs::create_dir(folder.path().join(dialect)).expect("a folder");
    }
    for dialect in ["b", "a"] {
        fs::write(folder.path().join(dialect).join("journal.jsonl"), LINE).expect("a file");
    }
    let found = journals(&folder.path().join(name)).expect("journals");
    let expected: Vec<_> =
        dialects.iter().map(|dialect| folder.path().join(dialect).join("journal.jsonl")).collect();
    assert_eq!(found, expected);
    assert_eq!(all(&folder.path().join(name)).expect("readable").len(), dialects.len());
}

#[test]
fn what_is_no_journal_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(all(folder.path()), Err(OpenError::NoJournal(_))));
    assert!(matches!(all(&folder.path().join("nothing")), Err(OpenError::Io(..))));
    let file = folder.path().join("picture.png");
    for bytes in [&b""[..], b"\x89PNG\r\n\x1a\n", b"{\"kind\":\"of magic\"}\n", b"[1,2]"] {
        fs::write(&file, bytes).expect("a file");
        assert!(matches!(all(&file), Err(OpenError::NotOne(_))), "{bytes:?}");
    }
    fs::write(&file, b"{\"kind\":\"run\",\"schema\":\"hayes-journal/9\"}\n").expect("a file");
    assert!(matches!(all(&file), Err(OpenError::Read(..))));
}
