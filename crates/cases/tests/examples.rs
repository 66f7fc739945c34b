//! The documents' examples as cases: each one has its case, and the case sends what the document sends and expects what
//! the document prints, but for what the bench gives.

use hayes_cases::case::{Case, Condition, Expect, Source, Step, Way, What};
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::{Part, Pattern, Template, Variables};
use hayes_cases::scenario::without_replay;
use hayes_dialects::Dialect;
use hayes_dialects::examples::{Examples, What as Line, builtin_examples};

fn all() -> impl Iterator<Item = (Dialect, Catalogue)> {
    hayes_dialects::builtin().map(|id| {
        let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
        let catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
        (dialect, catalogue)
    })
}

fn examples_of(catalogue: &Catalogue) -> impl Iterator<Item = &Case> {
    catalogue.cases.iter().filter(|case| matches!(case.source, Source::Example(_)))
}

#[test]
fn every_example_has_its_case_or_its_reason() {
    for (dialect, catalogue) in all() {
        let covered = catalogue.examples(&dialect);
        assert!(!covered.is_empty(), "{} prints examples", dialect.id);
        for example in &covered {
            assert_ne!(
                example.cases.is_empty(),
                example.why_not.is_none(),
                "{} {}",
                dialect.id,
                example.name
            );
        }
        for (clause, reason) in without_replay(&dialect.id) {
            let known = covered.iter().find(|known| known.clause.as_deref() == Some(clause));
            assert_eq!(known.and_then(|known| known.why_not), Some(reason), "{} {clause}", dialect.id);
        }
        for case in examples_of(&catalogue) {
            assert!(case.id.starts_with(&format!("{}/example/", dialect.id)), "{}", case.id);
            assert!(
                covered.iter().any(|known| known.cases.contains(&case.id)),
                "{}: {:?}",
                case.id,
                case.clause
            );
        }
    }
}

#[test]
fn a_replayed_example_says_what_the_document_prints() {
    for (dialect, catalogue) in all() {
        let files = builtin_examples(&dialect.id).unwrap_or_else(|e| panic!("{e}"));
        for file in &files {
            let clause = file.steps.iter().find_map(|step| step.clause.clone()).unwrap_or_default();
            let cases = examples_of(&catalogue).filter(|case| case.clause.as_ref() == Some(&clause));
            let replay: Vec<Said> = cases.flat_map(|case| said(&case.steps)).collect();
            if !replay.is_empty() {
                hold(file, &replay);
            }
        }
    }
}

/// What a case says, without its blocks.
enum Said {
    Host(Pattern),
    Data(Pattern),
    Ways(Vec<Way>),
}

fn said(steps: &[Step]) -> Vec<Said> {
    let ways = |expect: &Expect| Said::Ways(expect.ways.clone());
    let mut all = Vec::new();
    for step in steps {
        match &step.what {
            What::Send(text) => all.push(Said::Host(open(text))),
            What::Data(text) => all.push(Said::Data(open(text))),
            What::Expect(expect) => all.push(ways(expect)),
            What::AnyOrder(expects) => all.extend(expects.iter().map(ways)),
            What::If(condition, then, otherwise) => {
                if let Condition::Comes(expect) = condition {
                    all.push(ways(expect));
                }
                all.extend(said(then));
                all.extend(said(otherwise));
            }
            _ => {}
        }
    }
    all
}

/// A text in which variables may stand for anything.
fn open(text: &Template) -> Pattern {
    Pattern(open_parts(&text.0))
}

fn open_parts(parts: &[Part]) -> Vec<Part> {
    let mut open: Vec<Part> = Vec::new();
    for part in parts {
        match part {
            Part::Literal(_) | Part::Rest => open.push(part.clone()),
            _ if matches!(open.last(), Some(Part::Any(_))) => {}
            _ => open.push(Part::Any("any".to_owned())),
        }
    }
    open
}

/// Every line of the example stands in the replay, in this order; what the module says to one line of the host may come in
/// any order.
fn hold(file: &Examples, replay: &[Said]) {
    let nothing = Variables::new();
    let mut at = 0;
    for step in &file.steps {
        let place = || format!("{}:{}", file.name, step.line);
        let rest = &replay[at..];
        match &step.what {
            Line::Host(line) | Line::Data(line) => {
                let found = rest.iter().position(|said| match (said, &step.what) {
                    (Said::Host(text), Line::Host(_)) | (Said::Data(text), Line::Data(_)) => {
                        text.matches(line, &nothing).is_some()
                    }
                    _ => false,
                });
                let found = found.unwrap_or_else(|| panic!("{}: nothing sends this", place()));
                at += found + 1;
            }
            Line::Module(line) => {
                // The module's lines before anything of the host are those of a report.
                let here = rest.iter().map_while(|said| match said {
                    Said::Ways(ways) => Some(ways),
                    _ => None,
                });
                let found = here.flatten().any(|way| fits(way, line));
                assert!(found, "{}: nothing expects this", place());
            }
            Line::Printed(_) | Line::Remark(_) => {}
        }
    }
}

fn fits(way: &Way, line: &[u8]) -> bool {
    match way {
        Way::Line(pattern) => Pattern(open_parts(&pattern.0)).matches(line, &Variables::new()).is_some(),
        Way::Prompt => line == b">",
        Way::Told | Way::Accepted => true,
        _ => false,
    }
}
