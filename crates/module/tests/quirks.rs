//! Every quirk shows: some script makes a module with it behave otherwise than one without it. Which script shows
//! which quirk first, and the first line that differs, is kept for the reader.

mod bench;

use std::fmt::Write as _;

use bench::script::{Script, play, play_judged, read};
use hayes_module::{quirk, variant};
use proptest::collection::vec;
use proptest::prop_assert_eq;
use proptest::test_runner::TestRunner;
use rstest::rstest;

fn scripts(dialect: &str) -> Vec<Script> {
    let path = format!("{}/tests/probes/{dialect}.txt", env!("CARGO_MANIFEST_DIR"));
    read(&std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}")))
}

/// The first line of two transcripts that differs, of either.
fn difference<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let mut lines = (one.lines(), other.lines());
    loop {
        match (lines.0.next(), lines.1.next()) {
            (None, None) => return None,
            (one, other) if one != other => return Some((one.unwrap_or("-"), other.unwrap_or("-"))),
            _ => {}
        }
    }
}

/// Long lines from shortly before where they differ.
fn windows(one: &str, other: &str) -> (String, String) {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = if same > 60 { same - 40 } else { 0 };
    let window = |line: &str| {
        let shown: String = line.chars().skip(from).take(120).collect();
        let (before, behind) = (if from > 0 { "… " } else { "" }, from + 120 < line.chars().count());
        format!("{before}{shown}{}", if behind { " …" } else { "" })
    };
    (window(one), window(other))
}

#[rstest]
#[case::bc20("quectel-bc20")]
#[case::bc26("quectel-bc26")]
#[case::ecx00u("quectel-ecx00u")]
#[case::simcom("simcom-sim7672")]
#[case::fibocom("fibocom")]
fn without_a_quirk_every_line_is_one_of_the_dialect(#[case] dialect: &str) {
    let scripts = scripts(dialect);
    let tame: Vec<&Script> = scripts.iter().filter(|script| !script.wild).collect();
    assert!(tame.len() * 4 > scripts.len() * 3, "{} of {}", tame.len(), scripts.len());
    for script in tame {
        assert_eq!(play_judged(dialect, script, &[]), play(dialect, script, &[], &[]), "{}", script.name);
    }
}

#[rstest]
#[case::bc20("quectel-bc20", "quectel")]
#[case::bc26("quectel-bc26", "quectel")]
#[case::ecx00u("quectel-ecx00u", "quectel")]
#[case::simcom("simcom-sim7672", "simcom")]
#[case::fibocom("fibocom", "fibocom")]
fn every_quirk_shows(#[case] dialect: &str, #[case] family: &str) {
    let scripts = scripts(dialect);
    let usual: Vec<String> = scripts.iter().map(|script| play(dialect, script, &[], &[])).collect();
    let mut shown = String::new();
    let mut hidden = Vec::new();
    for quirk in quirk::of(dialect, family) {
        let found = scripts.iter().zip(&usual).find_map(|(script, usual)| {
            let otherwise = play(dialect, script, &[&quirk.name], &[]);
            let (with, without) = difference(&otherwise, usual)?;
            let (without, with) = windows(without, with);
            Some(format!("{}: {}\n    without {without}\n    with    {with}\n", quirk.name, script.name))
        });
        match found {
            Some(found) => {
                let _ = write!(shown, "{found}");
            }
            None => hidden.push(&quirk.name),
        }
    }
    assert!(hidden.is_empty(), "{} hidden: {hidden:#?}", hidden.len());
    insta::assert_snapshot!(format!("quirks_of_{dialect}"), shown);
}

/// Any few quirks and variants at once: whatever comes of it, the module neither panics nor goes on for ever, and the
/// same comes of it again.
#[rstest]
#[case::bc20("quectel-bc20", "quectel")]
#[case::bc26("quectel-bc26", "quectel")]
#[case::ecx00u("quectel-ecx00u", "quectel")]
#[case::simcom("simcom-sim7672", "simcom")]
#[case::fibocom("fibocom", "fibocom")]
fn quirks_and_variants_go_together(#[case] dialect: &str, #[case] family: &str) {
    let scripts = scripts(dialect);
    let quirks: Vec<&str> = quirk::of(dialect, family).map(|quirk| quirk.name.as_str()).collect();
    let variants = variant::all(bench::dialect(dialect));
    let variants: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let (any_quirks, any_variants) = (0..quirks.len(), 0..variants.len());
    let mut runner = TestRunner::deterministic();
    let strategy = (vec(any_quirks, 1..6), vec(any_variants, 0..4), 0..scripts.len());
    runner
        .run(&strategy, |(some_quirks, some_variants, script)| {
            let quirks: Vec<&str> = some_quirks.iter().map(|at| quirks[*at]).collect();
            let variants: Vec<&str> = some_variants.iter().map(|at| variants[*at]).collect();
            let once = play(dialect, &scripts[script], &quirks, &variants);
            prop_assert_eq!(once, play(dialect, &scripts[script], &quirks, &variants));
            Ok(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
}
