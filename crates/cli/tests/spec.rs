//! The command line as a user meets it: what is printed where, and with which exit code.

use assert_cmd::Command;
use rstest::rstest;

fn hayes(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("hayes").expect("the binary").args(args).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

/// A folder of its own with one file in it; gives the folder, to keep it, and the file's path.
fn file(name: &str, content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a file");
    let path = path.to_str().expect("a path in UTF-8").to_owned();
    (folder, path)
}

const OWN: &str = r#"
version = 1
id = "my-module"
family = "quectel"
modules = ["EG91"]
document = { title = "EG91 MQTT Application Note", revision = "1.1" }
include = ["quectel-ecx00u"]
remove = ["+QMTPUBEX"]

[params]
host_name = { text = "0-200" }
"#;

#[test]
fn without_a_command_it_says_what_it_can_do() {
    let output = hayes(&[]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(&output.stdout));
}

#[rstest]
#[case::right(&["spec", "list", "--dialect", "fibocom"], 0)]
#[case::unknown_dialect(&["spec", "list", "--dialect", "fibocon"], 2)]
#[case::no_such_file(&["spec", "check", "no/such/file.toml"], 2)]
#[case::unknown_flag(&["spec", "list", "--yaml"], 2)]
#[case::no_file(&["spec", "check"], 2)]
#[case::help(&["--help"], 0)]
fn the_exit_code_says_how_it_went(#[case] args: &[&str], #[case] code: i32) {
    let output = hayes(args);
    assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
    assert_eq!(output.stderr.is_empty(), code == 0, "complaints go to standard error");
}

#[rstest]
#[case("quectel-bc20", [8, 22, 2])]
#[case("quectel-ecx00u", [9, 36, 4])]
#[case("simcom-sim7672", [15, 38, 6])]
#[case("quectel-bc26", [8, 27, 2])]
#[case("fibocom", [9, 24, 3])]
fn the_documents_are_complete(#[case] id: &str, #[case] counts: [usize; 3]) {
    let output = hayes(&["spec", "list", "--json", "--dialect", id]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let dialect = &json["dialects"][0];
    assert_eq!(dialect["id"], id);
    let commands = dialect["commands"].as_array().expect("commands");
    let forms: usize = commands.iter().map(|c| c["forms"].as_array().expect("forms").len()).sum();
    let urcs = dialect["urcs"].as_array().expect("URCs").len();
    assert_eq!([commands.len(), forms, urcs], counts, "commands, forms, URCs");
    for list in ["params", "rules", "readings"] {
        assert!(!dialect[list].as_array().expect(list).is_empty(), "{id} has no {list}");
    }
}

#[test]
fn all_dialects_are_listed_when_none_is_named() {
    let output = hayes(&["spec", "list", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let ids: Vec<&str> =
        json["dialects"].as_array().expect("a list").iter().filter_map(|d| d["id"].as_str()).collect();
    assert_eq!(ids, ["quectel-bc20", "quectel-ecx00u", "simcom-sim7672", "quectel-bc26", "fibocom"]);
}

#[test]
fn a_file_works_where_a_name_does() {
    let (_folder, path) = file("my.toml", OWN);
    let checked = hayes(&["spec", "check", &path]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    assert!(text(&checked.stdout).contains("my-module is right: 8 commands"));
    let listed = text(&hayes(&["spec", "list", "--dialect", &path]).stdout);
    assert!(listed.contains("<host_name>  text of 0-200 bytes"), "the file changes a parameter");
    assert!(!listed.contains("AT+QMTPUBEX"), "the file removes a command");
}

#[test]
fn lines_that_could_be_two_things_are_noted() {
    let (_folder, path) = file("mine.toml", OWN);
    let output = hayes(&["spec", "check", &path]);
    assert_eq!(output.status.code(), Some(0), "a note is no mistake");
    let said = text(&output.stdout);
    assert!(
        said.contains("note: not always to be told apart: +QMTCONN: 0,1 is the answer to AT+QMTCONN?"),
        "{said}"
    );
    assert!(!said.contains("+CFUN"), "what the final result tells is not noted: {said}");
}

/// What no case follows from, though an author may count on one, is noted as well.
#[test]
fn what_a_file_leaves_unsaid_is_noted() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../cases/tests/own/km12.toml");
    let output = hayes(&["spec", "check", path]);
    assert_eq!(output.status.code(), Some(0), "a note is no mistake");
    let said = text(&output.stdout);
    assert!(said.contains("note: rule con.after-connack is judged by `acknowledged`"), "{said}");
    let covered = text(&hayes(&["coverage", "--dialect", path]).stdout);
    assert!(covered.contains("  ! no setup gives the state `set-up`"), "{covered}");
}

#[test]
fn every_wrong_file_is_diagnosed() {
    let (_one, first) = file("first.toml", "version = 1\nid = \"Not An Id\"\n");
    let (_two, second) = file("second.toml", "version = [\n");
    let output = hayes(&["spec", "check", &first, &second]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("first.toml:2:"), "{said}");
    assert!(said.contains("second.toml:"), "{said}");
}

#[test]
fn control_bytes_of_a_file_never_reach_the_terminal() {
    let (_folder, path) = file("evil.toml", "version = 1\nid = \"\u{1b}[31mred\"\n\"\u{9b}2J\" = 1\n");
    let output = hayes(&["spec", "check", &path]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.chars().all(|c| c == '\n' || !c.is_control()), "{said:?}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("hayes"))
        .args(["spec", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}
