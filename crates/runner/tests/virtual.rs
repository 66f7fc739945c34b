//! Every built-in dialect on its virtual module in the virtual World: no case fails, none is left open, in whatever order
//! they come.

mod bed;

use std::fmt::Write as _;

use bed::{Asked, bench, catalogue, dialect, selection, world};
use hayes_at::choose::{Choices, FromSeed};
use hayes_journal::writer::Journal;
use hayes_journal::{Finished, Secrets, Verdict};
use hayes_runner::{Bench, Plan, Run};
use rstest::rstest;

/// Runs all cases as `arrange` puts them; in words, those that neither pass nor are skipped.
fn wrong(id: &'static str, asked: &Asked, bench: Bench, arrange: impl Fn(&mut Plan<'_>)) -> String {
    let dialect = dialect(id);
    let catalogue = catalogue(&dialect);
    let mut plan = Plan::of(&dialect, &catalogue, &selection(&[]));
    arrange(&mut plan);
    let world = world(&dialect, asked);
    let journal = Journal::new(Vec::new(), Secrets::default(), 0);
    let mut wrong = String::new();
    let mut before = String::new();
    let mut told = |finished: &Finished| {
        if !matches!(finished.verdict, Verdict::Pass | Verdict::Skipped) {
            let _ = writeln!(
                wrong,
                "{} {} after {before}: {:?}\n    expected {}\n    got      {}",
                finished.verdict.word(),
                finished.case,
                finished.reason.as_deref().unwrap_or(""),
                finished.expected.as_deref().unwrap_or(""),
                finished.actual.as_deref().unwrap_or("")
            );
        }
        if finished.verdict != Verdict::Skipped {
            before.clone_from(&finished.case);
        }
    };
    let (_, outcome, _) = Run::new(&dialect, &catalogue, bench, world, journal).run(&plan, &mut told);
    assert!(outcome.is_ok(), "{outcome:?}\n{wrong}");
    wrong
}

#[rstest]
fn the_virtual_module_passes(
    #[values("fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672")] id: &'static str,
) {
    let wrong = wrong(id, &Asked::default(), Bench { repeat: false, ..bench(1) }, |_| {});
    assert!(wrong.is_empty(), "{wrong}");
}

/// A module whose results come as late as the document allows: none of them reaches into the next case.
#[rstest]
fn late_results_stay_in_their_case(
    #[values("fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672")] id: &'static str,
) {
    let late = Asked { variants: vec!["results-late"], ..Asked::default() };
    let wrong = wrong(id, &late, Bench { repeat: false, ..bench(1) }, |_| {});
    assert!(wrong.is_empty(), "{wrong}");
}

/// No case rests on what another one left behind, also where the bench cannot switch the module off in between.
#[rstest]
fn the_order_of_the_cases_does_not_matter(
    #[values("fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672")] id: &'static str,
    #[values(1, 2)] seed: u64,
) {
    let bench = Bench { repeat: false, power: false, ..bench(1) };
    let wrong = wrong(id, &Asked::default(), bench, |plan| {
        let mut chance = FromSeed(seed);
        for last in (1..plan.cases.len()).rev() {
            plan.cases.swap(last, chance.below(last as u64 + 1) as usize);
        }
    });
    assert!(wrong.is_empty(), "{wrong}");
}

/// A setting that nothing takes back, on a bench that cannot restart the module: no other case finds it.
#[rstest]
#[case("quectel-bc20", "reading/text.empty/named")]
#[case("quectel-bc26", "reading/text.empty/refused")]
fn what_stays_set_is_set_last(#[case] id: &'static str, #[case] empty: &'static str) {
    let bench = Bench { repeat: false, power: false, ..bench(1) };
    let asked = Asked { variants: vec![empty, "reading/aliauth.sends/named"], ..Asked::default() };
    let wrong = wrong(id, &asked, bench, |_| {});
    assert!(wrong.is_empty(), "{wrong}");
}

/// A state that is lost and no line tells of it fails cases about something else, but only a few: from then on it is reached anew for
/// each. The case that is about it fails each time.
#[test]
fn a_state_that_is_lost_unsaid_does_not_fail_case_after_case() {
    let cases = vec!["*/scenario/connect-*", "*/scenario/release-after-disconnect"];
    let quirks = vec!["client-released-by-disconnect"];
    let ran = bed::run(&Asked { dialect: "simcom-sim7672", cases, quirks, times: 1, ..Asked::default() });
    let (flaky, plain): (Vec<&Finished>, Vec<&Finished>) =
        ran.told.iter().filter(|told| told.verdict == Verdict::Fail).partition(|told| told.flaky);
    assert_eq!(flaky.len(), 3, "{flaky:#?}");
    assert!(plain.iter().any(|told| told.case.ends_with("/release-after-disconnect")), "{plain:#?}");
}

/// What an undoing leaves half done, as it stumbles over a line too many, leaves the module waiting for data: that it does not answer
/// then is held against nobody.
#[test]
fn a_prompt_that_an_undoing_leaves_open_is_no_silence_of_the_module() {
    let cases = vec!["*/scenario/subscribe-*", "*/scenario/unsubscribe*"];
    let quirks = vec!["unsubscribe-result-doubled"];
    let ran = bed::run(&Asked { dialect: "simcom-sim7672", cases, quirks, times: 1, ..Asked::default() });
    let silent =
        |told: &&Finished| told.reason.as_deref().is_some_and(|why| why.contains("no longer answers"));
    assert_eq!(ran.told.iter().find(silent), None);
    assert!(ran.told.iter().any(|told| told.verdict == Verdict::Fail), "the result that came twice is one");
}
