//! The matrix of rules by verdict: a row for each rule, and for what cases stand for no rule, one for their area.

use std::collections::HashMap;

use maud::{Markup, PreEscaped, html};

use crate::case::{Case, Standing};
use crate::counts::Counts;
use crate::open::Opened;
use crate::run::Run;

use super::packs::Place;
use super::text::{address, number, plain};
use super::verdicts::class;
use super::{Room, filled};

/// How many bytes the rows may take, without the cases in them.
const ROOM: usize = 400 * 1024;
/// In how many rows a case is listed.
const ROWS: usize = 6;

/// The cases that are on this page, with the pack that each is in.
pub(super) type OnPage = HashMap<Place, usize>;

/// A row.
struct Row<'r> {
    run: usize,
    says: &'r str,
    id: &'r str,
    clause: Option<&'r str>,
    why_not: Option<&'r str>,
    cases: Vec<usize>,
}

/// The filter, and the matrix.
pub(super) fn section(runs: &[Opened], on_page: &OnPage) -> Markup {
    let rows: Vec<Row> = runs.iter().enumerate().flat_map(|(run, opened)| rows(run, &opened.run)).collect();
    let columns: Vec<Standing> = Standing::ALL
        .into_iter()
        .filter(|standing| runs.iter().any(|opened| opened.run.counts.get(*standing) > 0))
        .collect();
    let none = OnPage::new();
    let bare = rows.iter().map(|row| markup(runs, row, &columns, &none, &mut OnPage::new()));
    let (_, shown) = filled(bare, &mut Room(ROOM));
    let mut told = OnPage::new();
    let body = rows.iter().take(shown).map(|row| markup(runs, row, &columns, on_page, &mut told));
    let (body, _) = filled(body, &mut Room(usize::MAX));
    html! {
        section aria-labelledby="rules" {
            h2 #rules { "Rules by verdict" }
            p { "Each row is a rule of the document, with how many of its cases ended how. Open a row to see its cases, and a case to see "
                "what was said on the line and what the far end saw." }
            (filter(runs, &columns))
            div.scroll { table #matrix {
                caption { "Rules and areas, and the verdicts of their cases" }
                thead { tr {
                    th scope="col" { "Rule" } th scope="col" { "Clause" }
                    @if runs.len() > 1 { th scope="col" { "Document" } }
                    @for standing in &columns { th.n scope="col" { (standing.word()) } }
                } }
                tbody { (body) }
            } }
            @if shown < rows.len() { p { (number((rows.len() - shown) as u64)) " rows more have no room on this page." } }
        }
    }
}

fn filter(runs: &[Opened], columns: &[Standing]) -> Markup {
    let mut areas: Vec<&str> = runs
        .iter()
        .flat_map(|opened| &opened.run.areas)
        .map(|area| &*area.name)
        .filter(|name| !name.is_empty())
        .collect();
    areas.sort_unstable();
    areas.dedup();
    areas.truncate(500);
    let mut dialects: Vec<&str> = runs.iter().map(|opened| opened.run.dialect()).collect();
    dialects.dedup();
    html! {
        div #filter.filter.scripted role="search" aria-label="Filter of the matrix" {
            label.wide for="filter-text" { "Words in rule, clause or case" input #filter-text type="search" autocomplete="off"; }
            label for="filter-verdict" { "Verdict"
                select #filter-verdict {
                    option value="" { "any" }
                    @for standing in columns { option value=(class(*standing)) { (standing.word()) } }
                    option value="none" { "no case" }
                } }
            label for="filter-area" { "Area"
                select #filter-area { option value="" { "any" } @for area in areas { option value=(plain(area)) { (plain(area)) } } } }
            @if dialects.len() > 1 {
                label for="filter-dialect" { "Document"
                    select #filter-dialect { option value="" { "any" } @for dialect in dialects { option value=(plain(dialect)) { (plain(dialect)) } } } }
            }
            button #filter-reset type="button" { "Show all" }
        }
        p #filter-count.quiet.small.scripted role="status" {}
    }
}

fn rows(number: usize, run: &Run) -> Vec<Row<'_>> {
    let mut by_rule = vec![Vec::new(); run.rules.len()];
    let mut by_area = vec![Vec::new(); run.areas.len()];
    for (place, case) in run.cases.iter().enumerate() {
        let mut rules =
            case.rules.iter().filter_map(|rule| by_rule.get_mut(*rule as usize).map(|row| row.push(place)));
        let stands_for_some = rules.by_ref().count() > 0;
        if let Some(area) = by_area.get_mut(case.area as usize).filter(|_| !stands_for_some) {
            area.push(place);
        }
    }
    let rules = run.rules.iter().zip(by_rule).map(|(rule, cases)| Row {
        run: number,
        says: rule.says.as_deref().unwrap_or(""),
        id: &rule.id,
        clause: rule.clause.as_deref(),
        why_not: rule.why_not.as_deref(),
        cases,
    });
    let areas = run.areas.iter().zip(by_area).filter(|(_, cases)| !cases.is_empty()).map(|(area, cases)| {
        let clause = cases.first().and_then(|first| run.cases[*first].clause.as_deref());
        let one = cases.iter().all(|case| run.cases[*case].clause.as_deref() == clause);
        Row { run: number, says: "", id: &area.name, clause: clause.filter(|_| one), why_not: None, cases }
    });
    rules.chain(areas).collect()
}

fn markup(runs: &[Opened], row: &Row, columns: &[Standing], on_page: &OnPage, told: &mut OnPage) -> Markup {
    let run = &runs[row.run].run;
    let cases = || row.cases.iter().map(|case| &run.cases[*case]);
    let counts = Counts::of(cases());
    let standings: Vec<&str> =
        Standing::ALL.into_iter().filter(|standing| counts.get(*standing) > 0).map(class).collect();
    let standings = if standings.is_empty() { "none".to_owned() } else { standings.join(" ") };
    let mut areas: Vec<&str> = cases().map(|case| run.area_of(case)).collect();
    areas.sort_unstable();
    areas.dedup();
    html! {
        tr data-v=(standings) data-area=(areas.iter().map(|area| plain(area)).collect::<Vec<_>>().join("\n")) data-dialect=[(runs.len() > 1).then(|| plain(run.dialect()))] {
            th scope="row" {
                @if row.cases.is_empty() {
                    (label(row)) br;
                    span.small.quiet { "No case" @if let Some(why_not) = row.why_not { ": " span.t { (plain(why_not)) } } }
                } @else {
                    details { summary { (label(row)) } (listed(runs, row, on_page, told)) }
                }
            }
            td.clause { @if let Some(clause) = row.clause { (plain(clause)) } }
            @if runs.len() > 1 { td.document { (plain(run.dialect())) } }
            @for standing in columns {
                @let held = counts.get(*standing);
                td class=(if held == 0 { "n zero" } else { cell(*standing) }) { (number(held)) }
            }
        }
    }
}

fn cell(standing: Standing) -> &'static str {
    match standing {
        Standing::Fail => "n fail",
        Standing::Known => "n known",
        Standing::Rig => "n rig",
        Standing::Inconclusive => "n inconclusive",
        Standing::Open => "n open",
        Standing::Pass | Standing::Skipped => "n",
    }
}

fn label(row: &Row) -> Markup {
    html! {
        span.own.t {
            @if row.says.is_empty() { "Other cases of " code { (plain(row.id)) } }
            @else { (plain(row.says)) " " code.quiet { (plain(row.id)) } }
        }
    }
}

/// The cases of a row that are on this page, those that do not pass first.
fn listed(runs: &[Opened], row: &Row, on_page: &OnPage, told: &mut OnPage) -> Markup {
    let run = &runs[row.run].run;
    let mut cases: Vec<usize> = row.cases.clone();
    cases.sort_by_key(|case| run.cases[*case].standing() == Standing::Pass);
    let mut listed = String::new();
    let mut left_out = 0;
    for case in cases {
        let place = Place { run: row.run, case };
        let times = told.entry(place).or_default();
        match on_page.get(&place).filter(|_| *times < ROWS) {
            Some(pack) => {
                let entry = entry(&run.cases[case], (*times == 0).then_some(*pack));
                listed.push_str(&entry.0);
            }
            None => left_out += 1,
        }
        *times += 1;
    }
    html! { ul.cases {
        (PreEscaped(listed))
        @if left_out > 0 { li.quiet { (number(left_out)) " more are on other pages" } }
    } }
}

/// A case in a list; with its pack where it is the one that links lead to. The style says its verdict, and the script makes the
/// link of the id: thousands of cases have these in common.
pub(super) fn entry(case: &Case, pack: Option<usize>) -> Markup {
    let title = if case.title.is_empty() { &case.id } else { &*case.title };
    let address = address(&case.id);
    html! {
        li data-v=(class(case.standing())) {
            @match pack {
                Some(pack) => a.t id=(&address[1..]) data-pack=(pack) { (plain(title)) },
                None => a.t href=(address) { (plain(title)) },
            }
        }
    }
}

/// About how many bytes a case takes in the matrix.
pub(super) fn cost(runs: &[Opened], place: Place) -> usize {
    let case = &runs[place.run].run.cases[place.case];
    entry(case, Some(100_000)).into_string().len() * case.rules.len().clamp(1, ROWS)
}
