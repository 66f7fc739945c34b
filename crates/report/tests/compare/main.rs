//! What is said of two runs that differ in every way: as text, as Markdown, as a page; and what is said of two that do not.

mod journal;

use std::fs;
use std::path::Path;

use hayes_report::compare::Comparison;
use hayes_report::open::{Opened, all};
use journal::Which::{First, Second};

fn opened(folder: &Path, journals: &[(&str, String)]) -> Vec<Opened> {
    for (name, journal) in journals {
        fs::create_dir_all(folder.join(name)).expect("a folder");
        fs::write(folder.join(name).join("journal.jsonl"), journal).expect("a file");
    }
    all(folder).expect("journals")
}

/// Two runs of a document, and in each one of another.
fn compared() -> Comparison {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let first = [("quectel-bc26", journal::run(First)), ("fibocom", journal::other("fibocom"))];
    let second =
        [("quectel-bc26", journal::run(Second)), ("simcom-sim7672", journal::other("simcom-sim7672"))];
    Comparison::of(&mut opened(folders[0].path(), &first), &mut opened(folders[1].path(), &second))
        .expect("a document in common")
}

#[test]
fn as_text() {
    insta::assert_snapshot!(compared().text());
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(compared().markdown());
}

#[test]
fn as_a_page() {
    let page = compared().html();
    let main =
        page.split_once("<main>").and_then(|(_, rest)| rest.split_once("</main>")).expect("what is told").0;
    insta::assert_snapshot!(main.replace("><", ">\n<"));
}

#[test]
fn as_data() {
    insta::assert_snapshot!(format!("{:#}", compared().json()));
}

#[test]
fn what_is_worse() {
    let compared = compared();
    assert!(compared.is_worse() && compared.is_slower());
}

#[test]
fn of_a_run_and_itself_nothing_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = || opened(folder.path(), &[("quectel-bc26", journal::run(First))]);
    let same = Comparison::of(&mut run(), &mut run()).expect("a document in common");
    assert!(!same.is_worse() && !same.is_slower());
    insta::assert_snapshot!(same.text());
}
