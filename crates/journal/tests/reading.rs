//! What is read of a journal that is torn, broken, from elsewhere or from later.

mod bed;

use std::io::{self, Read};

use bed::{entries, header, ms, secrets, write};
use hayes_journal::event::{Ended, Resumed, Stop};
use hayes_journal::header::{DialectName, World};
use hayes_journal::lines::{Lines, MAX_LINE};
use hayes_journal::reader::{ReadError, Rubbish};
use hayes_journal::{Entry, Event, Finished, Header, Progress, Reader, Secrets, Verdict, file};
use rstest::rstest;

fn small() -> Vec<u8> {
    let run = [
        Event::Run(header()),
        Event::started(ms(1), "a", 1),
        Event::came(ms(2), b"\r\nOK\r\n"),
        Event::Finished(Finished::new(ms(3), "a", Verdict::Pass)),
        Event::started(ms(4), "b", 1),
    ];
    write(Secrets::new(), run)
}

/// Cut anywhere, all whole lines are there, and what is left of the last is said to be torn.
#[test]
fn torn_anywhere() {
    let whole = small();
    let all = entries(&whole);
    for cut in 0..whole.len() {
        let read = entries(&whole[..cut]);
        let lines = whole[..cut].split(|byte| *byte == b'\n').count() - 1;
        assert_eq!(read[..lines], all[..lines], "cut at {cut}");
        match &read[lines..] {
            [] => assert!(cut == 0 || whole[cut - 1] == b'\n'),
            [(_, Entry::Torn(_))] => {}
            // A line feed is all that is missing.
            [last] => assert_eq!((last, whole[cut]), (&all[lines], b'\n')),
            more => panic!("{more:?}"),
        }
    }
}

/// Where a line begins is known, so that it can be read again from there: also after lines that are too long or torn.
#[test]
fn lines_are_found_again_by_their_offset() {
    let long = vec![b'x'; MAX_LINE + 70_000];
    let journal = [&small()[..], &long, b"\n\n", &small(), b"{\"kind\":\"to"].concat();
    let mut reader = Reader::new(&journal[..]);
    let mut lines = 0;
    loop {
        let start = reader.offset();
        let Some(read) = reader.next() else { break };
        let (_, entry) = read.expect("readable");
        let again = entries(&journal[start as usize..]);
        assert_eq!(again[0].1, entry);
        lines += 1;
    }
    assert_eq!((lines, reader.offset()), (13, journal.len() as u64));
}

#[rstest]
#[case::empty("", "EOF while parsing")]
#[case::no_json("AT+CSQ", "expected value")]
#[case::no_object("[1]", "invalid type")]
#[case::no_kind("{\"at_us\":1}", "missing field `kind`")]
#[case::no_time("{\"kind\":\"in\",\"bytes\":\"\"}", "missing field `at_us`")]
#[case::no_bytes("{\"kind\":\"in\",\"at_us\":1,\"bytes\":\"\\\\q\"}", "unknown escape")]
#[case::no_verdict(
    "{\"kind\":\"finished\",\"at_us\":1,\"case\":\"a\",\"verdict\":\"maybe\"}",
    "unknown variant"
)]
#[case::deep(&"[".repeat(100_000), "invalid type")]
#[case::deep_inside(&format!("{{\"kind\":\"x\",\"y\":{}{}}}", "[".repeat(9_999), "]".repeat(9_999)), "recursion limit")]
fn rubbish(#[case] line: &str, #[case] why: &str) {
    let around = small();
    let journal = [&around, line.as_bytes(), b"\n", &around].concat();
    let read = entries(&journal);
    assert_eq!(read.len(), 11);
    let Entry::Rubbish(rubbish) = &read[5].1 else { panic!("{:?}", read[5]) };
    assert!(rubbish.why.contains(why), "{}", rubbish.why);
    assert!(rubbish.begins.len() < 70);
    let events = |read: &[(u64, Entry)]| read.iter().map(|(_, entry)| entry.clone()).collect::<Vec<_>>();
    assert_eq!(events(&read[6..]), events(&read[..5]), "what stands after it is read");
}

#[test]
fn rubbish_is_safe_to_show() {
    let read = entries(b"\x1b[2J\xff\xe2\x80\xae\n");
    let [(1, Entry::Rubbish(Rubbish { begins, .. }))] = &read[..] else { panic!("{read:?}") };
    assert_eq!(begins, "\\x1B[2J\\xFF\\xE2\\x80\\xAE");
}

/// A line without end takes no more memory than a line may.
#[rstest]
#[case::ended(true)]
#[case::torn(false)]
fn a_line_that_is_too_long(#[case] ended: bool) {
    let after = small();
    let length = MAX_LINE as u64 + 1_000_000;
    let endless = io::repeat(b'x').take(length);
    let journal =
        endless.chain(if ended { &b"\n"[..] } else { b"" }).chain(if ended { &after[..] } else { b"" });
    let read: Vec<_> = Reader::new(journal).map(|read| read.expect("readable")).collect();
    let (Entry::Rubbish(first) | Entry::Torn(first)) = &read[0].1 else { panic!("{:?}", read[0]) };
    assert_eq!(first.why, format!("{length} bytes are too long for a line"));
    assert_eq!(read.len(), if ended { 6 } else { 1 });
}

/// The same where the line feed comes in the middle of a read.
#[test]
fn a_line_that_is_too_long_in_memory() {
    let length = MAX_LINE + 1_234_567;
    let journal = [&vec![b'x'; length][..], b"\n", &small()].concat();
    let read = entries(&journal);
    let Entry::Rubbish(first) = &read[0].1 else { panic!("{:?}", read[0]) };
    assert_eq!(first.why, format!("{length} bytes are too long for a line"));
    let after: Vec<_> = read[1..].iter().map(|(_, entry)| entry).collect();
    assert_eq!(after, entries(&small()).iter().map(|(_, entry)| entry).collect::<Vec<_>>());
}

/// However long a journal is, no more of it is held than a line and a read.
#[test]
fn a_journal_without_end() {
    let line = [&vec![b'x'; 99_999][..], b"\n"].concat();
    let mut lines = Lines::new(io::Cursor::new(line.repeat(100)));
    let mut numbers = 0;
    while lines.next_line().expect("readable").is_some() {
        numbers += 1;
        assert!(lines.held() < 300_000, "{} bytes held", lines.held());
    }
    assert_eq!(numbers, 100);
}

/// Exactly as long as a line may be is not too long.
#[test]
fn the_longest_line() {
    let padded = |length: usize| {
        let line = "{\"kind\":\"x\",\"pad\":\"\"}";
        let pad = "x".repeat(length - line.len());
        format!("{{\"kind\":\"x\",\"pad\":\"{pad}\"}}\n{{\"kind\":\"y\"}}\n").into_bytes()
    };
    for (length, fits) in [(MAX_LINE, true), (MAX_LINE + 1, false)] {
        let read = entries(&padded(length));
        assert_eq!((read.len(), matches!(read[0].1, Entry::Event(_))), (2, fits));
        assert!(matches!(read[1].1, Entry::Event(_)));
    }
}

#[test]
fn a_kind_from_elsewhere_is_kept() {
    let line = b"{\"kind\":\"thermometer\",\"celsius\":21.5,\"deep\":{\"er\":[1,null]}}\n";
    let read = entries(line);
    let [(1, Entry::Event(other @ Event::Other(_)))] = &read[..] else { panic!("{read:?}") };
    assert_eq!(write(Secrets::new(), [other.clone()]), line);
}

#[rstest]
#[case("hayes-journal/2")]
#[case("hayes-journal/1.1")]
#[case("\u{1b}[2J")]
fn from_later(#[case] schema: &str) {
    // Nothing else is as it is known.
    let line = serde_json::json!({"kind": "run", "schema": schema, "hayes": ["9"]}).to_string();
    let journal = [line.as_bytes(), b"\n", &small()].concat();
    let mut reader = Reader::new(&journal[..]);
    let error = reader.next().expect("an end").expect_err("a later version");
    let said = error.to_string();
    assert!(said.contains("reads hayes-journal/1") && !said.contains(char::is_control), "{said}");
    assert!(reader.next().is_none());
    assert!(matches!(Progress::read(&journal[..]), Err(ReadError::Version(_))));
}

#[test]
fn a_source_that_fails() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let whole = small();
    let read: Vec<_> = Reader::new((&whole[..]).chain(Failing)).collect();
    assert_eq!(read.len(), 6);
    let error = read[5].as_ref().expect_err("the failure");
    assert_eq!(error.to_string(), "the journal cannot be read: the disk is gone");
    let source = std::error::Error::source(error).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("the disk is gone"));
}

#[test]
fn how_far_it_came() {
    let progress = Progress::read(&small()[..]).expect("readable");
    assert_eq!(progress.header, Some(header()));
    assert_eq!(progress.done.into_iter().collect::<Vec<_>>(), [("a".to_owned(), Verdict::Pass)]);
    assert_eq!((progress.open, progress.lines, progress.torn), (Some(("b".to_owned(), 1)), 5, false));
    assert!(!progress.stopped && !progress.ended);
}

#[test]
fn a_run_that_went_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.jsonl");
    let whole = small();
    std::fs::write(&path, &whole[..whole.len() - 9]).expect("written");
    let (progress, mut journal) = file::resume(&path, secrets(&["hunter2"])).expect("a journal");
    assert_eq!((progress.open, progress.torn, progress.lines), (None, true, 5));
    let resumed = Resumed { hayes: "0.1.0".to_owned(), started: "later".to_owned() };
    assert_eq!(journal.write(Event::Resumed(resumed)).expect("written"), 6);
    let line = journal.write(Event::note(ms(1), "with hunter2")).expect("written");
    let stop = Event::Stop(Stop { at: ms(2), why: "interrupted".to_owned() });
    journal.write(stop).expect("written");
    let read: Vec<_> = file::read(&path).expect("there").map(|read| read.expect("readable")).collect();
    assert!(matches!(read[4], (5, Entry::Rubbish(_))), "what was torn is a line of its own");
    assert_eq!(read[6], (line, Entry::Event(Event::note(ms(1), "with <secret aa6f>"))));
    let progress = |path| Progress::read(std::fs::File::open(path).expect("there")).expect("readable");
    assert_eq!((progress(&path).stopped, progress(&path).rubbish), (true, 1));
    let resumed = Resumed { hayes: "0.1.0".to_owned(), started: "once more".to_owned() };
    journal.write(Event::Resumed(resumed)).expect("written");
    assert!(!progress(&path).stopped, "it went on");
    journal.write(Event::Ended(Ended { at: ms(3) })).expect("written");
    assert!(progress(&path).ended);
}

#[test]
fn a_journal_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.jsonl");
    drop(file::create(&path, Secrets::new()).expect("new"));
    let error = file::create(&path, Secrets::new()).expect_err("it is there");
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    let (progress, _) = file::resume(&path, Secrets::new()).expect("an empty journal");
    assert_eq!(progress, Progress::default());
}

#[test]
fn what_keeps_a_run_from_going_on() {
    let there = header();
    assert_eq!(there.differences(&header()), Vec::<String>::new());
    let now = Header { seed: 8, started: "another day".to_owned(), ..header() };
    assert_eq!(there.differences(&now), ["seed: 7 there, 8 now"]);
    let dialect = DialectName { digest: "77".to_owned(), ..header().dialect };
    let now = Header { world: World::Real, hayes: "0.2.0".to_owned(), dialect, ..header() };
    let told = [
        "dialect digest: 5f1d there, 77 now",
        "world: virtual there, real now",
        "hayes version: 0.1.0 there, 0.2.0 now",
    ];
    assert_eq!(there.differences(&now), told);
}
