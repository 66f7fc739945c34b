//! What of the document cases stand for, what not and why; and which way the module takes where the document is unclear.

use maud::{Markup, html};

use crate::open::Opened;
use crate::run::{Form, Reading, Rule, Run};

use super::address::link;
use super::room::{Room, filled};
use crate::figures::{count, number};
use crate::text::safe;

/// How many bytes what has no case may take, and readings.
const ROOM: usize = 150 * 1024;

/// Rules and forms with cases, and those without.
pub(super) fn section(runs: &[Opened]) -> Markup {
    let mut room = Room(ROOM);
    html! {
        section aria-labelledby="coverage" {
            h2 #coverage { "What the cases stand for" }
            @for opened in runs { (of(&opened.run, runs.len() > 1, &mut room)) }
        }
    }
}

fn of(run: &Run, several: bool, room: &mut Room) -> Markup {
    let mut rules = vec![false; run.rules.len()];
    let mut forms = vec![false; run.forms.len()];
    for case in &run.cases {
        case.rules.iter().for_each(|rule| rules[*rule as usize] = true);
        case.forms.iter().for_each(|form| forms[*form as usize] = true);
    }
    let without: Vec<_> =
        run.rules.iter().zip(&rules).filter(|(_, held)| !**held).map(|(rule, _)| rule).collect();
    let documented = || run.forms.iter().zip(&forms).filter(|(form, _)| form.documented);
    let bare: Vec<_> = documented().filter(|(_, held)| !**held).map(|(form, _)| form).collect();
    let all_forms = documented().count();
    html! {
        @if several { h3 { (safe(run.dialect())) } }
        @if run.rules.is_empty() { p.quiet { "The journal names no rules." } } @else {
            p { "Cases stand for " (number((run.rules.len() - without.len()) as u64)) " of " (count(run.rules.len() as u64, "rule", "rules"))
                @if all_forms > 0 { " and for " (number((all_forms - bare.len()) as u64)) " of " (count(all_forms as u64, "form", "forms")) }
                "." }
        }
        @if !without.is_empty() {
            details {
                summary { (count(without.len() as u64, "rule has", "rules have")) " no case" }
                (list(without.iter().map(|rule| without_case(rule)), without.len(), room))
            }
        }
        @if !bare.is_empty() {
            details {
                summary { (count(bare.len() as u64, "form has", "forms have")) " no case" }
                (list(bare.iter().map(|form| bare_form(form)), bare.len(), room))
            }
        }
    }
}

fn list(items: impl Iterator<Item = Markup>, all: usize, room: &mut Room) -> Markup {
    let (items, shown) = filled(items, room);
    html! { ul.plain { (items) @if all > shown { li { "and " (number((all - shown) as u64)) " more" } } } }
}

fn without_case(rule: &Rule) -> Markup {
    html! {
        li.t {
            @if let Some(says) = &rule.says { (safe(says)) " " }
            span.quiet.small { code { (safe(&rule.id)) } @if let Some(clause) = &rule.clause { ", clause " (safe(clause)) } }
            br;
            span.small { "Why not: " (rule.why_not.as_deref().map_or_else(|| "the journal does not say".to_owned(), safe)) }
        }
    }
}

fn bare_form(form: &Form) -> Markup {
    html! {
        li.t {
            code { (safe(&form.id)) }
            @if let Some(title) = &form.title { " " (safe(title)) }
            @if let Some(clause) = &form.clause { " " span.quiet.small { "clause " (safe(clause)) } }
        }
    }
}

/// Which ways of unclear clauses modules take.
pub(super) fn readings(runs: &[Opened]) -> Markup {
    let all: Vec<_> = runs
        .iter()
        .flat_map(|opened| opened.run.readings.iter().map(move |reading| (&opened.run, reading)))
        .collect();
    let rows = all.iter().map(|(run, reading)| reading_row(run, reading, runs.len() > 1));
    let (rows, shown) = filled(rows, &mut Room(ROOM));
    html! {
        @if !all.is_empty() {
            section aria-labelledby="readings" {
                h2 #readings { "How the module reads unclear clauses" }
                p { "Where the document contradicts itself or leaves something open, each of its ways is lawful, and none fails a case." }
                div.scroll { table {
                    caption { "Ways that were seen; more than one where the module does not keep to one" }
                    thead { tr {
                        @if runs.len() > 1 { th scope="col" { "Document" } }
                        th scope="col" { "Unclear place" } th scope="col" { "Way that the module takes" } th scope="col" { "Shown by" }
                    } }
                    tbody { (rows) }
                } }
                @if all.len() > shown { p.quiet { "and " (number((all.len() - shown) as u64)) " more" } }
            }
        }
    }
}

fn reading_row(run: &Run, reading: &Reading, several: bool) -> Markup {
    html! {
        tr {
            @if several { td.document { (safe(run.dialect())) } }
            th scope="row" { code { (safe(&reading.id)) } }
            td.t { @for (at, (way, times)) in reading.ways.iter().enumerate() {
                @if at > 0 { ", " } (safe(way)) @if reading.ways.len() > 1 { " (" (count(*times, "time", "times")) ")" }
            } }
            td { @if let Some(case) = reading.case.and_then(|case| run.cases.get(case as usize)) { (link(case)) } @else { "–" } }
        }
    }
}
