//! What a Fibocom module says and does, command by command, against the far end: exact bytes, and the far end's
//! own words where the wire matters.

mod bench;

use std::time::Duration;

use bench::net::Net;
use hayes_module::{Setup, Sim};
use rstest::rstest;

/// Lines as the module frames them.
fn framed(lines: &str) -> String {
    lines.split('|').filter(|line| !line.is_empty()).map(|line| format!("\r\n{line}\r\n")).collect()
}

/// A module without echo.
fn silent() -> Net {
    let mut net = Net::judged("fibocom");
    net.say("ATE0\r");
    net
}

/// One that has an address, and a user for its first client.
fn ready() -> Net {
    let mut net = silent();
    net.say("AT+MIPCALL=1\r");
    net.say("AT+MQTTUSER=1,\"user\",\"word\",\"me\"\r");
    net
}

/// One that is connected, with a clean session and a keep-alive time of 60 s.
fn connected() -> Net {
    let mut net = ready();
    assert_eq!(net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r"), framed("OK|+MQTTOPEN: 1,1"));
    net
}

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
#[case::refused_there("far.end", 1884, "")]
#[case::no_address("nowhere.invalid", 1883, "")]
#[case::empty("", 1883, "")]
#[case::malformed("no such name!", 1884, "")]
#[case::reset("far.end", 1883, "reset before CONNECT")]
#[case::closed("far.end", 1883, "close before CONNECT")]
#[case::protocol("far.end", 1883, "refuse CONNECT 1")]
#[case::identifier("far.end", 1883, "refuse CONNECT 2")]
#[case::unavailable("far.end", 1883, "refuse CONNECT 3")]
#[case::credentials("far.end", 1883, "refuse CONNECT 4")]
#[case::not_authorized("far.end", 1883, "refuse CONNECT 5")]
#[case::rubbish("far.end", 1883, "corrupt CONNACK type")]
#[case::silence("far.end", 1883, "drop CONNACK")]
#[case::nobody("192.0.2.1", 1883, "")]
fn no_connection_comes_about(#[case] host: &str, #[case] port: u16, #[case] order: &str) {
    let mut net = ready();
    if !order.is_empty() {
        net.order(order);
    }
    let typed = format!("AT+MQTTOPEN=1,\"{host}\",{port},1,60\r");
    let said = net.say_for(&typed, Duration::from_secs(30));
    assert_eq!(said, framed("OK|+MQTTOPEN: 1,0"));
    assert_eq!(net.say("AT+MQTTOPEN?\r"), framed("+MQTTOPEN: 1,2|OK"));
    net.order("cancel");
    assert_eq!(net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r"), framed("OK|+MQTTOPEN: 1,1"));
    net.approve();
}

#[rstest]
#[case(1, 700)]
#[case(2, 701)]
#[case(3, 702)]
#[case(4, 703)]
#[case(5, 704)]
fn what_wants_a_connection_is_refused_with_the_servers_reason(#[case] connack: u8, #[case] code: u16) {
    let mut net = ready();
    net.order(&format!("refuse CONNECT {connack} once"));
    net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r");
    assert_eq!(net.say("AT+MQTTSUB=1,\"t\",0\r"), framed(&format!("ERROR: {code}")));
    assert_eq!(net.say("AT+MQTTSUB=2,\"t\",0\r"), framed("ERROR: 702"));
    net.approve();
}

#[test]
fn the_connect_carries_what_was_set() {
    let mut net = ready();
    net.say("AT+MQTTWILL=1,\"w\",2,1,\"bye\"\r");
    net.say("AT+MQTTOPEN=1,\"far.end\",1883,0,300\r");
    net.say("AT+MQTTUSER=2,\"\",\"\"\r");
    net.say("AT+MQTTOPEN=2,\"far.end\",1883,1,1\r");
    let seen = net.seen();
    let connects: Vec<&str> = seen.lines().filter(|line| line.contains("CONNECT ")).collect();
    let [first, second] = connects[..] else { panic!("{seen}") };
    assert!(first.contains("mqtt=3.1.1 client=\"me\" clean=0 keep-alive=300"), "{first}");
    assert!(
        first.contains("will-qos=2 will-retain=1 will-topic=\"w\" will=\"bye\" user=\"user\""),
        "{first}"
    );
    assert!(second.contains("client=\"860000000000000\" clean=1 keep-alive=1 user=\"\""), "{second}");
    assert!(!second.contains("will"), "{second}");
    assert_eq!(net.say("AT+MQTTOPEN?;+MQTTCLOSE?\r"), framed("+MQTTOPEN: 0|+MQTTCLOSE: 1,2|OK"));
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

#[rstest]
#[case::granted("AT+MQTTSUB=1,\"t\",2", "", "+MQTTSUB: 1,1")]
#[case::lower("AT+MQTTSUB=1,\"t\",2", "grant 0", "+MQTTSUB: 1,1")]
#[case::refused("AT+MQTTSUB=1,\"t\",2", "refuse SUBSCRIBE", "+MQTTSUB: 1,0")]
#[case::silence("AT+MQTTSUB=1,\"t\",2", "drop SUBACK", "+MQTTSUB: 1,0")]
#[case::ended("AT+MQTTUNSUB=1,\"t\"", "", "+MQTTUNSUB: 1,1")]
#[case::not_ended("AT+MQTTUNSUB=1,\"t\"", "drop UNSUBACK", "+MQTTUNSUB: 1,0")]
#[case::at_most_once("AT+MQTTPUB=1,\"t\",0,0,\"m\"", "", "+MQTTPUB: 1,1")]
#[case::at_least_once("AT+MQTTPUB=1,\"t\",1,1,\"m\"", "", "+MQTTPUB: 1,1")]
#[case::exactly_once("AT+MQTTPUB=1,\"t\",2,0,\"m\"", "", "+MQTTPUB: 1,1")]
#[case::empty("AT+MQTTPUB=1,\"t\",1,0,\"\"", "", "+MQTTPUB: 1,1")]
#[case::no_puback("AT+MQTTPUB=1,\"t\",1,0,\"m\"", "drop PUBACK", "+MQTTPUB: 1,0")]
#[case::no_pubrec("AT+MQTTPUB=1,\"t\",2,0,\"m\"", "drop PUBREC", "+MQTTPUB: 1,0")]
#[case::no_pubcomp("AT+MQTTPUB=1,\"t\",2,0,\"m\"", "drop PUBCOMP", "+MQTTPUB: 1,0")]
fn the_status_is_the_servers_word(#[case] typed: &str, #[case] order: &str, #[case] said: &str) {
    let mut net = connected();
    if !order.is_empty() {
        net.order(order);
    }
    assert_eq!(net.say_for(&format!("{typed}\r"), Duration::from_secs(45)), framed(&format!("OK|{said}")));
    assert_eq!(net.say("AT\r"), framed("OK"));
    net.approve();
}

#[test]
fn the_result_waits_for_the_acknowledgement() {
    let mut net = connected();
    net.order("delay PUBACK 3s");
    assert_eq!(net.say("AT+MQTTPUB=1,\"t\",1,0,\"m\"\r"), framed("OK"));
    assert_eq!(net.listen(Duration::from_secs(2)), framed("+MQTTPUB: 1,1"));
    net.approve();
}

#[test]
fn a_counted_message_may_hold_any_byte() {
    let mut net = connected();
    assert_eq!(net.say("AT+MQTTPUB=1,\"t\",1,0,6\r"), ">\r\n");
    net.type_bytes(b"\r\n\"\x1a\x00\xff");
    assert_eq!(net.listen(Duration::from_secs(2)), framed("OK|+MQTTPUB: 1,1"));
    assert!(net.seen().contains("payload=\"\\r\\n\\\"\\x1a\\x00\\xff\""), "{}", net.seen());
    for size in ["0", "1025"] {
        assert_eq!(net.say(&format!("AT+MQTTPUB=1,\"t\",1,0,{size}\r")), framed("ERROR: 701"));
    }
    net.approve();
}

#[test]
fn nothing_is_reported_while_data_are_awaited() {
    let mut net = connected();
    net.say("AT+MQTTSUB=1,\"news\",1\r");
    net.say("AT+MQTTPUB=1,\"t\",0,0,3\r");
    net.order("publish \"news\" \"hey\" qos 1");
    assert_eq!(net.say("ab"), "");
    assert_eq!(net.say("c"), framed("OK|+MQTTMSG: 1,1,\"news\",\"hey\"|+MQTTPUB: 1,1"));
    net.approve();
}

#[test]
fn a_connection_lost_while_data_are_awaited() {
    let mut net = connected();
    net.say("AT+MQTTPUB=1,\"t\",0,0,3\r");
    net.order("close now");
    assert_eq!(net.say("ab"), "");
    assert_eq!(net.say("c"), framed("OK|+MQTTBREAK: 1,1|+MQTTCLOSE: 1,1|+MQTTPUB: 1,0"));
    net.approve();
}

#[test]
fn messages_are_reported_whole() {
    let mut net = connected();
    net.say("AT+MQTTSUB=1,\"#\",2\r");
    for (qos, payload) in [(0, "plain"), (1, ""), (2, "{\\\"a\\\": 1}\\r\\nb")] {
        net.order(&format!("publish \"a/b\" \"{payload}\" qos {qos}"));
    }
    let said = net.listen(Duration::from_secs(2));
    let msg = |qos, payload| format!("\r\n+MQTTMSG: 1,{qos},\"a/b\",\"{payload}\"\r\n");
    assert_eq!(said, msg(0, "plain") + &msg(1, "") + &msg(2, "{\"a\": 1}\r\nb"));
    net.approve();
}

#[test]
fn messages_are_announced_and_fetched() {
    let mut net = connected();
    net.say("AT+MQTTCONF=1\r");
    net.say("AT+MQTTSUB=1,\"#\",1\r");
    net.order("publish \"a\" \"first\" qos 1");
    net.order("publish \"b/c\" \"2\\r\\n\\\"x\" qos 0");
    assert_eq!(net.listen(Duration::from_secs(2)), framed("+MQTTMSGI: 1,1,1,5|+MQTTMSGI: 1,0,3,5"));
    assert_eq!(net.say("AT+MQTTREAD=2\r"), framed("+MQTTREAD: 2,0,0,0|OK"));
    assert_eq!(net.say("AT+MQTTREAD=1\r"), framed("+MQTTREAD: 1,1,1,5|\"a\",\"first\"|OK"));
    assert_eq!(net.say("AT+MQTTREAD=1\r"), framed("+MQTTREAD: 1,0,3,5|\"b/c\",\"2\r\n\"x\"|OK"));
    assert_eq!(net.say("AT+MQTTREAD=1\r"), framed("+MQTTREAD: 1,0,0,0|OK"));
    net.order("publish \"a\" \"third\" qos 1");
    net.listen(Duration::from_secs(2));
    net.say("AT+MQTTCLOSE=1\r");
    assert_eq!(net.say("AT+MQTTREAD=1\r"), framed("+MQTTREAD: 1,0,0,0|OK"));
    net.approve();
}

#[test]
fn a_close_takes_leave() {
    let mut net = ready();
    net.say("AT+MQTTWILL=1,\"w\",0,0,\"bye\"\r");
    net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r");
    net.order("drop PUBACK");
    net.say("AT+MQTTPUB=1,\"t\",1,0,\"m\"\r");
    assert_eq!(net.say("AT+MQTTCLOSE=1\r"), framed("OK|+MQTTPUB: 1,0|+MQTTCLOSE: 1,1"));
    let seen = net.seen();
    assert!(seen.contains("> DISCONNECT"), "{seen}");
    assert!(!seen.contains("will of"), "{seen}");
    assert_eq!(net.listen(Duration::from_secs(300)), "");
    net.approve();
}

#[rstest]
#[case::closed("close now", 1)]
#[case::reset("reset now", 1)]
#[case::malformed("send malformed type", 1)]
#[case::no_pong("drop PINGRESP", 1)]
fn a_loss_by_the_server(#[case] order: &str, #[case] cause: u8) {
    let mut net = connected();
    net.order(order);
    let said = net.listen(Duration::from_secs(100));
    assert_eq!(said, framed(&format!("+MQTTBREAK: 1,{cause}|+MQTTCLOSE: 1,1")));
    net.order("cancel");
    assert_eq!(net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r"), framed("OK|+MQTTOPEN: 1,1"));
    net.approve();
}

#[rstest]
#[case::call_ended("AT+MIPCALL=0", "+MIPCALL: 0|+MQTTBREAK: 1,2|+MQTTCLOSE: 1,1")]
#[case::context("AT+CGACT=0,1", "+MQTTBREAK: 1,2|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
#[case::detached("AT+CGATT=0", "+MQTTBREAK: 1,3|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
#[case::flight("AT+CFUN=4", "+MQTTBREAK: 1,3|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
#[case::left("AT+COPS=2", "+MQTTBREAK: 1,3|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
fn a_loss_of_the_network(#[case] typed: &str, #[case] said: &str) {
    let mut net = connected();
    assert_eq!(net.say(&format!("{typed}\r")), framed(&format!("OK|{said}")));
    assert_eq!(net.say("AT+MIPCALL?;+MQTTCLOSE?\r"), framed("+MIPCALL: 0|+MQTTCLOSE: 0|OK"));
    net.approve();
}

#[test]
fn an_idle_client_pings_within_its_time() {
    let mut net = connected();
    assert_eq!(net.listen(Duration::from_secs(200)), "");
    let pings = net.seen().matches("> PINGREQ").count();
    assert_eq!(pings, 3, "{}", net.seen());
}

#[test]
fn a_kept_session_brings_what_was_missed() {
    let mut net = ready();
    net.say("AT+MQTTOPEN=1,\"far.end\",1883,0,60\r");
    net.say("AT+MQTTSUB=1,\"news\",1\r");
    net.say("AT+MQTTCLOSE=1\r");
    net.order("publish \"news\" \"missed\" qos 1");
    net.listen(Duration::from_secs(1));
    let said = net.say("AT+MQTTOPEN=1,\"far.end\",1883,0,60\r");
    assert_eq!(said, framed("OK|+MQTTOPEN: 1,1|+MQTTMSG: 1,1,\"news\",\"missed\""));
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
