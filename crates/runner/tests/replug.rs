//! A module that is unplugged and plugged in again while a run on a real line goes on.

mod bed;

use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

use bed::{bench, catalogue, dialect, events, header, selection};
use hayes_journal::{Event, Finished, Journal, Secrets, Verdict};
use hayes_module::{Module, Setup};
use hayes_ports::Stop;
use hayes_ports::serial::{Address, FaultPlan, Flow};
use hayes_ports::sim::{Names, Outlet, Place, Sim};
use hayes_ports::world::{Real, real};
use hayes_runner::{Bench, Plan, Run, Trouble};

const ID: &str = "quectel-bc26";

/// A module on a TCP port, which is gone when this is dropped.
struct Plugged {
    address: SocketAddr,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

impl Plugged {
    fn at(address: SocketAddr, imei: &'static str) -> Self {
        let (tell, told) = channel();
        let stop = Stop::new();
        let heard = stop.clone();
        let thread = std::thread::spawn(move || {
            let identity =
                hayes_module::Identity { imei: imei.to_owned(), ..hayes_module::Identity::default() };
            let module = Module::new(dialect(ID), Setup { identity, ..Setup::default() });
            let device = Box::new(module.unwrap_or_else(|error| panic!("{error}")));
            let outlet = Outlet { device, place: Place::Tcp(address), names: Names::default(), log: None };
            let sim = Sim::open(vec![outlet]).unwrap_or_else(|error| panic!("{error}"));
            tell.send(sim.places()).expect("the test waits");
            sim.run(&heard, &mut |why| panic!("{why}")).expect("it runs");
        });
        let places = told.recv_timeout(Duration::from_secs(20)).expect("it starts");
        let Place::Tcp(address) = places[0] else { panic!("{places:?}") };
        Self { address, stop, thread: Some(thread) }
    }
}

impl Drop for Plugged {
    fn drop(&mut self) {
        self.stop.stop();
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the sim has panicked");
    }
}

/// Runs a few cases; after the first one the module is taken away, and one with this IMEI is put in its place.
fn replugged(imei: &'static str) -> (Result<(), Trouble>, Vec<Finished>, Vec<u8>) {
    let mut plugged = Some(Plugged::at(([127, 0, 0, 1], 0).into(), "860000000000000"));
    let address = plugged.as_ref().map(|plugged| plugged.address).expect("it is there");
    let world = Real::open(real::Setup {
        address: Address::Tcp(address.to_string()),
        baud: 115_200,
        flow: Flow::None,
        far_end: None,
        switch: real::Switch::default(),
        faults: FaultPlan::default(),
        seed: 1,
        trace: None,
        stop: Stop::new(),
    });
    let world = world.unwrap_or_else(|error| panic!("{error}"));
    let dialect = dialect(ID);
    let catalogue = catalogue(&dialect);
    let mut plan = Plan::of(&dialect, &catalogue, &selection(&["*/test/answer"]));
    plan.cases.truncate(4);
    plan.monitors.clear();
    let mut journal = Journal::new(Vec::new(), Secrets::default(), 0);
    for event in hayes_runner::head(header(&dialect, 1), &dialect, &catalogue, &plan) {
        journal.write(event).expect("memory takes it");
    }
    let mut told = Vec::new();
    let mut tell = |finished: &Finished| {
        told.push(finished.clone());
        if told.len() == 1 {
            drop(plugged.take());
            plugged = Some(Plugged::at(address, imei));
        }
    };
    let bench = Bench { power: false, offers: Vec::new(), ..bench(1) };
    let (_, outcome, sink) = Run::new(&dialect, &catalogue, bench, world, journal).run(&plan, &mut tell);
    (outcome, told, sink.expect("memory takes it"))
}

#[test]
fn it_costs_one_case_and_the_run_goes_on() {
    let (outcome, told, journal) = replugged("860000000000000");
    assert!(outcome.is_ok(), "{outcome:?}");
    let verdicts: Vec<Verdict> = told.iter().map(|told| told.verdict).collect();
    assert_eq!(verdicts, [Verdict::Pass, Verdict::Rig, Verdict::Pass, Verdict::Pass], "{told:#?}");
    assert!(matches!(events(&journal).pop(), Some((_, Event::Ended(_)))));
}

#[test]
fn another_module_in_its_place_ends_the_run() {
    let (outcome, told, _) = replugged("860000000000999");
    let why = format!("{outcome:?}");
    assert!(matches!(outcome, Err(Trouble::Rig(_))) && why.contains("another module answers"), "{why}");
    assert!(!why.contains("860000000000"), "an IMEI is nobody's business: {why}");
    assert_eq!(told.last().map(|told| told.verdict), Some(Verdict::Rig));
}
