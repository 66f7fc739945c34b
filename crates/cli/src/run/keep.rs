//! What a run is held against and goes on from: known deviations, accepted transcripts, an interrupted run, repeats.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use hayes_cases::catalogue::{Catalogue, monitored};
use hayes_dialects::Dialect;
use hayes_dialects::deviations::{self, Deviation};
use hayes_journal::verdict::{Entry, Standing};
use hayes_runner::{Deviations, PROMISES};

use super::folder;
use crate::output::Failure;

#[derive(Debug, Args)]
pub(crate) struct KeepArgs {
    /// Failures that are known, each with its reason and its last day: they are counted apart
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) known: Option<PathBuf>,
    /// Run each case so many times, and say how often it failed
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) repeat: u32,
    /// Go on with a run that was interrupted, in this folder; the other flags are those it was begun with
    #[arg(long, value_name = "RUN", value_hint = ValueHint::DirPath)]
    pub(super) resume: Option<PathBuf>,
    /// Hold what the cases bring against the accepted transcripts in this folder (hayes review)
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) snapshots: Option<PathBuf>,
}

/// The list of known deviations; without a flag, none.
pub(super) fn list(args: &KeepArgs) -> Result<Vec<Deviation>, Failure> {
    let Some(path) = &args.known else { return Ok(Vec::new()) };
    deviations::load_file(path).map_err(|mistakes| Failure::Input(mistakes.to_string()))
}

/// The entries that concern a dialect.
pub(super) fn of_dialect(list: &[Deviation], dialect: &Dialect, catalogue: &Catalogue) -> Deviations {
    let monitors: Vec<String> = PROMISES.iter().map(|(promise, _)| monitored(dialect, promise)).collect();
    let cases = catalogue.cases.iter().map(|case| case.id.as_str());
    let cases: Vec<&str> = cases.chain(monitors.iter().map(String::as_str)).collect();
    Deviations::new(list, &dialect.id, &cases, &folder::now()[..10])
}

/// What is to be done about the list: unexpected passes, entries whose time is over, entries that fit nothing.
pub(super) fn remarks(list: &[Deviation], entries: &[Entry]) -> String {
    list.iter().map(|deviation| remark(deviation, entries)).collect()
}

fn remark(deviation: &Deviation, entries: &[Entry]) -> String {
    let Deviation { case, reason, expires, .. } = deviation;
    let mut of: Vec<&Entry> = entries.iter().filter(|entry| entry.pattern == *case).collect();
    // What one dialect does not have, another one may.
    if of.iter().any(|entry| entry.state != Standing::Stale) {
        of.retain(|entry| entry.state != Standing::Stale);
    }
    if of.is_empty() {
        return String::new();
    }
    let any = |state| of.iter().any(|entry| entry.state == state);
    if any(Standing::UnexpectedPass) {
        format!("  UNEXPECTED PASS {case}: take it off the list ({reason}, until {expires})\n")
    } else if any(Standing::Expired) {
        format!("  expired {case}: the list let it be until {expires} ({reason})\n")
    } else if any(Standing::Stale) {
        format!("  stale {case}: no case fits this entry of the list ({reason})\n")
    } else {
        String::new()
    }
}
