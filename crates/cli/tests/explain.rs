//! `hayes explain` as a user meets it: exit codes, standard input, JSON, switches.

use assert_cmd::Command;

fn hayes(args: &[&str], input: &'static str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("hayes").expect("the binary");
    let output = command.arg("explain").args(args).write_stdin(input).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

const GOOD: &str = "AT+QMTOPEN=0,\"h.example\",1883\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n";
const BAD: &str = "AT+QMTOPEN=0,\"h.example\",1883\r\nOK\r\n\r\n+QMTOPEN: 0,4\r\n";

#[test]
fn the_exit_code_says_whether_something_is_wrong() {
    assert_eq!(hayes(&["-"], GOOD).0, 0);
    assert_eq!(hayes(&["-"], BAD).0, 1);
    let (code, _, said) = hayes(&["no/such/file.log"], "");
    assert!(code == 2 && said.contains("cannot be read"), "{said}");
    let (code, _, said) = hayes(&["-", "--dialect", "nothing"], GOOD);
    assert!(code == 2 && said.contains("nothing"), "{said}");
}

#[test]
fn a_remark_can_be_switched_off_by_name() {
    assert_eq!(hayes(&["-", "--without", "bad-result"], BAD).0, 0);
    let (code, _, said) = hayes(&["-", "--without", "no-such-remark"], BAD);
    assert!(code == 2 && said.contains("no kind of remark"), "{said}");
}

#[test]
fn json_has_one_object_per_line_and_names_the_cause() {
    let (_, out, _) = hayes(&["-", "--json"], BAD);
    let objects: Vec<serde_json::Value> =
        out.lines().map(|l| serde_json::from_str(l).expect("an object")).collect();
    let kinds: Vec<&str> = objects.iter().filter_map(|o| o["kind"].as_str()).collect();
    assert_eq!(kinds, ["command", "result", "comment", "later"]);
    for key in ["line", "from", "kind", "text", "message", "clause", "params", "remarks"] {
        assert!(objects[0].get(key).is_some(), "{key}");
    }
    assert_eq!(objects[4]["summary"]["cause"]["line"], 4);
}

#[test]
fn the_long_help_lists_every_remark() {
    let (code, out, _) = hayes(&["--help"], "");
    assert_eq!(code, 0);
    for name in ["wrong-order", "leftover", "typographic-quotes", "deviation"] {
        assert!(out.contains(name), "{name}");
    }
}
