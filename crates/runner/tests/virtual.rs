//! Every built-in dialect on its virtual module in the virtual World: no case fails, none is left open.

use std::fmt::Write as _;
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

fn variables() -> Variables {
    [
        ("host", "broker.example"),
        ("port", "1883"),
        ("tls_port", "8883"),
        ("closed_port", "1"),
        ("no_host", "nobody.invalid"),
        ("client", "hayes-1"),
        ("user", "hayes"),
        ("password", "secret-word"),
        ("ca", in_memory::AUTHORITY),
        ("certificate", in_memory::CERTIFICATE),
        ("key", in_memory::KEY),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
    .collect()
}

#[rstest]
fn the_virtual_module_passes(
    #[values("fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672")] id: &str,
) {
    let dialect = Arc::new(hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}")));
    let catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
    let offers: Vec<Offer> = Offer::ALL.iter().map(|(offer, _)| *offer).collect();
    let selection = Selection { bench: offers.clone(), ..Selection::default() };
    let plan = Plan::of(&dialect, &catalogue, &selection);
    let module = Module::new(Arc::clone(&dialect), Setup::default()).unwrap_or_else(|e| panic!("{e}"));
    let world = Virtual::new(
        Box::new(module),
        in_memory::Setup { far_end: hayes_runner::far_end(), ..in_memory::Setup::default() },
    );
    let bench =
        Bench { variables: variables(), offers, power: true, repeat: false, times: 1, ..Bench::default() };
    let journal = Journal::new(Vec::new(), Secrets::default(), 0);
    let mut wrong = String::new();
    let mut told = |finished: &Finished| {
        if !matches!(finished.verdict, Verdict::Pass | Verdict::Skipped) {
            let _ = writeln!(
                wrong,
                "{} {}: {:?}\n    expected {}\n    got      {}",
                finished.verdict.word(),
                finished.case,
                finished.reason.as_deref().unwrap_or(""),
                finished.expected.as_deref().unwrap_or(""),
                finished.actual.as_deref().unwrap_or("")
            );
        }
    };
    let (counts, outcome, _) = Run::new(&dialect, &catalogue, bench, world, journal).run(&plan, &mut told);
    println!("{counts:?}");
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(wrong.is_empty(), "{wrong}");
}
