//! The matrix of rules by verdict: a row for each rule, and for what cases stand for no rule, one for their area. The script
//! lists the cases in the rows: thousands of them are small as data and large as markup.

use maud::{Markup, html};

use crate::case::Standing;
use crate::counts::Counts;
use crate::open::Opened;
use crate::run::Run;

use super::packs::Place;
use super::room::{Room, filled};
use super::verdicts::class;
use crate::figures::number;
use crate::text::safe;

/// How many bytes the rows may take, without the cases in them.
const ROOM: usize = 400 * 1024;
/// In how many rows a case is listed.
const ROWS: usize = 64;

/// A row.
struct Row<'r> {
    run: usize,
    says: &'r str,
    id: &'r str,
    clause: Option<&'r str>,
    why_not: Option<&'r str>,
    /// The area, where it is not a rule.
    area: Option<usize>,
    cases: Vec<usize>,
}

/// Which rows there are.
pub(super) struct Rows {
    /// The first row of each run's rules, and the row of each of its areas.
    of_runs: Vec<(usize, Vec<Option<usize>>)>,
    /// How many rows have room.
    shown: usize,
}

impl Rows {
    /// The rows that list a case.
    pub(super) fn of(&self, runs: &[Opened], place: Place) -> Vec<usize> {
        let (Some((first, areas)), case) =
            (self.of_runs.get(place.run), &runs[place.run].run.cases[place.case])
        else {
            return Vec::new();
        };
        let mut rows: Vec<usize> = case.rules.iter().map(|rule| first + *rule as usize).collect();
        if rows.is_empty() {
            rows.extend(areas.get(case.area as usize).copied().flatten());
        }
        rows.sort_unstable();
        rows.dedup();
        rows.retain(|row| *row < self.shown);
        rows.truncate(ROWS);
        rows
    }
}

/// The filter, and the matrix.
pub(super) fn section(runs: &[Opened]) -> (Markup, Rows) {
    let mut rows: Vec<Row> = Vec::new();
    let mut of_runs = Vec::new();
    for (number, opened) in runs.iter().enumerate() {
        let first = rows.len();
        let mut areas = vec![None; opened.run.areas.len()];
        for row in self::rows(number, &opened.run) {
            if let Some(area) = row.area {
                areas[area] = Some(rows.len());
            }
            rows.push(row);
        }
        of_runs.push((first, areas));
    }
    let columns: Vec<Standing> = Standing::ALL
        .into_iter()
        .filter(|standing| runs.iter().any(|opened| opened.run.counts.get(*standing) > 0))
        .collect();
    let (body, shown) = filled(rows.iter().map(|row| markup(runs, row, &columns)), &mut Room(ROOM));
    let section = matrix(runs, &columns, &body, rows.len() - shown);
    (section, Rows { of_runs, shown })
}

fn matrix(runs: &[Opened], columns: &[Standing], body: &Markup, left_out: usize) -> Markup {
    html! {
        section aria-labelledby="rules" {
            h2 #rules { "Rules by verdict" }
            p { "Each row is a rule of the document, with how many of its cases ended how. Open a row to see its cases, and a case to see "
                "what was said on the line and what the far end saw." }
            (filter(runs, columns))
            div.scroll { table #matrix {
                caption { "Rules and areas, and the verdicts of their cases" }
                thead { tr {
                    th scope="col" { "Rule" } th scope="col" { "Clause" }
                    @if runs.len() > 1 { th scope="col" { "Document" } }
                    @for standing in columns { th.n scope="col" { (standing.word()) } }
                } }
                tbody { (body) }
            } }
            @if left_out > 0 { p { (number(left_out as u64)) " rows more have no room on this page." } }
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
                select #filter-area { option value="" { "any" } @for area in areas { option value=(safe(area)) { (safe(area)) } } } }
            @if dialects.len() > 1 {
                label for="filter-dialect" { "Document"
                    select #filter-dialect { option value="" { "any" } @for dialect in dialects { option value=(safe(dialect)) { (safe(dialect)) } } } }
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
        area: None,
        cases,
    });
    let areas = run.areas.iter().zip(by_area).enumerate().filter(|(_, (_, cases))| !cases.is_empty());
    let areas = areas.map(|(place, (area, cases))| {
        let clause = cases.first().and_then(|first| run.cases[*first].clause.as_deref());
        let one = cases.iter().all(|case| run.cases[*case].clause.as_deref() == clause);
        let clause = clause.filter(|_| one);
        Row { run: number, says: "", id: &area.name, clause, why_not: None, area: Some(place), cases }
    });
    rules.chain(areas).collect()
}

fn markup(runs: &[Opened], row: &Row, columns: &[Standing]) -> Markup {
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
        tr data-v=(standings) data-area=(areas.iter().map(|area| safe(area)).collect::<Vec<_>>().join("\n")) data-dialect=[(runs.len() > 1).then(|| safe(run.dialect()))] {
            th scope="row" {
                @if row.cases.is_empty() {
                    (label(row)) br;
                    span.small.quiet { "No case" @if let Some(why_not) = row.why_not { ": " span.t { (safe(why_not)) } } }
                } @else {
                    details { summary { (label(row)) } ul.cases data-of=(row.cases.len()) {} }
                }
            }
            td.clause { @if let Some(clause) = row.clause { (safe(clause)) } }
            @if runs.len() > 1 { td.document { (safe(run.dialect())) } }
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
            @if row.says.is_empty() { "Other cases of " code { (safe(row.id)) } }
            @else { (safe(row.says)) " " code.quiet { (safe(row.id)) } }
        }
    }
}
