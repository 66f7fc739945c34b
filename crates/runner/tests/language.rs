//! What the steps of scenarios mean, on a virtual module: some hold, and the same ones said wrongly do not.

use std::sync::Arc;

use hayes_cases::case::Bench as Offer;
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::Variables;
use hayes_journal::writer::Journal;
use hayes_journal::{Finished, Secrets, Verdict};
use hayes_module::{Module, Setup};
use hayes_ports::world::{Virtual, in_memory};
use hayes_runner::{Bench, Plan, Run, Selection};
use rstest::rstest;

fn verdict_of(steps: &str) -> (Verdict, String) {
    let dialect = Arc::new(hayes_dialects::find("quectel-ecx00u").unwrap_or_else(|e| panic!("{e}")));
    let mut catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
    catalogue.cases.clear();
    let text = format!("# A test.\n{steps}");
    catalogue.add("test.scenario", &text, &dialect).unwrap_or_else(|e| panic!("{e}"));
    let offers: Vec<Offer> = Offer::ALL.iter().map(|(offer, _)| *offer).collect();
    let plan = Plan::of(&dialect, &catalogue, &Selection { bench: offers.clone(), ..Selection::default() });
    let module = Module::new(Arc::clone(&dialect), Setup::default()).unwrap_or_else(|e| panic!("{e}"));
    let world = Virtual::new(Box::new(module), in_memory::Setup::default());
    let variables: Variables = [("host", "broker.example"), ("port", "1883"), ("client", "hayes-1")]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
        .collect();
    let bench = Bench { variables, offers, power: true, repeat: false, ..Bench::default() };
    let journal = Journal::new(Vec::new(), Secrets::default(), 0);
    let mut told = None;
    let mut hear = |finished: &Finished| {
        if finished.case.ends_with("/scenario/test") {
            told = Some((finished.verdict, format!("{:?} {:?}", finished.expected, finished.actual)));
        }
    };
    let (_, outcome, _) = Run::new(&dialect, &catalogue, bench, world, journal).run(&plan, &mut hear);
    assert!(outcome.is_ok(), "{outcome:?}");
    told.unwrap_or_else(|| panic!("the case was not run"))
}

const PUBLISHED: &str =
    "needs connected\n> AT+QMTPUBEX=0,0,0,0,\"{topic}\",5\n< >\n= hello\n< +QMTPUBEX: 0,0,0\n";

#[rstest]
#[case::counted("broker saw 1 PUBLISH topic=\"{topic}\" for 1s", true)]
#[case::too_few("broker saw 2 PUBLISH for 1s", false)]
#[case::none("broker saw no PUBLISH for 1s", false)]
#[case::not_opened("broker saw no OPEN", true)]
#[case::ended("> AT+QMTCLOSE=0\n< +QMTCLOSE: 0,0\nbroker saw END how=closed", true)]
#[case::ended_otherwise("> AT+QMTCLOSE=0\n< +QMTCLOSE: 0,0\nbroker saw END how=reset within 1s", false)]
fn the_far_end_counts(#[case] steps: &str, #[case] holds: bool) {
    let (verdict, why) = verdict_of(&format!("{PUBLISHED}{steps}\n"));
    assert_eq!(verdict == Verdict::Pass, holds, "{why}");
}

#[rstest]
#[case::comes("> AT\nif < OK within 1s\n  > AT+CSQ\n  < +CSQ: ...\nelse\n  < never\nend", true)]
#[case::comes_not("> AT\nif < ERROR within 1s\n  < never\nelse\n  < OK\nend", true)]
#[case::without_else("> AT\nif < ERROR\n  < never\nend\n< OK", true)]
#[case::inside(
    "> AT\nif < <what>\n  if \"{what}\" is \"O<k>\"\n    > AT+CSQ\n    < ERROR\n  end\nend",
    false
)]
#[case::unlike("set a = 17\nif \"{a}\" is \"3<b>\"\n  > AT\n  < never\nelse\n  > AT\n  < OK\nend", true)]
#[case::length("set a = four\nif \"{length a}\" is \"4\"\n  > AT\n  < ERROR\nend", false)]
fn conditions_choose_steps(#[case] steps: &str, #[case] holds: bool) {
    let (verdict, why) = verdict_of(&format!("{steps}\n"));
    assert_eq!(verdict == Verdict::Pass, holds, "{why}");
}

#[rstest]
#[case::well("> AT\n< answered", true)]
#[case::badly("> AT+QMTCONN=9,\"x\"\n< answered", true)]
#[case::with_its_result(
    "> AT+QMTOPEN=0,\"{host}\",{port}\n< answered\n> AT+QMTOPEN?\n< +QMTOPEN: 0,...",
    true
)]
#[case::before_its_result("> AT+QMTOPEN=0,\"{host}\",{port}\n< final\n< +QMTOPEN: 0,0", true)]
#[case::taken("> AT\n< final\n< OK", false)]
fn commands_end_either_way(#[case] steps: &str, #[case] holds: bool) {
    let (verdict, why) = verdict_of(&format!("{steps}\n"));
    assert_eq!(verdict == Verdict::Pass, holds, "{why}");
}
