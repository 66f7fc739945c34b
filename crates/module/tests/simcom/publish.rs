//! Publishing: only the server's word makes a success, and every other end has its code.

use std::time::Duration;

use crate::desk::{CONNECT, acquired, connected, enter, framed, hear, last_seen, prepare, tell};
use rstest::rstest;

#[rstest]
#[case::plain("AT+CMQTTPUB=0,0,60", "PUBLISH qos=0 retain=0 topic=\"a/b\" payload=\"hello\"")]
#[case::once("AT+CMQTTPUB=0,1,60", "PUBLISH qos=1 retain=0 id=1 topic=\"a/b\" payload=\"hello\"")]
#[case::exactly("AT+CMQTTPUB=0,2,180", "PUBLISH qos=2 retain=0 id=1 topic=\"a/b\" payload=\"hello\"")]
#[case::retained("AT+CMQTTPUB=0,1,60,1", "PUBLISH qos=1 retain=1 id=1 topic=\"a/b\" payload=\"hello\"")]
#[case::again("AT+CMQTTPUB=0,1,60,0,1", "PUBLISH qos=1 retain=0 dup=1 id=1 topic=\"a/b\" payload=\"hello\"")]
fn a_message_goes_as_it_was_given(#[case] typed: &str, #[case] seen: &str) {
    let mut net = connected(&[]);
    prepare(&mut net, "a/b", "hello");
    tell(&mut net, typed, "OK|+CMQTTPUB: 0,0");
    assert_eq!(last_seen(&net, "> PUBLISH"), format!("> {seen}"));
    net.approve();
}

#[rstest]
#[case::qos_1(1, "delay PUBACK 40s")]
#[case::qos_2_first(2, "delay PUBREC 40s")]
#[case::qos_2_last(2, "delay PUBCOMP 40s")]
fn success_waits_for_the_server(#[case] qos: u8, #[case] order: &str) {
    let mut net = acquired(&[]);
    tell(&mut net, "AT+CMQTTCFG=\"optimeout\",0,20", "OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    prepare(&mut net, "a", "b");
    net.order(order);
    tell(&mut net, &format!("AT+CMQTTPUB=0,{qos},60"), "OK");
    prepare(&mut net, "a", "c");
    tell(&mut net, "AT+CMQTTPUB=0,0,60", "+CMQTTPUB: 0,14|ERROR");
    tell(&mut net, "AT+CMQTTSUB=0,3,0", "+CMQTTSUB: 0,14|ERROR");
    tell(&mut net, "AT+CMQTTDISC=0,60", "+CMQTTDISC: 0,14|ERROR");
    hear(&mut net, 20, "");
    hear(&mut net, 20, "+CMQTTPUB: 0,0");
    tell(&mut net, "AT+CMQTTPUB=0,0,60", "OK|+CMQTTPUB: 0,0");
    net.approve();
}

#[rstest]
#[case(1, "drop PUBACK", 60)]
#[case(2, "drop PUBREC", 75)]
#[case(2, "drop PUBCOMP", 180)]
fn a_silent_server_costs_the_given_time(#[case] qos: u8, #[case] order: &str, #[case] seconds: u64) {
    let mut net = acquired(&[]);
    tell(&mut net, "AT+CMQTTCFG=\"optimeout\",0,20", "OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    prepare(&mut net, "a", "b");
    net.order(order);
    let typed = format!("AT+CMQTTPUB=0,{qos},{seconds}\r");
    let most = Duration::from_secs(seconds);
    assert_eq!(net.say_for(&typed, most.saturating_sub(Duration::from_millis(1))), framed("OK"));
    assert_eq!(net.listen(Duration::from_millis(2)), framed("+CMQTTPUB: 0,17"));
    assert_eq!(net.seen().matches("> PUBLISH").count(), 1, "nothing is sent again meanwhile");
    net.approve();
}

#[rstest]
#[case::closed("close before PUBACK", "+CMQTTPUB: 0,26|+CMQTTCONNLOST: 0,1")]
#[case::reset("reset before PUBACK", "+CMQTTPUB: 0,16|+CMQTTCONNLOST: 0,2")]
#[case::rubbish("send malformed type before PUBACK", "+CMQTTPUB: 0,24|+CMQTTCONNLOST: 0,2")]
fn a_connection_that_goes_takes_the_publish_along(#[case] order: &str, #[case] said: &str) {
    let mut net = connected(&[]);
    prepare(&mut net, "a", "b");
    net.order(order);
    tell(&mut net, "AT+CMQTTPUB=0,1,60", &format!("OK|{said}"));
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,11|ERROR");
    net.approve();
}

#[test]
fn a_publish_uses_up_topic_and_payload() {
    let mut net = connected(&[]);
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,18|ERROR");
    prepare(&mut net, "a", "b");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,18|ERROR");
    prepare(&mut net, "a", "");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    assert!(last_seen(&net, "> PUBLISH").ends_with("payload=\"\""), "the payload was used up");
    net.approve();
}

#[rstest]
#[case("reading/cmqttpayload.note/topic", "payload=\"b\"")]
#[case("reading/cmqttpayload.note/both", "payload=\"\"")]
fn which_input_a_publish_uses_up_can_be_read_in_two_ways(#[case] way: &str, #[case] seen: &str) {
    let mut net = connected(&[way]);
    prepare(&mut net, "a", "b");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    prepare(&mut net, "a", "");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    assert!(last_seen(&net, "> PUBLISH").ends_with(seen));
}

#[rstest]
#[case("accepted", "+CMQTTPUB: 0,18|ERROR")]
#[case("success", "OK|+CMQTTPUB: 0,0")]
fn whether_a_failure_uses_them_up_can_be_read_in_two_ways(#[case] way: &str, #[case] said: &str) {
    let mut net = connected(&[&format!("reading/cmqttpub.clears-on-failure/{way}")]);
    prepare(&mut net, "a", "b");
    net.order("drop PUBACK once");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK");
    hear(&mut net, 60, "+CMQTTPUB: 0,17");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", said);
}

#[test]
fn what_was_under_way_is_carried_on_with_a_session() {
    let mut net = acquired(&[]);
    let connect = "AT+CMQTTCONNECT=0,\"tcp://far.end:1883\",60,0";
    tell(&mut net, connect, "OK|+CMQTTCONNECT: 0,0");
    prepare(&mut net, "a", "b");
    net.order("close before PUBACK once");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,26|+CMQTTCONNLOST: 0,1");
    tell(&mut net, connect, "OK|+CMQTTCONNECT: 0,0");
    let seen = "> PUBLISH qos=1 retain=0 dup=1 id=1 topic=\"a\" payload=\"b\"";
    assert_eq!(last_seen(&net, "> PUBLISH"), seen);
    prepare(&mut net, "a", "c");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    net.approve();
}

#[test]
fn an_input_is_gone_with_its_client() {
    let mut net = acquired(&[]);
    enter(&mut net, "AT+CMQTTTOPIC=0,3", "a/b", "OK");
    tell(&mut net, "AT+CMQTTREL=0", "OK");
    tell(&mut net, "AT+CMQTTACCQ=0,\"you\"", "OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,18|ERROR");
}
