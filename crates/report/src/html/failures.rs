//! What went wrong, case by case: the rule in words, its clause, expected against seen, and the lines that show it.

use hayes_journal::transcript::Side;
use maud::{Markup, html};

use crate::again;
use crate::case::{Case, Standing};
use crate::excerpt::{Excerpt, Line, excerpt};
use crate::group::by_reason;
use crate::open::Opened;
use crate::run::Run;

use super::address::{address, link};
use super::known;
use super::room::{Room, filled};
use super::verdicts::word;
use crate::figures::{count, number};
use crate::text::safe;

/// How many bytes the failures may take; those beyond are in the matrix only.
const ROOM: usize = 500 * 1024;
/// How many bytes the cases without a judgement may take.
const UNJUDGED: usize = 150 * 1024;
/// How many cases of a group are listed.
const LISTED: usize = 50;

/// All failures, those that nobody knew first.
pub(super) fn section(runs: &mut [Opened]) -> Markup {
    let fails = articles(runs, Standing::Fail);
    let known = articles(runs, Standing::Known);
    let unexpected = known::unexpected(runs);
    html! {
        @if let Some((held, articles)) = fails {
            section aria-labelledby="failures" {
                h2 #failures { "What fails (" (number(held)) ")" }
                (articles)
            }
        }
        (unexpected)
        @if let Some((held, articles)) = known {
            section aria-labelledby="known" {
                h2 #known { "What fails as is known (" (number(held)) ")" }
                p.quiet { "These deviations are on the list of known ones, with a reason and an end. They are counted apart." }
                (articles)
            }
        }
    }
}

fn articles(runs: &mut [Opened], standing: Standing) -> Option<(u64, Markup)> {
    let held: u64 = runs.iter().map(|opened| opened.run.counts.get(standing)).sum();
    let mut room = Room(if standing == Standing::Fail { ROOM } else { ROOM / 4 });
    let articles = runs.iter_mut().flat_map(|Opened { run, file, .. }| {
        let run = &*run;
        let cases = run.cases.iter().filter(move |case| case.standing() == standing);
        cases.map(move |case| article(run, case, &excerpt(run, file, case)))
    });
    let (articles, shown) = filled(articles, &mut room);
    let left_out = held - shown as u64;
    let all = html! {
        (articles)
        @if left_out > 0 {
            p { b { (number(left_out)) " more" } " have no room here. "
                a href="#rules" { "The matrix" } " lists them: choose the verdict “" (standing.word()) "” there." }
        }
    };
    (held > 0).then_some((held, all))
}

fn article(run: &Run, case: &Case, excerpt: &Excerpt) -> Markup {
    let standing = case.standing();
    html! {
        article class=(super::verdicts::class(standing)) {
            h3.t { (link(case)) }
            p.small { (word(standing)) " "
                @if case.outcome.as_ref().is_some_and(|outcome| outcome.flaky) { span.v.inconclusive { "flaky: a repeat passed" } " " }
                code { (safe(&case.id)) } }
            (held(run, case))
            @if let Some(during) = &excerpt.during { p.small { "It happened in " a href=(address(during)) { (safe(during)) } "." } }
            @if !excerpt.lines.is_empty() { pre.excerpt role="group" aria-label="the lines that show it" { @for line in &excerpt.lines { (shown(line)) } } }
            details { summary.small { "Run just this again" } pre.wrap { (safe(&again::command(run, case))) } }
        }
    }
}

/// Rule, clause, expected against seen.
fn held(run: &Run, case: &Case) -> Markup {
    let outcome = case.outcome.as_ref();
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(safe);
    let known = outcome.and_then(|outcome| outcome.known.as_deref());
    html! {
        dl.held {
            @for rule in run.rules_of(case).take(4) {
                @if let Some(says) = text(rule.says.as_deref()) { dt { "Rule" } dd.t { (says) } }
            }
            @if let Some(clause) = text(run.clause_of(case)) { dt { "Clause" } dd.t { (clause) " of " (safe(run.dialect())) } }
            @if let Some(expected) = text(outcome.and_then(|outcome| outcome.expected.as_deref())) { dt { "Expected" } dd { code { (expected) } } }
            @if let Some(actual) = text(outcome.and_then(|outcome| outcome.actual.as_deref())) { dt { "Seen" } dd { code { (actual) } } }
            @if let Some(reason) = text(outcome.and_then(|outcome| outcome.reason.as_deref())) { dt { "Why" } dd.t { (reason) } }
            @if let Some(known) = known { dt { "Known" } dd.t { (safe(&known.reason)) ", until " (safe(&known.expires)) } }
        }
    }
}

fn shown(line: &Line) -> Markup {
    let (name, class) = match line.side {
        Side::Host => ("host", "who-host"),
        Side::Module => ("module", "who-module"),
        Side::Runner => ("hayes", "who-runner"),
        Side::FarEnd => ("far end", "who-far"),
    };
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in &line.marks {
        pieces.extend([(false, &line.text[at..mark.start]), (true, &line.text[mark.clone()])]);
        at = mark.end;
    }
    pieces.push((false, &line.text[at..]));
    html! {
        @if line.left_out > 0 { span.l { span {} span {} span.quiet { "… " (count(line.left_out as u64, "line", "lines")) } } }
        span.l {
            span { (format!("{:.3}", line.at.as_secs_f64())) }
            span class=(class) { (name) }
            span.t { @for (marked, piece) in pieces { @if marked { mark { (piece) } } @else { (piece) } } }
        }
    }
}

/// What could not be judged, by the reason: one bench gives many cases the same trouble.
pub(super) fn unjudged(runs: &[Opened]) -> Markup {
    let mut room = Room(UNJUDGED);
    html! {
        @for (standing, id, title) in [
            (Standing::Rig, "rig", "Where the bench broke"),
            (Standing::Inconclusive, "inconclusive", "What is inconclusive"),
            (Standing::Skipped, "skipped", "What was skipped"),
        ] {
            @let groups = groups(runs, standing);
            @if !groups.is_empty() {
                section aria-labelledby=(id) {
                    h2 id=(id) { (title) " (" (number(groups.iter().map(|(_, cases)| cases.len() as u64).sum())) ")" }
                    @let (shown, count) = filled(groups.iter().map(|(run, cases)| of_group(run, cases)), &mut room);
                    (shown)
                    @if groups.len() > count { p.quiet { "and " (number((groups.len() - count) as u64)) " more reasons" } }
                }
            }
        }
    }
}

/// Cases that were not judged for the same reason, the most first.
fn groups(runs: &[Opened], standing: Standing) -> Vec<(&Run, Vec<&Case>)> {
    let groups = runs
        .iter()
        .flat_map(|Opened { run, .. }| by_reason(run, standing).into_iter().map(move |cases| (run, cases)));
    let mut groups: Vec<_> = groups.collect();
    groups.sort_by_key(|(_, cases)| std::cmp::Reverse(cases.len()));
    groups
}

fn of_group(run: &Run, cases: &[&Case]) -> Markup {
    let left_out = cases.len().saturating_sub(LISTED);
    let outcome = cases.first().and_then(|case| case.outcome.as_ref());
    html! {
        details {
            summary.t {
                (outcome.and_then(|outcome| outcome.reason.as_deref()).map_or_else(|| "no reason is given".to_owned(), safe))
                " " span.quiet { "(" (count(cases.len() as u64, "case", "cases")) " of " (safe(run.dialect())) ")" }
            }
            @if let Some((expected, actual)) = outcome.and_then(|outcome| outcome.expected.as_deref().zip(outcome.actual.as_deref())) {
                p.small { "The first: expected " code { (safe(expected)) } ", saw " code { (safe(actual)) } "." }
            }
            ul.cases {
                @for case in cases.iter().take(LISTED) { li { (link(case)) } }
                @if left_out > 0 { li.quiet { "and " (number(left_out as u64)) " more" } }
            }
        }
    }
}
