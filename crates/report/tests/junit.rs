//! `JUnit` XML: what viewers show, and that it is XML whatever the module wrote.

use std::io::Cursor;

use hayes_report::{Run, junit};
use proptest::prelude::*;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};
use rstest::rstest;

const EVERY_VERDICT: &[u8] = include_bytes!("journals/every-verdict.jsonl");

fn written(journal: &[u8]) -> String {
    let run = Run::read(journal).expect("a journal");
    let mut xml = Vec::new();
    junit::write([(&run, Cursor::new(journal))], &mut xml).expect("memory takes all");
    String::from_utf8(xml).expect("UTF-8")
}

fn read(xml: &str) -> Report {
    Report::deserialize_from_str(xml).expect("what viewers read")
}

fn case<'r>(report: &'r Report, tail: &str) -> &'r TestCase {
    report.test_suites[0].test_cases.iter().find(|case| case.name.as_str().ends_with(tail)).expect("a case")
}

#[test]
fn every_verdict() {
    insta::assert_snapshot!(written(EVERY_VERDICT));
}

#[rstest]
#[case::failed("qos1-puback", "failure")]
#[case::flaky("keepalive/query", "failure")]
#[case::a_monitor("final-result", "failure")]
#[case::unexpected_pass("fixed", "failure")]
#[case::bench("attach", "error")]
#[case::running("hung", "error")]
#[case::without_end("the run", "error")]
#[case::known("above-max", "skipped")]
#[case::not_settled("open-twice", "skipped")]
#[case::skipped("will", "skipped")]
#[case::never_begun("later", "skipped")]
#[case::passed("QMTOPEN/write", "success")]
fn a_viewer_shows(#[case] tail: &str, #[case] shown: &str) {
    let report = read(&written(EVERY_VERDICT));
    let status = match &case(&report, tail).status {
        TestCaseStatus::Success { .. } => "success",
        TestCaseStatus::Skipped { .. } => "skipped",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. } => "failure",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, .. } => "error",
    };
    assert_eq!(status, shown);
}

#[test]
fn the_sums_are_those_of_the_cases() {
    let xml = written(EVERY_VERDICT);
    assert_eq!(xml.matches("skipped=\"4\"").count(), 2, "of the suite, and of all");
    let suite = &read(&xml).test_suites[0];
    assert_eq!((suite.tests, suite.failures, suite.errors), (13, 5, 3));
}

#[test]
fn a_whole_run_has_no_error_for_its_end() {
    let journal = b"{\"kind\":\"finished\",\"at_us\":1,\"case\":\"d/a/x\",\"verdict\":\"pass\"}\n{\"kind\":\"ended\",\"at_us\":1}\n";
    let suite = &read(&written(journal)).test_suites[0];
    assert_eq!((suite.tests, suite.errors), (1, 0));
}

proptest! {
    /// Nothing that a module can write makes it anything but XML, or a case more or less.
    #[test]
    fn hostile_bytes_stay_text(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in any::<String>()) {
        let shown = hayes_at::visible::Visible(&bytes).to_string();
        let text = serde_json::to_string(&text).expect("JSON");
        let shown = serde_json::to_string(&shown).expect("JSON");
        let journal = format!(
            "{{\"kind\":\"planned\",\"case\":\"d/a/x\",\"title\":{text},\"clause\":{text},\"area\":{text}}}\n\
            {{\"kind\":\"module\",\"firmware\":{text}}}\n\
            {{\"kind\":\"started\",\"at_us\":1,\"case\":\"d/a/x\",\"attempt\":1}}\n\
            {{\"kind\":\"in\",\"at_us\":1,\"bytes\":{shown}}}\n\
            {{\"kind\":\"finished\",\"at_us\":1,\"case\":\"d/a/x\",\"verdict\":\"fail\",\"reason\":{text},\"expected\":{text},\
            \"actual\":{text},\"evidence\":[{{\"line\":4,\"start\":1,\"length\":9}}]}}\n{{\"kind\":\"ended\",\"at_us\":1}}\n"
        );
        let xml = written(journal.as_bytes());
        prop_assert!(xml.chars().all(|letter| letter == '\n' || !letter.is_control()));
        let suite = &read(&xml).test_suites[0];
        prop_assert_eq!((suite.tests, suite.failures), (1, 1));
        let TestCaseStatus::NonSuccess { description, .. } = &suite.test_cases[0].status else { panic!("no failure") };
        let description = description.as_ref().map(quick_junit::XmlString::as_str).unwrap_or_default();
        prop_assert!(description.contains("again"), "{}", description);
    }
}
