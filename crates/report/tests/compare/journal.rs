//! Two runs made up, with each kind of difference between them.

use serde_json::{Value, json};

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    First,
    Second,
}

use Which::First;

/// Of two values, the one of this run.
fn of<T>(which: Which, first: T, second: T) -> T {
    if which == First { first } else { second }
}

/// How a case ended: its verdict, and what is said of it beyond.
type End = (&'static str, Value);

fn pass() -> End {
    ("pass", json!({}))
}

fn fail(reason: &str, expected: &str, actual: &str) -> End {
    ("fail", json!({"reason": reason, "expected": expected, "actual": actual}))
}

/// A run of `quectel-bc26`; the second is of a later firmware, and was cut off.
pub(crate) fn run(which: Which) -> String {
    let mut journal = Journal { lines: Vec::new(), now: 0 };
    journal.head(which);
    let cases = [
        ("packets/other", pass(), ""),
        (
            "publish/qos1",
            of(
                which,
                pass(),
                fail(
                    "the result came before the acknowledgement",
                    "+QMTPUB: 0,1,0 after PUBACK",
                    "+QMTPUB: 0,1,0",
                ),
            ),
            of(which, "0,1,1", "0,1,0"),
        ),
        (
            "publish/qos2",
            of(
                which,
                ("inconclusive", json!({"reason": "no network"})),
                fail("no result", "+QMTPUB: 0,2,0", "nothing in 15 s"),
            ),
            "",
        ),
        (
            "keepalive/above-max",
            of(which, fail("it is accepted", "ERROR", "OK"), pass()),
            of(which, "OK", "ERROR"),
        ),
        (
            "will/topic",
            of(
                which,
                fail("no will is published", "PUBLISH", "nothing"),
                fail("the will is cut", "PUBLISH \"abc\"", "PUBLISH \"ab\""),
            ),
            "",
        ),
        (
            "known/one",
            of(
                which,
                (
                    "fail",
                    json!({"reason": "as ever", "known": {"reason": "ticket 12", "expires": "2027-01-01"}}),
                ),
                fail("as ever", "", ""),
            ),
            "",
        ),
        (
            "open/closed-port",
            of(which, pass(), ("inconclusive", json!({"reason": "the far end was not reached"}))),
            "",
        ),
        ("answer/other", pass(), of(which, "+QMTCFG: 1", "+QMTCFG: 1,0")),
        ("answer/names-only", pass(), of(which, "hayes/1/a", "hayes/77/a")),
        ("same/one", pass(), "OK"),
        (of(which, "only/in-the-first", "only/in-the-second"), pass(), ""),
    ];
    for (name, ..) in &cases {
        journal.push(&json!({
            "kind": "planned", "case": id(name), "title": format!("what {name} shows"), "rules": ["rule.one"], "clause": "3.2.9",
            "area": name.split('/').next(), "source": "derived",
        }));
    }
    for (name, end, answer) in cases {
        let payload = of(which, "hello", "hell");
        let sent = (name == "packets/other").then_some(payload);
        journal.case(name, end, answer, sent);
    }
    for number in 0..30 {
        journal.timing("+QMTOPEN", of(which, 100_000, 400_000) + number * 1_000);
        journal.timing("+QMTCONN", of(which, 300_000, 80_000) + number * 1_000);
        journal.timing("+QMTCLOSE", 50_000 + number * 1_000);
    }
    for number in 0..5 {
        journal.timing("+QMTDISC", of(which, 100_000, 900_000) + number);
    }
    let case = id("same/one");
    journal.push(&json!({"kind": "reading", "reading": "retry.zero", "way": of(which, "0 is refused", "0 is taken"), "case": case}));
    journal.push(&json!({"kind": "reading", "reading": "echo.case", "way": "upper case", "case": case}));
    if which == First {
        journal.push(&json!({"kind": "ended", "at_us": journal.now}));
    }
    journal.lines.concat()
}

/// A run of another document, of one case.
pub(crate) fn other(dialect: &str) -> String {
    let head = json!({
        "kind": "run", "schema": "hayes-journal/1", "hayes": "0.1.0", "started": "2026-11-21T07:15:00Z", "seed": 1,
        "dialect": {"id": dialect, "digest": "aa"}, "world": "virtual",
    });
    format!("{head}\n{}\n", json!({"kind": "ended", "at_us": 0}))
}

fn id(name: &str) -> String {
    format!("quectel-bc26/{name}")
}

struct Journal {
    lines: Vec<String>,
    now: u64,
}

impl Journal {
    fn push(&mut self, line: &Value) {
        self.lines.push(format!("{line}\n"));
    }

    fn head(&mut self, which: Which) {
        self.push(&json!({
            "kind": "run", "schema": "hayes-journal/1", "hayes": of(which, "0.1.0", "0.2.0"), "started": "2026-11-21T07:15:00Z",
            "seed": 1, "dialect": {"id": "quectel-bc26", "digest": "9f2c"}, "world": "real",
        }));
        self.push(&json!({
            "kind": "rule", "id": "rule.one", "clause": "3.2.9", "says": "what the document has a module do",
        }));
        self.push(&json!({
            "kind": "module", "manufacturer": "Quectel", "model": "BC26", "firmware": of(which, "BC26NBR01A08", "BC26NBR01A09"),
        }));
    }

    fn case(&mut self, name: &str, (verdict, said): End, answer: &str, sent: Option<&str>) {
        let id = id(name);
        self.push(&json!({"kind": "started", "at_us": self.now, "case": id, "attempt": 1}));
        self.push(&json!({"kind": "out", "at_us": self.now + 10, "bytes": "AT+QMT?\\r"}));
        if !answer.is_empty() {
            self.push(
                &json!({"kind": "in", "at_us": self.now + 20, "bytes": format!("\\r\\n{answer}\\r\\n")}),
            );
        }
        if let Some(payload) = sent {
            let packet = json!({"qos": 0, "topic": "t", "payload": payload});
            let record = json!({"connection": 1, "event": "received", "type": "PUBLISH", "packet": packet});
            self.push(&json!({"kind": "far", "at_us": self.now + 30, "record": record}));
        }
        self.now += 1_000_000;
        let mut end = json!({"kind": "finished", "at_us": self.now, "case": id, "verdict": verdict});
        if let (Some(end), Value::Object(said)) = (end.as_object_mut(), said) {
            end.extend(said);
        }
        self.push(&end);
    }

    fn timing(&mut self, form: &str, took: u64) {
        self.now += took;
        self.push(&json!({"kind": "timing", "at_us": self.now, "form": form, "took_us": took, "limit_us": 15_000_000}));
    }
}
