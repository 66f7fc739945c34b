//! Parameters: type, range, length, default, unit, enumerated values, secrecy.

use std::collections::BTreeSet;

use hayes_at::kind::Bytes;
use hayes_at::range::RangeSet;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Default, Param, ParamKind};

use super::comparison::Comparison;
use super::dialect::{Defined, is_printed, params};
use super::file::{self, Reading};

pub(super) fn compare(dialect: &Dialect, reading: &Reading, comparison: &mut Comparison) {
    let ours = params(dialect);
    for second in &reading.param {
        let mut same = ours.iter().filter(|d| is_same(d, second)).peekable();
        let place = (second.command.as_str(), second.name.as_str());
        if same.peek().is_none() && !(second.is_bare() && is_printed(dialect, place.0, place.1)) {
            comparison.missing(place);
        }
        for defined in same {
            compare_one(dialect, reading, defined, second, comparison);
        }
    }
    for defined in ours.iter().filter(|d| d.documented && says_something(&d.param)) {
        if reading.param(&defined.about, &defined.names).is_none() {
            comparison.surplus((&defined.about, &defined.param.name));
        }
    }
}

fn is_same(defined: &Defined, second: &file::Param) -> bool {
    defined.about == second.command && defined.names.iter().any(|n| n.eq_ignore_ascii_case(&second.name))
}

fn compare_one(
    dialect: &Dialect,
    reading: &Reading,
    defined: &Defined,
    second: &file::Param,
    comparison: &mut Comparison,
) {
    let place = (second.command.as_str(), second.name.as_str());
    let param = &*defined.param;
    let ways = ways(param);
    comparison.fact(place, "kind", &kind(ways[0]), &second.kind);
    let mut codes = Vec::new();
    if let Some(table) = param.codes.as_deref().and_then(|id| dialect.errors(id)) {
        codes = table.values.iter().map(|m| m.number).collect();
        if leaves_to_table(second, table.clause.as_deref(), reading) {
            comparison.fact(place, "range", &range_of(&ways), &set_of(&codes));
            compare_rest(place, param, second, comparison);
            return;
        }
    }
    comparison.fact(place, "range", &range_of(&ways), &spelled_set(&second.range));
    let values = ways.iter().flat_map(|w| &w.values).map(|m| m.number).chain(codes);
    comparison.fact(place, "values", &listed(values), &listed(second.values.iter().copied()));
    compare_rest(place, param, second, comparison);
}

fn compare_rest(place: (&str, &str), param: &Param, second: &file::Param, comparison: &mut Comparison) {
    comparison.fact(place, "bytes", &bytes(&param.kind), &second.bytes);
    comparison.fact(place, "default", &default(param), &second.default);
    if second.kind == "int" {
        comparison.fact(place, "unit", &param.unit.as_deref().unwrap_or(""), &second.unit);
    }
    comparison.fact(place, "secret", &param.secret, &second.secret);
}

/// Are the values those of a table that the second reading has too, and the parameter's entry no more than a
/// pointer to it? The document may name success beside the pointer.
fn leaves_to_table(second: &file::Param, clause: Option<&str>, reading: &Reading) -> bool {
    let pointer = second.range.is_empty() && second.values.iter().all(|v| *v == 0);
    pointer && reading.errors.iter().any(|e| Some(e.clause.as_str()) == clause)
}

/// What it may be: itself, or what its ways make of it.
fn ways(param: &Param) -> Vec<&Param> {
    match &param.by {
        None => vec![param],
        Some(by) => by.ways.iter().filter_map(|(_, way)| way.as_ref()).chain([param]).collect(),
    }
}

fn kind(param: &Param) -> &'static str {
    match param.kind {
        ParamKind::Int(_) => "int",
        ParamKind::Hex(_) => "hex",
        ParamKind::Text { .. } => "text",
        ParamKind::Word(_) => "word",
        ParamKind::Raw { .. } => "raw",
    }
}

/// The numbers that are lawful, as ranges in order; "" where there is no upper limit.
fn range_of(ways: &[&Param]) -> String {
    let all: Vec<(i64, i64)> =
        ways.iter().filter_map(|w| w.range()).flat_map(|r| r.ranges().to_vec()).collect();
    let open = |r: &(i64, i64)| r.0 <= 0 && r.1 == i64::MAX;
    if all.iter().any(open) { String::new() } else { merged(all) }
}

fn spelled_set(spelled: &str) -> String {
    if spelled.is_empty() {
        return String::new();
    }
    let set = RangeSet::parse(spelled).unwrap_or_else(|why| panic!("range `{spelled}`: {why}"));
    merged(set.ranges().to_vec())
}

fn set_of(numbers: &[i64]) -> String {
    merged(numbers.iter().map(|n| (*n, *n)).collect())
}

fn merged(mut ranges: Vec<(i64, i64)>) -> String {
    ranges.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (low, high) in ranges {
        match merged.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => merged.push((low, high)),
        }
    }
    let spelled = merged.iter().map(|&(low, high)| RangeSet::span(low, high).to_string());
    spelled.collect::<Vec<_>>().join(",")
}

fn listed(values: impl Iterator<Item = i64>) -> String {
    let values: BTreeSet<i64> = values.collect();
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn bytes(kind: &ParamKind) -> String {
    let bytes = match kind {
        ParamKind::Text { text, .. } => text.bytes,
        ParamKind::Raw { bytes, .. } => *bytes,
        _ => Bytes::ANY,
    };
    if bytes == Bytes::ANY { String::new() } else { format!("{}-{}", bytes.least, bytes.most) }
}

fn default(param: &Param) -> String {
    match &param.default {
        Some(Default::Number(number)) => number.to_string(),
        Some(Default::Text(text)) => text.clone(),
        Some(Default::Unknown) | None => String::new(),
    }
}

/// Is there more to it than its name and type?
fn says_something(param: &Param) -> bool {
    !range_of(&ways(param)).is_empty() || !bytes(&param.kind).is_empty() || !default(param).is_empty()
}
