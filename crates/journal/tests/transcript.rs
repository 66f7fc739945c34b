//! Transcripts: both witnesses on one time axis, every byte to be seen, what is volatile taken out.

mod bed;

use std::time::Duration;

use bed::{entries, header, ms, secrets, write};
use hayes_broker::record::Transport;
use hayes_broker::{Config, FarEnd, Opening, Order};
use hayes_journal::event::Stop;
use hayes_journal::transcript::{Collector, MAX_BYTES, Normaliser, Side, Times, Volatile, record_line};
use hayes_journal::verdict::Mark;
use hayes_journal::{Entry, Event, Finished, Secrets, Transcript, Verdict};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

fn transcripts(journal: &[u8]) -> Vec<Transcript> {
    let mut collector = Collector::default();
    let mut all = Vec::new();
    for (line, entry) in entries(journal) {
        if let Entry::Event(event) = entry {
            all.extend(collector.take(line, &event));
        }
    }
    all.extend(collector.finish());
    all
}

/// What the far end records of a client that connects, publishes and leaves without a word.
fn far_end_records() -> Vec<Event> {
    let mut far_end = FarEnd::new(Config::default());
    let order = Order::parse("delay PUBACK 2s").expect("an order");
    far_end.handle_order(ms(900), order);
    let opening = Opening { peer: "10.0.0.9:49152".into(), transport: Transport::Virtual };
    let link = far_end.handle_open(ms(1000), opening).expect("room");
    far_end.handle_bytes(
        ms(1020),
        link,
        b"\x10\x1d\x00\x04MQTT\x04\xc2\x00\x78\x00\x03abc\x00\x03usr\x00\x07hunter2",
    );
    far_end.handle_bytes(ms(1040), link, b"\x32\x0c\x00\x05tests\x00\x01\x1b\r\n");
    far_end.handle_bytes(ms(1050), link, b"\xf0\x00");
    far_end.handle_timeout(ms(3040));
    let records = std::iter::from_fn(|| far_end.poll_record());
    records.map(|record| Event::far(record.at, record.to_json())).collect()
}

fn session() -> Vec<u8> {
    let case = "quectel-bc26/QMTPUB/qos1-puback";
    let mut events = vec![Event::Run(header()), Event::started(ms(1000), case, 1)];
    let serial = [
        Event::out(ms(1000), b"AT+QMTOPEN=0,\"broker.example\",1883\r"),
        Event::came(ms(1001), b"AT+QMTOPEN=0,"),
        Event::came(ms(1002), b"\"broker.example\",1883\r\r\nO"),
        Event::came(ms(1003), b"K\r\n\r\n+QMTOPEN: 0,0\r\n"),
        Event::out(ms(1010), b"AT+QMTCONN=0,\"abc\",\"usr\",\"hunter2\"\r"),
        Event::came(ms(1030), b"\r\nOK\r\n\r\n+QMTCONN: 0,0,0\r\n"),
        Event::note(ms(1031), "the time is asked for\r"),
        Event::came(ms(1032), b"\r\n+CCLK: \"26/11/21,06:40:00+04\"\r\n+CGSN: 867723030000001\r\n"),
        Event::came(ms(1033), b"\r\n+CCLK: \"26/11/21,06:40:01+04\"\r\n+CGSN: 867723030000001\r\n"),
        Event::out(ms(1035), b"\x1b\xff\x1a"),
        Event::came(ms(1036), b"\r\n> "),
    ];
    events.extend(serial);
    // As in the real world: what the far end saw is known a little later.
    events.extend(far_end_records());
    events.push(Event::Finished(Finished::new(ms(3050), case, Verdict::Pass)));
    write(secrets(&["hunter2"]), events)
}

fn volatile() -> Vec<Volatile> {
    let value = |name: &str, value: &str| Volatile {
        name: name.to_owned(),
        value: Some(value.to_owned()),
        pattern: None,
    };
    let pattern = |name: &str, pattern: &str| Volatile {
        name: name.to_owned(),
        value: None,
        pattern: Some(pattern.to_owned()),
    };
    vec![
        value("broker", "broker.example"),
        pattern("clock", "##/##/##,##:##:##\\+##"),
        pattern("imei", "###############"),
        pattern("peer", "#+.#+.#+.#+:#+"),
    ]
}

#[test]
fn as_people_read_it() {
    let all = transcripts(&session());
    insta::assert_snapshot!(all[0].text(Times::Shown, &mut Normaliser::none()));
}

#[test]
fn as_runs_are_compared() {
    let all = transcripts(&session());
    let mut normaliser = Normaliser::new(&volatile()).expect("rules");
    insta::assert_snapshot!(all[0].text(Times::Hidden, &mut normaliser));
}

/// Each line says from which bytes of which lines of the journal it was made.
#[test]
fn lines_know_where_they_come_from() {
    let journal = session();
    let read = entries(&journal);
    for line in transcripts(&journal)[0].lines() {
        let mut bytes = Vec::new();
        for (number, start, length) in &line.from {
            let (_, Entry::Event(event)) = &read[*number as usize - 1] else { panic!("line {number}") };
            match event {
                Event::Out(serial) | Event::In(serial) => bytes.extend(&serial.bytes[*start..start + length]),
                _ => assert_eq!((*start, *length), (0, 0)),
            }
        }
        if matches!(line.side, Side::Host | Side::Module) {
            assert_eq!(hayes_at::visible::bytes_of(&line.text), Ok(bytes));
        }
    }
}

/// What is marked in the journal is found in the transcript, in all the lines that it goes through.
#[rstest]
#[case::in_one(3, 0, 4, &["AT\\r", ""])]
#[case::inside(4, 1, 2, &["", "\\nO"])]
#[case::the_rest(5, 0, 100, &["", "é\\n"])]
#[case::half_a_letter(5, 1, 1, &["", "é"])]
#[case::the_line(4, 0, 0, &["", "\\r\\nOKé\\n"])]
#[case::elsewhere(9, 0, 5, &["", ""])]
fn marks_are_found(#[case] line: u64, #[case] start: usize, #[case] length: usize, #[case] marked: &[&str]) {
    let run = [
        Event::note(ms(0), "before the case"),
        Event::started(ms(0), "a", 1),
        Event::out(ms(1), b"AT\r"),
        Event::came(ms(2), b"\r\nOK"),
        Event::came(ms(3), "é\n".as_bytes()),
    ];
    let lines = transcripts(&write(Secrets::new(), run))[0].lines();
    let mark = Mark { line, start, length };
    let found: Vec<&str> =
        lines.iter().map(|line| line.place(&mark).map_or("", |place| &line.text[place])).collect();
    assert_eq!(found, marked);
}

#[test]
fn cases_that_are_cut_off() {
    let run = [
        Event::started(ms(1), "a", 1),
        Event::out(ms(2), b"AT\r"),
        Event::started(ms(5), "a", 2),
        Event::Finished(Finished::new(ms(6), "b", Verdict::Skipped)),
        Event::Finished(Finished::new(ms(7), "a", Verdict::Pass)),
        Event::note(ms(8), "between two cases"),
        Event::started(ms(9), "c", 1),
        Event::Stop(Stop { at: ms(10), why: "interrupted".to_owned() }),
    ];
    let all = transcripts(&write(Secrets::new(), run));
    let told = |transcript: &Transcript| {
        let text = transcript.text(Times::Shown, &mut Normaliser::none());
        (transcript.case.clone(), transcript.attempt, transcript.finished.is_some(), text)
    };
    let told: Vec<_> = all.iter().map(told).collect();
    let case =
        |case: &str, attempt, finished, text: &str| (case.to_owned(), attempt, finished, text.to_owned());
    let expected = [
        case("a", 1, false, "    0.001 > AT\\r\n... cut off here\n"),
        case("a", 2, true, ""),
        case("c", 1, false, "    0.001 -- stopped: interrupted\n... cut off here\n"),
    ];
    assert_eq!(told, expected);
}

/// What there is no room for is counted.
#[test]
fn as_much_as_a_transcript_holds() {
    let piece = vec![b'x'; 1024 * 1024 - 100];
    let pieces = (0..10).map(|number| Event::came(ms(number), &piece));
    let run = [Event::started(ms(0), "a", 1)].into_iter().chain(pieces);
    let all = transcripts(&write(Secrets::new(), run));
    let text = all[0].text(Times::Hidden, &mut Normaliser::none());
    assert_eq!(all[0].omitted, 6);
    assert!(text.len() < MAX_BYTES && text.contains("... and 6 more"));
}

#[rstest]
#[case(json!({"event": "received", "type": "PUBACK", "packet": {"id": 1}, "raw": "40020001"}), "received PUBACK id=1")]
#[case(json!({"event": "received-junk", "raw": "f000"}), "received-junk raw=\"f000\"")]
#[case(json!({"event": "sent", "packet": null, "raw": "00", "faults": ["a", "b"]}), "sent raw=\"00\" faults=[\"a\",\"b\"]")]
#[case(json!({"event": "x", "packet": {"will": {"qos": 1, "user": null}}}), "x will={qos=1}")]
#[case(json!({"event": "\u{1b}[2J", "x": "\r", "y": "\\q"}), "\\x1B[2J x=\"\\r\" y=\"\\\\q\"")]
#[case(json!({"packet": {"topic": "a\" payload=\"b\\r", "payload": "\\x1b\"\\r"}}), "topic=\"a\\x22 payload=\\x22b\\\\r\" payload=\"\\x1B\\x22\\r\"")]
#[case(json!({"payload": "\\x1b\\t\\\"\\\\t"}), "payload=\"\\x1B\\x09\\x22\\\\t\"")]
#[case(json!({"payload": "\\q"}), "payload=\"\\\\q\"")]
#[case(json!({"connection": 2, "event": "broker", "note": "session of \"a\" over"}), "#2 broker: session of \"a\" over")]
#[case(json!({"event": "ordered", "order": 1, "text": "drop PUBACK"}), "ordered order=1: drop PUBACK")]
#[case(json!("text"), "record \"text\"")]
#[case(json!({}), "")]
fn records(#[case] record: serde_json::Value, #[case] line: &str) {
    assert_eq!(record_line(&record), line);
}

#[rstest]
#[case::digits("#", "a1b22c3", "a{v}b22c{v 2}")]
#[case::run("#+", "a1b22c1", "a{v}b{v 2}c{v}")]
#[case::whole_runs("##", "123 12", "123 {v}")]
#[case::hex("0x%+", "0x1aF,0x2", "{v},{v 2}")]
#[case::hex_whole("%%", "ab abc zab", "{v} abc z{v}")]
#[case::literal("a\\+\\#\\%\\\\", "a+#%\\", "{v}")]
#[case::address("#+.#+.#+.#+", "at 10.0.0.1, not 10.0.0", "at {v}, not 10.0.0")]
#[case::letters("é#", "é1 e1", "{v} e1")]
#[case::nothing("#x", "1y", "1y")]
fn patterns(#[case] pattern: &str, #[case] text: &str, #[case] normal: &str) {
    let rule = Volatile { name: "v".to_owned(), value: None, pattern: Some(pattern.to_owned()) };
    assert_eq!(Normaliser::new(&[rule]).expect("a pattern").text(text), normal);
}

#[rstest]
#[case(None, None, "volatile value \"v\": give either `value`, which is not empty, or `pattern`")]
#[case(Some("a"), Some("#"), "volatile value \"v\": give either `value`, which is not empty, or `pattern`")]
#[case(Some(""), None, "volatile value \"v\": give either `value`, which is not empty, or `pattern`")]
#[case(None, Some(""), "volatile value \"v\": an empty pattern fits everywhere")]
#[case(
    None,
    Some("#++"),
    "volatile value \"v\": the `+` at offset 2 follows neither `#` nor `%`; a plus sign is `\\+`"
)]
#[case(
    None,
    Some("a+"),
    "volatile value \"v\": the `+` at offset 1 follows neither `#` nor `%`; a plus sign is `\\+`"
)]
#[case(None, Some("a\\b"), "volatile value \"v\": the backslash at offset 1 stands before none of # % + \\")]
#[case(None, Some("\\"), "volatile value \"v\": the backslash at offset 0 stands before none of # % + \\")]
fn mistakes(#[case] value: Option<&str>, #[case] pattern: Option<&str>, #[case] said: &str) {
    let (value, pattern) = (value.map(str::to_owned), pattern.map(str::to_owned));
    let error = Normaliser::new(&[Volatile { name: "v".to_owned(), value, pattern }]).expect_err("a mistake");
    assert_eq!(error.to_string(), said);
}

/// The rules are data: as they stand in a file.
#[test]
fn rules_as_data() {
    let read: Vec<Volatile> = serde_json::from_value(json!([
        {"name": "broker", "value": "broker.example"},
        {"name": "imei", "pattern": "###############"},
    ]))
    .expect("rules");
    assert_eq!(read[0], volatile()[0]);
    assert_eq!(read[1], volatile()[2]);
    assert!(serde_json::from_value::<Volatile>(json!({"name": "x", "regex": "."})).is_err());
}

proptest! {
    /// Every byte of both sides is in the transcript, in order, however it was cut; and nothing in it moves a
    /// cursor.
    #[test]
    fn every_byte_is_there(pieces in prop::collection::vec((any::<bool>(), 0..3u64, prop::collection::vec(
        prop_oneof![Just(b'\r'), Just(b'\n'), any::<u8>()], 0..8)), 0..40)) {
        let mut at = Duration::ZERO;
        let mut run = vec![Event::started(at, "a", 1)];
        let (mut host, mut module) = (Vec::new(), Vec::new());
        for (is_host, wait, bytes) in pieces {
            at += ms(wait);
            let (side, event) =
                if is_host { (&mut host, Event::out(at, &bytes)) } else { (&mut module, Event::came(at, &bytes)) };
            side.extend(bytes);
            run.push(event);
        }
        let transcript = transcripts(&write(Secrets::new(), run)).remove(0);
        let lines = transcript.lines();
        prop_assert!(lines.is_sorted_by_key(|line| line.at));
        for (side, sent) in [(Side::Host, host), (Side::Module, module)] {
            let shown: String = lines.iter().filter(|line| line.side == side).map(|line| &*line.text).collect();
            prop_assert!(!shown.contains(char::is_control));
            prop_assert_eq!(hayes_at::visible::bytes_of(&shown), Ok(sent));
        }
    }
}
