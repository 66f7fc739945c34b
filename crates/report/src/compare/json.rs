//! A comparison as data, schema `hayes-comparison/1`.

use serde_json::{Value, json};

use crate::case::Standing;
use crate::counts::Counts;

use super::{Answer, Change, Comparison, Difference, Kind, Only, Pair, Reading, Shift};

/// The version of what is written.
const SCHEMA: &str = "hayes-comparison/1";

impl Comparison {
    /// All of it as JSON, on many lines, and safe to be shown.
    pub fn json_text(&self) -> String {
        crate::json::pretty(&self.json()) + "\n"
    }

    /// All of it. Keys stand in the order in which they are promised; sides are `a`, the first run, and `b`.
    pub fn json(&self) -> Value {
        json!({
            "schema": SCHEMA,
            "worse": self.is_worse(),
            "slower": self.is_slower(),
            "headline": self.headline(),
            "dialects": self.pairs.iter().map(pair).collect::<Vec<_>>(),
            "only": sides(&self.only, |only| json!(only)),
        })
    }
}

fn sides<T>([a, b]: &[T; 2], show: impl Fn(&T) -> Value) -> Value {
    json!({ "a": show(a), "b": show(b) })
}

fn pair(pair: &Pair) -> Value {
    let changes = |kind| pair.all_of(kind).map(change).collect::<Vec<_>>();
    json!({
        "dialect": pair.dialect,
        "module": sides(&pair.modules, |module| json!(module)),
        "counts": sides(&pair.counts, counts),
        "conditions": pair.conditions,
        "missing": sides(&pair.missing, |missing| json!(missing)),
        "new_failures": changes(Kind::NewFailure),
        "fixed": changes(Kind::Fixed),
        "other_verdicts": changes(Kind::Other),
        "answers": pair.answers.iter().map(answer).collect::<Vec<_>>(),
        "more_answers": pair.more_answers,
        "times": pair.shifts.iter().map(shift).collect::<Vec<_>>(),
        "timed_forms": pair.timed,
        "readings": pair.readings.iter().map(reading).collect::<Vec<_>>(),
        "only": sides(&pair.only, only),
        "same": pair.same,
    })
}

fn counts(counts: &Counts) -> Value {
    Standing::ALL
        .into_iter()
        .map(|standing| (standing.word().replace(' ', "_"), json!(counts.get(standing))))
        .collect()
}

fn change(change: &Change) -> Value {
    json!({
        "id": change.id,
        "title": change.title,
        "rule": change.rule,
        "clause": change.clause,
        "verdict": sides(&change.standings, |standing| json!(standing.word())),
        "said": sides(&change.said, |said| json!(said)),
        "difference": difference(&change.difference),
    })
}

fn answer(answer: &Answer) -> Value {
    json!({ "id": answer.id, "title": answer.title, "difference": difference(&answer.difference) })
}

fn difference(difference: &Difference) -> Value {
    let lines = difference.lines.iter().map(|(tag, line)| format!("{}{line}", tag.sign()));
    json!({ "lines": lines.collect::<Vec<_>>(), "more": difference.more })
}

fn shift(shift: &Shift) -> Value {
    let micros = |time: &std::time::Duration| json!(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    json!({
        "form": shift.form,
        "slower": shift.is_slower(),
        "answers": sides(&shift.counts, |count| json!(count)),
        "median_us": sides(&shift.medians, micros),
        "p95_us": sides(&shift.most, micros),
        "limit_us": shift.limit.as_ref().map(micros),
        "deviations": (shift.deviations * 100.0).round() / 100.0,
    })
}

fn reading(reading: &Reading) -> Value {
    json!({ "reading": reading.id, "ways": sides(&reading.ways, |ways| json!(ways)) })
}

fn only(only: &Only) -> Value {
    let first = only.first.iter().map(|(id, standing)| json!({ "id": id, "verdict": standing.word() }));
    json!({ "count": only.count, "first": first.collect::<Vec<_>>() })
}
