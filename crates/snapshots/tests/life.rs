//! The life of accepted transcripts: new, the same, changed, accepted, rejected, gone.

use std::collections::BTreeSet;
use std::path::Path;

use hayes_snapshots::review::pending;
use hayes_snapshots::{Compared, Folder, Sections};

const KEEPALIVE: &str = "bc26/QMTCFG.keepalive/write/max";
const ZERO: &str = "bc26/QMTCFG.keepalive/write/zero";
const PUBLISH: &str = "bc26/scenario/publish";

fn ran(sections: &[(&str, &str)]) -> Sections {
    sections.iter().map(|(case, text)| ((*case).to_owned(), (*text).to_owned())).collect()
}

fn set(cases: &[&str]) -> BTreeSet<String> {
    cases.iter().map(|case| (*case).to_owned()).collect()
}

fn accept_all(all: &Path) {
    for pending in pending(all).expect("a folder") {
        pending.accept().expect("it is there");
    }
}

/// Three cases that were accepted.
fn accepted() -> (tempfile::TempDir, Folder) {
    let all = tempfile::tempdir().expect("a folder");
    let folder = Folder::of(all.path(), "bc26");
    let first = ran(&[(KEEPALIVE, "> a\n< b\n"), (ZERO, "> c\n"), (PUBLISH, "> d\n")]);
    let compared = folder.compare(&first, None).expect("a folder");
    assert_eq!(compared.new.len(), 3);
    accept_all(all.path());
    (all, folder)
}

#[test]
fn what_is_the_same_is_quiet() {
    let (all, folder) = accepted();
    let same = ran(&[(KEEPALIVE, "> a\n< b\n"), (PUBLISH, "> d\n")]);
    assert_eq!(folder.compare(&same, None).expect("a folder"), Compared { same: 2, ..Compared::default() });
    assert_eq!(pending(all.path()).expect("a folder"), []);
}

#[test]
fn a_change_is_shown_and_can_be_accepted_or_rejected() {
    let (all, folder) = accepted();
    let changed = ran(&[(KEEPALIVE, "> a\n< c\n")]);
    let compared = folder.compare(&changed, None).expect("a folder");
    assert_eq!(compared, Compared { changed: set(&[KEEPALIVE]), ..Compared::default() });
    let found = pending(all.path()).expect("a folder");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name, "bc26/QMTCFG.keepalive");
    assert_eq!(found[0].difference(), format!("# {KEEPALIVE}: changed\n  > a\n- < b\n+ < c\n"));

    found[0].reject().expect("it is there");
    assert_eq!(folder.look(&changed, None).expect("a folder").changed, set(&[KEEPALIVE]));
    folder.compare(&changed, None).expect("a folder");
    accept_all(all.path());
    let now = folder.compare(&ran(&[(KEEPALIVE, "> a\n< c\n"), (ZERO, "> c\n")]), None).expect("a folder");
    assert_eq!(now, Compared { same: 2, ..Compared::default() });
}

#[test]
fn what_is_pending_goes_when_it_is_right_again() {
    let (all, folder) = accepted();
    folder.compare(&ran(&[(ZERO, "> x\n")]), None).expect("a folder");
    assert_eq!(pending(all.path()).expect("a folder").len(), 1);
    folder.compare(&ran(&[(ZERO, "> c\n")]), None).expect("a folder");
    assert_eq!(pending(all.path()).expect("a folder"), []);
}

#[test]
fn looking_writes_nothing() {
    let (all, folder) = accepted();
    assert!(folder.look(&ran(&[(ZERO, "> x\n")]), None).expect("a folder").differs());
    assert_eq!(pending(all.path()).expect("a folder"), []);
}

#[test]
fn cases_that_are_none_any_more_are_told_by_a_run_of_all() {
    let (all, folder) = accepted();
    let left = ran(&[(KEEPALIVE, "> a\n< b\n"), (ZERO, "> c\n")]);
    assert_eq!(folder.look(&left, None).expect("a folder").gone, set(&[]));
    let planned = set(&[KEEPALIVE, ZERO]);
    assert_eq!(folder.compare(&left, Some(&planned)).expect("a folder").gone, set(&[PUBLISH]));
    accept_all(all.path());
    assert!(!folder.look(&left, Some(&planned)).expect("a folder").differs());
    assert!(!all.path().join("bc26/scenario-publish.snap").exists());
}

/// Insta reads the files as its own: name, head and text.
#[test]
fn insta_reads_them() {
    let (all, _folder) = accepted();
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(all.path().join("bc26"));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        insta::assert_snapshot!("QMTCFG.keepalive", format!("# {KEEPALIVE}\n> a\n< b\n# {ZERO}\n> c\n"));
    });
}
