//! `hayes compare` as a user meets it: two runs of virtual modules, the same or with a defect in one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

fn hayes() -> Command {
    Command::cargo_bin("hayes").expect("the binary")
}

/// Runs a few cases; gives where the journals are.
fn run(folder: &Path, name: &str, more: &[&str]) -> PathBuf {
    let out = folder.join(name);
    hayes()
        .args(["run", "--dialect", "quectel-bc26", "--case", "quectel-bc26/QMTCFG.keepalive/*", "--out"])
        .arg(&out)
        .args(more)
        .output()
        .expect("it runs");
    let runs = std::fs::read_dir(&out).expect("a folder").map(|entry| entry.expect("an entry").path());
    runs.into_iter().find(|path| path.is_dir() && !path.is_symlink()).expect("a run")
}

fn compare(a: &Path, b: &Path, more: &[&str]) -> Output {
    hayes().arg("compare").args([a, b]).args(more).output().expect("it runs")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn two_runs_of_the_same_seed_are_alike() {
    let folder: TempDir = tempfile::tempdir().expect("a folder");
    let (a, b) = (run(folder.path(), "a", &[]), run(folder.path(), "b", &[]));
    let output = compare(&a, &b, &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).starts_with("Nothing that matters changed\n"), "{}", text(&output));
}

#[test]
fn a_defect_makes_a_run_worse_by_the_case_that_shows_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let a = run(folder.path(), "a", &[]);
    let b = run(folder.path(), "b", &["--quirk", "keepalive-past-greatest-taken"]);
    let page = folder.path().join("changes.html");
    let output = compare(&a, &b, &["--html", page.to_str().expect("a name")]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output);
    let case = "quectel-bc26/QMTCFG.keepalive/write/keep_alive_time/above-max: pass, now fail";
    for part in
        ["1 new failure", case, "clause 3.2.1", "- < ERROR\\r\\n", "+ < OK\\r\\n", "Worse: 1 case fails"]
    {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    let page = std::fs::read_to_string(page).expect("a page");
    assert!(page.contains("<h1>1 new failure"), "the page says so too");

    let back = compare(&b, &a, &["--json"]);
    assert_eq!(back.status.code(), Some(0), "the other way round it is fixed");
    let json: serde_json::Value = serde_json::from_slice(&back.stdout).expect("JSON");
    assert_eq!(json["schema"], "hayes-comparison/1");
    assert_eq!(json["worse"], false);
    assert_eq!(json["dialects"][0]["fixed"][0]["verdict"]["a"], "fail");
    let markdown = text(&compare(&a, &b, &["--markdown"]));
    assert!(markdown.starts_with("## 1 new failure"), "{markdown}");
    assert!(markdown.contains("```diff\n"), "{markdown}");
}

#[test]
fn what_cannot_be_compared_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let a = run(folder.path(), "a", &[]);
    let nothing = compare(&a, &folder.path().join("nothing"), &[]);
    assert_eq!(nothing.status.code(), Some(2));
    let journal = std::fs::read_to_string(a.join("quectel-bc26/journal.jsonl")).expect("a journal");
    let rubbish = folder.path().join("rubbish");
    for bytes in [&b""[..], b"\x89PNG\r\n\x1a\n", b"{\"kind\":\"run\"}\n", b"null\n"] {
        std::fs::write(&rubbish, bytes).expect("a file");
        for output in [compare(&a, &rubbish, &[]), compare(&rubbish, &a, &["--json"])] {
            assert_eq!(output.status.code(), Some(2), "{}", text(&output));
            assert!(output.stdout.is_empty() && output.stderr.starts_with(b"error: "), "{output:?}");
        }
    }
    let nowhere = compare(&a, &a, &["--html", "/dev/null/page.html"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("/dev/null/page.html"), "{nowhere:?}");
    let other = folder.path().join("other.jsonl");
    std::fs::write(&other, journal.replace("quectel-bc26", "another")).expect("a file");
    let other = compare(&a, &other, &[]);
    assert_eq!(other.status.code(), Some(2));
    let said = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(said.contains("the first has quectel-bc26, the second another"), "{said}");
}

/// A journal of a case that passes, and of so many answers to a form.
fn timed(path: &Path, answers: u64, took_us: u64) {
    let mut journal = String::from(
        r#"{"kind":"run","schema":"hayes-journal/1","hayes":"0.1.0","started":"2026-11-21T07:15:00Z","seed":1,"dialect":{"id":"d","digest":"x"},"world":"real"}"#,
    );
    journal += "\n{\"kind\":\"started\",\"at_us\":0,\"case\":\"d/one\",\"attempt\":1}\n";
    for number in 0..answers {
        let took = took_us + number;
        let _ = writeln!(journal, r#"{{"kind":"timing","at_us":{number},"form":"+X","took_us":{took}}}"#);
    }
    journal += "{\"kind\":\"finished\",\"at_us\":100,\"case\":\"d/one\",\"verdict\":\"pass\"}\n{\"kind\":\"ended\",\"at_us\":100}\n";
    std::fs::write(path, journal).expect("a file");
}

#[test]
fn slower_is_worse_only_when_asked_and_with_enough_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let code = |answers, flags: &[&str]| {
        let (a, b) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
        timed(&a, answers, 100_000);
        timed(&b, answers, 300_000);
        compare(&a, &b, flags).status.code()
    };
    assert_eq!(code(30, &[]), Some(0));
    assert_eq!(code(30, &["--slower-is-worse"]), Some(1));
    assert_eq!(code(10, &["--slower-is-worse"]), Some(0));
}
