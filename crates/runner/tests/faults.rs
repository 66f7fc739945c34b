//! Right modules on bad lines: bytes are lost, repeated, spoilt and late, reads are odd, the line goes down. However bad it is,
//! a module that does what its document says is never plainly failed, and every run comes to its end.

mod bed;

use std::collections::BTreeMap;
use std::time::Duration;

use bed::{Asked, events, run};
use hayes_journal::{Event, Finished, Verdict};
use hayes_ports::serial::FaultPlan;
use rstest::rstest;

fn bad(faults: FaultPlan, dialect: &'static str, cases: &[&'static str], seed: u64) -> Asked {
    Asked { dialect, cases: cases.to_vec(), faults, seed, times: 1, ..Asked::default() }
}

fn lossy(per_million: u32) -> FaultPlan {
    FaultPlan { lost: per_million, ..FaultPlan::default() }
}

/// The verdicts that count, by case.
fn last(events: &[(u64, Event)]) -> BTreeMap<String, Finished> {
    let finished = events.iter().filter_map(|(_, event)| match event {
        Event::Finished(finished) => Some((finished.case.clone(), finished.clone())),
        _ => None,
    });
    finished.collect()
}

/// Runs it; no case is plainly failed, and each has its verdict. Gives the number of line errors that were recorded.
fn held(asked: &Asked) -> (u64, BTreeMap<String, Finished>) {
    let ran = run(asked);
    assert!(ran.outcome.is_ok(), "{:?}", ran.outcome);
    let events = events(&ran.journal);
    let last = last(&events);
    let planned = events.iter().filter(|(_, event)| matches!(event, Event::Planned(_))).count();
    assert_eq!(last.len(), planned);
    let plain: Vec<&Finished> = last.values().filter(|f| f.verdict == Verdict::Fail && !f.flaky).collect();
    assert!(plain.is_empty(), "seed {}: {plain:#?}", asked.seed);
    let errors =
        events.iter().map(|(_, event)| if let Event::Errors(errors) = event { errors.count } else { 0 });
    (errors.sum(), last)
}

#[rstest]
#[case::lost(lossy(400))]
#[case::repeated(FaultPlan { repeated: 400, ..FaultPlan::default() })]
#[case::corrupted(FaultPlan { corrupted: 400, ..FaultPlan::default() })]
#[case::late(FaultPlan { delayed: 5_000, delay: Duration::from_secs(3), ..FaultPlan::default() })]
#[case::all(FaultPlan {
    lost: 150,
    repeated: 150,
    corrupted: 150,
    delayed: 2_000,
    delay: Duration::from_secs(2),
    chopped: true,
    down: Vec::new(),
})]
fn a_right_module_is_never_plainly_failed(
    #[case] faults: FaultPlan,
    #[values("quectel-bc26", "simcom-sim7672", "fibocom")] dialect: &'static str,
    #[values(1, 2)] seed: u64,
) {
    let (errors, verdicts) = held(&bad(faults, dialect, &["*/scenario/*"], seed));
    assert!(errors > 0, "the line was to be bad");
    let passed = verdicts.values().filter(|finished| finished.verdict == Verdict::Pass).count();
    assert!(passed * 2 > verdicts.len(), "most cases do not meet a fault");
}

#[rstest]
fn odd_reads_change_no_verdict(#[values("quectel-bc26", "quectel-ecx00u")] dialect: &'static str) {
    let faults = FaultPlan { chopped: true, ..FaultPlan::default() };
    let (errors, verdicts) = held(&bad(faults, dialect, &["*/scenario/*"], 1));
    assert_eq!(errors, 0);
    // What may wear or disrupt is left out.
    let wrong = |finished: &&Finished| !matches!(finished.verdict, Verdict::Pass | Verdict::Skipped);
    let wrong: Vec<_> = verdicts.values().filter(wrong).collect();
    assert!(wrong.is_empty() && verdicts.len() > 200, "{wrong:#?}");
}

#[test]
fn a_line_that_is_hopeless_ends_the_run_all_the_same() {
    let (errors, verdicts) = held(&bad(lossy(200_000), "quectel-bc26", &["*/scenario/publish-*"], 3));
    assert!(errors > 1000);
    assert!(verdicts.values().any(|finished| finished.verdict != Verdict::Pass));
}

#[test]
fn a_line_that_goes_down_costs_its_case_and_no_more() {
    let minute = |from: u64, to: u64| (Duration::from_secs(from), Duration::from_secs(to));
    let faults = FaultPlan { down: vec![minute(31, 40), minute(90, 95)], ..FaultPlan::default() };
    let (_, verdicts) = held(&bad(faults, "quectel-bc26", &["*/scenario/publish-*"], 1));
    let rig: Vec<&Finished> = verdicts.values().filter(|finished| finished.verdict == Verdict::Rig).collect();
    assert!((1..=2).contains(&rig.len()), "{verdicts:#?}");
    assert!(rig.iter().all(|finished| finished.reason.as_deref().is_some_and(|why| why.contains("line"))));
}

#[test]
fn a_line_that_stays_down_is_the_benchs_fault() {
    let faults =
        FaultPlan { down: vec![(Duration::from_secs(31), Duration::from_hours(9))], ..FaultPlan::default() };
    let ran = run(&bad(faults, "quectel-bc26", &["*/scenario/publish-*"], 1));
    assert!(matches!(ran.outcome, Err(hayes_runner::Trouble::Rig(_))), "{:?}", ran.outcome);
    assert!(ran.told.iter().all(|finished| finished.verdict != Verdict::Fail));
    assert!(matches!(events(&ran.journal).last(), Some((_, Event::Stop(_)))));
}

/// A wrong module on a good line is not excused.
#[test]
fn a_wrong_module_is_failed_plainly() {
    let asked = Asked {
        quirks: vec!["payload-last-byte-lost"],
        ..bad(FaultPlan::default(), "quectel-ecx00u", &["*/scenario/publish-qos0"], 1)
    };
    let failed = last(&events(&run(&asked).journal));
    let failed = &failed["quectel-ecx00u/scenario/publish-qos0"];
    assert!(failed.verdict == Verdict::Fail && !failed.flaky, "{failed:?}");
}
