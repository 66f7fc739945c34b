//! What is to be known beside failures: what was not judged and why, readings, slow answers, the line, what is missing.

use super::page::Page;
use crate::case::{Case, Standing};
use crate::figures::{limit, span};
use crate::group::by_reason;
use crate::look::Ink;
use crate::run::Run;

/// How many reasons, and how many cases of each, are named.
const REASONS: usize = 8;
/// How many cases of a reason are named.
const CASES: usize = 3;

/// Known deviations that are none any more.
pub(super) fn unexpected(run: &Run, page: &mut Page) {
    let unexpected: Vec<&Case> = run.cases.iter().filter(|case| case.unexpected).collect();
    if unexpected.is_empty() {
        return;
    }
    page.gap();
    page.say(Ink::Bad, "Known deviations that pass: take them off the list");
    for case in unexpected.iter().take(REASONS) {
        page.note(&case.id);
    }
    more(unexpected.len(), REASONS, page);
}

/// The bench's troubles, cases without a verdict about the module, and known failures, by reason.
pub(super) fn not_judged(run: &Run, page: &mut Page) {
    let words = [
        (Standing::Rig, Ink::Doubt, "The bench broke (nothing is said about the module)"),
        (Standing::Inconclusive, Ink::Doubt, "Inconclusive: the environment got in the way"),
        (Standing::Known, Ink::Doubt, "Known deviations"),
        (Standing::Skipped, Ink::Quiet, "Skipped"),
    ];
    for (standing, ink, heading) in words {
        let groups = by_reason(run, standing);
        if groups.is_empty() {
            continue;
        }
        page.gap();
        page.say(ink, &format!("{heading}: {}", run.counts.get(standing)));
        for group in groups.iter().take(REASONS) {
            let outcome = group[0].outcome.as_ref();
            let known = outcome.and_then(|outcome| outcome.known.as_deref());
            let known = known.map(|known| format!(" (known until {}: {})", known.expires, known.reason));
            let reason =
                outcome.and_then(|outcome| outcome.reason.as_deref()).unwrap_or("no reason is given");
            page.note(&format!("{} x {reason}{}", group.len(), known.unwrap_or_default()));
            if standing != Standing::Skipped {
                group.iter().take(CASES).for_each(|case| page.note(&format!("    {}", case.id)));
                more(group.len(), CASES, page);
            }
        }
        more(groups.len(), REASONS, page);
    }
}

fn more(count: usize, shown: usize, page: &mut Page) {
    if count > shown {
        page.note(&format!("    ... and {} more", count - shown));
    }
}

/// Which ways of unclear clauses the module takes; of several modules, those that do not keep to one.
pub(super) fn readings(run: &Run, several: bool, all: &str, page: &mut Page) {
    if run.readings.is_empty() {
        return;
    }
    let told = run.readings.iter().filter(|reading| !several || reading.ways.len() > 1);
    let ways: Vec<String> = told
        .map(|reading| {
            let ways: Vec<&str> = reading.ways.iter().map(|(way, _)| &**way).collect();
            format!("{} {}", reading.id, ways.join(" and "))
        })
        .collect();
    page.gap();
    page.say(Ink::Strong, "Where the document is unclear, the module");
    if !ways.is_empty() {
        page.note(&format!("{}.", ways.join("; ")));
    }
    let others = run.readings.len() - ways.len();
    if others > 0 {
        page.note(&format!("takes one way each in {others} clauses: {all}"));
    }
}

/// Answers that took longer than they may.
pub(super) fn times(run: &Run, page: &mut Page) {
    let slow: Vec<_> = run.forms.iter().filter(|form| form.times.over > 0).collect();
    if slow.is_empty() {
        return;
    }
    page.gap();
    page.say(Ink::Doubt, "Answers that took longer than the document has it");
    for form in slow.iter().take(REASONS) {
        let times = &form.times;
        let (took, limit) = times.latest.unwrap_or_default();
        page.note(&format!(
            "{}: {} of {}; the latest took {}, where {} is allowed",
            form.id,
            times.over,
            times.count,
            span(took),
            self::limit(limit)
        ));
    }
    more(slow.len(), REASONS, page);
}

/// What the serial line spoilt.
pub(super) fn line(run: &Run, page: &mut Page) {
    if run.errors.is_empty() {
        return;
    }
    page.gap();
    page.say(Ink::Doubt, "Errors of the serial line");
    for error in &run.errors {
        page.note(&format!("{} {}", error.count, error.what));
    }
}

/// What the journal does not tell.
pub(super) fn missing(run: &Run, page: &mut Page) {
    let missing = run.missing.in_words(run);
    if missing.is_empty() {
        return;
    }
    page.gap();
    page.say(Ink::Doubt, "Missing in this report");
    for missing in &missing {
        page.note(missing);
    }
}
