//! What a journal tells of a run, whole or not, and that transcripts are found again.

use std::io::Cursor;
use std::time::Duration;

use hayes_journal::transcript::{Normaliser, Times};
use hayes_report::case::Standing;
use hayes_report::{Case, Run, transcript_of};
use rstest::rstest;

const EVERY_VERDICT: &[u8] = include_bytes!("journals/every-verdict.jsonl");

fn run() -> Run {
    Run::read(EVERY_VERDICT).expect("a journal")
}

fn case<'r>(run: &'r Run, tail: &str) -> &'r Case {
    run.cases.iter().find(|case| case.id.ends_with(tail)).expect("a case")
}

fn transcript(journal: &[u8], case: &Case) -> String {
    let transcript = transcript_of(&mut Cursor::new(journal), case).expect("readable").expect("it ran");
    assert_eq!(*transcript.case, *case.id);
    transcript.text(Times::Hidden, &mut Normaliser::none())
}

#[rstest]
#[case::passed("QMTOPEN/write", Standing::Pass)]
#[case::failed("qos1-puback", Standing::Fail)]
#[case::known("above-max", Standing::Known)]
#[case::not_settled("open-twice", Standing::Inconclusive)]
#[case::skipped("will", Standing::Skipped)]
#[case::bench("attach", Standing::Rig)]
#[case::running("hung", Standing::Open)]
#[case::never_begun("later", Standing::Open)]
fn a_case_stands_as_its_last_verdict_says(#[case] tail: &str, #[case] standing: Standing) {
    assert_eq!(case(&run(), tail).standing(), standing);
}

#[test]
fn cases_are_counted_by_how_they_stand_all_together_and_by_area() {
    let run = run();
    let counts = |standing| run.counts.get(standing);
    assert_eq!(Standing::ALL.map(counts), [4, 1, 1, 1, 1, 2, 2]);
    assert_eq!((run.counts.flaky, run.counts.unexpected, run.counts.total()), (1, 1, 12));
    let areas: Vec<_> = run.areas.iter().map(|area| (&*area.name, area.counts.total())).collect();
    assert_eq!(areas, [("QMTOPEN", 1), ("scenario", 8), ("QMTCFG.keepalive", 2), ("monitor", 1)]);
}

#[test]
fn what_was_said_before_the_run_is_there() {
    let run = run();
    assert_eq!(run.dialect(), "quectel-bc26");
    assert_eq!(run.identity.as_ref().and_then(|it| it.model.as_deref()), Some("BC26"));
    let why_not: Vec<_> = run.rules.iter().filter_map(|rule| rule.why_not.as_deref()).collect();
    assert_eq!(why_not, ["needs a network that lets a module sleep"]);
    let puback = case(&run, "qos1-puback");
    assert_eq!(run.clause_of(puback), Some("3.2.9"), "its rule's, as it has none itself");
    assert_eq!(run.readings[0].ways, [("refuses".into(), 1)]);
    assert_eq!(run.errors[0].count, 3);
}

#[test]
fn what_is_missing_is_said() {
    insta::assert_snapshot!(run().missing.in_words(&run()).join("\n"));
    let whole = b"{\"kind\":\"run\",\"schema\":\"hayes-journal/1\",\"hayes\":\"0.1.0\",\"started\":\"\",\"seed\":1,\
        \"dialect\":{\"id\":\"x\",\"digest\":\"\"},\"world\":\"virtual\"}\n{\"kind\":\"ended\",\"at_us\":1}\n";
    let run = Run::read(&whole[..]).expect("a journal");
    assert!(!run.missing.is_any(&run), "{:?}", run.missing);
}

#[test]
fn a_transcript_is_found_where_its_case_is() {
    let run = run();
    let text = transcript(EVERY_VERDICT, case(&run, "qos1-puback"));
    insta::assert_snapshot!(text);
}

#[test]
fn a_flaky_case_shows_the_attempt_that_failed() {
    let run = run();
    let flaky = case(&run, "keepalive/query");
    assert_eq!(flaky.attempts.len(), 2);
    assert!(transcript(EVERY_VERDICT, flaky).contains("12\\xFF0"));
    assert_eq!(flaky.took(), Duration::from_millis(80), "both attempts");
}

#[test]
fn the_lines_of_a_transcript_have_the_numbers_that_evidence_names() {
    let run = run();
    let mut marked = 0;
    for case in run.cases.iter().filter(|case| !case.attempts.is_empty()) {
        let transcript =
            transcript_of(&mut Cursor::new(EVERY_VERDICT), case).expect("readable").expect("it ran");
        let outcome = case.outcome.as_ref();
        for mark in outcome.into_iter().flat_map(|outcome| &outcome.evidence) {
            let places: Vec<_> = transcript.lines().iter().filter_map(|line| line.place(mark)).collect();
            assert!(!places.is_empty(), "{} shows no {mark:?}", case.id);
            marked += 1;
        }
    }
    assert_eq!(marked, 5);
}

#[test]
fn a_breach_leads_to_the_attempt_in_which_it_happened() {
    let run = run();
    let monitor = case(&run, "final-result");
    let breach = run.breaches_of(monitor).next().expect("a breach");
    let (during, _) = run.attempt_at(breach.evidence[0].line).expect("an attempt");
    assert!(during.id.ends_with("hostile"));
}

/// Whatever a kill leaves is a run with fewer verdicts, and each that is there is the same.
#[test]
fn a_journal_cut_anywhere_is_a_run() {
    let whole = run();
    for end in (0..EVERY_VERDICT.len()).step_by(7) {
        let cut = Run::read(&EVERY_VERDICT[..end]).expect("a journal");
        assert!(cut.missing.is_any(&cut));
        assert_eq!(cut.bytes, end as u64);
        for (case, of_whole) in cut.cases.iter().zip(&whole.cases) {
            assert_eq!(case.id, of_whole.id);
        }
        let verdicts = |run: &Run| run.cases.iter().filter(|case| case.outcome.is_some()).count();
        assert!(verdicts(&cut) <= verdicts(&whole));
    }
}

#[test]
fn a_resumed_run_shows_the_attempt_of_its_last_part() {
    let journal = b"{\"kind\":\"planned\",\"case\":\"d/a/x\",\"title\":\"x\"}\n\
        {\"kind\":\"started\",\"at_us\":5000000,\"case\":\"d/a/x\",\"attempt\":1}\n\
        {\"kind\":\"in\",\"at_us\":6000000,\"bytes\":\"old\"}\n{\"kind\":\"in\",\"at_us\":700\n\
        {\"kind\":\"resumed\",\"hayes\":\"0.1.0\",\"started\":\"later\"}\n\
        {\"kind\":\"started\",\"at_us\":1000,\"case\":\"d/a/x\",\"attempt\":2}\n\
        {\"kind\":\"in\",\"at_us\":2000,\"bytes\":\"new\"}\n\
        {\"kind\":\"finished\",\"at_us\":3000,\"case\":\"d/a/x\",\"verdict\":\"fail\"}\n";
    let run = Run::read(&journal[..]).expect("a journal");
    let resumed = case(&run, "a/x");
    assert_eq!(transcript(journal, resumed), "< new\n");
    assert_eq!(resumed.took(), Duration::from_millis(2));
    assert_eq!(run.took, Duration::from_millis(6003));
    assert_eq!((run.missing.unreadable, run.missing.running), (1, None));
}

#[test]
fn long_names_are_cut_and_stay_different() {
    let long = "x".repeat(5000);
    let mut journal = Vec::new();
    for tail in ["a", "b"] {
        let line = format!("{{\"kind\":\"planned\",\"case\":\"d/a/{long}{tail}\",\"title\":\"{long}\"}}\n");
        journal.extend_from_slice(line.as_bytes());
    }
    let run = Run::read(&journal[..]).expect("a journal");
    assert_eq!(run.cases.len(), 2);
    assert!(run.cases.iter().all(|case| case.id.len() < 400 && case.title.len() < 700));
}

#[test]
fn response_times_of_a_form_are_summed_up() {
    let mut journal = Vec::new();
    for millis in 1..=1000_u32 {
        let line = format!(
            "{{\"kind\":\"timing\",\"at_us\":1,\"form\":\"+X\",\"took_us\":{millis}000,\"limit_us\":900000}}\n"
        );
        journal.extend_from_slice(line.as_bytes());
    }
    let run = Run::read(&journal[..]).expect("a journal");
    let times = &run.forms[0].times;
    // What clocks differ by is not held against the module.
    assert_eq!((times.count, times.over), (1000, 81));
    assert_eq!((times.min, times.max), (Duration::from_millis(1), Duration::from_secs(1)));
    for (share, millis) in [(500, 500.0), (900, 900.0), (990, 990.0)] {
        let found = times.quantile(share).as_secs_f64() * 1000.0;
        assert!((found - millis).abs() < millis / 30.0, "{share}: {found}");
    }
    assert_eq!(times.quantile(1000), times.max.min(times.quantile(1000)));
    assert_eq!(times.spread().map(|(_, count)| count).sum::<u64>(), 1000);
}
