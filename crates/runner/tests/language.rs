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
    let told = told_of(steps);
    (told.verdict, format!("{:?} {:?}", told.expected, told.actual))
}

fn told_of(steps: &str) -> Finished {
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
            told = Some(finished.clone());
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

/// A result that settles what is expected of it ends the wait, however long it may last.
#[rstest]
#[case::another("< +QMTOPEN: 0,-1 | +QMTOPEN: 0,5 within 125s", 20.0)]
#[case::in_order("in order\n  < OK\n  < +QMTOPEN: 0,-1 within 125s\nend", 20.0)]
#[case::any_order("any order\n  < OK\n  < +QMTOPEN: 0,-1 within 125s\nend", 20.0)]
#[case::or_a_report("< +QMTOPEN: 0,-1 | +QMTSTAT: 0,1 within 125s", 20.0)]
fn a_result_decides(#[case] expected: &str, #[case] seconds: f64) {
    let told = told_of(&format!("> AT+QMTOPEN=0,\"{{host}}\",{{port}}\n{expected}\n"));
    assert_eq!(told.verdict, Verdict::Fail, "{told:?}");
    assert!(told.at.as_secs_f64() < seconds, "{told:?}");
}

/// What came instead of a line is told by the lines that begin as it does.
#[test]
fn a_line_that_came_otherwise_is_told() {
    let (_, why) = verdict_of(
        "needs connected\n> AT+QMTSUB=0,1,\"{topic}\",0\n< OK\n< +QMTSUB: 0,1,0,0\n\
         broker publish \"{topic}\" \"one\"\nrepeat 7\n  > AT\n  < OK\nend\n= AT\\rAT\\rAT\\rAT\\rAT\\rAT\\r\n\
         broker publish \"{topic}\" \"two\"\n< +QMTRECV: 0,0,\"{topic}\",\"three\" within 3s\n",
    );
    assert!(why.contains("two") && !why.contains("OK"), "{why}");
}

/// Another command's result decides nothing while this one's is due.
#[test]
fn the_result_of_another_command_decides_nothing() {
    let publish = |id: u32| format!("> AT+QMTPUBEX=0,{id},1,0,\"{{topic}}\",5\n< >\n= hello\n< OK\n");
    let (verdict, why) = verdict_of(&format!(
        "needs connected\nbroker delay PUBACK 2s\n{}{}< +QMTPUBEX: 0,2,0 within 20s\n< +QMTPUBEX: 0,1,0 within 20s\n",
        publish(1),
        publish(2)
    ));
    assert_eq!(verdict, Verdict::Pass, "{why}");
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
