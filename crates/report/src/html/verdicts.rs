//! Counts and words of verdicts: the headline, and how a run stands at a glance.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::case::Standing;
use crate::counts::Counts;

use crate::figures::{count, number};

/// The name that the style has for a standing.
pub(crate) fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Fail => "fail",
        Standing::Known => "known",
        Standing::Rig => "rig",
        Standing::Inconclusive => "inconclusive",
        Standing::Skipped => "skipped",
        Standing::Pass => "pass",
        Standing::Open => "open",
    }
}

/// The word of a verdict, coloured; the colour alone says nothing.
pub(crate) fn word(standing: Standing) -> Markup {
    html! { span class={ "v " (class(standing)) } { (standing.word()) } }
}

/// What the page says first.
pub(super) fn headline(counts: &Counts, whole: bool) -> String {
    let [fail, rig, pass] =
        [Standing::Fail, Standing::Rig, Standing::Pass].map(|standing| counts.get(standing));
    let of = number(counts.total());
    let so_far = if whole { "" } else { " so far" };
    let fails = |fail: u64| if fail == 1 { "fails" } else { "fail" };
    match (fail, counts.unexpected, rig, pass) {
        (1.., ..) => format!("{} of {of} cases {}{so_far}", number(fail), fails(fail)),
        (0, 1.., ..) => {
            format!(
                "{} unexpectedly: {so_far}take the entries off the list",
                count(counts.unexpected, "known deviation passes", "known deviations pass")
            )
        }
        (0, 0, 1.., _) => {
            format!("No case fails{so_far}, but the bench broke in {}", count(rig, "case", "cases"))
        }
        (0, 0, 0, 0) => format!("Nothing could be judged{so_far}"),
        _ if pass == counts.total() => format!("All {of} cases pass{so_far}"),
        _ => format!("No case fails{so_far}: {} of {of} pass", number(pass)),
    }
}

/// All counts in a sentence.
pub(super) fn in_words(counts: &Counts) -> String {
    let parts = Standing::ALL.into_iter().filter_map(|standing| {
        let held = counts.get(standing);
        let word = |one: &str, many: &str| count(held, one, many);
        (held > 0).then(|| match standing {
            Standing::Fail => word("fails", "fail"),
            Standing::Known => format!("{} as is known", word("fails", "fail")),
            Standing::Rig => format!("{} not be judged because the bench broke", word("could", "could")),
            Standing::Inconclusive => word("is inconclusive", "are inconclusive"),
            Standing::Skipped => word("was skipped", "were skipped"),
            Standing::Pass => word("passes", "pass"),
            Standing::Open => word("has no verdict", "have no verdict"),
        })
    });
    let parts: Vec<String> = parts.collect();
    let total = counts.total();
    let mut words = if counts.get(Standing::Pass) == total && total > 1 {
        format!("All {} cases pass", number(total))
    } else {
        format!("Of {}, {}", count(total, "case", "cases"), joined(&parts))
    };
    if counts.flaky > 0 {
        let _ =
            write!(words, "; {} flaky: a repeat passed", count(counts.flaky, "failure is", "failures are"));
    }
    words + "."
}

fn joined(parts: &[String]) -> String {
    match parts {
        [] => "none was planned".to_owned(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}

/// All counts as one bar.
#[expect(clippy::cast_precision_loss, reason = "what is drawn needs no more")]
pub(crate) fn bar(counts: &Counts) -> Markup {
    let total = counts.total().max(1) as f64;
    let mut from = 0.0;
    let parts = Standing::ALL.into_iter().filter(|standing| counts.get(*standing) > 0).map(|standing| {
        let share = 100.0 * counts.get(standing) as f64 / total;
        let part = (class(standing), from, share);
        from += share;
        part
    });
    let parts: Vec<_> = parts.collect();
    html! {
        div.bar {
            svg role="img" aria-label=(in_words(counts)) {
                @for (class, from, share) in parts {
                    rect class=(class) x={ (format!("{from:.3}")) "%" } width={ (format!("{share:.3}")) "%" } height="100%" {}
                }
            }
        }
    }
}
