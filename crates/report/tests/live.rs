//! What is written while a run goes on: one line that is written again, or plain lines in a log.

use std::time::Duration;

use hayes_journal::{Finished, Verdict};
use hayes_report::live::Live;
use hayes_report::look::Look;

const TERMINAL: Look = Look { columns: 60, colour: false, redraw: true };

fn finished(number: u32, verdict: Verdict) -> Finished {
    let reason = (verdict != Verdict::Pass)
        .then(|| "a reason that is long enough to be cut on a terminal\x1b[2J".to_owned());
    Finished { reason, ..Finished::new(Duration::ZERO, &format!("d/a/{number}"), verdict) }
}

/// A run of a hundred cases, half a second each: three fail, the last two are skipped.
fn run(look: Look) -> String {
    let mut live = Live::new(look, "quectel-bc26", 100, 2, Duration::ZERO);
    let mut text = live.begin();
    let mut now = Duration::ZERO;
    for number in 0..100 {
        let verdict = match number {
            10 => Verdict::Rig,
            20 | 21 | 50 => Verdict::Fail,
            98.. => Verdict::Skipped,
            _ => Verdict::Pass,
        };
        if verdict != Verdict::Skipped {
            text.push_str(&live.begins(&format!("quectel-bc26/a/{number}"), now));
            now += Duration::from_millis(500);
        }
        text.push_str(&live.finished(&finished(number, verdict), now));
    }
    text + &live.end(now)
}

#[test]
fn a_log_has_plain_lines_at_sensible_intervals() {
    insta::assert_snapshot!(run(Look { columns: 80, ..Look::log() }));
}

#[test]
fn a_terminal_has_one_line_that_is_written_again() {
    let text = run(TERMINAL);
    let shown = text.replace('\r', "\\r").replace("\x1b[2K", "<clear>");
    assert!(!shown.contains('\x1b'), "nothing but the line's own clearing");
    for line in shown.split("\\r<clear>").flat_map(str::lines) {
        assert!(line.chars().count() <= TERMINAL.columns, "{line}");
    }
    let drawn: Vec<_> = text.split("\r\x1b[2K").collect();
    insta::assert_snapshot!(format!(
        "{}\n...\n{}",
        shown_lines(&drawn[..14]),
        shown_lines(&drawn[drawn.len() - 2..])
    ));
}

fn shown_lines(drawn: &[&str]) -> String {
    drawn.join("\n<clear> ")
}

#[test]
fn a_terminal_is_not_written_to_more_often_than_it_can_be_read() {
    let mut live = Live::new(TERMINAL, "d", 100_000, 0, Duration::ZERO);
    let mut written = 0;
    for number in 0..10_000 {
        let text =
            live.finished(&finished(number, Verdict::Pass), Duration::from_micros(u64::from(number) * 100));
        written += usize::from(!text.is_empty());
    }
    assert!((5..=11).contains(&written), "{written} times in a second");
}

#[test]
fn failures_without_end_do_not_fill_a_log() {
    let mut live = Live::new(Look::log(), "d", 100_000, 0, Duration::ZERO);
    let lines: usize = (0..10_000)
        .map(|number| live.finished(&finished(number, Verdict::Fail), Duration::ZERO).lines().count())
        .sum();
    assert_eq!(lines, 100);
}

#[test]
fn a_case_that_takes_long_is_named_with_its_time() {
    let mut live = Live::new(Look { columns: 100, ..TERMINAL }, "fibocom", 10, 0, Duration::ZERO);
    let at = Duration::from_millis;
    let told = |text: String| text.rsplit("\x1b[2K").next().unwrap_or_default().to_owned();
    assert_eq!(live.begins("fibocom/scenario/keepalive", at(10)), "", "it has just been written");
    assert_eq!(told(live.passes(at(200))), "fibocom: 0 of 10: 0 pass, 0 fail; in scenario/keepalive");
    assert_eq!(told(live.passes(at(32_020))), "fibocom: 0 of 10: 0 pass, 0 fail; 32 s in scenario/keepalive");
    assert_eq!(live.passes(at(32_050)), "", "not more often than it can be read");
    let mut log = Live::new(Look::log(), "fibocom", 10, 0, Duration::ZERO);
    assert_eq!(log.begins("fibocom/scenario/keepalive", at(10)) + &log.passes(at(19_000)), "");
    assert_eq!(log.passes(at(21_000)), "fibocom: 0 of 10: 0 pass, 0 fail; 20 s in scenario/keepalive\n");
}

#[test]
fn a_failure_is_told_with_what_was_seen_first() {
    let mut live = Live::new(Look::log(), "d", 10, 0, Duration::ZERO);
    let failed = |expected: &str, actual: &str| Finished {
        reason: Some("line 7 does not hold".to_owned()),
        expected: Some(expected.to_owned()),
        actual: Some(actual.to_owned()),
        ..Finished::new(Duration::ZERO, "d/one", Verdict::Fail)
    };
    let told = live.finished(&failed("OK", "ERROR"), Duration::ZERO);
    assert_eq!(told, "  FAIL d/one: expected OK; got ERROR; line 7 does not hold\n");
    let told = live.finished(&failed("", ""), Duration::ZERO);
    assert_eq!(told, "  FAIL d/one: line 7 does not hold\n");
}
