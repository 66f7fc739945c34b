//! The list of known deviations, and what became of each entry: so that the list cannot rot.

use hayes_journal::verdict::Standing as State;
use maud::{Markup, html};

use crate::open::Opened;
use crate::run::{KnownEntry, Run};

use super::address::link;
use super::room::{Room, filled};
use crate::figures::{count, number};
use crate::text::safe;

/// How many bytes the list may take.
const ROOM: usize = 80 * 1024;

/// Cases that pass although they are on the list.
pub(super) fn unexpected(runs: &[Opened]) -> Markup {
    let cases = || runs.iter().flat_map(|opened| &opened.run.cases).filter(|case| case.unexpected);
    let all = cases().count();
    let (items, shown) = filled(cases().map(|case| html! { li { (link(case)) } }), &mut Room(ROOM));
    html! {
        @if all > 0 {
            section aria-labelledby="unexpected" {
                h2 #unexpected { "What passes although it is known to fail (" (number(all as u64)) ")" }
                p { "Take these entries off the list of known deviations, or find out why they pass now." }
                ul.plain { (items) @if all > shown { li.quiet { "and " (number((all - shown) as u64)) " more" } } }
            }
        }
    }
}

/// The list.
pub(super) fn list(runs: &[Opened]) -> Markup {
    let entries =
        || runs.iter().flat_map(|opened| opened.run.known.iter().map(move |entry| (&opened.run, entry)));
    let (rows, shown) = filled(entries().map(|(run, entry)| row(run, entry)), &mut Room(ROOM));
    let all = entries().count();
    html! {
        @if all > 0 {
            section aria-labelledby="deviations" {
                h2 #deviations { "The list of known deviations" }
                div.scroll { table {
                    caption { "Each entry, and what became of it in this run" }
                    thead { tr { @for name in ["Cases", "Why they are let be", "Until", "In this run"] { th scope="col" { (name) } } } }
                    tbody { (rows) }
                } }
                @if all > shown { p.quiet { "and " (count((all - shown) as u64, "entry", "entries")) " more" } }
            }
        }
    }
}

fn row(run: &Run, entry: &KnownEntry) -> Markup {
    let state = match entry.state {
        State::Fits => "fails as it is known to",
        State::UnexpectedPass => "passes: take it off the list",
        State::Expired => "its time is over: its failures count",
        State::Stale => "fits no case that was planned",
        State::Open => "could not be judged",
    };
    html! {
        tr {
            th scope="row" { code { (safe(&entry.pattern)) } " " span.quiet.small { (safe(run.dialect())) } }
            td.t { (safe(&entry.reason)) }
            td.document { (safe(&entry.expires)) }
            td { (state) @if !entry.cases.is_empty() { " (" (count(entry.cases.len() as u64, "case", "cases")) ")" } }
        }
    }
}
