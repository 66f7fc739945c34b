//! Connections and networks that go.

use crate::desk::{CONNECT, acquired, connected, hear, subscribe, tell};
use rstest::rstest;

#[rstest]
#[case("close now", 1)]
#[case("reset now", 2)]
#[case("send malformed type", 2)]
fn a_loss_is_told_with_its_cause(#[case] order: &str, #[case] cause: i64) {
    let mut net = connected(&[]);
    subscribe(&mut net, "a", 0);
    net.order(order);
    hear(&mut net, 2, &format!("+CMQTTCONNLOST: 0,{cause}"));
    hear(&mut net, 300, "");
    tell(&mut net, "AT+CMQTTDISC?", "+CMQTTDISC: 0,1|+CMQTTDISC: 1,1|OK");
    tell(&mut net, "AT+CMQTTSUB?", "+CMQTTSUB:|OK");
    tell(&mut net, "AT+CMQTTACCQ?", "+CMQTTACCQ: 0,\"me\",0|+CMQTTACCQ: 1,\"\",0|OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    net.approve();
}

#[test]
fn a_loss_can_release_the_client() {
    let mut net = connected(&["reading/cmqttconnlost.client/released"]);
    net.order("close now");
    hear(&mut net, 2, "+CMQTTCONNLOST: 0,1");
    tell(&mut net, CONNECT, "ERROR|+CMQTTCONNECT: 0,20");
}

#[rstest]
#[case::detached("AT+CGATT=0", "AT+CGATT=1")]
#[case::context("AT+CGACT=0,1", "AT+CGACT=1,1")]
fn the_loss_of_the_network_ends_the_service(#[case] down: &str, #[case] up: &str) {
    let mut net = connected(&[]);
    let said = net.say(&format!("{down}\r"));
    assert!(said.contains("\r\nOK\r\n"), "{said}");
    assert!(said.contains("\r\n+CMQTTCONNLOST: 0,3\r\n\r\n+CMQTTNONET\r\n"), "{said}");
    tell(&mut net, "AT+CMQTTACCQ?", "ERROR");
    net.say(&format!("{up}\r"));
    net.listen(std::time::Duration::from_secs(10));
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CMQTTACCQ?", "+CMQTTACCQ: 0,\"\",0|+CMQTTACCQ: 1,\"\",0|OK");
    net.approve();
}

#[rstest]
#[case("reading/cmqttnonet.with-loss/one", "AT+CMQTTSTART", "OK|+CMQTTSTART: 0")]
#[case("reading/cmqttnonet.service/stop-first", "AT+CMQTTSTART", "ERROR")]
fn the_loss_of_the_network_can_be_read_otherwise(#[case] way: &str, #[case] typed: &str, #[case] said: &str) {
    let mut net = connected(&[way]);
    let lost = net.say("AT+CGACT=0,1\r");
    assert_eq!(lost.contains("CONNLOST"), !way.ends_with("one"));
    assert!(lost.contains("+CMQTTNONET"));
    net.say("AT+CGACT=1,1\r");
    tell(&mut net, typed, said);
}

#[test]
fn the_service_brings_up_the_context_and_takes_it_down() {
    let mut net = crate::desk::silent();
    net.say("AT+CGACT=0,1\r");
    tell(&mut net, "AT+CGACT?", "+CGACT: 1,0|OK");
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CGACT?", "+CGACT: 1,1|OK");
    tell(&mut net, "AT+CMQTTSTOP", "OK|+CMQTTSTOP: 0");
    tell(&mut net, "AT+CGACT?", "+CGACT: 1,0|OK");
    net.say("AT+CGATT=0\r");
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 7");
    tell(&mut net, "AT+CMQTTSTOP", "ERROR");
    net.approve();
}

#[test]
fn a_connect_under_way_fails_with_the_network() {
    let mut net = acquired(&[]);
    net.order("drop CONNACK");
    tell(&mut net, CONNECT, "OK");
    let said = net.say("AT+CGACT=0,1\r");
    assert_eq!(said, crate::desk::framed("OK|+CMQTTCONNECT: 0,9|+CMQTTNONET"));
    net.approve();
}
