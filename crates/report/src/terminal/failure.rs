//! A failure in full: the rule in words, its clause, expected against seen, the bytes, and how to see it again.

use std::io::{Read, Seek};

use super::page::Page;
use crate::again;
use crate::case::Case;
use crate::excerpt::excerpt;
use crate::look::Ink;
use crate::run::Run;

/// How many cases that failed alike are named.
const NAMED: usize = 4;

/// The first of cases that failed alike, and the names of the others.
pub(super) fn in_full(run: &Run, journal: &mut (impl Read + Seek), group: &[&Case], page: &mut Page) {
    let Some((case, others)) = group.split_first() else { return };
    let flaky = case.outcome.as_ref().is_some_and(|outcome| outcome.flaky);
    let clause = run.clause_of(case).map_or_else(String::new, |clause| format!("  [{clause}]"));
    let repeats = case.outcome.as_ref().and_then(|outcome| outcome.repeats);
    let flaky = match repeats {
        Some(repeats) if flaky => format!("  (flaky: failed {} of {} times)", repeats.failed, repeats.of),
        _ if flaky => "  (flaky: a repeat passed)".to_owned(),
        _ => String::new(),
    };
    page.gap();
    page.named(Ink::Bad, "FAIL", &format!("{}{clause}{flaky}", case.id));
    page.note(&case.title);
    for rule in run.rules_of(case) {
        page.detail("rule", rule.says.as_deref().unwrap_or(&rule.id));
    }
    if let Some(outcome) = &case.outcome {
        page.detail("expected", outcome.expected.as_deref().unwrap_or_default());
        page.detail("got", outcome.actual.as_deref().unwrap_or_default());
        page.detail("why", outcome.reason.as_deref().unwrap_or_default());
    }
    page.excerpt(&excerpt(run, journal, case));
    page.command("again", &again::command(run, case));
    if !others.is_empty() {
        let count = others.len();
        let cases = if count == 1 { "case" } else { "cases" };
        page.note(&format!("{count} more {cases} failed for the same reason:"));
        others.iter().take(NAMED).for_each(|other| page.note(&format!("  {}", other.id)));
        if count > NAMED {
            page.note(&format!("  ... and {} more", count - NAMED));
        }
    }
}
