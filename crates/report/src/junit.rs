//! `JUnit` XML for CI viewers. A failure is a clause that the module broke; what the bench broke is an error, so that
//! nobody blames the module for it. A case that could not be settled is skipped with its reason, as nothing about the
//! module follows from it and the exit code says so too; so is a known deviation. What viewers must not show green, a
//! run that was cut off, is an error of its own.

use std::fmt::Write as _;
use std::io::{self, Read, Seek, Write};

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use crate::case::{Case, Standing};
use crate::excerpt::{Excerpt, excerpt};
use crate::run::Run;
use crate::text::{safe, width};

/// How many cases a suite lists; beyond it only those that do not pass, and twice as many.
const CASES: usize = 50_000;
/// How many bytes the failures of a suite may say, all together: viewers hold a report in memory.
const TEXTS: usize = 16 * 1024 * 1024;

/// Writes the runs with their journals, a suite each.
pub fn write<'r, J: Read + Seek + 'r>(
    runs: impl IntoIterator<Item = (&'r Run, J)>,
    into: &mut impl Write,
) -> io::Result<()> {
    let mut report = Report::new("hayes");
    for (run, mut journal) in runs {
        report.add_test_suite(suite(run, &mut journal));
    }
    report.serialize(into).map_err(io::Error::other)
}

fn suite(run: &Run, journal: &mut (impl Read + Seek)) -> TestSuite {
    let mut suite = TestSuite::new(safe(run.dialect()));
    suite.set_time(run.took);
    for (name, value) in properties(run) {
        suite.add_property(Property::new(name, safe(&value)));
    }
    let mut room = TEXTS;
    let mut left_out = 0_u64;
    for (number, case) in run.cases.iter().enumerate() {
        let matters = !matches!(case.standing(), Standing::Pass | Standing::Skipped);
        if number < CASES || matters && suite.test_cases.len() < 2 * CASES {
            let text = if matters && room > 0 { in_full(run, journal, case) } else { String::new() };
            room = room.saturating_sub(text.len());
            suite.add_test_case(test_case(run, case, &text));
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        suite.add_property(Property::new("cases that are not listed here", left_out.to_string()));
    }
    if !run.missing.ended {
        suite.add_test_case(cut_off(run));
    }
    suite
}

/// What viewers show of the run as a whole.
fn properties(run: &Run) -> Vec<(&'static str, String)> {
    let mut properties = vec![("dialect", run.dialect().to_owned())];
    if let Some(header) = &run.header {
        properties.extend([
            ("hayes", header.hayes.clone()),
            ("started", header.started.clone()),
            ("seed", header.seed.to_string()),
            ("dialect digest", header.dialect.digest.clone()),
        ]);
        properties.extend(header.command.clone().map(|command| ("command", command)));
    }
    if let Some(identity) = run.identity.clone() {
        let named = [
            ("manufacturer", identity.manufacturer),
            ("model", identity.model),
            ("firmware", identity.firmware),
            ("imei", identity.imei),
        ];
        properties.extend(named.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))));
    }
    for reading in &run.readings {
        let ways: Vec<&str> = reading.ways.iter().map(|(way, _)| &**way).collect();
        properties.push(("reading", format!("{}: {}", reading.id, ways.join(", "))));
    }
    properties.extend(run.missing.in_words(run).into_iter().map(|missing| ("missing", missing)));
    properties
}

fn test_case(run: &Run, case: &Case, text: &str) -> TestCase {
    let (dialect, name) = case.id.split_once('/').unwrap_or(("", &case.id));
    let mut written = TestCase::new(safe(name), status(run, case, text));
    // Viewers make folders of the dots in a class's name: one for the dialect, one for the area.
    let area = run.area_of(case).replace('.', "-");
    written.set_classname(safe(&format!("{}.{area}", dialect.replace('.', "-")))).set_time(case.took());
    let rules = run.rules_of(case).map(|rule| ("rule", &*rule.id));
    let outcome = case.outcome.as_ref();
    let named =
        [("title", Some(&*case.title).filter(|title| !title.is_empty())), ("clause", run.clause_of(case))];
    let properties = named.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    let flaky = outcome.is_some_and(|outcome| outcome.flaky).then_some(("flaky", "true"));
    for (name, value) in properties.chain(rules).chain(flaky) {
        written.add_property(Property::new(name, safe(value)));
    }
    written
}

fn status(run: &Run, case: &Case, text: &str) -> TestCaseStatus {
    let standing = case.standing();
    let reason =
        case.outcome.as_ref().and_then(|outcome| outcome.reason.as_deref()).unwrap_or("no reason is given");
    let flaky = if case.outcome.as_ref().is_some_and(|outcome| outcome.flaky) {
        "flaky, a repeat passed: "
    } else {
        ""
    };
    let known = case.outcome.as_ref().and_then(|outcome| outcome.known.as_deref());
    let hung = run
        .missing
        .running
        .and_then(|running| run.cases.get(running as usize))
        .is_some_and(|it| it.id == case.id);
    let (mut status, message) = match standing {
        Standing::Pass if case.unexpected => (
            TestCaseStatus::non_success(NonSuccessKind::Failure),
            "passes, and stands in the list of known deviations: take it off the list".to_owned(),
        ),
        Standing::Pass => return TestCaseStatus::success(),
        Standing::Fail => (TestCaseStatus::non_success(NonSuccessKind::Failure), format!("{flaky}{reason}")),
        Standing::Rig => (TestCaseStatus::non_success(NonSuccessKind::Error), format!("the bench: {reason}")),
        Standing::Open if hung => (
            TestCaseStatus::non_success(NonSuccessKind::Error),
            "it was running when the journal ends".to_owned(),
        ),
        Standing::Open => (TestCaseStatus::skipped(), "no verdict: the run did not come so far".to_owned()),
        Standing::Inconclusive => (TestCaseStatus::skipped(), format!("inconclusive: {reason}")),
        Standing::Skipped => (TestCaseStatus::skipped(), reason.to_owned()),
        Standing::Known => {
            let (why, until) = known.map_or(("", ""), |known| (&*known.reason, &*known.expires));
            (TestCaseStatus::skipped(), format!("known deviation until {until}: {why}; {reason}"))
        }
    };
    status.set_message(safe(&message)).set_type(if case.unexpected {
        "unexpected pass"
    } else {
        standing.word()
    });
    if !text.is_empty() {
        status.set_description(text);
    }
    status
}

/// All that is to be said of a case: what was expected and seen, the lines that show it, how to run it again.
fn in_full(run: &Run, journal: &mut (impl Read + Seek), case: &Case) -> String {
    let mut text = String::new();
    let mut say = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{name:<9}{}", safe(value));
        }
    };
    say("case", &case.title);
    for rule in run.rules_of(case) {
        say("rule", &format!("{}: {}", rule.id, rule.says.as_deref().unwrap_or_default()));
    }
    say("clause", run.clause_of(case).unwrap_or_default());
    if let Some(outcome) = &case.outcome {
        say("expected", outcome.expected.as_deref().unwrap_or_default());
        say("got", outcome.actual.as_deref().unwrap_or_default());
    }
    say("again", &crate::again::command(run, case));
    text + &lines(&excerpt(run, journal, case))
}

/// An excerpt as text, what is marked underlined.
pub(crate) fn lines(excerpt: &Excerpt) -> String {
    let mut text = String::new();
    if let Some(during) = &excerpt.during {
        let _ = write!(text, "\nin {}:", safe(during));
    }
    text.push_str(if excerpt.lines.is_empty() { "" } else { "\n" });
    for line in &excerpt.lines {
        if line.left_out > 0 {
            let _ = writeln!(text, "          ... {} lines", line.left_out);
        }
        let head = format!("{:>9.3} {} ", line.at.as_secs_f64(), line.side);
        let _ = writeln!(text, "{head}{}", line.text);
        if !line.marks.is_empty() {
            let _ = writeln!(text, "{}", underline(width(&head), line));
        }
    }
    text
}

/// Carets below what is marked, behind an indent.
pub(crate) fn underline(indent: usize, line: &crate::excerpt::Line) -> String {
    let mut carets = " ".repeat(indent);
    let mut done = 0;
    for mark in &line.marks {
        carets.push_str(&" ".repeat(width(&line.text[done..mark.start])));
        carets.push_str(&"^".repeat(width(&line.text[mark.clone()])));
        done = mark.end;
    }
    carets
}

/// A run without an end is not to pass for a whole one.
fn cut_off(run: &Run) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("no end").set_message("the run has no end: not all of it is here");
    status.set_description(run.missing.in_words(run).join("\n"));
    let mut case = TestCase::new("the run", status);
    case.set_classname(safe(&run.dialect().replace('.', "-")));
    case
}
