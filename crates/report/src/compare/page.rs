//! A comparison as a page: the same frame as a run's, and the same policy.

use maud::{Markup, html};

use crate::case::Standing;
use crate::figures::{count, limit, number, span};
use crate::html::room::{Room, filled};
use crate::html::{frame, verdicts};
use crate::text::safe;

use super::terminal::{KINDS, counted};
use super::{Answer, Change, Comparison, Difference, Kind, Only, Pair, Shift, Tag};

/// How many bytes changes of verdicts may take, and changed answers.
const ROOM: usize = 600 * 1024;

impl Comparison {
    /// As a page that needs nothing else.
    pub fn html(&self) -> String {
        let (mut changes, mut answers) = (Room(ROOM), Room(ROOM));
        let body = html! {
            a.skip href="#overview" { "To the comparison" }
            main { div #overview {
                header {
                    p.quiet { "Two runs compared" }
                    h1 { (self.headline()) }
                    p.lead { (self.in_a_word()) }
                }
                @for pair in &self.pairs { (of_pair(pair, &mut changes, &mut answers)) }
                @for (only, which) in self.only.iter().zip(["first", "second"]) { @for dialect in only {
                    p { "Only the " (which) " run has " code { (safe(dialect)) } "." }
                } }
            } }
            footer { "Made by hayes from the runs' journals alone. A minus stands for the first run, a plus for the second; names, addresses and "
                "clocks that differ from run to run are taken out before answers are compared." }
        };
        frame::page(&format!("Compared: {}", self.headline()), &body)
    }
}

fn of_pair(pair: &Pair, room: &mut Room, answers: &mut Room) -> Markup {
    html! {
        section {
            h2 { (safe(&pair.dialect)) }
            div.runs { @for (which, (module, counts)) in ["First run", "Second run"].iter().zip(pair.modules.iter().zip(&pair.counts)) {
                section { h3 { (which) } p.t { (safe(module)) } (verdicts::bar(counts)) p { (counted(counts)) } }
            } }
            @if !pair.conditions.is_empty() || pair.missing.iter().any(|missing| !missing.is_empty()) {
                ul.plain {
                    @for condition in &pair.conditions { li.t { "Not the same: " (safe(condition)) } }
                    @for (which, missing) in ["first", "second"].iter().zip(&pair.missing) { @for word in missing {
                        li.t { "Missing of the " (which) ": " (safe(word)) }
                    } }
                }
            }
            @for (kind, title) in KINDS { (of_kind(pair, kind, title, room)) }
            (of_answers(pair, answers))
            (times(pair))
            (readings(pair))
            @for (only, which) in pair.only.iter().zip(["first", "second"]) { (only_one(only, which)) }
            p.quiet { (count(pair.same, "case stands as it stood", "cases stand as they stood")) ". "
                (count(pair.timed as u64, "form was answered often enough", "forms were answered often enough")) " in both runs to compare response times." }
        }
    }
}

fn of_kind(pair: &Pair, kind: Kind, title: &str, room: &mut Room) -> Markup {
    let all = pair.all_of(kind).count();
    let (changes, shown) = filled(pair.all_of(kind).map(of_change), room);
    html! { @if all > 0 {
        h3 { (title) " (" (number(all as u64)) ")" }
        (changes)
        @if all > shown { p { (number((all - shown) as u64)) " more have no room here; the comparison as JSON has them." } }
    } }
}

fn of_change(change: &Change) -> Markup {
    let [was, is] = change.standings;
    html! {
        article class=(verdicts::class(if change.kind == Kind::Fixed { Standing::Pass } else { is })) {
            p { b.t { (safe(&change.title)) } }
            p.small { (verdicts::word(was)) " → " (verdicts::word(is)) @if was == is { " in another way" } " " code { (safe(&change.id)) } }
            dl.held {
                @if let Some(rule) = &change.rule { dt { "Rule" } dd.t { (safe(rule)) } }
                @if let Some(clause) = &change.clause { dt { "Clause" } dd.t { (safe(clause)) } }
                @for (name, said) in ["First", "Second"].iter().zip(&change.said) {
                    @if let Some(said) = said { dt { (name) } dd { code { (safe(said)) } } }
                }
            }
            (of_difference(&change.difference))
        }
    }
}

fn of_answers(pair: &Pair, room: &mut Room) -> Markup {
    let (answers, shown) = filled(pair.answers.iter().map(of_answer), room);
    let all = pair.answers.len() as u64 + pair.more_answers;
    html! { @if all > 0 {
        h3 { "Changed answers that do not fail (" (number(all)) ")" }
        (answers)
        @if all > shown as u64 { p { (number(all - shown as u64)) " more have no room here." } }
    } }
}

fn of_answer(answer: &Answer) -> Markup {
    html! { details open[answer.difference.lines.len() <= 12] {
        summary { span.t { (safe(&answer.title)) } " " code.quiet { (safe(&answer.id)) } }
        (of_difference(&answer.difference))
    } }
}

fn of_difference(difference: &Difference) -> Markup {
    html! { @if !difference.lines.is_empty() {
        pre.diff role="group" aria-label="what was answered differently" {
            @for (tag, line) in &difference.lines {
                @let class = match tag { Tag::Both => "both", Tag::Gone => "gone", Tag::Come => "come" };
                span class=(class) { (tag.sign()) " " (line) }
            }
            @if difference.more > 0 { span.quiet { "  and " (count(difference.more, "line", "lines")) " more" } }
        }
    } }
}

fn times(pair: &Pair) -> Markup {
    html! { @if !pair.shifts.is_empty() {
        h3 { "Response times (" (number(pair.shifts.len() as u64)) ")" }
        div.scroll { table {
            caption { "Forms that are answered in another time: by ranks, and by enough to matter" }
            thead { tr { th scope="col" { "Form" } @for name in ["Half within", "now", "19 of 20 within", "now", "Allowed", "Answers", "Deviations"] { th.n scope="col" { (name) } } } }
            tbody { @for shift in pair.shifts.iter().take(300) { (of_shift(shift)) } }
        } }
    } }
}

fn of_shift(shift: &Shift) -> Markup {
    html! { tr {
        th scope="row" { code { (safe(&shift.form)) } " " (if shift.is_slower() { "slower" } else { "quicker" }) }
        @for time in [shift.medians[0], shift.medians[1], shift.most[0], shift.most[1]] { td.n { (span(time)) } }
        td.n { @if let Some(allowed) = shift.limit { (limit(allowed)) } @else { "–" } }
        td.n { (number(shift.counts[0])) ", " (number(shift.counts[1])) }
        td.n { (format!("{:+.1}", shift.deviations)) }
    } }
}

fn readings(pair: &Pair) -> Markup {
    html! { @if !pair.readings.is_empty() {
        h3 { "Changed readings (" (number(pair.readings.len() as u64)) ")" }
        ul.plain { @for reading in pair.readings.iter().take(300) {
            li.t { code { (safe(&reading.id)) } ": " (safe(&reading.ways[0].join(", "))) ", now " (safe(&reading.ways[1].join(", "))) }
        } }
    } }
}

fn only_one(only: &Only, which: &str) -> Markup {
    let listed = only.first.iter().take(200);
    html! { @if only.count > 0 {
        details {
            summary { (count(only.count, "case is", "cases are")) " only in the " (which) " run" }
            ul.cases {
                @for (id, standing) in listed.clone() { li { (verdicts::word(*standing)) " " code { (safe(id)) } } }
                @if only.count > listed.len() as u64 { li { "and " (number(only.count - listed.len() as u64)) " more" } }
            }
        }
    } }
}
