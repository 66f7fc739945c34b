//! A summary in Markdown, for a pull request. Whatever a journal says stands between backticks, more of them than it has
//! itself: there nothing is markup, a link, a mention or the number of an issue.

use std::fmt::Write as _;
use std::io::{self, Read, Seek, Write};

use crate::again;
use crate::case::{Case, Standing};
use crate::counts::Counts;
use crate::excerpt::excerpt;
use crate::group::{alike, by_reason};
use crate::junit::lines;
use crate::run::Run;
use crate::text::safe;

/// How long it may be: what a comment on a pull request takes.
const MOST: usize = 60_000;
/// How long what is said of one group of failures may be.
const ONE: usize = 8_000;
/// How many cases of a group are named.
const NAMED: usize = 10;
/// How many reasons are named, and how many readings.
const REASONS: usize = 20;

/// Writes the summary of runs with their journals.
pub fn write<J: Read + Seek>(runs: &mut [(&Run, J)], into: &mut impl Write) -> io::Result<()> {
    let counts = Counts::together(runs.iter().map(|(run, _)| &run.counts));
    let mut text = format!("## hayes: {}\n\n", headline(&counts));
    table(runs, &mut text);
    for (run, _) in runs.iter() {
        about(run, &mut text);
    }
    let mut left_out = 0;
    for (run, journal) in runs.iter_mut() {
        for group in alike(run, Standing::Fail) {
            let failure = failure(run, journal, &group);
            if text.len() + failure.len() > MOST {
                left_out += group.len();
            } else {
                text.push_str(&failure);
            }
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            text,
            "\n... and {left_out} more failures; results.json and junit.xml beside this have them all."
        );
    }
    for (run, _) in runs.iter() {
        rest(run, &mut text);
    }
    into.write_all(text.as_bytes())
}

fn headline(counts: &Counts) -> String {
    let fail = counts.get(Standing::Fail);
    let flaky = if counts.flaky > 0 { format!(" ({} flaky)", counts.flaky) } else { String::new() };
    match (fail, counts.unexpected, counts.get(Standing::Open) + counts.get(Standing::Rig)) {
        (1.., ..) => format!("{fail} of {} cases fail{flaky}", counts.total()),
        (0, 1.., _) => format!("no case fails, and {} pass that are known to deviate", counts.unexpected),
        (0, 0, 1..) => format!("no case fails, and not all of {} were judged", counts.total()),
        (0, 0, 0) => format!("{} of {} cases pass", counts.get(Standing::Pass), counts.total()),
    }
}

fn table<J>(runs: &[(&Run, J)], text: &mut String) {
    let _ = writeln!(text, "| dialect | {} |", Standing::TOLD.map(Standing::word).join(" | "));
    let _ = writeln!(text, "|---|{}", "--:|".repeat(Standing::TOLD.len()));
    for (run, _) in runs {
        // A cell takes no pipe, not even between backticks.
        let plain =
            |letter: char| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '-' };
        let _ = write!(text, "| {} |", run.dialect().chars().take(60).map(plain).collect::<String>());
        for (_, count) in run.counts.told() {
            let _ = write!(text, " {count} |");
        }
        text.push('\n');
    }
    text.push('\n');
}

fn about(run: &Run, text: &mut String) {
    let mut facts = Vec::new();
    if let Some(identity) = &run.identity {
        let words = [&identity.manufacturer, &identity.model, &identity.firmware];
        facts.push(words.into_iter().flatten().map(|word| code(word)).collect::<Vec<_>>().join(" "));
    }
    if let Some(header) = &run.header {
        facts.push(format!("seed {}, hayes {}, {}", header.seed, code(&header.hayes), code(&header.started)));
    }
    let _ = writeln!(text, "- {}: {}", code(run.dialect()), facts.join(", "));
    for missing in run.missing.in_words(run).iter().take(REASONS) {
        let _ = writeln!(text, "  - **missing**: {}", code(missing));
    }
}

/// Cases that failed alike.
fn failure(run: &Run, journal: &mut (impl Read + Seek), group: &[&Case]) -> String {
    let Some((case, others)) = group.split_first() else { return String::new() };
    let mut text = format!("\n### {}\n\n", code(&case.id));
    let outcome = case.outcome.as_ref();
    let mut item = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "- {name}: {}", code(value));
        }
    };
    item("case", &case.title);
    run.rules_of(case).for_each(|rule| item("rule", rule.says.as_deref().unwrap_or(&rule.id)));
    item("clause", run.clause_of(case).unwrap_or_default());
    item("expected", outcome.and_then(|outcome| outcome.expected.as_deref()).unwrap_or_default());
    item("got", outcome.and_then(|outcome| outcome.actual.as_deref()).unwrap_or_default());
    item("why", outcome.and_then(|outcome| outcome.reason.as_deref()).unwrap_or_default());
    if outcome.is_some_and(|outcome| outcome.flaky) {
        text.push_str("- flaky: a repeat passed\n");
    }
    let shown = format!(
        "{}\n$ {}\n",
        lines(&excerpt(run, journal, case)).trim_start_matches('\n'),
        safe(&again::command(run, case))
    );
    if text.len() + shown.len() < ONE {
        text.push_str(&block(&shown));
    }
    if !others.is_empty() {
        let _ = writeln!(text, "\n{} more for the same reason:\n", others.len());
        for other in others.iter().take(NAMED) {
            let _ = writeln!(text, "- {}", code(&other.id));
        }
        if others.len() > NAMED {
            let _ = writeln!(text, "- ... and {} more", others.len() - NAMED);
        }
    }
    text
}

/// What is to be known beside failures.
fn rest(run: &Run, text: &mut String) {
    let mut sections = String::new();
    let unexpected: Vec<String> =
        run.cases.iter().filter(|case| case.unexpected).map(|case| code(&case.id)).collect();
    section("Known deviations that pass: take them off the list", &unexpected, &mut sections);
    let words = [
        (Standing::Rig, "The bench broke"),
        (Standing::Inconclusive, "Inconclusive"),
        (Standing::Known, "Known deviations"),
        (Standing::Skipped, "Skipped"),
    ];
    for (standing, heading) in words {
        let groups = by_reason(run, standing).into_iter().map(|group| {
            let reason = group[0].outcome.as_ref().and_then(|outcome| outcome.reason.as_deref());
            let first = if standing == Standing::Skipped {
                String::new()
            } else {
                format!(", first {}", code(&group[0].id))
            };
            format!("{} × {}{first}", group.len(), code(reason.unwrap_or("no reason is given")))
        });
        section(heading, &groups.collect::<Vec<_>>(), &mut sections);
    }
    let readings = run.readings.iter().map(|reading| {
        let ways: Vec<String> = reading.ways.iter().map(|(way, _)| code(way)).collect();
        format!("{}: {}", code(&reading.id), ways.join(" and "))
    });
    section("Where the document is unclear, the module", &readings.collect::<Vec<_>>(), &mut sections);
    if !sections.is_empty() && text.len() + sections.len() < 2 * MOST {
        let _ = write!(
            text,
            "\n<details><summary>{}: what else is to be known</summary>\n{sections}\n</details>\n",
            label(run.dialect())
        );
    }
}

fn section(heading: &str, items: &[String], text: &mut String) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n**{heading}**\n");
    for item in items.iter().take(REASONS) {
        let _ = writeln!(text, "- {item}");
    }
    if items.len() > REASONS {
        let _ = writeln!(text, "- ... and {} more", items.len() - REASONS);
    }
}

/// Inside of HTML, where backticks are none.
fn label(text: &str) -> String {
    text.chars()
        .take(60)
        .map(|letter| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '-' })
        .collect()
}

/// A text that is nothing but text.
fn code(text: &str) -> String {
    let text = safe(text);
    if text.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Lines that are nothing but lines.
fn block(lines: &str) -> String {
    let fence = "`".repeat(longest_run(lines).max(2) + 1);
    format!("\n{fence}text\n{}\n{fence}\n", lines.trim_end_matches('\n'))
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default()
}
