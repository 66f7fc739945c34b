//! Every session of `corpora/explain/`, explained as a user sees it. Each snapshot was read line by line.

use hayes_monitor::oracles::{dialects, explain};
use hayes_monitor::output::{json, text};
use hayes_monitor::{Explainer, Kind, LineKind, Options, Sureness, find};

/// Explains a log; the text, the JSON, and the exit-relevant verdict.
fn explained(log: &[u8], mut options: Options) -> (String, String, bool) {
    let found = find(log, dialects());
    options.this_module_only = found.sure == Sureness::Certain;
    let dialect = &dialects()[found.dialect];
    let mut explainer = Explainer::new(dialect, dialects(), log, options);
    let (mut out, mut objects) = (String::new(), String::new());
    text::head(dialect, Some(&found), explainer.form(), &mut out);
    let end = explainer.usual_end();
    let mut take = |record: &hayes_monitor::Record<'_, '_>| {
        text::record(record, end, &mut out);
        json::record(record, &mut objects);
    };
    explainer.push(log, &mut take);
    let summary = explainer.finish(&mut take);
    text::summary(&summary, &mut out);
    json::summary(&summary, dialect, Some(&found), &mut objects);
    (out, objects, summary.clean)
}

#[test]
fn sessions() {
    insta::glob!("../../../corpora/explain", "*.log", |path| {
        let log = std::fs::read(path).expect("a session");
        explain(&log);
        let (out, objects, _) = explained(&log, Options::default());
        for line in objects.lines() {
            let object: serde_json::Value = serde_json::from_str(line).expect("one JSON object per line");
            assert!(object.get("summary").is_some() || object["line"].is_u64(), "{line}");
        }
        insta::assert_snapshot!(out);
    });
}

#[test]
fn every_byte_of_a_session_comes_back_from_its_json() {
    let log = include_bytes!("../../../corpora/explain/raw-capture-echo.log");
    let (_, objects, _) = explained(log, Options::default());
    let mut back = Vec::new();
    for line in objects.lines() {
        let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if let Some(text) = object["text"].as_str() {
            back.extend(hayes_at::visible::bytes_of(text).expect("visible notation"));
        }
    }
    assert_eq!(back, log);
}

/// A secret in digits is one all the same: on one line, in the rows of a dump, and in the text beside them.
#[test]
fn digits_of_secrets_are_hidden() {
    let dump = &include_bytes!("../../../corpora/explain/dump-secret.log")[..];
    let line = &include_bytes!("../../../corpora/explain/hex-secret.log")[..];
    for (log, digits) in [(dump, "4c6f 6e67"), (line, "4c 6f 6e 67")] {
        let (out, objects, _) = explained(log, Options::default());
        for secret in [digits, "Long-Secret"] {
            assert!(!out.contains(secret) && !objects.contains(secret), "{secret}: {out}");
        }
        let mut options = Options::default();
        options.show_secrets = true;
        let (shown, ..) = explained(log, options);
        assert!(shown.contains(digits), "{shown}");
    }
}

#[test]
fn secrets_show_only_when_asked_for() {
    let log = include_bytes!("../../../corpora/explain/secrets.log");
    let secrets = ["4711", "apnpassword1", "correct horse"];
    let (out, objects, _) = explained(log, Options::default());
    let mut options = Options::default();
    options.show_secrets = true;
    let (shown, ..) = explained(log, options);
    for secret in secrets {
        assert!(!out.contains(secret) && !objects.contains(secret), "{secret} is hidden");
        assert!(shown.contains(secret), "{secret} is shown");
    }
}

#[test]
fn a_remark_that_is_switched_off_is_not_made() {
    let log = b"AT+QMTOPEN=0,broker,1883\r\nERROR\r\n";
    let mut options = Options::default();
    let (with, ..) = explained(log, options);
    options.without(Kind::Unquoted);
    let (without, ..) = explained(log, options);
    assert!(with.contains("warning unquoted") && !without.contains("warning unquoted"));
}

/// A line that may be the result of one command or the answer to another leaves no proof that the result is missing;
/// once it is known for the answer, the result is.
#[test]
fn a_result_that_may_have_come_is_not_missing() {
    let log = |lines: &str| format!("AT+QMTCONN=0,\"me\"\r\nOK\r\nAT+QMTCONN?\r\n{lines}OK\r\n");
    let missing = |lines: &str| explained(log(lines).as_bytes(), Options::default()).0.contains("no-result");
    assert!(missing(""));
    assert!(!missing("+QMTCONN: 0,2\r\n"));
}

#[test]
fn every_kind_of_remark_has_a_name_of_its_own_and_says_how_it_is_found() {
    let mut names: Vec<&str> = Kind::ALL.iter().map(|k| k.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Kind::ALL.len());
    assert!(Kind::ALL.len() <= 64, "they are kept as bits");
    assert!(Kind::ALL.iter().all(|k| !k.how().is_empty() && Kind::find(k.name()) == Some(*k)));
}

#[test]
fn memory_stays_the_same_however_long_the_log() {
    // What is held back must not grow: each line leaves as soon as its event has come.
    let dialect = &dialects()[0];
    let log = b"AT+CSQ\r\n+CSQ: 20,99\r\nOK\r\n";
    let mut explainer = Explainer::new(dialect, dialects(), log, Options::default());
    let mut out = 0_usize;
    for round in 1..=1000 {
        explainer.push(log, &mut |_| out += 1);
        // The last line end may still grow by a byte that has not come.
        assert!(out + 2 >= round * 3, "lines are held back in round {round}: {out}");
    }
    explainer.finish(&mut |record| assert_ne!(record.note.kind, LineKind::Unknown));
}

#[test]
fn what_fuzzing_found_stays_mended() {
    let mut folders =
        vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpora/explain"))];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                explain(&std::fs::read(&path).expect("an input"));
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}
