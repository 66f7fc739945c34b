//! Flags that name cases, or kinds of them: each has to mean something here. A slip of the hand that selects nothing would pass for
//! a run of nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use hayes_cases::case::Case;
use hayes_cases::catalogue::Catalogue;
use hayes_dialects::Dialect;
use hayes_runner::Glob;

use crate::output::Failure;

/// What identifiers of monitors hold.
const MONITOR: &str = "/monitor/";

/// Does every `--case` select a case, and is every `--allow` asked for by one?
pub(super) fn check(
    cases: &[String],
    allow: &[String],
    catalogues: &[(Arc<Dialect>, Catalogue)],
) -> Result<(), Failure> {
    let all = || catalogues.iter().flat_map(|(_, catalogue)| &catalogue.cases);
    let fits = |glob: &String| all().any(|case: &Case| Glob::new(glob).fits(&case.id));
    // Monitors come along with whatever is selected, but select nothing.
    let some = cases.iter().any(fits);
    let idle = |glob: &&String| !(fits(glob) || some && glob.contains(MONITOR));
    if let Some(glob) = cases.iter().find(idle) {
        return Err(Failure::Input(no_case(glob)));
    }
    let kinds: BTreeSet<&str> = all().filter_map(|case| case.needs.allow.as_deref()).collect();
    let unknown = allow.iter().find(|kind| !kinds.contains(kind.as_str()));
    unknown.map_or(Ok(()), |kind| Err(Failure::Input(no_kind(kind, &kinds))))
}

fn no_case(glob: &str) -> String {
    let why = if glob.contains(MONITOR) {
        "monitors watch whatever cases are run: select those"
    } else {
        "identifiers are DIALECT/FORM/..., `*` and `?` stand for any text and any sign: `hayes list` prints them"
    };
    format!("error: no case fits --case '{glob}'\n  {why}\n")
}

fn no_kind(kind: &str, kinds: &BTreeSet<&str>) -> String {
    let asked = kinds.iter().copied().collect::<Vec<_>>().join(", ");
    let asked =
        if asked.is_empty() { "nothing is asked for".to_owned() } else { format!("asked for: {asked}") };
    format!("error: no case asks for --allow {kind}\n  {asked}\n")
}
