//! What is set, told and refused, and what a restart leaves of it.

use std::sync::Arc;
use std::time::Duration;

use crate::bench::Bench;
use crate::bench::net::Net;
use crate::desk::{connected, framed, ready, silent};
use hayes_module::{Setup, Sim};
use rstest::rstest;

#[rstest]
#[case::user("+MQTTUSER", "(1,2),128,128,23")]
#[case::open("+MQTTOPEN", "(1,2),(\"Remote IP/URL\"),(1-65535),(0,1),(1-300)")]
#[case::close("+MQTTCLOSE", "(1,2)")]
#[case::subscribe("+MQTTSUB", "(1,2),255,(0-2)")]
#[case::unsubscribe("+MQTTUNSUB", "(1,2),255")]
#[case::publish("+MQTTPUB", "(1,2),255,(0-2),(0,1),1024")]
#[case::configure("+MQTTCONF", "(0,1)")]
#[case::read("+MQTTREAD", "(1,2)")]
#[case::will("+MQTTWILL", "(1,2),255,(0-2),(0,1),1024")]
#[case::call("+MIPCALL", "(0-1)")]
fn test_forms(#[case] command: &str, #[case] supported: &str) {
    let mut net = silent();
    assert_eq!(net.say(&format!("AT{command}=?\r")), framed(&format!("{command}: {supported}|OK")));
    net.approve();
}

#[rstest]
#[case::client("AT+MQTTUSER=3,\"u\",\"p\"")]
#[case::no_password("AT+MQTTUSER=1,\"u\"")]
#[case::long_identifier("AT+MQTTUSER=1,\"u\",\"p\",\"123456789012345678901234\"")]
#[case::quote("AT+MQTTUSER=1,\"u\"x\",\"p\"")]
#[case::will_qos("AT+MQTTWILL=1,\"t\",3,0,\"m\"")]
#[case::will_topic("AT+MQTTWILL=1,\"\",0,0,\"m\"")]
#[case::mode("AT+MQTTCONF=2")]
#[case::port("AT+MQTTOPEN=1,\"h\",0,1,60")]
#[case::flag("AT+MQTTOPEN=1,\"h\",1883,2,60")]
#[case::keep_alive("AT+MQTTOPEN=1,\"h\",1883,1,0")]
#[case::keep_alive_above("AT+MQTTOPEN=1,\"h\",1883,1,301")]
#[case::read("AT+MQTTREAD=0")]
#[case::nothing("AT+MQTTWILL=")]
#[case::unprintable("AT+MQTTWILL=1,\"t\u{7f}\",0,0,\"m\"")]
fn wrong_values_are_refused_and_change_nothing(#[case] typed: &str) {
    let mut net = ready();
    net.say("AT+MQTTWILL=1,\"w\",1,0,\"bye\"\r");
    let told = |net: &mut Net| net.say("AT+MQTTUSER?;+MQTTWILL?;+MQTTCONF?;+MQTTOPEN?\r");
    let before = told(&mut net);
    assert_eq!(net.say(&format!("{typed}\r")), framed("ERROR: 701"));
    assert_eq!(told(&mut net), before);
    net.approve();
}

#[test]
fn what_is_set_is_told() {
    let mut net = silent();
    assert_eq!(net.say("AT+MQTTUSER?\r"), framed("OK"));
    net.say("AT+MQTTUSER=2,\"b\",\"\"\r");
    assert_eq!(net.say("AT+MQTTUSER?\r"), framed("+MQTTUSER: 2,\"b\",\"\"|OK"));
    net.say("AT+MQTTUSER=1,\"a\",\"x\",\"id\"\r");
    assert_eq!(
        net.say("AT+MQTTUSER?\r"),
        framed("+MQTTUSER: 1,\"a\",\"x\",\"id\"|+MQTTUSER: 2,\"b\",\"\"|OK")
    );
    net.say("AT+MQTTUSER=1,\"a\",\"x\"\r");
    assert_eq!(net.say("AT+MQTTUSER?\r"), framed("+MQTTUSER: 1,\"a\",\"x\"|+MQTTUSER: 2,\"b\",\"\"|OK"));
    assert_eq!(net.say("AT+MQTTWILL?\r"), framed("OK"));
    net.say("AT+MQTTWILL=2,\"w\",2,1,\"it's over, then\"\r");
    assert_eq!(net.say("AT+MQTTWILL?\r"), framed("+MQTTWILL: 2,\"w\",2,1,\"it's over, then\"|OK"));
    assert_eq!(net.say("AT+MQTTCONF?\r"), framed("+MQTTCONF: 0|OK"));
    net.say("AT+MQTTCONF=1\r");
    assert_eq!(net.say("AT+MQTTCONF?\r"), framed("+MQTTCONF: 1|OK"));
    net.approve();
}

#[rstest]
#[case::no_address("AT+MQTTUSER=1,\"u\",\"p\"", "AT+MQTTOPEN=1,\"far.end\",1883,1,60", "ERROR: 704")]
#[case::no_user("AT+MIPCALL=1", "AT+MQTTOPEN=1,\"far.end\",1883,1,60", "ERROR: 704")]
#[case::close("AT+MIPCALL=1", "AT+MQTTCLOSE=1", "ERROR: 702")]
#[case::subscribe("AT+MIPCALL=1", "AT+MQTTSUB=1,\"t\",0", "ERROR: 702")]
#[case::unsubscribe("AT+MIPCALL=1", "AT+MQTTUNSUB=1,\"t\"", "ERROR: 702")]
#[case::publish("AT+MIPCALL=1", "AT+MQTTPUB=1,\"t\",0,0,\"m\"", "ERROR: 702")]
#[case::publish_without_prompt("AT+MIPCALL=1", "AT+MQTTPUB=1,\"t\",0,0,5", "ERROR: 702")]
#[case::read("AT+MIPCALL=1", "AT+MQTTREAD=1", "+MQTTREAD: 1,0,0,0|OK")]
fn too_early(#[case] before: &str, #[case] typed: &str, #[case] said: &str) {
    let mut net = silent();
    net.say(&format!("{before}\r"));
    assert_eq!(net.say(&format!("{typed}\r")), framed(said));
    net.approve();
}

#[rstest]
#[case::again("AT+MQTTOPEN=1,\"far.end\",1883,1,60")]
#[case::user("AT+MQTTUSER=1,\"u\",\"p\"")]
#[case::will("AT+MQTTWILL=1,\"t\",0,0,\"m\"")]
fn not_while_connected(#[case] typed: &str) {
    let mut net = connected();
    assert_eq!(net.say(&format!("{typed}\r")), framed("ERROR: 704"));
    assert_eq!(net.say("AT+MQTTCLOSE?\r"), framed("+MQTTCLOSE: 1|OK"));
    net.approve();
}

#[test]
fn nothing_of_mqtt_works_without_the_pin() {
    let setup = Setup { sim: Sim::Locked("1234".to_owned()), ..Setup::default() };
    let mut net = Net::judged_with("fibocom", setup);
    net.say("ATE0\r");
    for typed in
        ["AT+MQTTUSER?", "AT+MQTTUSER=1,\"u\",\"p\"", "AT+MQTTCONF=1", "AT+MQTTOPEN=?", "AT+MQTTREAD=1"]
    {
        assert_eq!(net.say(&format!("{typed}\r")), framed("ERROR: 704"), "{typed}");
    }
    assert_eq!(net.say("AT+CPIN?\r"), framed("+CPIN: SIM PIN|OK"));
    assert_eq!(net.say("AT+CPIN=\"1234\"\r"), framed("OK|+CPIN: READY"));
    assert_eq!(net.say("AT+MQTTUSER?\r"), framed("OK"));
    net.approve();
}

#[test]
fn nothing_outlives_a_restart() {
    let mut net = connected();
    net.say("AT+MQTTWILL=2,\"w\",0,0,\"bye\"\r");
    net.say("AT+MQTTCONF=1\r");
    net.say("AT+MQTTSUB=1,\"#\",0\r");
    net.order("publish \"a\" \"first\"");
    net.listen(Duration::from_secs(1));
    net.say("AT+CFUN=1,1\r");
    let said = net.listen(Duration::from_secs(8));
    assert!(said.contains("+CPIN: READY"), "{said}");
    net.say("ATE0\r");
    let told = net.say("AT+MQTTUSER?;+MQTTWILL?;+MQTTCONF?;+MQTTOPEN?;+MQTTREAD=1;+MIPCALL?\r");
    assert_eq!(told, framed("+MQTTCONF: 0|+MQTTOPEN: 1,2|+MQTTREAD: 1,0,0,0|+MIPCALL: 0|OK"));
    net.approve();
}

#[rstest]
#[case::long_line("AT+MQTTPUB=1,\"t\",0,0,\"", 9000)]
#[case::long_message("AT+MQTTPUB=1,\"t\",0,0,\"", 1025)]
#[case::long_topic("AT+MQTTSUB=1,\"", 256)]
fn too_long_is_refused_as_any_wrong_value_is(#[case] begins: &str, #[case] length: usize) {
    let mut net = connected();
    let typed = format!("{begins}{}\",0\r", "x".repeat(length));
    assert_eq!(net.say(&typed), framed("ERROR: 701"));
    assert_eq!(net.say("AT\r"), framed("OK"));
}

/// A document of one's own for the same family: four clients, and a name of its own for a time.
#[test]
fn a_dialect_of_ones_own() {
    let text = r#"
version  = 1
id       = "mine"
family   = "fibocom"
modules  = ["MINE"]
document = { title = "mine", revision = "1", language = "en" }
include  = ["fibocom"]
[params]
"Client id" = { int = "0-3" }
"#;
    let dialect = hayes_dialects::load_str("mine.toml", text).unwrap_or_else(|found| panic!("{found}"));
    let mut net = Net::around(Bench::by(Arc::new(dialect), Setup::default()));
    net.say("ATE0;+MIPCALL=1\r");
    assert_eq!(net.say("AT+MQTTOPEN=?\r").lines().nth(1).map(|line| &line[..17]), Some("+MQTTOPEN: (0-3),"));
    net.say("AT+MQTTUSER=3,\"u\",\"p\"\r");
    assert_eq!(net.say("AT+MQTTOPEN=3,\"far.end\",1883,1,60\r"), framed("OK|+MQTTOPEN: 3,1"));
    assert_eq!(net.say("AT+MQTTUSER=4,\"u\",\"p\"\r"), framed("ERROR: 701"));
}
