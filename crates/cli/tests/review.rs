//! `hayes run --snapshots` and `hayes review` as a user meets them.

use std::path::Path;

use assert_cmd::Command;

const CASE: &str = "quectel-ecx00u/scenario/publish-qos0";

fn hayes(args: &[&str], snapshots: &Path) -> (Option<i32>, String) {
    let mut command = Command::cargo_bin("hayes").expect("hayes is built");
    let output = command.args(args).arg("--snapshots").arg(snapshots).output().expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn run(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let out = folder.join("runs");
    let args = ["run", "--dialect", "quectel-ecx00u", "--case", CASE, "--out", out.to_str().expect("a path")];
    hayes(&[&args[..], more].concat(), &folder.join("accepted"))
}

#[test]
fn a_change_is_reported_shown_and_decided() {
    let folder = tempfile::tempdir().expect("a folder");
    let accepted = folder.path().join("accepted");
    let (code, said) = run(folder.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("transcripts: 0 as accepted, 0 changed, 1 new, 0 gone"), "{said}");
    assert_eq!(hayes(&["review"], &accepted).0, Some(1), "somebody has to look");
    assert_eq!(hayes(&["review", "--accept"], &accepted), (Some(0), "1 decided, 0 pending\n".to_owned()));

    let (code, said) = run(folder.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("transcripts: 1 as accepted, 0 changed, 0 new, 0 gone"), "{said}");
    assert_eq!(hayes(&["review", "--list"], &accepted), (Some(0), String::new()));

    // Another firmware.
    let (code, said) = run(folder.path(), &["--quirk", "payload-last-byte-lost"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("changed {CASE}")), "{said}");
    assert_eq!(hayes(&["review", "--list"], &accepted).1, "quectel-ecx00u/scenario-publish-qos0\n");
    let (code, said) = hayes(&["review"], &accepted);
    assert_eq!(code, Some(1));
    let removed = said.lines().find(|line| line.starts_with("- ")).expect("something is gone");
    let added = said.lines().find(|line| line.starts_with("+ ")).expect("something is new");
    assert!(removed.contains("payload=\"hello\"") && added.contains("payload=\"hell\""), "{said}");
    assert!(said.contains(r"\r"), "every byte is to be seen: {said}");
    assert_eq!(hayes(&["review", "--reject", "simcom*"], &accepted).1, "0 decided, 0 pending\n");
    assert_eq!(hayes(&["review", "--reject"], &accepted).0, Some(0));
    let (_, said) = run(folder.path(), &[]);
    assert!(said.contains("1 as accepted, 0 changed"), "{said}");
}

#[test]
fn a_folder_that_is_none_is_wrong_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = hayes(&["review"], &folder.path().join("none"));
    assert_eq!(code, Some(2));
    assert!(said.starts_with("error: "), "{said}");
}
