//! What a run leaves in its journal, beside the bytes: every report is made of nothing else.

mod bed;

use std::collections::BTreeMap;

use bed::{Asked, bench, catalogue, dialect, events, run, selection, world};
use hayes_journal::event::Breach;
use hayes_journal::writer::Journal;
use hayes_journal::{Event, Finished, Mark, Secrets, Verdict};
use hayes_runner::{Plan, Run};
use rstest::rstest;

/// A result that comes before OK tells of a state like one that comes after it: `+CMQTTDISC: 0,0` ends the connection, and the
/// next case that needs one connects anew.
#[test]
fn a_result_before_ok_ends_a_state() {
    let case = "simcom-sim7672/CMQTTDISC/write/timeout/*est";
    let variants = vec!["reading/cmqttdisc.late-ok/either"];
    let ran = run(&Asked { variants, ..asked("simcom-sim7672", &[case], &[]) });
    assert!(ran.told.iter().all(|told| told.verdict == Verdict::Pass), "{:#?}", ran.told);
    let asked = ran.told.iter().filter(|told| told.case.contains("/CMQTTDISC/")).count();
    assert_eq!(asked, 2, "{:#?}", ran.told);
}

fn asked(dialect: &'static str, cases: &[&'static str], quirks: &[&'static str]) -> Asked {
    Asked { dialect, cases: cases.to_vec(), quirks: quirks.to_vec(), seed: 1, ..Asked::default() }
}

/// What the marks stand for: bytes of either side, or the record as a whole.
fn shown(events: &[(u64, Event)], marks: &[Mark]) -> Vec<String> {
    let show = |mark: &Mark| {
        let (_, event) = events.iter().find(|(line, _)| *line == mark.line).expect("a line of the journal");
        match event {
            Event::Out(serial) | Event::In(serial) => {
                let bytes = &serial.bytes[mark.start..mark.start + mark.length];
                String::from_utf8_lossy(bytes).into_owned()
            }
            Event::Far(far) => format!("{} {}", far.record["type"], far.record["packet"]["payload"]),
            other => panic!("{other:?} is no evidence"),
        }
    };
    marks.iter().map(show).collect()
}

fn the_failed<'r>(told: &'r [Finished], case: &str) -> &'r Finished {
    told.iter().find(|finished| finished.case == case && finished.verdict == Verdict::Fail).expect("it fails")
}

#[test]
fn a_failure_names_the_bytes_that_show_it() {
    let case = "quectel-ecx00u/scenario/publish-qos0";
    let ran = run(&asked("quectel-ecx00u", &[case], &["payload-last-byte-lost"]));
    let events = events(&ran.journal);
    let failed = the_failed(&ran.told, case);
    let shown = shown(&events, &failed.evidence);
    assert_eq!(shown, ["\"PUBLISH\" \"hell\""], "{failed:?}");
    assert!(failed.repeats.is_some_and(|repeats| (repeats.failed, repeats.of) == (2, 2)));
}

#[rstest]
#[case("quectel-bc20")]
#[case("simcom-sim7672")]
fn the_head_knows_the_whole_document(#[case] id: &'static str) {
    let dialect = dialect(id);
    let catalogue = catalogue(&dialect);
    let ran = run(&asked(id, &["*/scenario/*"], &[]));
    let events: Vec<Event> = events(&ran.journal).into_iter().map(|(_, event)| event).collect();
    let rules: Vec<_> = events
        .iter()
        .filter_map(|event| if let Event::Rule(rule) = event { Some(rule) } else { None })
        .collect();
    let ids: Vec<&str> = dialect.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ids);
    for (rule, covered) in rules.iter().zip(catalogue.rules(&dialect)) {
        assert_eq!(rule.why_not.as_deref(), covered.why_not.map(String::from).as_deref(), "{}", rule.id);
    }
    let forms: Vec<_> = events
        .iter()
        .filter_map(|event| if let Event::Form(form) = event { Some(form.form.clone()) } else { None })
        .collect();
    assert_eq!(forms, catalogue.forms(&dialect).into_iter().map(|form| form.name).collect::<Vec<_>>());
    let planned: BTreeMap<_, _> = events
        .iter()
        .filter_map(|event| if let Event::Planned(planned) = event { Some(planned) } else { None })
        .map(|planned| (planned.case.clone(), planned))
        .collect();
    assert!(planned.values().any(|planned| !planned.forms.is_empty()));
    for planned in planned.values() {
        let source = planned.source.as_deref().unwrap_or_default();
        let is_monitor = planned.case.contains("/monitor/");
        assert_eq!(source == "monitor", is_monitor, "{}: {source}", planned.case);
        assert_eq!(source.starts_with("scenario "), !is_monitor, "{}: {source}", planned.case);
        assert!(planned.forms.iter().all(|form| forms.contains(form)), "{planned:?}");
    }
    let verdicts = events.iter().filter(|event| matches!(event, Event::Finished(_))).count();
    assert_eq!(verdicts, planned.len(), "every planned case has one verdict");
    assert!(matches!(events.last(), Some(Event::Ended(_))));
}

#[test]
fn every_answered_command_has_its_time() {
    let ran = run(&asked("quectel-bc26", &["*/scenario/publish-qos1*"], &[]));
    let events = events(&ran.journal);
    let timings: Vec<_> = events
        .iter()
        .filter_map(|(_, event)| if let Event::Timing(timing) = event { Some(timing) } else { None })
        .collect();
    let open = timings.iter().find(|timing| timing.form == "+QMTOPEN").expect("the network was opened");
    assert_eq!(open.limit.map(|limit| limit.as_secs()), Some(75), "to its result");
    assert!(timings.iter().all(|timing| timing.limit.is_none_or(|limit| timing.took <= limit)));
    // Commands that the document has, each line with one of them; the answer to each has a time.
    let sent = |event: &Event| matches!(event, Event::Out(serial) if serial.bytes.starts_with(b"AT+QMT"));
    let commands = events.iter().filter(|(_, event)| sent(event)).count();
    let about = timings.iter().filter(|timing| timing.form.starts_with("+QMT")).count();
    assert_eq!(about, commands);
}

#[test]
fn a_breach_stands_where_it_happened_and_in_the_monitors_verdict() {
    let ran = run(&asked("quectel-bc26", &["*/QMTCFG.keepalive/*"], &["final-result-doubled"]));
    let events = events(&ran.journal);
    let breaches: Vec<&Breach> = events
        .iter()
        .filter_map(|(_, event)| if let Event::Breach(breach) = event { Some(breach) } else { None })
        .collect();
    let first = breaches.first().expect("two final results break a promise");
    let failed = the_failed(&ran.told, &first.case);
    assert_eq!(shown(&events, &first.evidence), shown(&events, &failed.evidence[..first.evidence.len()]));
    assert!(!first.evidence.is_empty());
}

#[test]
fn who_watched_nothing_judges_nothing() {
    let ran = run(&asked("quectel-bc26", &["no-such-case"], &[]));
    let verdicts: Vec<_> = ran.told.iter().map(|finished| finished.verdict).collect();
    assert!(
        !verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::Skipped),
        "{verdicts:?}"
    );
    assert!(ran.told.iter().all(|finished| finished.reason.is_some()));
}

/// What an earlier case has left unseen costs the next one its first try, not its verdict.
#[test]
fn a_state_that_is_not_reached_is_tried_once_more_from_a_clean_one() {
    let dialect = dialect("quectel-bc26");
    let mut catalogue = catalogue(&dialect);
    for (file, text) in [
        ("own/radio-off.scenario", "# The radio is switched off.\n> AT+CFUN=4\n< OK\n"),
        ("own/radio-used.scenario", "# A connection.\nneeds connected\n> AT\n< OK\n"),
    ] {
        catalogue.add(file, text, &dialect).unwrap_or_else(|e| panic!("{e}"));
    }
    let plan = Plan::of(&dialect, &catalogue, &selection(&["*/radio-*"]));
    let journal = Journal::new(Vec::new(), Secrets::default(), 0);
    let world = world(&dialect, &Asked { seed: 1, ..Asked::default() });
    let run = Run::new(&dialect, &catalogue, bench(1), world, journal);
    let mut told = BTreeMap::new();
    let mut tell = |finished: &Finished| {
        told.insert(finished.case.clone(), finished.verdict);
    };
    let (_, outcome, journal) = run.run(&plan, &mut tell);
    assert!(outcome.is_ok(), "{outcome:?}");
    let used = told.iter().find(|(case, _)| case.ends_with("radio-used")).expect("it was run");
    assert_eq!(*used.1, Verdict::Pass);
    let journal = String::from_utf8(journal.expect("memory takes it")).expect("text");
    let tries = journal.lines().filter(|line| line.contains("\"started\"") && line.contains("radio-used"));
    assert_eq!(tries.count(), 2, "the radio was off at first");
}
