//! No secret is in what is written, wherever it stands and however reads cut it.

mod bed;

use bed::{came, events, ms, secrets, write};
use hayes_broker::record::{Transport, pseudonym as far_end_pseudonym};
use hayes_broker::{Config, FarEnd, Opening};
use hayes_journal::secret::{MAX_SECRETS, Unkept, pseudonym};
use hayes_journal::verdict::Mark;
use hayes_journal::{Event, Finished, Identity, Journal, Secrets, Verdict};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

const SECRET: &str = "hunter2";
const COVERED: &str = "<secret aa6f>";

fn written(events: impl IntoIterator<Item = Event>) -> String {
    String::from_utf8(write(secrets(&[SECRET]), events)).expect("UTF-8")
}

#[test]
fn both_witnesses_use_one_pseudonym() {
    for secret in ["", "a", "hunter2", "\u{ff}\0"] {
        assert_eq!(pseudonym(secret.as_bytes()), far_end_pseudonym(secret.as_bytes()));
    }
    assert_eq!(pseudonym(SECRET.as_bytes()), COVERED);
}

#[rstest]
#[case::out(Event::out(ms(1), b"AT+QMTCONN=0,\"a\",\"u\",\"hunter2\"\r"))]
#[case::echo(Event::came(ms(1), b"AT+QMTCONN=0,\"a\",\"u\",\"hunter2\"\r"))]
#[case::note(Event::note(ms(1), "login with hunter2 failed"))]
#[case::record(Event::far(ms(1), json!({"packet": {"payload": ["x hunter2"]}})))]
#[case::record_raw(Event::far(ms(1), json!({"raw": "30ff68756e746572320000"})))]
#[case::upper(Event::far(ms(1), json!({"raw": "30FF68756E746572320000"})))]
#[case::module(Event::Module(Identity { model: Some("hunter2".to_owned()), ..Identity::default() }))]
#[case::reason(Event::Finished(Finished { reason: Some("hunter2".to_owned()), ..Finished::new(ms(1), "a", Verdict::Rig) }))]
#[case::actual(Event::Finished(Finished { actual: Some("hunter2".to_owned()), ..Finished::new(ms(1), "a", Verdict::Fail) }))]
fn covered(#[case] event: Event) {
    let written = written([event]);
    assert!(written.contains(COVERED), "{written}");
    for form in [SECRET, "68756e7465", "68756E7465"] {
        assert!(!written.contains(form), "{written}");
    }
}

/// The names that the suite gave stay, or nobody could say which case it was.
#[test]
fn names_stay() {
    let case = "d/QMTCONN/hunter2";
    assert!(written([Event::started(ms(1), case, 1)]).contains(case));
}

#[test]
fn a_secret_that_is_shown_escaped() {
    let secret = "p\\w\u{1b}\r\n";
    let mut kept = Secrets::new();
    kept.add(secret.as_bytes()).expect("a secret");
    let shown = hayes_at::visible::Visible(secret.as_bytes()).to_string();
    let record = json!({ "payload": format!("<{shown}>"), "user": secret });
    let read = events(&write(kept, [Event::far(ms(1), record), Event::came(ms(1), secret.as_bytes())]));
    let pseudonym = pseudonym(secret.as_bytes());
    let covered = json!({ "payload": format!("<{pseudonym}>"), "user": pseudonym });
    assert_eq!(read[0], Event::far(ms(1), covered));
    assert_eq!(came(&read), pseudonym.into_bytes());
}

/// The far end has a notation of its own.
#[rstest]
#[case("p\u{1b}\"\t\\w")]
#[case("\u{202e}p\u{e9}\u{ff}")]
fn a_secret_that_somebody_publishes(#[case] secret: &str) {
    let mut far_end = FarEnd::new(Config::default());
    let opening = Opening { peer: "here".into(), transport: Transport::Virtual };
    let link = far_end.handle_open(ms(0), opening).expect("room");
    far_end.handle_bytes(ms(1), link, b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01a");
    let publish = [&[0x30, secret.len() as u8 + 5, 0, 1, b't', b'<'][..], secret.as_bytes(), b">"].concat();
    far_end.handle_bytes(ms(2), link, &publish);
    let mut kept = Secrets::new();
    kept.add(secret.as_bytes()).expect("a secret");
    let records = std::iter::from_fn(|| far_end.poll_record());
    let said = records.map(|record| Event::far(record.at, record.to_json()));
    let read = events(&write(kept, said));
    let payload = |event: &Event| match event {
        Event::Far(far) => {
            far.record.pointer("/packet/payload").and_then(|text| text.as_str().map(str::to_owned))
        }
        _ => None,
    };
    let payloads: Vec<String> = read.iter().filter_map(payload).collect();
    assert_eq!(payloads, [format!("<{}>", pseudonym(secret.as_bytes()))]);
}

/// Short ones stand anywhere by chance: they are covered between quotes.
#[test]
fn short_ones_between_quotes() {
    let read = events(&write(secrets(&["ab"]), [Event::came(ms(1), b"cab \"ab\" ab\r\n")]));
    assert_eq!(came(&read), format!("cab \"{}\" ab\r\n", pseudonym(b"ab")).into_bytes());
}

#[test]
fn places_are_told() {
    let read = events(&write(secrets(&[SECRET]), [Event::came(ms(1), b"<hunter2,hunter2>")]));
    let [Event::In(serial)] = &read[..] else { panic!("{read:?}") };
    assert_eq!(serial.covered, [(1, COVERED.len()), (COVERED.len() + 2, COVERED.len())]);
    for (start, length) in &serial.covered {
        assert_eq!(&serial.bytes[*start..start + length], COVERED.as_bytes());
    }
    assert_eq!(events(&write(Secrets::new(), read.clone())), read, "a copy tells them too");
}

/// What a secret may begin with waits for what comes next, and is written when nothing does.
#[test]
fn cut_in_two() {
    let read = events(&write(
        secrets(&[SECRET]),
        [
            Event::started(ms(0), "a", 1),
            Event::came(ms(1), b"\r\n\"hun"),
            Event::out(ms(2), b"hunt"),
            Event::came(ms(3), b"ter2\" hunter"),
            Event::Finished(Finished::new(ms(4), "a", Verdict::Pass)),
        ],
    ));
    let side = |event: &Event| match event {
        Event::In(serial) => format!("< {}", String::from_utf8_lossy(&serial.bytes)),
        Event::Out(serial) => format!("> {}", String::from_utf8_lossy(&serial.bytes)),
        _ => String::new(),
    };
    let shown: Vec<String> = read.iter().map(side).collect();
    let second = format!("< {COVERED}\" ");
    assert_eq!(shown, ["", "< \r\n\"", "> ", &second, "> hunt", "< hunter", ""]);
}

/// A secret that is whole is not waited for.
#[test]
fn a_secret_at_the_end_of_a_read() {
    let read =
        events(&write(secrets(&[SECRET]), [Event::came(ms(1), b"x hunter2"), Event::came(ms(2), b"y")]));
    assert_eq!(came(&read[..1]), format!("x {COVERED}").into_bytes());
}

/// Also where as many bytes were held back before as are held back again.
#[test]
fn marks_behind_what_was_held_back() {
    let mut journal = Journal::new(Vec::new(), secrets(&[SECRET]), 0);
    journal.write(Event::started(ms(0), "a", 1)).expect("written");
    journal.write(Event::came(ms(1), b"x hun")).expect("written");
    let line = journal.write(Event::came(ms(2), b"abchun")).expect("written");
    let evidence = vec![Mark { line, start: 0, length: 3 }];
    journal
        .write(Event::Finished(Finished { evidence, ..Finished::new(ms(3), "a", Verdict::Fail) }))
        .expect("written");
    let read = events(&journal.into_sink().expect("memory"));
    assert_eq!(came(&read[2..3]), b"hunabc");
    let Some(Event::Finished(finished)) = read.last() else { panic!("{read:?}") };
    assert_eq!(finished.evidence, [Mark { line, start: 3, length: 3 }]);
}

/// Marks count the bytes as they came; in the file they count them as they stand there.
#[rstest]
#[case::before(0, 2, "\r\n")]
#[case::across(1, 9, "\n\"<secret aa6f>")]
#[case::inside(5, 2, "<secret aa6f>")]
#[case::after(10, 3, "\",x")]
#[case::to_the_end(10, 100, "\",x\r\n")]
fn marks(#[case] start: usize, #[case] length: usize, #[case] shown: &str) {
    let mut journal = Journal::new(Vec::new(), secrets(&[SECRET]), 0);
    journal.write(Event::started(ms(0), "a", 1)).expect("written");
    let line = journal.write(Event::came(ms(1), b"\r\n\"hunter2\",x\r\n")).expect("written");
    let evidence = vec![Mark { line, start, length }];
    let finished = Finished { evidence, ..Finished::new(ms(2), "a", Verdict::Fail) };
    journal.write(Event::Finished(finished)).expect("written");
    let read = events(&journal.into_sink().expect("memory"));
    let (Event::In(serial), Event::Finished(finished)) = (&read[1], &read[2]) else { panic!("{read:?}") };
    let Mark { start, length, .. } = finished.evidence[0];
    assert_eq!(String::from_utf8_lossy(&serial.bytes[start..start + length]), shown);
}

/// Secrets that overlap on and on are not waited for to their end.
#[test]
fn secrets_without_end() {
    let mut journal = Journal::new(Vec::new(), secrets(&["abab", "baba"]), 0);
    for _ in 0..100 {
        journal.write(Event::came(ms(1), &b"ab".repeat(100))).expect("written");
    }
    let read = events(&journal.into_sink().expect("memory"));
    let written = came(&read);
    let covered = pseudonym(b"abab").len();
    assert!((covered..20 * covered).contains(&written.len()), "{}", written.len());
    assert!(!String::from_utf8_lossy(&written).contains("abab"), "the rest begins none");
    let first = read.iter().position(|event| matches!(event, Event::In(serial) if !serial.bytes.is_empty()));
    assert!(first.is_some_and(|first| first < 30), "{first:?}");
}

/// Where bytes are is known of so many lines; a mark in one before them stands for the line.
#[test]
fn marks_long_ago() {
    let mut journal = Journal::new(Vec::new(), secrets(&[SECRET]), 0);
    journal.write(Event::started(ms(0), "a", 1)).expect("written");
    let mut line = || journal.write(Event::came(ms(1), b"hunter2, x\r\n")).expect("written");
    let (first, last) = (line(), (0..2000).map(|_| line()).last().expect("some"));
    let evidence = [first, last].map(|line| Mark { line, start: 9, length: 1 }).to_vec();
    let finished = Finished { evidence, ..Finished::new(ms(2), "a", Verdict::Fail) };
    journal.write(Event::Finished(finished)).expect("written");
    let read = events(&journal.into_sink().expect("memory"));
    let Some(Event::Finished(finished)) = read.last() else { panic!("no end") };
    let expected =
        [Mark { line: first, start: 0, length: 0 }, Mark { line: last, start: COVERED.len() + 2, length: 1 }];
    assert_eq!(finished.evidence, expected);
}

#[test]
fn what_cannot_be_kept() {
    let mut kept = Secrets::new();
    assert_eq!(kept.add(b""), Err(Unkept::Empty));
    for number in 0..MAX_SECRETS {
        kept.add(format!("secret number {number}").as_bytes()).expect("there is room");
    }
    assert_eq!(kept.add(b"one more"), Err(Unkept::TooMany));
    assert_eq!(kept.add(b"secret number 3"), Ok(()), "it is kept already");
    assert!(!format!("{kept:?}").contains("number"), "not even for a debugger");
}

proptest! {
    /// However the bytes are cut, no secret is in the file, and but for the secrets all bytes are there.
    #[test]
    fn no_secret_gets_through(
        words in prop::collection::vec(prop::sample::select(vec!["aab", "aabaab", "baaab", "a", "b", "\r\n"]), 0..30),
        cuts in prop::collection::vec(1..5usize, 1..40),
    ) {
        let kept = ["aabaab", "baaab"];
        let stream = words.concat();
        let mut rest = stream.as_bytes();
        let mut pieces = Vec::new();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at((*cut).min(rest.len()));
            pieces.push(Event::came(ms(pieces.len() as u64), piece));
            rest = after;
        }
        let read = events(&write(secrets(&kept), pieces));
        let written = String::from_utf8(came(&read)).expect("UTF-8");
        for secret in kept {
            prop_assert!(!written.contains(secret), "{secret} in {written}");
        }
        let whole = secrets(&kept).text(&stream);
        prop_assert_eq!(written, whole, "as it would be without cuts");
    }
}
