//! Data after a prompt.

use crate::desk::{acquired, connected, enter, framed, prepare, tell};
use rstest::rstest;

#[rstest]
#[case("AT+CMQTTWILLTOPIC=0,2")]
#[case("AT+CMQTTWILLMSG=0,2,0")]
#[case("AT+CMQTTTOPIC=0,2")]
#[case("AT+CMQTTPAYLOAD=0,2")]
fn strings_are_utf8_unless_told_otherwise(#[case] typed: &str) {
    let mut net = acquired(&[]);
    let name = typed.trim_start_matches("AT").split('=').next().unwrap_or_default();
    let bad = |net: &mut crate::bench::net::Net| {
        assert_eq!(net.say(&format!("{typed}\r")), "\r\n>");
        net.type_bytes(b"\xFB\xA0");
        net.listen(std::time::Duration::from_secs(1))
    };
    assert_eq!(bad(&mut net), framed(&format!("{name}: 0,2|ERROR")));
    enter(&mut net, typed, "\u{e9}", "OK");
    tell(&mut net, "AT+CMQTTCFG=\"checkUTF8\",0,0", "OK");
    assert_eq!(bad(&mut net), framed("OK"));
    net.approve();
}

#[rstest]
#[case("all", "+CMQTTPAYLOAD: 0,2|ERROR")]
#[case("topics", "OK")]
fn which_strings_are_checked_can_be_read_in_two_ways(#[case] way: &str, #[case] said: &str) {
    let mut net = acquired(&[&format!("reading/input.which-checked/{way}")]);
    assert_eq!(net.say("AT+CMQTTPAYLOAD=0,1\r"), "\r\n>");
    net.type_bytes(b"\xFF");
    assert_eq!(net.listen(std::time::Duration::from_secs(1)), framed(said));
}

#[test]
fn data_are_counted_and_hold_anything() {
    let mut net = connected(&[]);
    let payload = "\"\r\nOK\r\n\u{1a}\u{1b}AT+CMQTTSTOP\r\u{8}\0";
    prepare(&mut net, "t", payload);
    tell(&mut net, "AT+CMQTTPUB=0,1,60", "OK|+CMQTTPUB: 0,0");
    let shown = r#"payload="\"\r\nOK\r\n\x1a\x1bAT+CMQTTSTOP\r\x08\x00""#;
    assert!(net.seen().contains(shown), "{}", net.seen());
    net.approve();
}

#[test]
fn data_are_waited_for_however_slowly_they_come() {
    let mut net = acquired(&[]);
    assert_eq!(net.say("AT+CMQTTTOPIC=0,3\r"), "\r\n>");
    for byte in ["a", "/"] {
        assert_eq!(net.say_for(byte, std::time::Duration::from_mins(50)), "");
    }
    assert_eq!(net.say("b"), framed("OK"));
    net.approve();
}

#[test]
fn bytes_beyond_the_length_are_dropped() {
    let mut net = connected(&[]);
    prepare(&mut net, "t", "x");
    enter(&mut net, "AT+CMQTTPAYLOAD=0,3", "abcdef\r\n", "OK");
    tell(&mut net, "AT+CMQTTPUB=0,0,60", "OK|+CMQTTPUB: 0,0");
    assert!(net.seen().contains("payload=\"abc\""));
    net.approve();
}

#[test]
fn bytes_beyond_the_length_can_be_the_next_command() {
    let mut net = acquired(&["reading/input.surplus/command"]);
    enter(&mut net, "AT+CMQTTTOPIC=0,3", "abcAT\r", "OK|OK");
}

#[test]
fn a_second_input_replaces_the_first() {
    let mut net = connected(&[]);
    prepare(&mut net, "first", "one");
    prepare(&mut net, "second", "two");
    tell(&mut net, "AT+CMQTTPUB=0,0,60", "OK|+CMQTTPUB: 0,0");
    assert!(net.seen().contains("topic=\"second\" payload=\"two\""));
}

#[test]
fn data_are_not_echoed() {
    let mut net = acquired(&[]);
    net.say("ATE1\r");
    assert_eq!(net.say("AT+CMQTTTOPIC=0,3\r\n"), "AT+CMQTTTOPIC=0,3\r\r\n>");
    assert_eq!(net.say("a/b"), framed("OK"));
    net.approve();
}

#[test]
fn what_comes_unasked_waits_for_the_data() {
    let mut net = connected(&[]);
    assert_eq!(net.say("AT+CMQTTSUB=0,3,0\r"), "\r\n>");
    net.order("close now");
    assert_eq!(net.listen(std::time::Duration::from_secs(2)), "");
    let said = "+CMQTTSUB: 0,11|ERROR|+CMQTTCONNLOST: 0,1";
    assert_eq!(net.say("a/b"), framed(said), "the connection has gone meanwhile");
    net.approve();
}
