//! What is lawful is accepted, and stays: every listed value, the ends of every range, the longest text.

use hayes_at::kind::Kind;
use hayes_at::message::Value;
use hayes_dialects::dialect::{Default, Place};

use super::build::{Made, letters};
use super::readback::{Readback, around};
use super::subject::Subject;
use super::{expect, send};
use crate::case::{Case, Way, slug};

/// The most numbers of a range that each get a case.
const FEW: i64 = 8;
/// The most numbers beside gaps that are tried.
const MOST_INNER: usize = 8;
/// The longest text that is tried.
const LONG: u32 = 4096;
/// How long a text is that has no limit: long enough to differ from others of its line.
const PLAIN: usize = 24;

/// For a form that only sets something.
pub(super) fn cases(subject: &Subject<'_>) -> Vec<Case> {
    if !only_sets(subject) {
        return Vec::new();
    }
    let mut cases = Vec::new();
    // Whose setting it is must not change: others of the same name are other settings.
    for place in subject.settings() {
        let Some((at, slot)) = subject.slot(place) else { continue };
        let Some(plain) = subject.plain(Some(place.id)) else { continue };
        let values = lawful_values(&slot.kind).into_iter().chain(without_limit(&slot.kind));
        let lines = subject.lawful_lines(&plain, at, values).into_iter();
        cases.extend(lines.map(|(name, value, made)| case(subject, (place, &name, &value), &made)));
    }
    cases
}

fn case(subject: &Subject<'_>, (place, name, value): (&Place, &str, &Value), made: &Made) -> Case {
    let what = format!("{}/{name}", slug(&place.written));
    let title = format!("{} takes {} for <{}> and keeps it", subject.shown(), words(name), place.written);
    let mut case = subject.case(&what, title);
    case.readings = subject.readings_inside(place, value);
    case.rules = subject.rules(Some(&place.written), "range");
    let readback = Readback::of(subject);
    let open = !case.readings.is_empty();
    let ways: &[Way] = if open { &[Way::Accepted, Way::Refused] } else { &[Way::Accepted] };
    case.steps = vec![send(&made.line), expect(ways)];
    let after = readback.as_ref().filter(|_| !open).and_then(|r| r.changed(&made.message, subject.shape()?));
    around(&mut case, readback.as_ref(), after);
    if case.undo.is_empty() {
        case.undo = super::acting::by_default(subject).unwrap_or_default();
    }
    case
}

/// Does a form set what it, or the read form of its command, also tells, and nothing else?
pub(super) fn only_sets(subject: &Subject<'_>) -> bool {
    let form = subject.form;
    let acts = form.data.is_some() || form.has_later();
    !acts && form.shape.is_some() && (form.query.is_some() || Readback::of(subject).is_some())
}

/// The value that the document gives a parameter until it is set.
pub(super) fn default_of(place: &Place) -> Option<Value> {
    match place.param.default.as_ref()? {
        Default::Number(number) => Some(Value::Int(*number)),
        Default::Text(text) => Some(Value::Text(text.clone().into_bytes())),
        Default::Unknown => None,
    }
}

/// `value-3` in words.
pub(super) fn words(name: &str) -> String {
    match name.strip_prefix("value-") {
        Some(number) => number.to_owned(),
        None => format!("the {}", name.replace('-', " ")),
    }
}

/// A text without a limit has no longest one; that it is kept can be seen all the same.
fn without_limit(kind: &Kind) -> Option<(String, Value)> {
    let Kind::Text(text) = kind else { return None };
    (text.bytes.most > LONG).then(|| (format!("{PLAIN}-bytes"), Value::Text(letters(text.chars, PLAIN))))
}

/// Lawful values by name.
pub(super) fn lawful_values(kind: &Kind) -> Vec<(String, Value)> {
    match kind {
        Kind::Int(set) => {
            let ranges = set.ranges();
            let count: i64 = ranges
                .iter()
                .map(|(low, high)| high.saturating_sub(*low).saturating_add(1))
                .fold(0, i64::saturating_add);
            if count <= FEW {
                let all = ranges.iter().flat_map(|(low, high)| *low..=*high);
                return all.map(|n| (format!("value-{n}"), Value::Int(n))).collect();
            }
            let mut ends = vec![("lowest".to_owned(), Value::Int(set.lowest()))];
            if set.highest() < i64::MAX {
                ends.push(("highest".to_owned(), Value::Int(set.highest())));
            }
            // Where the set has gaps, the numbers beside them.
            let beside = ranges.windows(2).flat_map(|pair| [pair[0].1, pair[1].0]);
            let inner = beside.filter(|n| *n != set.lowest() && *n != set.highest());
            ends.extend(inner.take(MOST_INNER).map(|n| (format!("value-{n}"), Value::Int(n))));
            ends
        }
        Kind::Text(text) => {
            let mut values = Vec::new();
            if text.bytes.most <= LONG {
                values
                    .push(("longest".to_owned(), Value::Text(letters(text.chars, text.bytes.most as usize))));
            }
            if text.bytes.least > 0 {
                values.push((
                    "shortest".to_owned(),
                    Value::Text(letters(text.chars, text.bytes.least as usize)),
                ));
            }
            values
        }
        _ => Vec::new(),
    }
}
