//! Connecting: what goes over the wire, what comes of every kind of failure, and disconnecting.

use std::time::Duration;

use crate::desk::{CONNECT, acquired, connected, enter, hear, last_seen, tell};
use rstest::rstest;

#[test]
fn the_connect_packet_says_what_the_host_said() {
    let mut net = acquired(&[]);
    enter(&mut net, "AT+CMQTTWILLTOPIC=0,4", "gone", "OK");
    enter(&mut net, "AT+CMQTTWILLMSG=0,3,2", "bye", "OK");
    tell(&mut net, "AT+CMQTTCFG=\"version\",0,4", "OK");
    let typed = "AT+CMQTTCONNECT=0,\"tcp://far.end\",64800,0,\"user\",\"word\"";
    tell(&mut net, typed, "OK|+CMQTTCONNECT: 0,0");
    let seen = last_seen(&net, "CONNECT ");
    let (will, login) = seen.split_once(" user=").unwrap_or_default();
    let said = "> CONNECT mqtt=3.1.1 client=\"me\" clean=0 keep-alive=64800 will-qos=2 will-retain=0 will-topic=\"gone\" will=\"bye\"";
    assert_eq!(will, said);
    assert!(login.starts_with("\"user\" password="));
    let line = "+CMQTTCONNECT: 0,\"tcp://far.end\",64800,0,\"user\",\"word\"|+CMQTTCONNECT: 1|OK";
    tell(&mut net, "AT+CMQTTCONNECT?", line);
    tell(&mut net, "AT+CMQTTDISC?", "+CMQTTDISC: 0,0|+CMQTTDISC: 1,1|OK");
    tell(&mut net, "AT+CMQTTDISC=0,60", "OK|+CMQTTDISC: 0,0");
    tell(&mut net, "AT+CMQTTCONNECT?", "+CMQTTCONNECT: 0|+CMQTTCONNECT: 1|OK");
    tell(&mut net, "AT+CMQTTDISC?", "+CMQTTDISC: 0,1|+CMQTTDISC: 1,1|OK");
    hear(&mut net, 5, "");
    net.approve();
}

#[rstest]
#[case::half_a_will("none", "")]
#[case::empty_message("empty", " will-qos=0 will-retain=0 will-topic=\"gone\" will=\"\"")]
fn half_a_will_is_none_unless_it_is_read_so(#[case] way: &str, #[case] seen: &str) {
    let mut net = acquired(&[&format!("reading/will.half/{way}")]);
    enter(&mut net, "AT+CMQTTWILLTOPIC=0,4", "gone", "OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    let whole = format!("> CONNECT mqtt=3.1 client=\"me\" clean=1 keep-alive=60{seen}");
    assert_eq!(last_seen(&net, "CONNECT "), whole);
}

#[test]
fn the_will_lasts_until_the_release() {
    let mut net = acquired(&[]);
    enter(&mut net, "AT+CMQTTWILLTOPIC=0,4", "gone", "OK");
    enter(&mut net, "AT+CMQTTWILLMSG=0,3,0", "bye", "OK");
    for _ in 0..2 {
        tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
        assert!(last_seen(&net, "CONNECT ").contains("will-topic=\"gone\""));
        tell(&mut net, "AT+CMQTTDISC=0,0", "OK|+CMQTTDISC: 0,0");
    }
    tell(&mut net, "AT+CMQTTREL=0", "OK");
    tell(&mut net, "AT+CMQTTACCQ=0,\"me\"", "OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    assert!(!last_seen(&net, "CONNECT ").contains("will="));
}

#[rstest]
#[case::version("refuse CONNECT 1", 27)]
#[case::identifier("refuse CONNECT 2", 28)]
#[case::unavailable("refuse CONNECT 3", 29)]
#[case::bad_user("refuse CONNECT 4", 30)]
#[case::not_authorized("refuse CONNECT 5", 31)]
#[case::closed("close at open", 26)]
#[case::closed_before_connack("close before CONNACK", 26)]
#[case::reset("reset before CONNACK", 15)]
#[case::no_packet("corrupt CONNACK type", 24)]
#[case::another_packet("send PINGRESP at open", 24)]
fn what_the_server_does_decides_the_code(#[case] order: &str, #[case] code: i64) {
    let mut net = acquired(&[]);
    net.order(order);
    tell(&mut net, CONNECT, &format!("OK|+CMQTTCONNECT: 0,{code}"));
    tell(&mut net, "AT+CMQTTDISC?", "+CMQTTDISC: 0,1|+CMQTTDISC: 1,1|OK");
    hear(&mut net, 150, "");
    net.order("cancel");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    net.approve();
}

#[rstest]
#[case::no_name("tcp://nowhere.invalid:1883", 25)]
#[case::refused("tcp://far.end:9", 3)]
#[case::no_answer("tcp://192.0.2.1:1883", 3)]
fn what_the_socket_does_decides_the_code(#[case] address: &str, #[case] code: i64) {
    let mut net = acquired(&[]);
    let said = net.say_for(&format!("AT+CMQTTCONNECT=0,\"{address}\",60,1\r"), Duration::from_secs(25));
    assert_eq!(said, format!("\r\nOK\r\n\r\n+CMQTTCONNECT: 0,{code}\r\n"));
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    net.approve();
}

#[rstest]
#[case::no_connack(CONNECT, "drop CONNACK", 30)]
#[case::no_socket("AT+CMQTTCONNECT=0,\"tcp://192.0.2.1:1883\",60,1", "drop PINGRESP", 20)]
fn a_connect_is_given_up_after_the_set_time(#[case] typed: &str, #[case] order: &str, #[case] seconds: u64) {
    let mut net = acquired(&[]);
    tell(&mut net, &format!("AT+CMQTTCFG=\"optimeout\",0,{}", seconds.clamp(20, 120)), "OK");
    net.order(order);
    let begun = net.bench.now;
    tell(&mut net, typed, "OK");
    tell(&mut net, "AT+CMQTTREL=0", "+CMQTTREL: 0,14|ERROR");
    tell(&mut net, "AT+CMQTTDISC=0,60", "+CMQTTDISC: 0,14|ERROR");
    tell(&mut net, typed, "ERROR|+CMQTTCONNECT: 0,14");
    let gone = net.bench.now.saturating_sub(begun);
    let left = Duration::from_secs(seconds).saturating_sub(gone);
    assert_eq!(net.listen(left.saturating_sub(Duration::from_millis(1))), "");
    hear(&mut net, 1, "+CMQTTCONNECT: 0,17");
    net.approve();
}

#[test]
fn pings_keep_a_connection_and_silence_ends_it() {
    let mut net = acquired(&[]);
    tell(&mut net, "AT+CMQTTCFG=\"optimeout\",0,20", "OK");
    tell(&mut net, "AT+CMQTTCONNECT=0,\"tcp://far.end:1883\",30,1", "OK|+CMQTTCONNECT: 0,0");
    hear(&mut net, 100, "");
    assert_eq!(net.seen().matches("> PINGREQ").count(), 3);
    net.order("drop PINGRESP");
    hear(&mut net, 60, "+CMQTTCONNLOST: 0,2");
    net.approve();
}

#[test]
fn a_disconnect_is_no_loss() {
    let mut net = connected(&[]);
    tell(&mut net, "AT+CMQTTDISC=0,180", "OK|+CMQTTDISC: 0,0");
    hear(&mut net, 200, "");
    assert_eq!(last_seen(&net, "> DISCONNECT"), "> DISCONNECT");
    tell(&mut net, "AT+CMQTTDISC=0,180", "+CMQTTDISC: 0,11|ERROR");
    net.approve();
}

#[test]
fn two_clients_know_nothing_of_each_other() {
    let mut net = connected(&[]);
    tell(&mut net, "AT+CMQTTACCQ=1,\"you\"", "OK");
    tell(&mut net, "AT+CMQTTCONNECT=1,\"tcp://far.end:1883\",99,0", "OK|+CMQTTCONNECT: 1,0");
    enter(&mut net, "AT+CMQTTSUB=1,3,0", "a/b", "OK|+CMQTTSUB: 1,0");
    enter(&mut net, "AT+CMQTTTOPIC=0,3", "a/b", "OK");
    let block = "+CMQTTRXSTART: 1,3,0\r\n+CMQTTRXTOPIC: 1,3\r\na/b\r\n+CMQTTRXEND: 1";
    tell(&mut net, "AT+CMQTTPUB=0,0,60", &format!("OK|+CMQTTPUB: 0,0|{block}"));
    tell(&mut net, "AT+CMQTTDISC=0,60", "OK|+CMQTTDISC: 0,0");
    let line = "+CMQTTCONNECT: 0|+CMQTTCONNECT: 1,\"tcp://far.end:1883\",99,0|OK";
    tell(&mut net, "AT+CMQTTCONNECT?", line);
    net.approve();
}
