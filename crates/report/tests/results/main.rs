//! `results.json`: what is in it, and that it is what its schema says, whatever was in the journal.

mod schema;

use std::io::Cursor;

use hayes_report::{Run, results};
use rstest::rstest;
use serde_json::{Value, json};

const EVERY_VERDICT: &[u8] = include_bytes!("../journals/every-verdict.jsonl");

fn schema() -> Value {
    let schema = include_str!("../../schema/hayes-results-1.schema.json");
    serde_json::from_str(schema).expect("the schema is JSON")
}

fn written(journal: &[u8]) -> String {
    let run = Run::read(journal).expect("a journal");
    let mut json = Vec::new();
    results::write(&run, &mut Cursor::new(journal), &mut json).expect("memory takes all");
    String::from_utf8(json).expect("UTF-8")
}

fn fits(json: &str) -> Value {
    let value = serde_json::from_str(json).expect("JSON");
    assert_eq!(schema::mistakes(&schema(), &value), Vec::<String>::new());
    value
}

#[test]
fn every_verdict() {
    let json = written(EVERY_VERDICT);
    fits(&json);
    insta::assert_snapshot!(json);
}

#[test]
fn a_journal_cut_anywhere_still_fits_the_schema() {
    for end in (0..EVERY_VERDICT.len()).step_by(211) {
        fits(&written(&EVERY_VERDICT[..end]));
    }
}

#[test]
fn the_same_journal_gives_the_same_bytes() {
    assert_eq!(written(EVERY_VERDICT), written(EVERY_VERDICT));
}

#[test]
fn several_runs_are_summed_up_above_them() {
    let run = Run::read(EVERY_VERDICT).expect("a journal");
    let mut json = Vec::new();
    let runs = [(&run, "a/results.json".to_owned()), (&run, "b/results.json".to_owned())];
    results::write_several(runs.into_iter(), &mut json).expect("memory takes all");
    let value = fits(&String::from_utf8(json).expect("UTF-8"));
    assert_eq!(value["counts"]["fail"], 8);
    assert_eq!(value["runs"][1]["results"], "b/results.json");
}

/// The schema would tell.
#[rstest]
#[case::another_version(&["schema"], json!("hayes-results/2"))]
#[case::no_verdict(&["cases", "0", "verdict"], json!("passed"))]
#[case::no_number(&["counts", "pass"], json!("4"))]
#[case::less_than_nothing(&["counts", "pass"], json!(-1))]
#[case::more(&["run", "more"], json!(1))]
#[case::elsewhere(&["cases", "0", "known"], json!({"reason": "x"}))]
#[case::no_lines(&["cases", "0", "transcript"], json!([1]))]
fn what_does_not_fit_is_seen(#[case] place: &[&str], #[case] wrong: Value) {
    let mut value = fits(&written(EVERY_VERDICT));
    let (name, path) = place.split_last().expect("a place");
    let mut inner = &mut value;
    for step in path {
        inner = match step.parse::<usize>() {
            Ok(number) => &mut inner[number],
            Err(_) => &mut inner[*step],
        };
    }
    inner[*name] = wrong;
    assert!(!schema::mistakes(&schema(), &value).is_empty());
}

#[test]
fn a_long_transcript_says_what_it_leaves_out() {
    let mut journal = b"{\"kind\":\"started\",\"at_us\":0,\"case\":\"d/a/x\",\"attempt\":1}\n".to_vec();
    for number in 0..1000 {
        journal
            .extend(format!("{{\"kind\":\"in\",\"at_us\":{number},\"bytes\":\"{number}\\\\n\"}}\n").bytes());
    }
    journal.extend(b"{\"kind\":\"finished\",\"at_us\":1000,\"case\":\"d/a/x\",\"verdict\":\"pass\"}\n");
    let value = fits(&written(&journal));
    let lines = value["cases"][0]["transcript"].as_array().expect("lines");
    assert_eq!(lines.len(), 401);
    assert_eq!(lines[200], "... 600 lines left out");
    assert_eq!(lines[400], "    0.000 < 999\\n");
}
