//! Response times against what the document allows, as a table with a plot in each row.

use std::time::Duration;

use maud::{Markup, html};

use crate::open::Opened;
use crate::run::Form;

use crate::figures::{limit, number, span};
use crate::text::safe;

/// The axis goes from a millisecond over so many powers of ten.
const DECADES: f64 = 6.0;
/// What stands at them.
const TICKS: [&str; 7] = ["1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s", "1000 s"];
/// How many points of a form are drawn.
const POINTS: usize = 40;
/// How many forms of a run are shown; those nearest to their limit.
const FORMS: usize = 120;

/// All runs that have times.
pub(super) fn section(runs: &[Opened]) -> Markup {
    let timed: Vec<_> =
        runs.iter().filter(|opened| opened.run.forms.iter().any(|form| form.times.count > 0)).collect();
    html! {
        @if !timed.is_empty() {
            section aria-labelledby="times" {
                h2 #times { "Response times" }
                p { "How long answers took, on a logarithmic axis. A dot is where answers lie, the upright bar half of them; "
                    "the red bar is the longest time that the document allows, where it names one." }
                @for opened in timed {
                    @if runs.len() > 1 { details { summary { (safe(opened.run.dialect())) } (table(&opened.run.forms, opened.run.dialect())) } }
                    @else { (table(&opened.run.forms, opened.run.dialect())) }
                }
            }
        }
    }
}

/// Forms that were answered, those nearest to their limit first.
fn table(forms: &[Form], dialect: &str) -> Markup {
    let mut timed: Vec<&Form> = forms.iter().filter(|form| form.times.count > 0).collect();
    let all = timed.len();
    timed.sort_by(|a, b| nearness(b).total_cmp(&nearness(a)));
    timed.truncate(FORMS);
    html! {
        div.scroll { table.times {
            caption { "Response times of " (safe(dialect)) ", those nearest to their limit first" }
            thead { tr {
                th scope="col" { "Form" } th.n scope="col" { "Answers" } th.n scope="col" { "Half within" }
                th.n scope="col" { "Slowest" } th.n scope="col" { "Allowed" } th.plot scope="col" { (axis()) }
            } }
            tbody { @for form in &timed { (row(form)) } }
        } }
        @if all > timed.len() { p.quiet { "and " (number((all - timed.len()) as u64)) " forms more" } }
    }
}

fn nearness(form: &Form) -> f64 {
    let allowed = form.times.limit.map_or(f64::INFINITY, |limit| limit.as_secs_f64().max(1e-6));
    form.times.max.as_secs_f64() / allowed
}

fn row(form: &Form) -> Markup {
    let times = &form.times;
    html! {
        tr {
            th scope="row" { code { (safe(&form.id)) } @if let Some(clause) = &form.clause { " " span.quiet.small { (safe(clause)) } } }
            td.n { (number(times.count)) }
            td.n { (span(times.median())) }
            td.n.fail[times.over > 0] { (span(times.max)) @if let Some((took, allowed)) = times.latest { br; (number(times.over)) " too slow: " (span(took)) " of " (limit(allowed)) } }
            td.n { @if let Some(allowed) = times.limit { (limit(allowed)) } @else { "–" } }
            td.plot { (plot(form)) }
        }
    }
}

fn plot(form: &Form) -> Markup {
    let times = &form.times;
    let spread: Vec<Duration> = times.spread().map(|(time, _)| time).collect();
    let step = spread.len().div_ceil(POINTS).max(1);
    let is_late = |time: Duration| times.limit.is_some_and(|limit| time > limit);
    let dots = |late: bool| {
        let some = spread.iter().step_by(step).filter(move |time| is_late(**time) == late);
        let dots: Vec<String> = some.map(|time| format!("M{} 8h0", place(*time))).collect();
        dots.concat()
    };
    let bar = |time: Duration, from: u8, to: u8| format!("M{} {from}V{to}", place(time));
    html! {
        svg viewBox="0 0 600 16" preserveAspectRatio="none" aria-hidden="true" {
            path.range d={ "M" (place(times.min)) " 8H" (place(times.max)) } {}
            path.some d=(dots(false)) {}
            @if times.over > 0 { path.over d=(dots(true)) {} }
            path.median d=(bar(times.median(), 3, 13)) {}
            @if let Some(limit) = times.limit { path.limit d=(bar(limit, 1, 15)) {} }
        }
    }
}

fn axis() -> Markup {
    html! {
        svg viewBox="0 0 600 16" role="img" aria-label="logarithmic axis from 1 ms to 1000 s" {
            @for (at, tick) in TICKS.iter().enumerate() {
                @let anchor = match at { 0 => "start", 6 => "end", _ => "middle" };
                text x={ (number(at as u64 * 100)) } y="12" text-anchor=(anchor) { (tick) }
            }
        }
    }
}

/// Where a time is on the axis.
fn place(time: Duration) -> String {
    let decades = (time.as_secs_f64() * 1e3).max(1.0).log10().min(DECADES);
    format!("{:.0}", 100.0 * decades)
}
