//! A catalogue as text and as plain data. What the data are printed as is somebody else's.

use std::fmt::Write as _;

use serde::Serialize;

use crate::case::{Case, Source};
use crate::catalogue::{Catalogue, Covered};

/// A case as data.
#[derive(Debug, Serialize)]
pub struct Row<'c> {
    /// Its identifier.
    pub id: &'c str,
    /// What it shows.
    pub title: &'c str,
    /// Where the document says so.
    pub clause: Option<&'c str>,
    /// The rules that it stands for.
    pub rules: &'c [String],
    /// The readings that it shows.
    pub readings: &'c [String],
    /// Where it comes from: `derived`, or a file.
    pub source: &'c str,
    /// States and parts of the bench that it needs.
    pub needs: Vec<String>,
}

/// The cases of a catalogue as data.
pub fn rows(catalogue: &Catalogue) -> Vec<Row<'_>> {
    catalogue.cases.iter().map(row).collect()
}

fn row(case: &Case) -> Row<'_> {
    let states =
        case.needs.states.iter().map(|(s, wanted)| if *wanted { s.clone() } else { format!("not-{s}") });
    let bench = case.needs.bench.iter().map(|bench| bench.word().to_owned());
    Row {
        id: &case.id,
        title: &case.title,
        clause: case.clause.as_deref(),
        rules: &case.rules,
        readings: &case.readings,
        source: match &case.source {
            Source::Derived => "derived",
            Source::Scenario(file) | Source::Setup(file) | Source::Example(file) => file,
        },
        needs: states.chain(bench).collect(),
    }
}

/// The cases as a list for people: identifier, clause, title.
pub fn list(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for case in &catalogue.cases {
        let clause = case.clause.as_deref().unwrap_or("-");
        let _ = writeln!(text, "{}\n    {clause}: {}", case.id, case.title);
    }
    text
}

/// Rules, forms and examples with what stands for them.
#[derive(Debug, Serialize)]
pub struct Coverage<'c> {
    /// The dialect.
    pub dialect: &'c str,
    /// What is left unsaid, so that no case follows.
    pub gaps: Vec<String>,
    /// Every rule.
    pub rules: Vec<Covered>,
    /// Every documented form.
    pub forms: Vec<Covered>,
    /// Every clause of the document that prints an example.
    pub examples: Vec<Covered>,
}

impl Coverage<'_> {
    /// The same for people: what has no case comes first, with the reason.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.dialect);
        let all = [("rules", &self.rules), ("forms", &self.forms), ("examples", &self.examples)];
        for (what, rows) in all {
            let with = rows.iter().filter(|row| !row.cases.is_empty()).count();
            let excused = rows.iter().filter(|row| row.cases.is_empty() && row.why_not.is_some()).count();
            let open = rows.len() - with - excused;
            let _ = writeln!(
                text,
                "  {what}: {} in all, {with} with cases, {excused} that no case can show, {open} without a case yet",
                rows.len(),
            );
        }
        for gap in &self.gaps {
            let _ = writeln!(text, "  ! {gap}");
        }
        let rows = || all.iter().flat_map(|(_, rows)| rows.iter());
        for row in rows().filter(|row| row.cases.is_empty()) {
            let clause = row.clause.as_deref().unwrap_or("-");
            let why = row.why_not.unwrap_or("no case yet");
            let _ = writeln!(text, "  - {} ({clause}): {}\n      {why}", row.name, row.says);
        }
        for row in rows().filter(|row| !row.cases.is_empty()) {
            let first = row.cases.first().map_or("", String::as_str);
            let more = row.cases.len() - 1;
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let _ =
                writeln!(text, "  + {} ({}): {first}{more}", row.name, row.clause.as_deref().unwrap_or("-"));
        }
        text
    }
}
