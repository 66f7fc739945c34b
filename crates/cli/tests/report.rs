//! What `hayes run` leaves and `hayes report` makes of journals, finished or not, and with which exit codes.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use rstest::rstest;

const ONE_CASE: &str = "quectel-bc26/QMTOPEN/*";

fn hayes(folder: &Path) -> Command {
    let mut hayes = Command::cargo_bin("hayes").expect("it is built");
    hayes.current_dir(folder);
    for variable in ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "COLUMNS"] {
        hayes.env_remove(variable);
    }
    hayes
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A run of a few cases on virtual modules, in a folder of its own.
fn ran(flags: &[&str]) -> (tempfile::TempDir, std::process::Output) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = hayes(folder.path()).arg("run").args(flags).output().expect("it runs");
    (folder, output)
}

#[test]
fn a_run_leaves_its_reports_and_a_report_makes_the_same_ones() {
    let (folder, output) = ran(&["--dialect", "quectel-bc26", "--case", ONE_CASE]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let run = fs::canonicalize(folder.path().join("reports/latest")).expect("the newest run");
    let files = ["results.json", "junit.xml", "summary.md", "report.html"];
    let left: Vec<_> = files.iter().map(|file| fs::read(run.join(file)).expect("a report")).collect();
    let results: serde_json::Value = serde_json::from_slice(&left[0]).expect("JSON");
    assert_eq!(results["run"]["complete"], true);
    assert!(results["counts"]["pass"].as_u64() > Some(0));

    let again =
        hayes(folder.path()).args(["report", "reports/latest", "--out", "again"]).output().expect("it runs");
    assert_eq!(again.status.code(), Some(0));
    for (file, left) in files.iter().zip(&left) {
        assert!(
            fs::read(folder.path().join("again").join(file)).expect("a report") == *left,
            "{file} differs"
        );
    }
    let printed = hayes(folder.path()).args(["report", "--format", "json"]).output().expect("it runs");
    assert!(printed.stdout == left[0]);
}

#[test]
fn several_dialects_have_results_of_their_own_and_together() {
    let (folder, output) = ran(&[
        "--dialect",
        "quectel-bc26",
        "--dialect",
        "fibocom",
        "--case",
        "*/monitor/*",
        "--case",
        ONE_CASE,
    ]);
    assert!(output.status.code().is_some());
    let run = folder.path().join("reports/latest");
    let read = |path: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(run.join(path)).expect("results")).expect("JSON")
    };
    let together = read("results.json");
    let each = together["runs"].as_array().expect("runs");
    assert_eq!(each.len(), 2);
    for of_run in each {
        let own = read(of_run["results"].as_str().expect("a path"));
        assert_eq!(own["counts"], of_run["counts"]);
    }
}

/// How large the page of all documents is, in bytes: what a pull request may carry, with room for a catalogue that grows.
const PAGE: u64 = 1_500_000;

/// All that there is to run, as a user starts it: one page holds it, transcripts and all.
#[test]
fn a_whole_run_is_one_page_and_not_a_large_one() {
    let (folder, output) = ran(&[]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", text(&output.stderr));
    let run = folder.path().join("reports/latest");
    let size = fs::metadata(run.join("report.html")).expect("a page").len();
    assert!(size <= PAGE, "{size} bytes");
    assert!(!run.join("report-cases-1.html").exists(), "there are further pages");
}

/// A run that was killed: its journal ends in the middle of a line.
#[test]
fn a_killed_run_is_reported_and_says_what_is_missing() {
    let (folder, _) = ran(&["--dialect", "quectel-bc26", "--case", ONE_CASE]);
    let journal = folder.path().join("reports/latest/quectel-bc26/journal.jsonl");
    let whole = fs::read(&journal).expect("a journal");
    fs::write(folder.path().join("killed.jsonl"), &whole[..whole.len() * 2 / 3]).expect("a file");
    let output = hayes(folder.path()).args(["report", "killed.jsonl"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(told.contains("the run has not ended"), "{told}");
    assert!(!told.contains('\x1b'), "no colours where there is no terminal");
    assert!(
        text(&fs::read(folder.path().join("junit.xml")).expect("beside it")).contains("the run has no end")
    );
}

#[rstest]
#[case::nothing("nowhere", "nowhere")]
#[case::an_empty_folder("empty", "no journal.jsonl here")]
#[case::no_journal("picture.png", "not one line of it is a journal's")]
#[cfg_attr(unix, case::a_device("/dev/null", "neither a file nor a folder"))]
fn what_is_no_journal_is_wrong_input(#[case] name: &str, #[case] why: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    fs::write(folder.path().join("picture.png"), b"\x89PNG\r\n").expect("a file");
    let output = hayes(folder.path()).args(["report", name]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains(why), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_workflow_is_told_what_failed_and_gets_a_summary() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [
        "--dialect",
        "quectel-bc26",
        "--quirk",
        "payload-last-byte-lost",
        "--case",
        "*/scenario/publish-qos0",
    ];
    let summary = folder.path().join("summary");
    fs::write(&summary, "before\n").expect("a file");
    let output = hayes(folder.path())
        .arg("run")
        .args(flags)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    let told = text(&output.stdout);
    assert!(told.contains("\n::error title=hayes%3A quectel-bc26/scenario/publish-qos0::"), "{told}");
    assert!(
        told.contains("hayes run") && told.contains("--case quectel-bc26/scenario/publish-qos0"),
        "{told}"
    );
    let summary = text(&fs::read(summary).expect("a file"));
    assert!(summary.starts_with("before\n## hayes: 1 of "), "{summary}");
}
