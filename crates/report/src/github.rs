//! Annotations, when run by GitHub: a line each, and nothing that a module wrote can be another.

use std::fmt::Write as _;

use crate::case::{Case, Standing};
use crate::group::{alike, by_reason};
use crate::run::Run;
use crate::text::safe;

/// How many annotations of a kind are shown for a step; more would only hide the first.
const SHOWN: usize = 10;
/// How long a message may be.
const LONG: usize = 1500;

/// The annotations of runs: an error for each group of failures, a warning for what the bench broke.
pub fn annotations<'r>(runs: impl IntoIterator<Item = &'r Run>) -> String {
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for run in runs {
        errors.extend(alike(run, Standing::Fail).iter().map(|group| failure(run, group)));
        let unexpected = run.cases.iter().filter(|case| case.unexpected);
        errors.extend(unexpected.map(|case| {
            let text = "passes, and stands in the list of known deviations: take it off the list";
            command("error", &format!("hayes: {}", case.id), text)
        }));
        for (standing, what) in [(Standing::Rig, "the bench broke"), (Standing::Inconclusive, "inconclusive")]
        {
            warnings.extend(by_reason(run, standing).iter().map(|group| {
                let text = format!("{}: {} cases, first {}", reason(group[0]), group.len(), group[0].id);
                command("warning", &format!("hayes: {}: {what}", run.dialect()), &text)
            }));
        }
        let missing = run.missing.in_words(run).join("\n");
        warnings
            .extend((!missing.is_empty()).then(|| {
                command("warning", &format!("hayes: {}: not all is here", run.dialect()), &missing)
            }));
    }
    errors.into_iter().take(SHOWN).chain(warnings.into_iter().take(SHOWN)).collect()
}

fn failure(run: &Run, group: &[&Case]) -> String {
    let case = group[0];
    let mut text = case.title.to_string();
    let outcome = case.outcome.as_ref();
    let clause = run.clause_of(case);
    let said = [
        ("clause", clause),
        ("expected", outcome.and_then(|outcome| outcome.expected.as_deref())),
        ("got", outcome.and_then(|outcome| outcome.actual.as_deref())),
        ("why", outcome.and_then(|outcome| outcome.reason.as_deref())),
    ];
    for (name, said) in said {
        if let Some(said) = said {
            let _ = write!(text, "\n{name}: {}", safe(said));
        }
    }
    if group.len() > 1 {
        let _ = write!(text, "\nand {} more cases", group.len() - 1);
    }
    command("error", &format!("hayes: {}", case.id), &text)
}

fn reason(case: &Case) -> &str {
    case.outcome.as_ref().and_then(|outcome| outcome.reason.as_deref()).unwrap_or("no reason is given")
}

/// A command to the runner of the workflow. Line feeds of ours stay, those of others are shown already.
fn command(kind: &str, title: &str, text: &str) -> String {
    let lines: Vec<String> = text.lines().map(safe).collect();
    let mut text = lines.join("\n");
    text.truncate(text.floor_char_boundary(LONG));
    let text = text.replace('%', "%25").replace('\n', "%0A");
    let title = safe(title).replace('%', "%25").replace(':', "%3A").replace(',', "%2C");
    format!("::{kind} title={title}::{text}\n")
}
