//! How events stand in a file: every kind once, to be read beside FORMAT.md, and back.

mod bed;

use std::time::Duration;

use bed::{events, header, ms, write};
use hayes_journal::event::{Breach, Ended, Errors, Reading, Resumed, Stop, Timing};
use hayes_journal::verdict::{Entry, Known, Mark, Repeats, Standing};
use hayes_journal::{Event, Finished, Form, Identity, Planned, Rule, Secrets, Verdict};
use proptest::prelude::*;
use serde_json::json;

fn every_kind() -> Vec<Event> {
    let case = "quectel-bc26/QMTPUB/qos1-puback";
    let mark = Mark { line: 9, start: 2, length: 11 };
    vec![
        Event::Run(header()),
        Event::Rule(Rule {
            id: "qmtpub.qos1-puback".to_owned(),
            clause: "3.2.7".to_owned(),
            says: "a publish of QoS 1 is reported sent once it is acknowledged".to_owned(),
            why_not: None,
        }),
        Event::Rule(Rule {
            id: "psm.current".to_owned(),
            clause: "1".to_owned(),
            says: "asleep, the module needs 3 uA".to_owned(),
            why_not: Some("it shows in current only".to_owned()),
        }),
        Event::Form(Form {
            form: "+QMTPUB".to_owned(),
            clause: Some("3.2.7".to_owned()),
            title: Some("publish a message".to_owned()),
        }),
        Event::Planned(Planned {
            case: case.to_owned(),
            title: "A publish of QoS 1 waits for its PUBACK".to_owned(),
            rules: vec!["qmtpub.qos1-puback".to_owned()],
            clause: Some("3.2.7".to_owned()),
            area: Some("publish".to_owned()),
            forms: vec!["+QMTPUB".to_owned()],
            source: Some("scenario qos1-puback".to_owned()),
        }),
        Event::Module(Identity {
            manufacturer: Some("Quectel_Ltd".to_owned()),
            model: Some("Quectel_BC26".to_owned()),
            firmware: Some("BC26NBR01A07".to_owned()),
            imei: Some("<imei 1>".to_owned()),
        }),
        Event::started(ms(1000), case, 1),
        Event::out(ms(1000), b"AT+QMTPUB=0,1,1,0,\"a\",\"\x00\xff\"\r"),
        Event::far(ms(1010), json!({"event": "received", "type": "PUBLISH", "packet": {"qos": 1}})),
        Event::note(ms(1011), "the network is cut"),
        Event::came(ms(1012), "\r\n+QMTPUB: 0,1,0 é\\\r\n".as_bytes()),
        Event::Timing(Timing {
            at: ms(1012),
            form: "QMTPUB/write".to_owned(),
            took: ms(12),
            limit: Some(ms(40_000)),
        }),
        Event::Timing(Timing { at: ms(1013), form: "QMTPUB/write".to_owned(), took: ms(1), limit: None }),
        Event::Errors(Errors { at: ms(1014), what: "lost".to_owned(), count: 2 }),
        Event::Breach(Breach {
            at: ms(1015),
            case: "quectel-bc26/monitor/shape".to_owned(),
            text: "no documented shape".to_owned(),
            clause: Some("3.2.7".to_owned()),
            during: Some(case.to_owned()),
            spoilt: true,
            evidence: vec![mark],
        }),
        Event::Finished(Finished {
            flaky: true,
            repeats: Some(Repeats { failed: 1, of: 2 }),
            known: Some(Known { reason: "vendor ticket 12".to_owned(), expires: "2027-01-01".to_owned() }),
            reason: Some("sent before the PUBACK".to_owned()),
            expected: Some("+QMTPUB: 0,1,0 after the PUBACK".to_owned()),
            actual: Some("2 ms after the PUBLISH".to_owned()),
            evidence: vec![mark],
            ..Finished::new(ms(1020), case, Verdict::Fail)
        }),
        Event::Reading(Reading {
            reading: "retry.zero".to_owned(),
            way: "table".to_owned(),
            case: Some(case.to_owned()),
        }),
        Event::Stop(Stop { at: ms(1030), why: "interrupted".to_owned() }),
        Event::Resumed(Resumed { hayes: "0.1.0".to_owned(), started: "2026-11-21T07:00:00Z".to_owned() }),
        Event::Finished(Finished::new(ms(5), "quectel-bc26/other", Verdict::Skipped)),
        Event::Known(Entry {
            at: ms(6),
            pattern: "*/QMTPUB/*".to_owned(),
            reason: "vendor ticket 12".to_owned(),
            expires: "2027-01-01".to_owned(),
            state: Standing::UnexpectedPass,
            cases: vec![case.to_owned()],
        }),
        Event::Ended(Ended { at: ms(6) }),
    ]
}

#[test]
fn as_it_is_written() {
    let written = write(Secrets::new(), every_kind());
    insta::assert_snapshot!(String::from_utf8(written).expect("UTF-8"));
}

#[test]
fn as_it_is_read() {
    assert_eq!(events(&write(Secrets::new(), every_kind())), every_kind());
}

#[test]
fn what_has_a_time_tells_it() {
    for event in every_kind() {
        let written = serde_json::to_value(&event).expect("JSON");
        let at = written.get("at_us").and_then(serde_json::Value::as_u64).map(Duration::from_micros);
        assert_eq!(event.at(), at, "{written}");
    }
}

#[test]
fn names_the_words_of_verdicts() {
    for verdict in Verdict::ALL {
        assert_eq!(serde_json::to_value(verdict).expect("JSON"), json!(verdict.word()));
    }
}

/// More than a line may hold is more lines, or is said to be left out.
#[test]
fn what_is_too_long() {
    let bytes: Vec<u8> = (0..2_500_000).map(|number: u32| number as u8).collect();
    let record = json!({"event": "received", "raw": "0".repeat(17 * 1024 * 1024)});
    let note = "é".repeat(100_000);
    let said = [Event::came(ms(1), &bytes), Event::far(ms(2), record), Event::note(ms(3), &note)];
    let read = events(&write(Secrets::new(), said));
    let length = 17 * 1024 * 1024 + 66;
    assert_eq!((read.len(), bed::came(&read) == bytes), (5, true));
    assert_eq!(read[3], Event::far(ms(2), json!({"event": "received", "omitted_bytes": length})));
    assert_eq!(read[4], Event::note(ms(3), &note[..65_536]));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z/.]{1,12}", "\\PC{0,12}", any::<String>()]
}

fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![0..10_000_000u64, any::<u64>()].prop_map(Duration::from_micros)
}

fn finished() -> impl Strategy<Value = Finished> {
    let known = (text(), text()).prop_map(|(reason, expires)| Known { reason, expires });
    let mark = any::<(u64, u32, u32)>().prop_map(|(line, start, length)| Mark {
        line,
        start: start as usize,
        length: length as usize,
    });
    let words = (prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    let verdict = prop::sample::select(&Verdict::ALL[..]);
    let evidence = prop::collection::vec(mark, 0..3);
    (time(), text(), verdict, any::<bool>(), prop::option::of(known), words, evidence).prop_map(
        |(at, case, verdict, flaky, known, (reason, expected, actual), evidence)| Finished {
            at,
            case,
            verdict,
            flaky,
            repeats: flaky.then_some(Repeats { failed: 1, of: 2 }),
            known,
            reason,
            expected,
            actual,
            evidence,
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    let bytes = prop::collection::vec(any::<u8>(), 0..60);
    prop_oneof![
        (text(), text(), prop::collection::vec(text(), 0..3), prop::option::of(text())).prop_map(
            |(case, title, rules, clause)| {
                let (forms, source) = (rules.clone(), clause.clone());
                Event::Planned(Planned {
                    case,
                    title,
                    rules,
                    clause: clause.clone(),
                    area: clause,
                    forms,
                    source,
                })
            }
        ),
        (time(), text(), any::<u32>()).prop_map(|(at, case, attempt)| Event::started(at, &case, attempt)),
        (time(), bytes.clone()).prop_map(|(at, bytes)| Event::out(at, &bytes)),
        (time(), bytes).prop_map(|(at, bytes)| Event::came(at, &bytes)),
        (time(), text(), any::<f64>()).prop_map(|(at, text, number)| {
            Event::far(at, json!({"event": text, "number": number, "packet": [{"x": null}]}))
        }),
        (time(), text()).prop_map(|(at, text)| Event::note(at, &text)),
        (time(), text(), time(), prop::option::of(time()))
            .prop_map(|(at, form, took, limit)| Event::Timing(Timing { at, form, took, limit })),
        finished().prop_map(Event::Finished),
    ]
}

proptest! {
    /// Whatever is written is read as it was.
    #[test]
    fn there_and_back(written in prop::collection::vec(event(), 0..20)) {
        prop_assert_eq!(events(&write(Secrets::new(), written.clone())), written);
    }
}
