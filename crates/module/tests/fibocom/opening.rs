//! From MQTTOPEN to a connection, or to none.

use std::time::Duration;

use crate::desk::{connected, framed, ready};
use hayes_module::Wish;
use rstest::rstest;

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

#[rstest]
#[case("10.1.2.3", "10.1.2.3")]
#[case("010.001.02.255", "10.1.2.255")]
#[case("10.1.2.256", "10.1.2.256")]
#[case("10.1.2", "10.1.2")]
#[case("far.end", "far.end")]
fn an_octet_may_have_leading_zeros(#[case] typed: &str, #[case] wished: &str) {
    let mut net = ready();
    net.say(&format!("AT+MQTTOPEN=1,\"{typed}\",1883,1,60\r"));
    let hosts = net.bench.wishes.iter().filter_map(|(_, wish)| match wish {
        Wish::Open { host, port: 1883, tls: None } => Some(host.as_str()),
        _ => None,
    });
    assert_eq!(hosts.collect::<Vec<_>>(), [wished]);
}
