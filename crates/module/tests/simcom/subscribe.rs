//! Subscribing and unsubscribing.

use crate::desk::{acquired, connected, enter, hear, last_seen, prepare, subscribe, tell};
use rstest::rstest;

#[test]
fn subscriptions_come_and_go() {
    let mut net = connected(&[]);
    tell(&mut net, "AT+CMQTTSUB?", "+CMQTTSUB:|OK");
    tell(&mut net, "AT+CMQTTSUB=0", "+CMQTTSUB: 0,18|ERROR");
    subscribe(&mut net, "a/#", 2);
    assert_eq!(last_seen(&net, "> SUBSCRIBE"), "> SUBSCRIBE id=1 \"a/#\":2");
    subscribe(&mut net, "b", 0);
    tell(&mut net, "AT+CMQTTSUB?", "+CMQTTSUB:|a/#|b|OK");
    enter(&mut net, "AT+CMQTTUNSUB=0,3,0", "a/#", "OK|+CMQTTUNSUB: 0,0");
    assert_eq!(last_seen(&net, "> UNSUBSCRIBE"), "> UNSUBSCRIBE id=3 \"a/#\"");
    tell(&mut net, "AT+CMQTTSUB?", "+CMQTTSUB:|b|OK");
    tell(&mut net, "AT+CMQTTDISC=0,60", "OK|+CMQTTDISC: 0,0");
    tell(&mut net, "AT+CMQTTSUB?", "+CMQTTSUB:|OK");
    net.approve();
}

#[test]
fn the_form_without_data_takes_the_topic_given_last() {
    let mut net = connected(&[]);
    prepare(&mut net, "a/b", "hello");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    tell(&mut net, "AT+CMQTTSUB=0", "OK|+CMQTTSUB: 0,0");
    assert_eq!(last_seen(&net, "> SUBSCRIBE"), "> SUBSCRIBE id=2 \"a/b\":0");
    tell(&mut net, "AT+CMQTTUNSUB=0,0", "OK|+CMQTTUNSUB: 0,0");
    assert_eq!(last_seen(&net, "> UNSUBSCRIBE"), "> UNSUBSCRIBE id=3 \"a/b\"");
    subscribe(&mut net, "c", 2);
    prepare(&mut net, "d", "");
    tell(&mut net, "AT+CMQTTSUB=0", "OK|+CMQTTSUB: 0,0");
    assert_eq!(last_seen(&net, "> SUBSCRIBE"), "> SUBSCRIBE id=5 \"d\":2", "with the quality given last");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,18|ERROR");
    net.approve();
}

#[rstest]
#[case("entered", "+CMQTTSUB: 0,18|ERROR")]
#[case("elsewhere", "+CMQTTSUB: 0,18|ERROR")]
#[case("last", "OK|+CMQTTSUB: 0,0")]
fn where_it_has_its_topic_from_can_be_read_otherwise(#[case] way: &str, #[case] said: &str) {
    let mut net = connected(&[&format!("reading/cmqttsub.queued-source/{way}")]);
    prepare(&mut net, "a/b", "");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    tell(&mut net, "AT+CMQTTSUB=0", said);
}

#[rstest]
#[case::refused("refuse SUBSCRIBE", "+CMQTTSUB: 0,1", "")]
#[case::less_granted("grant 0", "+CMQTTSUB: 0,0", "a/b|")]
#[case::closed("close before SUBACK", "+CMQTTSUB: 0,26|+CMQTTCONNLOST: 0,1", "")]
#[case::reset("reset before SUBACK", "+CMQTTSUB: 0,16|+CMQTTCONNLOST: 0,2", "")]
fn the_server_decides(#[case] order: &str, #[case] said: &str, #[case] listed: &str) {
    let mut net = connected(&[]);
    net.order(order);
    enter(&mut net, "AT+CMQTTSUB=0,3,1", "a/b", &format!("OK|{said}"));
    tell(&mut net, "AT+CMQTTSUB?", &format!("+CMQTTSUB:|{listed}OK"));
    net.approve();
}

#[rstest]
#[case("AT+CMQTTSUB=0,3,1", "drop SUBACK", "+CMQTTSUB: 0,17")]
#[case("AT+CMQTTUNSUB=0,3,0", "drop UNSUBACK", "+CMQTTUNSUB: 0,17")]
fn a_silent_server_costs_the_set_time(#[case] typed: &str, #[case] order: &str, #[case] said: &str) {
    let mut net = acquired(&[]);
    tell(&mut net, "AT+CMQTTCFG=\"optimeout\",0,25", "OK");
    tell(&mut net, crate::desk::CONNECT, "OK|+CMQTTCONNECT: 0,0");
    net.order(order);
    enter(&mut net, typed, "a/b", "OK");
    hear(&mut net, 22, "");
    hear(&mut net, 3, said);
    net.approve();
}

#[rstest]
#[case::plain_31("3", "", "> SUBSCRIBE id=1 \"a/b\":1")]
#[case::flag_31("3", ",1", "> SUBSCRIBE id=1 dup=1 \"a/b\":1")]
#[case::flag_311("4", ",1", "> SUBSCRIBE id=1 \"a/b\":1")]
fn the_duplicate_flag_is_one_of_the_old_protocol(
    #[case] version: &str,
    #[case] flag: &str,
    #[case] seen: &str,
) {
    let mut net = acquired(&[]);
    tell(&mut net, &format!("AT+CMQTTCFG=\"version\",0,{version}"), "OK");
    tell(&mut net, crate::desk::CONNECT, "OK|+CMQTTCONNECT: 0,0");
    enter(&mut net, &format!("AT+CMQTTSUB=0,3,1{flag}"), "a/b", "OK|+CMQTTSUB: 0,0");
    assert_eq!(last_seen(&net, "> SUBSCRIBE"), seen);
}

#[test]
fn a_session_keeps_subscriptions() {
    let mut net = acquired(&[]);
    let connect = "AT+CMQTTCONNECT=0,\"tcp://far.end:1883\",60,0";
    tell(&mut net, connect, "OK|+CMQTTCONNECT: 0,0");
    subscribe(&mut net, "a", 1);
    tell(&mut net, "AT+CMQTTDISC=0,60", "OK|+CMQTTDISC: 0,0");
    net.order("publish \"a\" \"waited\" qos 1");
    let block =
        "+CMQTTRXSTART: 0,1,6\r\n+CMQTTRXTOPIC: 0,1\r\na\r\n+CMQTTRXPAYLOAD: 0,6\r\nwaited\r\n+CMQTTRXEND: 0";
    tell(&mut net, connect, &format!("OK|+CMQTTCONNECT: 0,0|{block}"));
    tell(&mut net, "AT+CMQTTSUB?", "+CMQTTSUB:|a|OK");
    net.approve();
}
