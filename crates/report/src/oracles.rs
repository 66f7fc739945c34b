//! What must hold of any journal, and of what is made of it: a function that panics where it does not. Fuzzing, replay
//! and property tests share it.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{Cursor, Seek, Write};
use std::sync::Arc;
use std::time::Duration;

use hayes_journal::{Entry, Event, Reader};
use quick_junit::Report;
use serde_json::Value;

use crate::compare::Comparison;
use crate::live::Live;
use crate::look::Look;
use crate::open::Opened;
use crate::{Counts, Run, github, html, junit, markdown, results, terminal};

/// How long what is made of a journal may be: so much, and so many bytes for each of its own.
const OUTPUT: (usize, usize) = (16 * 1024, 96);

/// Any bytes are a run or are refused; what is written of a run is bounded, well-formed and safe to be shown.
pub fn report(bytes: &[u8]) {
    let Ok(run) = Run::read(bytes) else { return };
    consistent(&run, bytes);
    let bounded = |text: Vec<u8>| {
        assert!(text.len() <= OUTPUT.0 + OUTPUT.1 * bytes.len(), "{} bytes of {}", text.len(), bytes.len());
        String::from_utf8(text).expect("UTF-8")
    };
    let mut json = Vec::new();
    results::write(&run, &mut Cursor::new(bytes), &mut json).expect("memory takes all");
    as_json(&run, &bounded(json));
    let mut xml = Vec::new();
    junit::write([(&run, Cursor::new(bytes))], &mut xml).expect("memory takes all");
    as_junit(&run, &bounded(xml));
    for columns in [40, 77, 160] {
        let mut text = Vec::new();
        let look = Look { columns, ..Look::log() };
        terminal::write(&mut [(&run, Cursor::new(bytes))], "elsewhere", look, &mut text)
            .expect("memory takes all");
        plain_lines(&bounded(text));
    }
    let mut summary = Vec::new();
    markdown::write(&mut [(&run, Cursor::new(bytes))], &mut summary).expect("memory takes all");
    plain_text(&bounded(summary));
    for line in github::annotations([&run]).lines() {
        assert!(
            line.starts_with("::error title=hayes%3A ") || line.starts_with("::warning title=hayes%3A "),
            "{line}"
        );
    }
    live(bytes);
    pages(run, bytes);
    compared(bytes);
}

/// A file with these bytes. There is one for all of them: files cost more than all else here.
fn file(bytes: &[u8]) -> File {
    thread_local! { static FILES: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) }; }
    FILES.with_borrow_mut(|files| {
        if files.is_empty() {
            let name = format!("hayes-oracle-{}-{:?}", std::process::id(), std::thread::current().id());
            let path = std::env::temp_dir().join(name);
            let file = File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(true)
                .open(&path)
                .expect("a file");
            fs::remove_file(&path).expect("a file");
            files.push(file);
        }
        let mut file = files[0].try_clone().expect("the same file");
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(bytes))
            .expect("room for it");
        file
    })
}

fn opened(run: Run, bytes: &[u8]) -> [Opened; 1] {
    [Opened { path: "journal.jsonl".into(), file: file(bytes), run }]
}

/// Pages are bounded, hold each case once, and nothing in them is markup but what is ours.
fn pages(run: Run, bytes: &[u8]) {
    let cases: Vec<Arc<str>> = run.cases.iter().map(|case| Arc::clone(&case.id)).collect();
    let mut held = Vec::new();
    let mut look = |_: &str, page: &str| {
        assert!(page.len() <= html::MAX_PAGE, "a page of {} bytes", page.len());
        plain_markup(page);
        held.extend(html::listed(page));
        Ok(())
    };
    html::make(&mut opened(run, bytes), &mut look).expect("memory takes all");
    held.sort_unstable();
    let mut ids: Vec<&str> = cases.iter().map(|id| &**id).collect();
    ids.sort_unstable();
    assert_eq!(held, ids);
}

/// A journal against itself is the same; against a part of it, it is told in plain words.
fn compared(bytes: &[u8]) {
    let read = |bytes| Run::read(bytes).ok();
    for other in [bytes, &bytes[..bytes.len() / 2]] {
        let (Some(ours), Some(theirs)) = (read(bytes), read(other)) else { continue };
        // Both have the one file, and the part is its beginning.
        let Ok(comparison) = Comparison::of(&mut opened(ours, bytes), &mut opened(theirs, bytes)) else {
            continue;
        };
        assert!(other.len() < bytes.len() || !comparison.is_worse() && !comparison.is_slower());
        plain_text(&comparison.text());
        plain_text(&comparison.markdown());
        plain_text(&comparison.json_text());
        let page = comparison.html();
        assert!(page.len() <= html::MAX_PAGE, "a page of {} bytes", page.len());
        plain_markup(&page);
    }
}

/// All tags of a page are ones that we write, and no letter of it hides or moves.
fn plain_markup(page: &str) {
    const OURS: &str = "a article b br button caption code dd details div dl dt footer h1 h2 h3 header input label li main mark nav \
        noscript option p path pre rect script section select span summary svg table tbody td text th thead tr ul";
    plain_text(page);
    let body = page.split_once("<body>").expect("a body").1;
    let (body, _) = body.rsplit_once("<script>").expect("a script");
    for tag in body.split('<').skip(1) {
        let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or_default();
        assert!(OURS.split(' ').any(|ours| ours == name), "<{}", &tag[..tag.floor_char_boundary(60)]);
    }
}

/// What the model says of a journal fits together, and lies inside of it.
fn consistent(run: &Run, bytes: &[u8]) {
    assert_eq!(run.bytes, bytes.len() as u64);
    assert_eq!(run.counts, Counts::of(&run.cases));
    assert_eq!(run.areas.iter().map(|area| area.counts.total()).sum::<u64>(), run.counts.total());
    for case in &run.cases {
        assert!(case.rules.iter().all(|rule| run.rules.get(*rule as usize).is_some()));
        assert!(case.forms.iter().all(|form| run.forms.get(*form as usize).is_some()));
        assert!((case.area as usize) < run.areas.len());
        for attempt in &case.attempts {
            assert!(attempt.bytes.start < attempt.bytes.end && attempt.bytes.end <= run.bytes, "{attempt:?}");
            let begins = bytes[..attempt.bytes.start as usize].last();
            assert!(begins.is_none_or(|byte| *byte == b'\n'), "an attempt begins where a line does");
        }
    }
    let is_there = |case: &u32| (*case as usize) < run.cases.len();
    assert!(
        run.breaches
            .iter()
            .all(|breach| is_there(&breach.case) && breach.during.as_ref().is_none_or(is_there))
    );
    assert!(run.readings.iter().all(|reading| reading.case.as_ref().is_none_or(is_there)));
}

fn as_json(run: &Run, json: &str) {
    plain_text(json);
    let value: Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(value["schema"], results::SCHEMA);
    assert_eq!(value["cases"].as_array().map(Vec::len), Some(run.cases.len()));
}

fn as_junit(run: &Run, xml: &str) {
    plain_text(xml);
    let report = Report::deserialize_from_str(xml).expect("XML as viewers read it");
    let [suite] = &report.test_suites[..] else { panic!("{} suites", report.test_suites.len()) };
    assert_eq!(suite.tests, run.cases.len() + usize::from(!run.missing.ended));
}

/// Nothing moves a cursor, hides, or reverses a line.
fn plain_text(text: &str) {
    let bad = text.chars().find(|letter| {
        letter.is_control() && *letter != '\n'
            || ('\u{200b}'..='\u{202e}').contains(letter) && !('\u{2010}'..='\u{2027}').contains(letter)
    });
    assert_eq!(bad, None);
}

/// Nor is a line a command to what reads logs.
fn plain_lines(text: &str) {
    plain_text(text);
    let obeyed = text.lines().find(|line| line.trim_start().starts_with("::") || line.contains("##"));
    assert_eq!(obeyed, None);
}

/// A run that goes on says one thing at a time.
fn live(bytes: &[u8]) {
    let mut live = Live::new(Look::log(), "run", bytes.len(), 0, Duration::ZERO);
    let finished = Reader::new(bytes).filter_map(|read| match read {
        Ok((_, Entry::Event(Event::Finished(finished)))) => Some(finished),
        _ => None,
    });
    for finished in finished {
        plain_lines(&live.finished(&finished, finished.at));
    }
    plain_lines(&live.end(Duration::MAX));
}
