//! Commands that every module has, and what stands behind them: identity, errors, the network, restarts.

mod bench;

use std::time::Duration;

use bench::DIALECTS;
use bench::net::Net;
use hayes_module::{Network, Power, Setup, Sim};
use rstest::rstest;

/// Lines as the module frames them: `|` between them.
fn framed(lines: &str) -> String {
    lines.split('|').filter(|l| !l.is_empty()).fold(String::new(), |text, line| text + "\r\n" + line + "\r\n")
}

fn silent(id: &str) -> Net {
    with(id, Setup::default())
}

fn with(id: &str, setup: Setup) -> Net {
    let mut net = Net::judged_with(id, setup);
    net.say("ATE0\r");
    net
}

/// What is said to the last of several command lines, by every module alike.
fn all_say(script: &str, said: &str) {
    for id in DIALECTS {
        let mut net = silent(id);
        let last = script.split('|').fold(String::new(), |_, line| net.say(&format!("{line}\r")));
        assert_eq!(last, framed(said), "{id}: {script}");
        net.approve();
    }
}

#[rstest]
#[case("AT+CGSN", "860000000000000|OK")]
#[case("AT+CGSN=0", "+CGSN: \"860000000000000\"|OK")]
#[case("AT+CGSN=2", "+CGSN: \"8600000000000001\"|OK")]
#[case("AT+CGSN=3", "+CGSN: \"01\"|OK")]
#[case("AT+CGSN=4", "ERROR")]
#[case("AT+CGMR", "HAYES.VIRTUAL.01.001|OK")]
#[case("AT+CMEE=?", "+CMEE: (0-2)|OK")]
#[case("AT+CMEE=1|AT+CMEE?", "+CMEE: 1|OK")]
#[case("AT+CMEE=3", "ERROR")]
#[case("AT+CMEE=1|AT+CGACT=1,9", "+CME ERROR: 143")]
#[case("AT+CMEE=2|AT+CGACT=1,9", "+CME ERROR: unknown packet context")]
#[case("AT+CGACT=1,9", "ERROR")]
#[case("AT+CPIN?", "+CPIN: READY|OK")]
#[case("AT+CMEE=1|AT+CPIN=\"1234\"", "+CME ERROR: 3")]
#[case("AT+CREG?;+CGREG?;+CEREG?", "+CREG: 0,1|+CGREG: 0,1|+CEREG: 0,1|OK")]
#[case("AT+CREG=2;+CREG?", "+CREG: 2,1,\"1A2B\",\"01C3D4E5\",7|OK")]
#[case("AT+CEREG=5|AT+CEREG?", "+CEREG: 5,1,\"1A2B\",\"01C3D4E5\",7,,,\"00001010\",\"01011111\"|OK")]
#[case("AT+CGATT?", "+CGATT: 1|OK")]
#[case("AT+CGDCONT?", "+CGDCONT: 1,\"IP\",\"internet\",\"10.1.1.11\",0,0|OK")]
#[case("AT+CGDCONT=2,\"IPV6\",\"x\"|AT+CGACT=1,2|AT+CGACT?", "+CGACT: 1,1|+CGACT: 2,1|OK")]
#[case("AT+CGDCONT=2,\"IP\",\"x\"|AT+CGDCONT=2|AT+CGACT?", "+CGACT: 1,1|OK")]
#[case("AT+CMEE=1|AT+CGDCONT=1", "+CME ERROR: 3")]
#[case("AT+CGPADDR=1", "+CGPADDR: 1,\"10.1.1.11\"|OK")]
#[case("AT+CGDCONT=2,\"IP\",\"x\"|AT+CGPADDR", "+CGPADDR: 1,\"10.1.1.11\"|+CGPADDR: 2|OK")]
#[case("AT+COPS?", "+COPS: 0,0,\"Hayes Test Network\",7|OK")]
#[case("AT+COPS=3,2|AT+COPS?", "+COPS: 0,2,\"00101\",7|OK")]
#[case("AT+COPS=2|AT+COPS?", "+COPS: 2|OK")]
#[case("AT+CMEE=1|AT+COPS=1,2,\"12345\"", "+CME ERROR: 30")]
#[case("AT+CCLK=\"23/12/31,23:59:59+08\"|AT+CCLK?", "+CCLK: \"24/01/01,00:00:01+08\"|OK")]
#[case("AT+CCLK=\"24/02/28,23:59:59-12\"|AT+CCLK?", "+CCLK: \"24/02/29,00:00:01-12\"|OK")]
#[case("AT+CCLK=\"23/02/29,00:00:00+00\"", "ERROR")]
#[case("AT+CCLK=\"24/13/01,00:00:00+00\"", "ERROR")]
#[case("AT+IPR?", "+IPR: 115200|OK")]
#[case("AT+IPR=9600|AT+IPR?", "+IPR: 9600|OK")]
#[case("AT+IPR=9601", "ERROR")]
#[case("AT+CFUN=4|AT+CSQ", "+CSQ: 99,99|OK")]
#[case("AT+CFUN=4|AT+CFUN?", "+CFUN: 4|OK")]
#[case("AT+CMEE=1|AT+CFUN=0|AT+CPIN?", "+CME ERROR: 13")]
#[case("AT+CFUN=0|AT+CFUN=1", "OK|+CPIN: READY")]
#[case("AT+CMEE=1|AT+CGATT=0|AT+CGACT=1,1", "+CME ERROR: 30")]
#[case("AT+CGATT=0|AT+CGATT=1|AT+CGACT?", "+CGACT: 1,1|OK")]
#[case("AT+CEREG=1|AT+CGATT=0", "OK|+CEREG: 0")]
#[case("ATI;E0;+CMEE=9;+CSQ", "")]
fn every_module(#[case] script: &str, #[case] said: &str) {
    if said.is_empty() {
        // The first command that fails ends its line.
        for id in DIALECTS {
            let told = silent(id).say(&format!("{script}\r"));
            assert!(told.ends_with(&framed("ERROR")) && !told.contains("CSQ"), "{id}: {told}");
        }
    } else {
        all_say(script, said);
    }
}

#[rstest]
#[case("fibocom", "Fibocom", "VIRTUAL")]
#[case("quectel-bc26", "Quectel", "BC26")]
#[case("simcom-sim7672", "SIMCOM INCORPORATED", "SIM7672X")]
fn who_the_module_is(#[case] id: &str, #[case] manufacturer: &str, #[case] model: &str) {
    let mut net = silent(id);
    assert_eq!(net.say("AT+CGMI\r"), framed(&format!("{manufacturer}|OK")));
    assert_eq!(net.say("AT+CGMM\r"), framed(&format!("{model}|OK")));
    let all = format!("{manufacturer}|{model}|Revision: HAYES.VIRTUAL.01.001|OK");
    assert_eq!(net.say("ATI\r"), framed(&all));
    net.approve();
}

#[test]
fn the_operators_around() {
    let said = "+COPS: (2,\"Hayes Test Network\",\"HAYES\",\"00101\",7),,(0,1,2,3,4),(0,1,2)|OK";
    all_say("AT+COPS=?", said);
    all_say("AT+CFUN=4|AT+COPS=?", "OK");
}

#[test]
fn the_serving_cell() {
    let mut net = silent("simcom-sim7672");
    let cell = "LTE,Online,001-01,0x1A2B,39589680,308,EUTRAN-BAND3,1350,5,5,-9,-87,-58,22";
    assert_eq!(net.say("AT+CPSI?\r"), framed(&format!("+CPSI: {cell}|OK")));
    net.say("AT+CFUN=4\r");
    assert_eq!(net.say("AT+CPSI?\r"), framed("+CPSI: NO SERVICE,Low Power Mode|OK"));
    net.approve();
}

/// A registration that is lost and found is reported as far as the host wants it.
#[rstest]
fn registration_is_reported(#[values(0, 1, 2)] reports: u8) {
    for id in DIALECTS {
        let mut net = silent(id);
        net.say(&format!("AT+CEREG={reports}\r"));
        let left = net.say("AT+COPS=2\r");
        let found = net.say("AT+COPS=0\r") + &net.listen(Duration::from_secs(5));
        let place = if reports == 2 { ",\"1A2B\",\"01C3D4E5\",7" } else { "" };
        let (gone, back) = match reports {
            0 => ("OK".to_owned(), "OK".to_owned()),
            _ => ("OK|+CEREG: 0".to_owned(), format!("OK|+CEREG: 2|+CEREG: 1{place}")),
        };
        assert_eq!(left, framed(&gone), "{id}");
        assert_eq!(found, framed(&back), "{id}");
        net.approve();
    }
}

#[test]
fn profiles_are_kept_and_recalled() {
    for id in DIALECTS {
        let mut net = silent(id);
        net.say("AT+CMEE=2\rAT&W\rAT+CMEE=0\r");
        assert_eq!(net.say("ATZ\r"), framed("OK"), "{id}");
        assert_eq!(net.say("AT+CMEE?\r"), framed("+CMEE: 2|OK"), "{id}: recalled");
        net.say("AT&F\r");
        assert_eq!(net.say("ATE0\r"), "ATE0\r\r\nOK\r\n", "{id}: the factory's echo");
        assert_eq!(net.say("AT+CMEE?\r"), framed("+CMEE: 0|OK"), "{id}: the factory's");
        net.say("AT+CFUN=1,1\r");
        net.listen(Duration::from_secs(10));
        assert_eq!(net.say("AT+CMEE?\r"), framed("+CMEE: 2|OK"), "{id}: kept over a restart");
        net.approve();
    }
}

#[rstest]
#[case("fibocom", &["RDY", "+CPIN: READY"])]
#[case("quectel-bc20", &["RDY", "+CFUN: 1", "+CPIN: READY", "APP RDY"])]
#[case("simcom-sim7672", &["*ATREADY: 1", "+CPIN: READY", "SMS DONE", "PB DONE"])]
fn a_restart_says_its_banner(#[case] id: &str, #[case] banner: &[&str]) {
    let banner = banner.join("|");
    let mut net = silent(id);
    assert_eq!(net.say_for("AT+CFUN=1,1\r", Duration::from_secs(10)), framed(&format!("OK|{banner}")));
    net.approve();
    net.bench.module.handle_power(net.bench.now, Power::Off);
    assert_eq!(net.say("AT\r"), "");
    net.bench.module.handle_power(net.bench.now, Power::On);
    if let Some(judge) = &mut net.judge {
        judge.restart();
    }
    assert_eq!(net.listen(Duration::from_secs(10)), framed(&banner));
    net.approve();
}

#[test]
fn a_restart_takes_the_level_asked_for() {
    let mut net = silent("fibocom");
    net.say_for("AT+CFUN=4,1\r", Duration::from_secs(10));
    net.say("ATE0\r");
    assert_eq!(net.say("AT+CFUN?;+CREG?\r"), framed("+CFUN: 4|+CREG: 0,0|OK"));
    net.approve();
}

#[test]
fn a_module_that_starts_finds_its_network_by_and_by() {
    let mut net = silent("quectel-bc26");
    net.say("AT+CEREG=1;&W\r");
    let said = net.say_for("AT+CFUN=1,1\r", Duration::from_secs(10));
    let (before, _) = said.split_once("+CEREG: 1").unwrap_or_else(|| panic!("{said}"));
    assert!(before.contains("+CPIN: READY"), "the SIM is read first: {said}");
    net.say("AT+CFUN=1,1\r");
    net.listen(Duration::from_millis(200));
    assert_eq!(net.say_for("AT+CGATT?\r", Duration::from_millis(50)), "\r\n+CGATT: 0\r\n\r\nOK\r\n");
    net.approve();
}

#[test]
fn a_locked_sim_wants_its_pin() {
    let setup = Setup { sim: Sim::Locked("1234".to_owned()), ..Setup::default() };
    let mut net = with("quectel-ecx00u", setup);
    net.say("AT+CMEE=1;+CEREG=1\r");
    assert_eq!(net.say("AT+CPIN?\r"), framed("+CPIN: SIM PIN|OK"));
    assert_eq!(net.say("AT+CGATT?;+CREG?\r"), framed("+CGATT: 0|+CREG: 0,0|OK"));
    assert_eq!(net.say("AT+CPIN=\"0000\"\r"), framed("+CME ERROR: 16"));
    let unlocked = net.say_for("AT+CPIN=\"1234\"\r", Duration::from_secs(5));
    assert_eq!(unlocked, framed("OK|+CPIN: READY|+CEREG: 2|+CEREG: 1"));
    net.say_for("AT+CFUN=1,1\r", Duration::from_secs(10));
    net.say("ATE0;+CMEE=1\r");
    assert_eq!(net.say("AT+CPIN?\r"), framed("+CPIN: SIM PIN|OK"), "locked again");
    for _ in 0..3 {
        assert_eq!(net.say("AT+CPIN=\"0000\"\r"), framed("+CME ERROR: 16"));
    }
    assert_eq!(net.say("AT+CPIN?\r"), framed("+CPIN: SIM PUK|OK"));
    assert_eq!(net.say("AT+CPIN=\"1234\"\r"), framed("+CME ERROR: 12"));
    net.approve();
}

#[test]
fn a_module_without_sim_registers_nowhere() {
    let setup = Setup { sim: Sim::Absent, ..Setup::default() };
    let mut net = with("simcom-sim7672", setup);
    net.say("AT+CMEE=1\r");
    assert_eq!(net.say("AT+CPIN?\r"), framed("+CME ERROR: 10"));
    assert_eq!(net.say("AT+CGATT=1\r"), framed("+CME ERROR: 30"));
    let said = net.say_for("AT+CFUN=1,1\r", Duration::from_secs(10));
    assert!(said.contains("+CPIN: NOT INSERTED") && !said.contains("READY\r\n\r\n+CPIN: READY"), "{said}");
    net.approve();
}

/// A slow line takes its time, and a new speed holds after the answer.
#[test]
fn the_lines_speed_is_that_of_ipr() {
    let setup = Setup { baud: Some(9600), ..Setup::default() };
    let mut net = with("fibocom", setup);
    assert_eq!(net.say("AT+IPR?\r"), framed("+IPR: 9600|OK"));
    // A line of 24 bytes takes 25 ms at 9600 bits per second, and 200 ms at 1200.
    let quick = Duration::from_millis(100);
    assert_eq!(net.say_for("AT+CGMR\r", quick), framed("HAYES.VIRTUAL.01.001|OK"));
    assert_eq!(net.say("AT+IPR=1200\r"), framed("OK"));
    assert_eq!(net.say_for("AT+CGMR\r", quick), "");
    assert_eq!(net.listen(Duration::from_secs(1)), framed("HAYES.VIRTUAL.01.001|OK"));
    net.approve();
}

#[test]
fn a_network_that_comes_and_goes() {
    for id in DIALECTS {
        let mut net = silent(id);
        net.say("AT+CREG=1;+CGREG=1\r");
        net.bench.module.handle_network(net.bench.now, Network::Silent);
        assert_eq!(net.listen(Duration::from_mins(1)), framed("+CREG: 2|+CGREG: 2"), "{id}");
        assert_eq!(net.say("AT+CSQ;+CGATT?\r"), framed("+CSQ: 99,99|+CGATT: 0|OK"), "{id}");
        net.bench.module.handle_network(net.bench.now, Network::Heard);
        assert_eq!(net.listen(Duration::from_secs(5)), framed("+CREG: 1|+CGREG: 1"), "{id}");
        assert_eq!(net.say("AT+CGACT?\r"), framed("+CGACT: 1,1|OK"), "{id}");
        net.approve();
    }
}

/// What is typed while an answer is on its way waits its turn.
#[test]
fn one_answer_after_the_other() {
    for id in DIALECTS {
        let mut net = silent(id);
        assert_eq!(net.say("AT+CFUN?\rAT+CGATT?\rAT\r"), framed("+CFUN: 1|OK|+CGATT: 1|OK|OK"), "{id}");
    }
}

/// The typical exchanges of the base file, typed one after the other: every line of every module is lawful.
#[test]
fn the_examples_of_the_base_are_answered() {
    use hayes_dialects::examples::{What, builtin_examples};
    let files = builtin_examples("base").unwrap_or_else(|found| panic!("{found}"));
    for id in DIALECTS {
        let mut net = silent(id);
        for step in files.iter().flat_map(|file| &file.steps) {
            if let What::Host(line) = &step.what {
                let said =
                    net.say_for(&format!("{}\r", String::from_utf8_lossy(line)), Duration::from_secs(9));
                let finals = said.lines().filter(|l| *l == "OK" || l.contains("ERROR")).count();
                assert_eq!(finals, 1, "{id}: {said}");
            }
        }
        net.approve();
    }
}
