//! A run on a virtual module, with its journal.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::sync::Arc;

use hayes_cases::case::Bench as Offer;
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::Variables;
use hayes_dialects::Dialect;
use hayes_journal::header::{DialectName, SCHEMA, World as WorldKind};
use hayes_journal::writer::Journal;
use hayes_journal::{Entry, Event, Finished, Header, Reader, Secrets};
use hayes_module::{Module, Setup};
use hayes_ports::Stop;
use hayes_ports::serial::FaultPlan;
use hayes_ports::world::{Virtual, in_memory};
use hayes_runner::{Bench, Counts, Glob, Plan, Run, Selection, Trouble};

/// What is run.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) dialect: &'static str,
    pub(crate) cases: Vec<&'static str>,
    pub(crate) quirks: Vec<&'static str>,
    pub(crate) variants: Vec<&'static str>,
    pub(crate) faults: FaultPlan,
    pub(crate) seed: u64,
    pub(crate) times: u32,
    pub(crate) stop: Stop,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) counts: Counts,
    pub(crate) outcome: Result<(), Trouble>,
    /// The verdicts that were told of.
    pub(crate) told: Vec<Finished>,
    pub(crate) journal: Vec<u8>,
}

pub(crate) fn dialect(id: &str) -> Arc<Dialect> {
    Arc::new(hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}")))
}

pub(crate) fn catalogue(dialect: &Dialect) -> Catalogue {
    Catalogue::of(dialect).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn selection(cases: &[&str]) -> Selection {
    let bench = Offer::ALL.iter().map(|(offer, _)| *offer).collect();
    Selection { cases: cases.iter().map(|glob| Glob::new(glob)).collect(), bench, ..Selection::default() }
}

pub(crate) fn bench(times: u32) -> Bench {
    let offers = Offer::ALL.iter().map(|(offer, _)| *offer).collect();
    Bench { variables: variables(), offers, power: true, repeat: true, times, ..Bench::default() }
}

pub(crate) fn header(dialect: &Dialect, seed: u64) -> Header {
    Header {
        schema: SCHEMA.to_owned(),
        hayes: "0.1.0".to_owned(),
        started: "2026-11-21T06:00:00Z".to_owned(),
        seed,
        dialect: DialectName { id: dialect.id.clone(), digest: dialect.digest().to_owned() },
        world: WorldKind::Virtual,
        command: None,
        bench: Vec::new(),
    }
}

pub(crate) fn world(dialect: &Arc<Dialect>, asked: &Asked) -> Virtual {
    let quirks = asked.quirks.iter().map(|quirk| (*quirk).to_owned()).collect();
    let variants = asked.variants.iter().map(|variant| (*variant).to_owned()).collect();
    let setup = Setup { seed: asked.seed, quirks, variants, ..Setup::default() };
    let module = Module::new(Arc::clone(dialect), setup).unwrap_or_else(|e| panic!("{e}"));
    let setup = in_memory::Setup {
        seed: asked.seed,
        far_end: hayes_runner::far_end(),
        faults: asked.faults.clone(),
        stop: asked.stop.clone(),
        ..in_memory::Setup::default()
    };
    Virtual::new(Box::new(module), setup)
}

pub(crate) fn run(asked: &Asked) -> Ran {
    let dialect = dialect(asked.dialect);
    let catalogue = catalogue(&dialect);
    let plan = Plan::of(&dialect, &catalogue, &selection(&asked.cases));
    let mut journal = Journal::new(Vec::new(), Secrets::default(), 0);
    for event in hayes_runner::head(header(&dialect, asked.seed), &dialect, &catalogue, &plan) {
        journal.write(event).expect("memory takes it");
    }
    let mut told = Vec::new();
    let mut tell = |finished: &Finished| told.push(finished.clone());
    let world = world(&dialect, asked);
    let run = Run::new(&dialect, &catalogue, bench(asked.times), world, journal);
    let (counts, outcome, sink) = run.run(&plan, &mut tell);
    Ran { counts, outcome, told, journal: sink.expect("memory takes it") }
}

pub(crate) fn events(journal: &[u8]) -> Vec<(u64, Event)> {
    let read = Reader::new(journal).map(|read| match read {
        Ok((line, Entry::Event(event))) => (line, event),
        other => panic!("{other:?}"),
    });
    read.collect()
}

fn variables() -> Variables {
    let values = [
        ("host", "broker.example"),
        ("port", "1883"),
        ("tls_port", "48883"),
        ("closed_port", "1"),
        ("no_host", "nobody.invalid"),
        ("client", "hayes-1"),
        ("user", "hayes"),
        ("password", "secret-word"),
        ("ca", in_memory::AUTHORITY),
        ("certificate", in_memory::CERTIFICATE),
        ("key", in_memory::KEY),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).collect()
}
