//! A module may be in the middle of anything when a run begins: it is taken to a known state, or the bench is named.

mod bed;
#[path = "bed/odd.rs"]
mod odd;

use std::time::Duration;

use bed::{Asked, bench, catalogue, dialect, events, header, selection, world};
use hayes_dialects::profile::{Profile, load_with_profile};
use hayes_journal::{Event, Finished, Journal, Secrets, Verdict};
use hayes_module::Power;
use hayes_ports::serial::FaultPlan;
use hayes_ports::world::World;
use hayes_runner::{Bench, Plan, Run, Trouble};
use odd::Odd;
use rstest::rstest;

const SECOND: Duration = Duration::from_secs(1);

/// What came of a run.
struct Came {
    outcome: Result<(), Trouble>,
    told: Vec<Finished>,
    journal: Vec<u8>,
}

impl Came {
    /// What the run noted down.
    fn notes(&self) -> String {
        let notes = events(&self.journal).into_iter().filter_map(|(_, event)| match event {
            Event::Note(note) => Some(note.text + "\n"),
            _ => None,
        });
        notes.collect()
    }

    /// Everything that was said to the module.
    fn said(&self) -> Vec<String> {
        let said = events(&self.journal).into_iter().filter_map(|(_, event)| match event {
            Event::Out(serial) => Some(String::from_utf8_lossy(&serial.bytes).into_owned()),
            _ => None,
        });
        said.collect()
    }

    fn rig(&self) -> &str {
        match &self.outcome {
            Err(Trouble::Rig(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    fn all_passed(&self) {
        assert!(self.outcome.is_ok(), "{:?}\n{}", self.outcome, self.notes());
        let wrong: Vec<&Finished> = self.told.iter().filter(|told| told.verdict != Verdict::Pass).collect();
        assert!(wrong.is_empty() && !self.told.is_empty(), "{wrong:#?}\n{}", self.notes());
    }
}

fn profile(id: &str, text: &str) -> Profile {
    let text = format!("version = 1\n{text}");
    load_with_profile(Some(id), "my.toml", text.as_bytes(), &|_| None).unwrap_or_else(|e| panic!("{e}")).1
}

/// Test answers of commands, and one case that connects.
const CASES: [&str; 2] = ["*/test/answer", "*/scenario/publish-qos0"];

fn run(id: &'static str, world: Odd, bench: Bench) -> Came {
    run_cases(id, world, bench, &CASES)
}

fn run_cases(id: &'static str, world: Odd, bench: Bench, cases: &[&str]) -> Came {
    let dialect = dialect(id);
    let catalogue = catalogue(&dialect);
    let plan = Plan::of(&dialect, &catalogue, &selection(cases));
    let mut journal = Journal::new(Vec::new(), Secrets::default(), 0);
    for event in hayes_runner::head(header(&dialect, 1), &dialect, &catalogue, &plan) {
        journal.write(event).expect("memory takes it");
    }
    let mut told = Vec::new();
    let mut tell = |finished: &Finished| told.push(finished.clone());
    let (_, outcome, sink) = Run::new(&dialect, &catalogue, bench, world, journal).run(&plan, &mut tell);
    Came { outcome, told, journal: sink.expect("memory takes it") }
}

fn odd(id: &'static str, faults: FaultPlan) -> Odd {
    Odd::new(world(&dialect(id), &Asked { dialect: id, seed: 1, faults, ..Asked::default() }))
}

/// A bench without a way to restart the module: it has to do with words.
fn words_only() -> Bench {
    Bench { power: false, baud: Some(115_200), ..bench(1) }
}

/// A case that restarts a module by its own command does not take the answer to that for something the started module said.
#[rstest]
#[case("simcom-sim7672", "*/scenario/restart")]
#[case("fibocom", "*/scenario/settings-do-not-survive")]
fn a_case_restarts_a_module_by_its_own_command(#[case] id: &'static str, #[case] case: &str) {
    let own = profile(id, "[power]\nrestart = 'AT+CFUN=1,1'\n");
    let bench = Bench { power: false, profile: own, ..bench(1) };
    let came = run_cases(id, odd(id, FaultPlan::default()), bench, &[case]);
    came.all_passed();
    assert!(came.said().iter().any(|said| said.contains("AT+CFUN=1,1")), "{:?}", came.said());
}

/// What connects.
const OPEN: &str = "AT+QMTOPEN=0,\"broker.example\",1883\r";
const CONNECT: &str = "AT+QMTCONN=0,\"left-over\"\r";

#[rstest]
#[case::nothing_special("quectel-bc26", &[])]
#[case::half_a_command("quectel-bc26", &["AT+QMTOP"])]
#[case::no_echo("quectel-bc26", &["ATE0\r"])]
#[case::numbers_for_words("simcom-sim7672", &["ATV0\r"])]
#[case::neither_echo_nor_words("fibocom", &["ATE0V0\r"])]
#[case::no_results_at_all("quectel-bc20", &["ATQ1\r"])]
#[case::silent_in_every_way("quectel-ecx00u", &["ATE0V0\r", "ATQ1\r"])]
#[case::mqtt_open("quectel-bc26", &[OPEN, CONNECT])]
#[case::text_after_a_prompt("quectel-bc26", &[OPEN, CONNECT, "AT+QMTPUB=0,0,0,0,\"t\"\r", "half a mess"])]
#[case::counted_data("quectel-ecx00u", &[OPEN, CONNECT, "AT+QMTPUBEX=0,0,0,0,\"t\",1400\r", "half a mess"])]
#[case::a_certificate("simcom-sim7672", &["AT+CCERTDOWN=\"ca.pem\",9000\r", "-----BEGIN"])]
fn whatever_was_before_the_cases_pass(#[case] id: &'static str, #[case] before: &[&str]) {
    let world = odd(id, FaultPlan::default());
    for said in before {
        world.done_before(said.as_bytes(), SECOND * 5);
    }
    let quiet = before.contains(&"ATQ1\r");
    let echo = !before.iter().any(|said| said.starts_with("ATE0"));
    let came = run(id, world.clone(), words_only());
    came.all_passed();
    if !quiet {
        assert_eq!(world.echoes(), echo, "the module is left as it was found");
    }
    let identified = events(&came.journal).into_iter().find_map(|(_, event)| match event {
        Event::Module(identity) => Some(identity),
        _ => None,
    });
    let identity = identified.expect("it is asked who it is");
    assert!(identity.model.is_some() && identity.manufacturer.is_some(), "{identity:?}");
    assert!(identity.imei.is_some_and(|imei| imei.starts_with("<secret")));
    let journal = String::from_utf8_lossy(&came.journal);
    assert!(!journal.contains("860000000000000"), "the IMEI is nobody's business");
}

/// The lines of AT that end a wait for data are answered one after the other, and none of those answers is taken for another.
#[test]
fn a_slow_module_that_waits_for_data_is_heard_out() {
    let id = "quectel-ecx00u";
    let world = odd(id, FaultPlan::default());
    for said in [OPEN, CONNECT, "AT+QMTPUBEX=0,0,0,0,\"t\",1400\r", "half a mess"] {
        world.done_before(said.as_bytes(), SECOND * 5);
    }
    world.takes(Duration::from_millis(250));
    let came = run_cases(id, world, words_only(), &["*/test/answer"]);
    came.all_passed();
    let models = events(&came.journal).into_iter().filter_map(|(_, event)| match event {
        Event::Module(identity) => Some(identity.model),
        _ => None,
    });
    assert_eq!(
        models.collect::<Vec<_>>(),
        [Some("EC200U".to_owned())],
        "of the answers to who it is none belongs to another command"
    );
}

/// Wherever it is: before the first case, on the way to a connection, in the middle of a message's data.
#[rstest]
fn a_run_that_is_stopped_leaves_the_module_as_it_was_found(
    #[values("quectel-bc26", "simcom-sim7672", "fibocom")] id: &'static str,
    #[values(40, 60, 80, 110, 150)] happenings: usize,
) {
    let world = odd(id, FaultPlan::default());
    world.done_before(b"ATE0\r", SECOND);
    world.stops_in(happenings);
    let came = run_cases(id, world.clone(), words_only(), &["*/scenario/publish-*"]);
    assert!(matches!(came.outcome, Err(Trouble::Stopped)), "{:?}", came.outcome);
    assert!(!world.echoes(), "it is as silent as it was\n{:?}", came.said());
    let last = events(&came.journal).pop().map(|(_, event)| event);
    assert!(matches!(last, Some(Event::Stop(_))), "{last:?}");
    let ask: &[u8] = match id {
        "quectel-bc26" => b"AT+QMTCONN?\r",
        "fibocom" => b"AT+MQTTOPEN?\r",
        _ => b"AT+CMQTTDISC?\r",
    };
    let heard = String::from_utf8_lossy(&world.done_before(ask, SECOND)).into_owned();
    assert!(!heard.contains("+QMTCONN: 0") && !heard.contains("+MQTTOPEN: 1,1"), "nothing is open: {heard}");
    assert!(!heard.contains("+CMQTTDISC: 0,0"), "nothing is open: {heard}");
}

/// What the module answers to the command that restarts it belongs to the time before the start, and is no fault.
#[rstest]
fn a_module_that_restarts_itself_when_told_to_is_heard_out(
    #[values("quectel-bc20", "quectel-bc26", "quectel-ecx00u")] id: &'static str,
) {
    let profile = profile(id, "[power]\nrestart = 'AT+CFUN=1,1'\n");
    let cases = ["*/scenario/connect-will-first", "*/scenario/restart-ends-connection", "*/monitor/*"];
    let came = run_cases(id, odd(id, FaultPlan::default()), Bench { profile, ..words_only() }, &cases);
    came.all_passed();
    assert!(came.said().iter().any(|said| said == "AT+CFUN=1,1\r"), "{:?}", came.said());
}

/// What a boot loader says between the answer to the restart command and the module's first line is held against nobody.
#[rstest]
fn a_boot_loader_may_say_what_it_likes(#[values("quectel-bc26", "quectel-ecx00u")] id: &'static str) {
    let profile = profile(id, "[power]\nrestart = 'AT+CFUN=1,1'\n");
    let world = odd(id, FaultPlan::default());
    world.boots_with(b"\x00\xffF1: 0000 0000\r\nV0: 0000 0000 [0001]\r\n+BOOT 3\r\n");
    let cases = ["*/restart/settings", "*/scenario/restart-ends-connection", "*/monitor/*"];
    let came = run_cases(id, world, Bench { profile, ..words_only() }, &cases);
    came.all_passed();
    assert!(came.said().iter().any(|said| said == "AT+CFUN=1,1\r"), "{:?}", came.said());
}

#[rstest]
#[case(9600)]
#[case(57_600)]
#[case(921_600)]
fn another_speed_is_found_and_said(#[case] baud: u32) {
    let world = odd("quectel-bc26", FaultPlan::default());
    world.speaks_at(baud);
    let came = run("quectel-bc26", world, words_only());
    came.all_passed();
    let notes = came.notes();
    assert!(
        notes.contains(&format!("answers at {baud} bits per second, not at 115200: --baud {baud}")),
        "{notes}"
    );
}

#[test]
fn a_module_that_is_never_quiet_is_run_all_the_same() {
    let world = odd("quectel-bc26", FaultPlan::default());
    world.storms_for(SECOND * 20);
    run("quectel-bc26", world, words_only()).all_passed();
}

#[test]
fn a_module_that_is_just_starting_is_waited_for() {
    let world = odd("quectel-bc26", FaultPlan::default());
    world.clone().power(Power::Reset).expect("it can be reset");
    run("quectel-bc26", world, words_only()).all_passed();
}

#[rstest]
#[case::it_is_off(None, "nothing answers AT there")]
#[case::it_speaks_at_a_speed_that_nobody_tries(Some(31_250), "is no text")]
fn what_cannot_be_woken_is_the_benchs(#[case] baud: Option<u32>, #[case] words: &str) {
    let world = odd("quectel-bc26", FaultPlan::default());
    match baud {
        Some(baud) => world.speaks_at(baud),
        None => world.clone().power(Power::Off).expect("it can be switched off"),
    }
    let came = run("quectel-bc26", world.clone(), words_only());
    assert!(came.rig().contains(words), "{}", came.rig());
    assert!(came.told.is_empty());
    assert!(world.now() < Duration::from_mins(5), "every wait has its end: {:?}", world.now());
}

#[rstest]
#[case("model = \"EC800\"", "its model is `BC")]
#[case("manufacturer = \"Quec*\"\nfirmware = \"R2*\"", "its firmware is `HAYES.VIRTUAL.01.001`, not `R2*`")]
#[case("imei = \"86123*\"", "its IMEI is <secret")]
fn another_module_than_the_profile_is_for_is_left_alone(#[case] who: &str, #[case] words: &str) {
    let world = odd("quectel-bc26", FaultPlan::default());
    let profile = profile("quectel-bc26", &format!("[start]\npreamble = ['AT+CMEE=2']\n[module]\n{who}\n"));
    let came = run("quectel-bc26", world, Bench { profile, ..words_only() });
    assert!(came.rig().contains(words), "{}", came.rig());
    assert!(!came.rig().contains("8600000"), "{}", came.rig());
    for said in came.said() {
        assert!(said == "AT\r" || said.starts_with("AT+CG"), "{said:?} was said to another module");
    }
}

#[test]
fn a_profile_prepares_the_module_and_probes_what_is_not_claimed() {
    let text = "[variables]\nstyle = \"1\"\n[module]\nmodel = \"BC*\"\n[start]\npreamble = ['AT+CMEE={style}', { send = 'AT+NONSENSE', may_fail = true }]\n\
        [[unsupported]]\ncommand = \"+QMTPUB\"\nwhy = \"left out to save flash\"\n";
    let own = profile("quectel-bc26", text);
    let mut bench = Bench { profile: own.clone(), ..words_only() };
    bench.variables.insert("style".to_owned(), b"1".to_vec());
    let dialect = dialect("quectel-bc26");
    let catalogue = catalogue(&dialect);
    assert_eq!(hayes_runner::claims::check(&own, &catalogue, &bench.variables), Ok(()));
    let skipped = hayes_runner::claims::unsupported(&dialect, &catalogue, &own.unsupported);
    assert!(skipped.contains_key("quectel-bc26/QMTPUB/test/answer"));
    assert!(skipped.contains_key("quectel-bc26/scenario/publish-qos0"), "it sends the command");
    assert!(!skipped.contains_key("quectel-bc26/QMTSUB/test/answer"));
    assert!(skipped.values().all(|why| why.contains("left out to save flash")));
    let unclaimed = vec![("+QMTPUB".to_owned(), "left out to save flash".to_owned())];
    let wanted = hayes_runner::Selection { unsupported: skipped, unclaimed, ..selection(&CASES) };
    let plan = Plan::of(&dialect, &catalogue, &wanted);
    let mut told = Vec::new();
    let mut tell = |finished: &Finished| told.push(finished.clone());
    let world = odd("quectel-bc26", FaultPlan::default());
    let journal = Journal::new(Vec::new(), Secrets::default(), 0);
    let (_, outcome, sink) = Run::new(&dialect, &catalogue, bench, world, journal).run(&plan, &mut tell);
    let came = Came { outcome, told, journal: sink.expect("memory takes it") };
    assert!(came.outcome.is_ok(), "{:?}", came.outcome);
    let claim = came.told.iter().find(|told| told.case == "quectel-bc26/claim/QMTPUB").expect("it is probed");
    assert!(claim.reason.as_ref().is_some_and(|why| why.contains("is there after all")), "{claim:?}");
    let said = came.said();
    let at = |line: &str| said.iter().position(|said| said == line);
    assert!(at("AT+CMEE=1\r") > at("AT+CGMM\r") && at("AT+CMEE=1\r").is_some(), "{said:?}");
    assert!(at("AT+QMTPUB=?\r").is_some() && at("AT+NONSENSE\r").is_some());
}

#[test]
fn a_preamble_that_is_refused_is_the_benchs() {
    let own = profile("quectel-bc26", "[start]\npreamble = ['AT+NONSENSE=1']\n");
    let came = run(
        "quectel-bc26",
        odd("quectel-bc26", FaultPlan::default()),
        Bench { profile: own, ..words_only() },
    );
    assert!(came.rig().contains("`AT+NONSENSE=1`: the module does not accept it"), "{}", came.rig());
}

#[rstest]
#[case("AT+CMEE={no}", "nothing gives {no} a value")]
#[case("AT+CMEE=\\q", "a backslash stands before")]
fn what_a_profile_cannot_send_is_pointed_at(#[case] line: &str, #[case] words: &str) {
    let own = profile("quectel-bc26", &format!("[start]\npreamble = ['{line}']\n"));
    let catalogue = catalogue(&dialect("quectel-bc26"));
    let said = hayes_runner::claims::check(&own, &catalogue, &bench(1).variables).expect_err("it is wrong");
    assert!(said.contains(words) && said.contains("my.toml:3:") && said.contains('^'), "{said}");
}

#[test]
fn a_line_that_comes_back_costs_one_case() {
    let faults = FaultPlan { down: vec![(SECOND * 3, SECOND * 9)], ..FaultPlan::default() };
    let came = run_cases("quectel-bc26", odd("quectel-bc26", faults), words_only(), &["*/QMTCFG*"]);
    assert!(came.outcome.is_ok(), "{:?}", came.outcome);
    let rigs: Vec<&Finished> = came.told.iter().filter(|told| told.verdict == Verdict::Rig).collect();
    assert!(rigs.len() == 1 && rigs[0].reason.as_ref().is_some_and(|why| why.contains("line")), "{rigs:#?}");
    assert!(
        came.told.iter().all(|told| matches!(told.verdict, Verdict::Rig | Verdict::Pass)),
        "{:#?}",
        came.told
    );
    assert!(came.notes().contains("the line to the module is back"), "{}", came.notes());
}

#[test]
fn a_line_that_does_not_come_back_ends_the_run() {
    let faults = FaultPlan { down: vec![(SECOND * 3, SECOND * 9000)], ..FaultPlan::default() };
    let came = run_cases("quectel-bc26", odd("quectel-bc26", faults), words_only(), &["*/QMTCFG*"]);
    assert!(came.rig().contains("did not come back within 60 s"), "{}", came.rig());
    let last = events(&came.journal).pop().map(|(_, event)| event);
    assert!(matches!(last, Some(Event::Stop(_))), "{last:?}");
    assert_eq!(came.told.last().map(|told| told.verdict), Some(Verdict::Rig));
}

/// What a case sets and cannot put back is gone before a case about something else: device data that stay would change the
/// login of every client that connects after it.
#[test]
fn what_cannot_be_put_back_is_gone_before_the_next_case() {
    let cases = vec!["*/QMTCFG.aliauth/write/*", "*/scenario/connect-device-data"];
    let ran = bed::run(&Asked { dialect: "quectel-bc26", cases, seed: 1, times: 1, ..Asked::default() });
    assert!(ran.outcome.is_ok(), "{:?}", ran.outcome);
    let (mut put_back, mut restarts) = (0, 0);
    for (_, event) in events(&ran.journal) {
        if let Event::Note(note) = event {
            put_back += u32::from(note.text.contains("could not be put back"));
            restarts += u32::from(note.text.contains("is restarted"));
        }
    }
    assert_eq!((put_back, restarts), (1, 1), "one restart for all cases of a form");
    assert!(ran.told.iter().all(|told| told.verdict == Verdict::Pass), "{:#?}", ran.told);
}

/// A default that is not the document's shows on a bench that cannot restart the module too: no client has the right one. That
/// some clients were set before a run fails nothing.
#[rstest]
#[case::no_client_has_it(&["keepalive-default-60"], &[], Verdict::Fail)]
#[case::some_were_set(&[], &["AT+QMTCFG=\"keepalive\",0,77\r", "AT+QMTCFG=\"keepalive\",5,77\r"], Verdict::Pass)]
fn defaults_show_without_a_restart(
    #[case] quirks: &[&'static str],
    #[case] before: &[&str],
    #[case] verdict: Verdict,
    #[values("quectel-bc20", "quectel-bc26", "quectel-ecx00u")] id: &'static str,
) {
    let asked = Asked { dialect: id, seed: 1, quirks: quirks.to_vec(), ..Asked::default() };
    let world = Odd::new(world(&dialect(id), &asked));
    for line in before {
        world.done_before(line.as_bytes(), SECOND);
    }
    let came = run_cases(id, world, words_only(), &["*.keepalive/write/untouched-default"]);
    assert!(came.outcome.is_ok(), "{:?}", came.outcome);
    let told = came.told.iter().find(|told| told.case.ends_with("/untouched-default"));
    assert_eq!(told.map(|told| told.verdict), Some(verdict), "{told:#?}");
}

/// A module that cannot be brought back to words fails the case about that, and none else: results are heard as the words
/// that they stand for.
#[rstest]
fn a_module_that_stays_in_numbers_fails_once(
    #[values("quectel-bc26", "simcom-sim7672", "fibocom")] id: &'static str,
) {
    let asked = Asked { dialect: id, seed: 1, quirks: vec!["numbers-stay"], ..Asked::default() };
    let world = Odd::new(world(&dialect(id), &asked));
    let came = run_cases(id, world, words_only(), &["*/scenario/*", "*/example/*"]);
    assert!(came.outcome.is_ok(), "{:?}", came.outcome);
    let failed: Vec<&str> =
        came.told.iter().filter(|told| told.verdict == Verdict::Fail).map(|told| &*told.case).collect();
    assert_eq!(failed, [format!("{id}/scenario/words")]);
}
