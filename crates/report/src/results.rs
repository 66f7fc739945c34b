//! `results.json`, schema `hayes-results/1`: a run for tools. `schema/hayes-results-1.schema.json` describes it.

use std::io::{self, Read, Seek, Write};

use hayes_journal::header::World;
use hayes_journal::transcript::{Normaliser, Times};
use serde::Serialize;
use serde_json::{Value, json};

use crate::bounds;
use crate::case::{Case, Outcome, Standing};
use crate::counts::Counts;
use crate::json;
use crate::run::{Form, Reading, Run};
use crate::witness::transcript_of;

/// The version of the format.
pub const SCHEMA: &str = "hayes-results/1";
/// How many lines of a transcript stand here: half of them its first, half its last. The journal has all.
const LINES: usize = 400;
/// How long a line of a transcript may be.
const LINE: usize = 4000;

/// Writes the results of one run; the transcripts come from its journal. Each case is on a line of its own.
pub fn write(run: &Run, journal: &mut (impl Read + Seek), into: &mut impl Write) -> io::Result<()> {
    write!(into, "{{\n\"schema\":\"{SCHEMA}\"")?;
    let head = head(run);
    let parts = [
        ("areas", areas(run)),
        ("readings", run.readings.iter().map(|reading| of_reading(run, reading)).collect()),
        ("response_times", run.forms.iter().filter(|form| form.times.count > 0).map(of_times).collect()),
        (
            "line_errors",
            run.errors.iter().map(|error| json!({"what": &*error.what, "count": error.count})).collect(),
        ),
        ("known", known(run)),
        ("breaches", breaches(run)),
    ];
    for (name, part) in head.into_iter().chain(parts) {
        write!(into, ",\n\"{name}\":")?;
        json::write(&part, into)?;
    }
    into.write_all(b",\n\"cases\":[")?;
    for (number, case) in run.cases.iter().enumerate() {
        into.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        json::write(&of_case(run, case, lines(journal, case)), into)?;
    }
    into.write_all(b"\n]\n}\n")
}

/// Writes what stands above the results of several runs: how they came out together, and where the results of each are.
pub fn write_several<'r>(
    runs: impl Iterator<Item = (&'r Run, String)>,
    into: &mut impl Write,
) -> io::Result<()> {
    let runs: Vec<(&Run, String)> = runs.collect();
    let counts = Counts::together(runs.iter().map(|(run, _)| &run.counts));
    let mut list: Vec<Value> = Vec::new();
    for (run, results) in runs {
        let head = head(run).into_iter().map(|(name, part)| (name.to_owned(), part));
        list.push(head.chain([("results".to_owned(), json!(results))]).collect());
    }
    write!(into, "{{\n\"schema\":\"{SCHEMA}\",\n\"counts\":")?;
    json::write(&of_counts(&counts), into)?;
    into.write_all(b",\n\"runs\":[")?;
    for (number, run) in list.iter().enumerate() {
        into.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        json::write(run, into)?;
    }
    into.write_all(b"\n]\n}\n")
}

fn head(run: &Run) -> [(&'static str, Value); 4] {
    let header = run.header.as_ref();
    let identity = run.identity.clone().unwrap_or_default();
    let world = |world| if world == World::Virtual { "virtual" } else { "real" };
    let of_run = json!({
        "version": header.map(|header| &header.hayes),
        "started": header.map(|header| &header.started),
        "seed": header.map(|header| header.seed),
        "dialect_digest": header.map(|header| &header.dialect.digest),
        "world": header.map(|header| world(header.world)),
        "command": header.and_then(|header| header.command.as_deref()),
        "bench": header.map_or(&[][..], |header| &header.bench),
        "seconds": run.took.as_secs_f64(),
        "resumed": run.resumed.len(),
        "complete": !run.missing.is_any(run),
    });
    let module = json!({
        "dialect": run.dialect(),
        "manufacturer": identity.manufacturer,
        "model": identity.model,
        "firmware": identity.firmware,
        "imei": identity.imei,
    });
    [
        ("run", of_run),
        ("module", module),
        ("counts", of_counts(&run.counts)),
        ("missing", json!(run.missing.in_words(run))),
    ]
}

fn of_counts(counts: &Counts) -> Value {
    json!({
        "pass": counts.get(Standing::Pass),
        "fail": counts.get(Standing::Fail),
        "inconclusive": counts.get(Standing::Inconclusive),
        "skipped": counts.get(Standing::Skipped),
        "rig": counts.get(Standing::Rig),
        "known": counts.get(Standing::Known),
        "no_verdict": counts.get(Standing::Open),
        "flaky": counts.flaky,
        "unexpected_pass": counts.unexpected,
        "total": counts.total(),
    })
}

fn areas(run: &Run) -> Value {
    run.areas.iter().map(|area| json!({"area": &*area.name, "counts": of_counts(&area.counts)})).collect()
}

fn of_reading(run: &Run, reading: &Reading) -> Value {
    let ways: Vec<Value> =
        reading.ways.iter().map(|(way, count)| json!({"way": way, "count": count})).collect();
    json!({"reading": &*reading.id, "ways": ways, "case": reading.case.map(|case| id_of(run, case))})
}

fn of_times(form: &Form) -> Value {
    let times = &form.times;
    json!({
        "form": &*form.id,
        "clause": form.clause,
        "count": times.count,
        "min": times.min.as_secs_f64(),
        "median": times.median().as_secs_f64(),
        "p95": times.quantile(950).as_secs_f64(),
        "max": times.max.as_secs_f64(),
        "limit": times.limit.map(|limit| limit.as_secs_f64()),
        "over_limit": times.over,
    })
}

fn known(run: &Run) -> Value {
    let entry = |entry: &crate::run::KnownEntry| {
        let cases: Vec<&str> = entry.cases.iter().map(|case| id_of(run, *case)).collect();
        json!({
            "pattern": entry.pattern, "reason": entry.reason, "expires": entry.expires, "state": entry.state, "cases": cases,
        })
    };
    run.known.iter().map(entry).collect()
}

fn breaches(run: &Run) -> Value {
    let breach = |breach: &crate::run::Breach| {
        json!({
            "case": id_of(run, breach.case),
            "text": breach.text,
            "clause": breach.clause,
            "during": breach.during.map(|during| id_of(run, during)),
        })
    };
    run.breaches.iter().map(breach).collect()
}

fn id_of(run: &Run, case: u32) -> &str {
    run.cases.get(case as usize).map_or("", |case| &case.id)
}

/// A case, its keys in the order in which people look for them.
#[derive(Serialize)]
struct OfCase<'r> {
    id: &'r str,
    title: &'r str,
    rule: Option<&'r str>,
    rules: Vec<&'r str>,
    clause: Option<&'r str>,
    area: &'r str,
    source: Option<&'r str>,
    verdict: Option<&'static str>,
    flaky: bool,
    known: Option<Value>,
    unexpected_pass: bool,
    reason: Option<&'r str>,
    expected: Option<&'r str>,
    actual: Option<&'r str>,
    seconds: f64,
    attempts: u64,
    journal: Option<Value>,
    transcript: Option<Vec<Box<str>>>,
}

fn of_case<'r>(run: &'r Run, case: &'r Case, transcript: Option<Vec<Box<str>>>) -> OfCase<'r> {
    let outcome = case.outcome.as_ref();
    let text = |text: fn(&Outcome) -> Option<&str>| outcome.and_then(text);
    let known = outcome.and_then(|outcome| outcome.known.as_deref());
    OfCase {
        id: &case.id,
        title: &case.title,
        rule: run.rules_of(case).next().map(|rule| &*rule.id),
        rules: run.rules_of(case).map(|rule| &*rule.id).collect(),
        clause: run.clause_of(case),
        area: run.area_of(case),
        source: case.source.as_deref(),
        verdict: outcome.map(|outcome| outcome.verdict.word()),
        flaky: outcome.is_some_and(|outcome| outcome.flaky),
        known: known.map(|known| json!({"reason": known.reason, "expires": known.expires})),
        unexpected_pass: case.unexpected,
        reason: text(|outcome| outcome.reason.as_deref()),
        expected: text(|outcome| outcome.expected.as_deref()),
        actual: text(|outcome| outcome.actual.as_deref()),
        seconds: case.took().as_secs_f64(),
        attempts: case.attempts.len() as u64 + u64::from(case.more_attempts),
        journal: case
            .attempt()
            .map(|it| json!({"line": it.line, "start": it.bytes.start, "end": it.bytes.end})),
        transcript,
    }
}

/// The transcript as lines; none where the case never ran, or its lines are not there any more.
fn lines(journal: &mut (impl Read + Seek), case: &Case) -> Option<Vec<Box<str>>> {
    let transcript = transcript_of(journal, case).ok().flatten()?;
    let text = transcript.text(Times::Shown, &mut Normaliser::none());
    let count = text.lines().count();
    let left_out = count.saturating_sub(LINES);
    let mut lines: Vec<Box<str>> = Vec::with_capacity(count.min(LINES + 1));
    for (number, line) in text.lines().enumerate() {
        if left_out == 0 || number < LINES / 2 || number >= LINES / 2 + left_out {
            lines.push(bounds::cut(line, LINE));
        } else if number == LINES / 2 {
            lines.push(format!("... {left_out} lines left out").into());
        }
    }
    Some(lines)
}
