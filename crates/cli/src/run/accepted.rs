//! `--snapshots`: what the cases of a run brought, held against what was accepted. A difference is no failure.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::path::Path;

use hayes_runner::Plan;
use hayes_snapshots::{Compared, Folder, sections};

/// So many cases are named.
const MAX_NAMED: usize = 10;

/// Compares a run with the accepted transcripts of its dialect. `whole`: all cases were selected.
pub(super) fn compare(
    all: &Path,
    dialect: &str,
    journal: &Path,
    (plan, whole): (&Plan<'_>, bool),
) -> io::Result<String> {
    let ran = sections(File::open(journal)?).map_err(io::Error::other)?;
    let planned: BTreeSet<String> = plan.cases.iter().map(|planned| planned.case.id.clone()).collect();
    let compared = Folder::of(all, dialect).compare(&ran, whole.then_some(&planned))?;
    Ok(text(&compared))
}

fn text(compared: &Compared) -> String {
    let Compared { same, changed, new, gone } = compared;
    let mut text = format!(
        "  transcripts: {same} as accepted, {} changed, {} new, {} gone\n",
        changed.len(),
        new.len(),
        gone.len()
    );
    for case in changed.iter().take(MAX_NAMED) {
        let _ = writeln!(text, "    changed {case}");
    }
    if changed.len() > MAX_NAMED {
        let _ = writeln!(text, "    ... and {} more; hayes review shows them", changed.len() - MAX_NAMED);
    }
    text
}
