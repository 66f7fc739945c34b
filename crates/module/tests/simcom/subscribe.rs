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

/// The first byte of SUBSCRIBE: type 8 and flags, of which 8 is the duplicate flag. Many a server of the old
/// protocol goes by the rules of the new one and closes the connection.
#[rstest]
#[case::left_out("by-version", "3", "", 0x82)]
#[case::cleared("by-version", "3", ",0", 0x82)]
#[case::set("by-version", "3", ",1", 0x8a)]
#[case::set_where_it_is_reserved("by-version", "4", ",1", 0x82)]
#[case::sent_all_the_same("sent", "4", ",1", 0x8a)]
#[case::never_sent("never", "3", ",1", 0x82)]
fn the_duplicate_flag_is_one_of_the_old_protocol(
    #[case] way: &str,
    #[case] version: &str,
    #[case] flag: &str,
    #[case] first: u8,
) {
    let mut net = acquired(&[&format!("reading/cmqttsub.dup/{way}")]);
    tell(&mut net, &format!("AT+CMQTTCFG=\"version\",0,{version}"), "OK");
    tell(&mut net, crate::desk::CONNECT, "OK|+CMQTTCONNECT: 0,0");
    net.say(&format!("AT+CMQTTSUB=0,3,1{flag}\r"));
    net.say("a/b");
    let sent = net.bench.wishes.iter().find_map(|(_, wish)| match wish {
        hayes_module::Wish::Send(bytes) if bytes[0] >> 4 == 8 => Some(bytes[0]),
        _ => None,
    });
    assert_eq!(sent, Some(first));
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
