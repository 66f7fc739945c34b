//! Response times against what the document allows, as a table with a plot in each row.

use std::time::Duration;

use maud::{Markup, html};

use crate::open::Opened;
use crate::run::Form;

use super::text::{limit, number, plain, span};

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
                    @if runs.len() > 1 { details { summary { (plain(opened.run.dialect())) } (table(&opened.run.forms, opened.run.dialect())) } }
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
            caption { "Response times of " (plain(dialect)) ", those nearest to their limit first" }
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
            th scope="row" { code { (plain(&form.id)) } @if let Some(clause) = &form.clause { " " span.quiet.small { (plain(clause)) } } }
            td.n { (number(times.count)) }
            td.n { (span(times.median())) }
            td.n.fail[times.over > 0] { (span(times.max)) @if times.over > 0 { br; (number(times.over)) " too slow" } }
            td.n { @if let Some(allowed) = times.limit { (limit(allowed)) } @else { "–" } }
            td.plot { (plot(form)) }
        }
    }
}

fn plot(form: &Form) -> Markup {
    let times = &form.times;
    let spread: Vec<_> = times.spread().collect();
    let step = spread.len().div_ceil(POINTS).max(1);
    let late = |time: Duration| times.limit.is_some_and(|limit| time > limit);
    html! {
        svg aria-hidden="true" {
            @for at in 0..TICKS.len() { line.grid x1=(share(at)) x2=(share(at)) y1="0" y2="100%" {} }
            line.range x1=(place(times.min)) x2=(place(times.max)) y1="50%" y2="50%" {}
            @for (time, _) in spread.iter().step_by(step) {
                circle class=(if late(*time) { "over" } else { "some" }) cx=(place(*time)) cy="50%" r="3" {}
            }
            rect.median x=(place(times.median())) y="20%" width="2" height="60%" {}
            @if let Some(limit) = times.limit { line.limit x1=(place(limit)) x2=(place(limit)) y1="5%" y2="95%" {} }
        }
    }
}

fn axis() -> Markup {
    html! {
        svg role="img" aria-label="logarithmic axis from 1 ms to 1000 s" {
            @for (at, tick) in TICKS.iter().enumerate() {
                @let anchor = match at { 0 => "start", 6 => "end", _ => "middle" };
                text x=(share(at)) y="90%" text-anchor=(anchor) { (tick) }
            }
        }
    }
}

fn share(tick: usize) -> String {
    place(Duration::from_millis(10_u64.pow(tick as u32)))
}

/// Where a time is on the axis.
fn place(time: Duration) -> String {
    let decades = (time.as_secs_f64() * 1e3).max(1.0).log10().min(DECADES);
    format!("{:.2}%", 100.0 * decades / DECADES)
}
