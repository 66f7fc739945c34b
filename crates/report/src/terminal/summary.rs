//! Counts: of each area, of all, and the failures once more where a reader looks last.

use super::page::Page;
use crate::case::Standing;
use crate::counts::Counts;
use crate::look::Ink;
use crate::run::Run;
use crate::text::{fitting, safe, width};

/// How many failures are named at the end.
const NAMED: usize = 12;
/// How many areas have a row.
const AREAS: usize = 40;
/// How wide a column of counts is.
const COUNT: usize = 8;
/// How wide the names beside them are at least; on less than that, there is no table.
const NAME: usize = 16;

/// A row for each area where not all passed; the others in a sentence.
pub(super) fn areas(run: &Run, page: &mut Page) {
    let is_calm =
        |counts: &Counts| counts.total() == counts.get(Standing::Pass) + counts.get(Standing::Skipped);
    let mixed: Vec<_> = run.areas.iter().filter(|area| !is_calm(&area.counts)).collect();
    let calm = run.areas.iter().filter(|area| is_calm(&area.counts) && area.counts.get(Standing::Pass) > 0);
    let calm: Vec<String> =
        calm.map(|area| format!("{} {}", area.name, area.counts.get(Standing::Pass))).collect();
    if !mixed.is_empty() {
        page.gap();
        let rows: Vec<(&str, Counts)> =
            mixed.iter().take(AREAS).map(|area| (&*area.name, area.counts)).collect();
        table("area", &rows, page);
        if mixed.len() > AREAS {
            page.note(&format!("... and {} more areas", mixed.len() - AREAS));
        }
    }
    if !calm.is_empty() {
        page.gap();
        page.say(Ink::Good, &format!("All pass: {}", calm.join(", ")));
    }
}

/// The failures once more, and how many cases stand how.
pub(super) fn last(runs: &[&Run], all: &str, page: &mut Page) {
    let counts = Counts::together(runs.iter().map(|run| &run.counts));
    let failed = || runs.iter().flat_map(|run| &run.cases).filter(|case| case.standing() == Standing::Fail);
    page.gap();
    for case in failed().take(NAMED) {
        let flaky = case.outcome.as_ref().is_some_and(|outcome| outcome.flaky);
        page.named(Ink::Bad, "FAIL", &format!("{}{}", case.id, if flaky { " (flaky)" } else { "" }));
    }
    let count = failed().count();
    if count > NAMED {
        page.note(&format!("... and {} more: {all}", count - NAMED));
    }
    if runs.len() > 1 {
        let rows: Vec<(&str, Counts)> = runs.iter().map(|run| (run.dialect(), run.counts)).collect();
        page.gap();
        table("dialect", &rows, page);
        page.gap();
    }
    let bad = counts.get(Standing::Fail) > 0 || counts.unexpected > 0;
    let ink = if bad {
        Ink::Bad
    } else if counts.get(Standing::Pass) == counts.total() - counts.get(Standing::Skipped) {
        Ink::Good
    } else {
        Ink::Doubt
    };
    page.say(ink, &in_words(&counts));
}

/// How many cases stand how, in one line; what there is none of is not said, but for passes and failures.
pub(crate) fn in_words(counts: &Counts) -> String {
    let mut words = Vec::new();
    for (standing, count) in counts.told() {
        if count > 0 || matches!(standing, Standing::Pass | Standing::Fail) {
            let flaky = if standing == Standing::Fail && counts.flaky > 0 {
                format!(" ({} flaky)", counts.flaky)
            } else {
                String::new()
            };
            let unexpected = if standing == Standing::Pass && counts.unexpected > 0 {
                format!(" ({} unexpectedly)", counts.unexpected)
            } else {
                String::new()
            };
            words.push(format!("{count} {}{flaky}{unexpected}", standing.word()));
        }
    }
    format!("{} cases: {}", counts.total(), words.join(", "))
}

/// Counts in columns; a column that is empty is left out.
fn table(name: &str, rows: &[(&str, Counts)], page: &mut Page) {
    let columns: Vec<Standing> = Standing::ALL
        .into_iter()
        .filter(|standing| rows.iter().any(|(_, counts)| counts.get(*standing) > 0))
        .collect();
    let short = |standing: Standing| match standing {
        Standing::Inconclusive => "unclear",
        Standing::Open => "none",
        other => other.word(),
    };
    let room = page.columns().saturating_sub(columns.len() * COUNT);
    if room < NAME {
        for (name, counts) in rows {
            page.named(Ink::Quiet, name, &in_words(counts));
        }
        return;
    }
    let names: Vec<String> = rows.iter().map(|(name, _)| cut(&safe(name), room)).collect();
    let wide = names.iter().map(|name| width(name)).chain([name.len()]).max().unwrap_or_default();
    let pad = |name: &str| format!("{name}{}", " ".repeat(wide - width(name)));
    let heads: Vec<String> = columns.iter().map(|standing| format!("{:>COUNT$}", short(*standing))).collect();
    page.row(&page.paint(Ink::Quiet, &format!("{}{}", pad(name), heads.concat())));
    for (name, (_, counts)) in names.iter().zip(rows) {
        let cells = columns.iter().map(|standing| {
            let count = counts.get(*standing);
            let cell = if count == 0 { format!("{:>COUNT$}", "-") } else { format!("{count:>COUNT$}") };
            match standing {
                Standing::Fail if count > 0 => page.paint(Ink::Bad, &cell),
                _ if count == 0 => page.paint(Ink::Quiet, &cell),
                _ => cell,
            }
        });
        page.row(&format!("{}{}", pad(name), cells.collect::<String>()));
    }
}

fn cut(name: &str, room: usize) -> String {
    if width(name) <= room { name.to_owned() } else { format!("{}…", &name[..fitting(name, room - 1)]) }
}
