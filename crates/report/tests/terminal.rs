//! What a reader sees on a terminal and in a log, at several widths, with hostile bytes and many failures.

use std::fmt::Write as _;
use std::io::Cursor;

use hayes_report::look::Look;
use hayes_report::{Run, terminal};
use proptest::prelude::*;
use rstest::rstest;

const EVERY_VERDICT: &[u8] = include_bytes!("journals/every-verdict.jsonl");

fn written(journal: &[u8], look: Look) -> String {
    let run = Run::read(journal).expect("a journal");
    let mut text = Vec::new();
    terminal::write(&mut [(&run, Cursor::new(journal))], "see reports/x/results.json", look, &mut text)
        .expect("memory takes all");
    String::from_utf8(text).expect("UTF-8")
}

fn look(columns: usize) -> Look {
    Look { columns, ..Look::log() }
}

/// Commands are to be copied, and stay in one line.
fn too_wide(text: &str, columns: usize) -> Vec<&str> {
    text.lines().filter(|line| line.chars().count() > columns && !line.contains("again ")).collect()
}

#[rstest]
#[case(40)]
#[case(80)]
#[case(120)]
fn every_verdict(#[case] columns: usize) {
    let text = written(EVERY_VERDICT, look(columns));
    assert_eq!(too_wide(&text, columns), Vec::<&str>::new());
    insta::assert_snapshot!(format!("every_verdict_{columns}"), text);
}

#[test]
fn colours_change_nothing_but_colours() {
    let plain = written(EVERY_VERDICT, look(100));
    let coloured = written(EVERY_VERDICT, Look { colour: true, ..look(100) });
    assert_ne!(plain, coloured);
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\x1b[") {
        stripped.push_str(before);
        let (code, after) = after.split_once('m').expect("a colour");
        assert!(code.chars().all(|letter| letter.is_ascii_digit() || letter == ';'), "{code}");
        rest = after;
    }
    assert_eq!(stripped + rest, plain);
}

fn failures(count: usize, reason: impl Fn(usize) -> String) -> Vec<u8> {
    let mut journal = String::new();
    for number in 0..count {
        let reason = reason(number);
        let _ = write!(
            journal,
            "{{\"kind\":\"planned\",\"case\":\"d/a/{number}\",\"title\":\"t\",\"rules\":[\"r\"]}}\n\
             {{\"kind\":\"finished\",\"at_us\":1,\"case\":\"d/a/{number}\",\"verdict\":\"fail\",\"reason\":\"{reason}\"}}\n"
        );
    }
    journal.push_str("{\"kind\":\"ended\",\"at_us\":1}\n");
    journal.into_bytes()
}

#[test]
fn failures_of_one_kind_are_one_thing_to_read() {
    let text = written(&failures(300, |_| "the same".to_owned()), look(80));
    assert_eq!(text.matches("again ").count(), 1);
    assert!(text.contains("299 more cases failed for the same reason"), "{text}");
    assert!(text.lines().count() < 50, "{text}");
}

#[test]
fn very_many_failures_are_cut_with_a_count_and_a_place() {
    let text = written(&failures(300, |number| format!("reason {number}")), look(80));
    assert!(text.contains("... and 288 more failures: see reports/x/results.json"), "{text}");
    assert!(text.lines().count() < 150, "{text}");
    assert_eq!(text.lines().last(), Some("300 cases: 0 pass, 300 fail"));
}

#[test]
fn a_run_where_all_is_well_is_short() {
    let head = EVERY_VERDICT.split_inclusive(|byte| *byte == b'\n').next().expect("a line");
    let end = b"{\"kind\":\"finished\",\"at_us\":1,\"case\":\"d/a/x\",\"verdict\":\"pass\"}\n{\"kind\":\"ended\",\"at_us\":1}\n";
    let text = written(&[head, end].concat(), look(100));
    let lines: Vec<_> = text.lines().skip(2).collect();
    assert_eq!(lines, ["", "All pass: a 1", "", "1 cases: 1 pass, 0 fail"]);
}

proptest! {
    #[test]
    fn nothing_that_a_module_says_moves_the_cursor(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in any::<String>(), columns in 40_usize..130) {
        let shown = serde_json::to_string(&hayes_at::visible::Visible(&bytes).to_string()).expect("JSON");
        let text = serde_json::to_string(&text).expect("JSON");
        let journal = format!(
            "{{\"kind\":\"planned\",\"case\":\"d/a/x\",\"title\":{text},\"clause\":{text},\"area\":{text}}}\n\
            {{\"kind\":\"module\",\"firmware\":{text}}}\n\
            {{\"kind\":\"started\",\"at_us\":1,\"case\":\"d/a/x\",\"attempt\":1}}\n\
            {{\"kind\":\"in\",\"at_us\":1,\"bytes\":{shown}}}\n\
            {{\"kind\":\"finished\",\"at_us\":1,\"case\":\"d/a/x\",\"verdict\":\"fail\",\"reason\":{text},\"expected\":{text},\
            \"actual\":{text},\"evidence\":[{{\"line\":4,\"start\":1,\"length\":9}}]}}\n{{\"kind\":\"ended\",\"at_us\":1}}\n"
        );
        let text = written(journal.as_bytes(), look(columns));
        let moving = text.chars().any(|letter| letter != '\n' && letter.is_control());
        prop_assert!(!moving);
        prop_assert_eq!(too_wide(&text, columns), Vec::<&str>::new());
    }
}
