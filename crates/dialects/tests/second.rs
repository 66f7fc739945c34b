//! Every built-in dialect against a second, independent reading of its document (`second/ID.toml`), both ways.
//! A wrong datum passes everywhere else, because parser, module and cases draw on the same one; only somebody
//! who read the document without seeing the dialect file can catch it.

mod second_reading;

use hayes_dialects::load_builtin;
use rstest::rstest;
use second_reading::{Agreed, Reading, compare, every_change, unsettled};

#[rstest]
#[case::bc20("quectel-bc20")]
#[case::ecx00u("quectel-ecx00u")]
#[case::sim7672("simcom-sim7672")]
#[case::bc26("quectel-bc26")]
#[case::fibocom("fibocom")]
fn two_readings_of_a_document_agree(#[case] id: &str) {
    let dialect = load_builtin(id).unwrap_or_else(|found| panic!("{id}:\n{found}"));
    let comparison = compare(&dialect, &Reading::of(id));
    println!("{id}: {} facts", comparison.facts);
    let unsettled = unsettled(id, &comparison);
    assert!(unsettled.is_empty(), "\n{id}, dialect file against second reading:\n{}\n", unsettled.join("\n"));
}

/// A comparison that compares little agrees easily.
#[rstest]
#[case::bc20("quectel-bc20")]
#[case::ecx00u("quectel-ecx00u")]
#[case::sim7672("simcom-sim7672")]
#[case::bc26("quectel-bc26")]
#[case::fibocom("fibocom")]
fn no_change_of_a_second_reading_goes_unnoticed(#[case] id: &str) {
    let dialect = load_builtin(id).unwrap_or_else(|found| panic!("{id}:\n{found}"));
    let known = compare(&dialect, &Reading::of(id)).differences;
    let changes = every_change(id);
    let missed = changes.iter().filter(|c| compare(&dialect, &c.reading).differences == known);
    let missed: Vec<&str> = missed.map(|c| c.change.as_str()).collect();
    assert!(!changes.is_empty() && missed.is_empty(), "\n{id}, not compared:\n{}\n", missed.join("\n"));
}

#[test]
fn what_is_agreed_is_a_difference_still_and_names_a_reading_that_exists() {
    let mut wrong = Vec::new();
    for id in hayes_dialects::builtin() {
        let dialect = load_builtin(id).unwrap_or_else(|found| panic!("{id}:\n{found}"));
        let comparison = compare(&dialect, &Reading::of(id));
        for entry in Agreed::of(id) {
            if !comparison.differences.iter().any(|d| entry.settles(d)) {
                wrong.push(format!("stale: {id} {entry}"));
            }
            if let Some(reading) = &entry.reading
                && !dialect.readings.iter().any(|r| r.id == *reading)
            {
                wrong.push(format!("no reading is called `{reading}`: {id} {entry}"));
            }
        }
    }
    wrong.extend(Agreed::elsewhere().iter().map(|e| format!("of no built-in dialect: {} {e}", e.dialect)));
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
