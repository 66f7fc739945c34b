//! Every quirk shows: some script makes a module with it behave otherwise than one without it, on the serial
//! line or on the wire.

mod bench;

use bench::script::{Script, play, play_judged, probes};
use hayes_module::{quirk, variant};
use proptest::collection::vec;
use proptest::prop_assert_eq;
use proptest::test_runner::TestRunner;
use rstest::rstest;

#[rstest]
#[case::bc20("quectel-bc20")]
#[case::bc26("quectel-bc26")]
#[case::ecx00u("quectel-ecx00u")]
#[case::simcom("simcom-sim7672")]
#[case::fibocom("fibocom")]
fn without_a_quirk_every_line_is_one_of_the_dialect(#[case] dialect: &str) {
    let scripts = probes(dialect);
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
    let scripts = probes(dialect);
    let usual: Vec<String> = scripts.iter().map(|script| play(dialect, script, &[], &[])).collect();
    let shows = |name: &str| {
        scripts.iter().zip(&usual).any(|(script, usual)| play(dialect, script, &[name], &[]) != *usual)
    };
    let names = quirk::of(dialect, family).map(|quirk| quirk.name.as_str());
    let hidden: Vec<&str> = names.filter(|name| !shows(name)).collect();
    assert!(hidden.is_empty(), "{} hidden: {hidden:#?}", hidden.len());
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
    let scripts = probes(dialect);
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
