//! A journal in which every text tries to be run, to be markup, or to reach the network.

use serde_json::{Value, json};

/// What such texts do, if they get to.
#[cfg(feature = "browser")]
pub(crate) const MARK: &str = "PWNED";
/// Where they would go.
#[cfg(feature = "browser")]
pub(crate) const HOST: &str = "exfil.invalid";

const TEXTS: [&str; 18] = [
    "<script>document.title='PWNED'</script>",
    "</script><script>document.title='PWNED'</script>",
    "</title><script>document.title='PWNED'</script>",
    "</style></textarea><img src=https://exfil.invalid/a onerror=\"document.title='PWNED'\">",
    "\" onfocus=\"document.title='PWNED'\" autofocus tabindex=\"0",
    "' onload='document.title=\"PWNED\"' x='",
    "<svg onload=document.title='PWNED'>",
    "<iframe srcdoc=\"<script>parent.document.title='PWNED'</script>\">",
    "javascript:document.title='PWNED'",
    "<a href=\"javascript:document.title='PWNED'\">here</a>",
    "<link rel=stylesheet href=https://exfil.invalid/b>",
    "<style>@import url(https://exfil.invalid/c);</style>",
    "<meta http-equiv=refresh content=\"0;url=https://exfil.invalid/d\">",
    "<base href=https://exfil.invalid/>",
    "<!--<script>--> ]]> \u{2028}document.title='PWNED'\u{2029}//",
    "\0\x1b]0;PWNED\x07\x1b[2J \u{202e}txet \" unbalanced 'quotes` \\",
    "&lt;script&gt;document.title='PWNED'&lt;/script&gt; ${document.title='PWNED'}",
    "__proto__",
];

/// All texts in all places.
pub(crate) fn journal() -> Vec<u8> {
    of(0)
}

/// The same, in another order: of two runs that are not of the same turn, all that can differ does.
pub(crate) fn of(turn: usize) -> Vec<u8> {
    let text = |place: usize| TEXTS[(place + turn) % TEXTS.len()];
    let mut lines = vec![json!({
        "kind": "run", "schema": "hayes-journal/1", "hayes": text(0), "started": text(1), "seed": 7 + turn,
        "dialect": {"id": TEXTS[3], "digest": text(4)}, "world": "real", "command": text(1), "bench": &TEXTS[turn..],
    })];
    for (number, text) in TEXTS.iter().enumerate() {
        lines.push(json!({"kind": "rule", "id": format!("{text}{number}"), "clause": text, "says": text, "why_not": text}));
        lines.push(json!({"kind": "form", "form": text, "clause": text, "title": text}));
        lines.push(json!({
            "kind": "planned", "case": id(number), "title": text, "rules": [format!("{text}{number}"), text],
            "clause": text, "area": text, "source": text, "forms": [text],
        }));
    }
    for text in TEXTS {
        lines.push(
            json!({"kind": "module", "manufacturer": text, "model": text, "firmware": text, "imei": text}),
        );
        lines.push(json!({"kind": text, "at_us": 1}));
    }
    for (number, text) in TEXTS.iter().enumerate() {
        lines.extend(case(number, text, turn));
        lines.extend(answered(number, text, turn));
    }
    lines.push(json!({"kind": "stop", "at_us": 9_000_000, "why": TEXTS[1]}));
    let lines = lines.iter().map(|line| format!("{line}\n"));
    lines.chain(TEXTS.iter().map(|text| format!("{text}\n"))).collect::<String>().into_bytes()
}

/// The ids of the cases.
pub(crate) fn id(number: usize) -> String {
    format!("x/{number}/{}", TEXTS[number])
}

/// The ids as a link has them.
#[cfg(feature = "browser")]
pub(crate) fn links() -> Vec<String> {
    let encoded =
        |id: String| id.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<String>>().concat();
    (0..TEXTS.len()).map(|number| format!("#case/{}", encoded(id(number)))).collect()
}

/// A case that passes with an answer of its own turn, one that no other turn has, and enough times for a shift.
fn answered(number: usize, text: &str, turn: usize) -> Vec<Value> {
    let visible = hayes_at::visible::Visible(text.as_bytes()).to_string();
    let at = 8_000_000 + number as u64 * 10_000;
    let record = json!({"connection": 1, "event": "received", "type": "PUBLISH", "packet": {"topic": text, "payload": turn}});
    let mut lines = Vec::new();
    for case in [format!("passes/{}", id(number)), format!("{turn}/{}", id(number))] {
        lines.extend([
            json!({"kind": "started", "at_us": at, "case": case, "attempt": 1}),
            json!({"kind": "out", "at_us": at + 1, "bytes": format!("AT+X=\"{visible}\"\\r")}),
            json!({"kind": "in", "at_us": at + 2, "bytes": format!("{turn}{visible}\\r\\n")}),
            json!({"kind": "far", "at_us": at + 3, "record": record}),
            json!({"kind": "finished", "at_us": at + 4, "case": case, "verdict": "pass"}),
        ]);
    }
    lines.push(json!({"kind": "reading", "reading": text, "way": format!("{turn}{text}")}));
    let took = 30_000 + 100_000 * turn;
    lines.extend((0..25).map(
        |_| json!({"kind": "timing", "at_us": at + 5, "form": text, "took_us": took, "limit_us": 20_000}),
    ));
    lines
}

fn case(number: usize, text: &str, turn: usize) -> Vec<Value> {
    let at = number as u64 * 100_000;
    let visible = hayes_at::visible::Visible(text.as_bytes()).to_string();
    let verdict = ["fail", "fail", "inconclusive", "rig", "skipped"][(number + turn) % 5];
    let known = json!({"reason": text, "expires": text});
    let record = json!({
        "format": "hayes-far-end/1", "at_us": at + 40, "connection": 1, "client": text, "event": "received",
        "type": "PUBLISH", "packet": {"topic": text, "payload": visible, text: text}, "raw": "30",
    });
    vec![
        json!({"kind": "started", "at_us": at, "case": id(number), "attempt": 1}),
        json!({"kind": "out", "at_us": at + 10, "bytes": format!("AT+QMTPUB=0,0,0,0,\"{visible}\"\\r")}),
        json!({"kind": "in", "at_us": at + 20, "bytes": format!("\\r\\n+QMTRECV: 0,0,\"{visible}\",\"{visible}\"\\r\\n")}),
        json!({"kind": "far", "at_us": at + 40, "record": record}),
        json!({"kind": "far", "at_us": at + 41, "record": {"event": text, "note": text}}),
        json!({"kind": "note", "at_us": at + 50, "text": text}),
        json!({"kind": "errors", "at_us": at + 51, "what": text, "count": 2}),
        json!({"kind": "timing", "at_us": at + 60, "form": text, "took_us": 30_000, "limit_us": 20_000}),
        json!({"kind": "reading", "reading": text, "way": text, "case": id(number)}),
        json!({"kind": "breach", "at_us": at + 61, "case": id(number), "text": text, "clause": text, "during": id(number)}),
        json!({
            "kind": "finished", "at_us": at + 70, "case": id(number), "verdict": verdict, "flaky": (number + turn).is_multiple_of(5),
            "known": if (number + turn) % 5 == 1 { known } else { Value::Null }, "reason": text, "expected": text,
            "actual": text, "evidence": [{"line": 1, "start": 0, "length": 0}],
        }),
        json!({"kind": "known", "at_us": at + 80, "pattern": text, "reason": text, "expires": text, "state": "stale"}),
    ]
}
