//! The service and its clients: what may come when, settings, and what read commands tell.

use crate::desk::{CONNECT, acquired, connected, enter, silent, tell, with};
use rstest::rstest;

#[rstest]
#[case("AT+CMQTTACCQ=0,\"me\"")]
#[case("AT+CMQTTACCQ?")]
#[case("AT+CMQTTREL=0")]
#[case("AT+CMQTTREL?")]
#[case("AT+CMQTTSSLCFG=0,1")]
#[case("AT+CMQTTSSLCFG?")]
#[case("AT+CMQTTWILLTOPIC=0,3")]
#[case("AT+CMQTTWILLMSG=0,3,0")]
#[case(CONNECT)]
#[case("AT+CMQTTCONNECT?")]
#[case("AT+CMQTTDISC=0,60")]
#[case("AT+CMQTTDISC?")]
#[case("AT+CMQTTTOPIC=0,3")]
#[case("AT+CMQTTPAYLOAD=0,3")]
#[case("AT+CMQTTPUB=0,0,60")]
#[case("AT+CMQTTSUB=0")]
#[case("AT+CMQTTSUB=0,3,0")]
#[case("AT+CMQTTSUB?")]
#[case("AT+CMQTTUNSUB=0,0")]
#[case("AT+CMQTTUNSUB=0,3,0")]
#[case("AT+CMQTTCFG=\"checkUTF8\",0,0")]
#[case("AT+CMQTTCFG?")]
#[case("AT+CMQTTSTOP")]
#[case::wrong_too("AT+CMQTTDISC=7,\"x\"")]
fn nothing_goes_before_the_start(#[case] typed: &str) {
    let mut net = silent();
    tell(&mut net, typed, "ERROR");
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CMQTTSTOP", "OK|+CMQTTSTOP: 0");
    tell(&mut net, typed, "ERROR");
    net.approve();
}

#[rstest]
#[case("AT+CMQTTACCQ=?", "+CMQTTACCQ: (0-1),(1-128)[,(0-1)]")]
#[case("AT+CMQTTREL=?", "+CMQTTREL: (0-1)")]
#[case("AT+CMQTTSSLCFG=?", "+CMQTTSSLCFG: (0,1),(0-9)")]
#[case("AT+CMQTTWILLTOPIC=?", "+CMQTTWILLTOPIC: (0-1),(1-1024)")]
#[case("AT+CMQTTWILLMSG=?", "+CMQTTWILLMSG: (0-1),(1-1024),(0-2)")]
#[case("AT+CMQTTCONNECT=?", "+CMQTTCONNECT: (0-1),(9-256),(1-64800),(0-1)[,<user_name>,<pass_word>]")]
#[case("AT+CMQTTDISC=?", "+CMQTTDISC: (0-1),(0, 60-180)")]
#[case("AT+CMQTTTOPIC=?", "+CMQTTTOPIC: (0-1),(1-1024)")]
#[case("AT+CMQTTPAYLOAD=?", "+CMQTTPAYLOAD: (0-1),(1-4096)")]
#[case("AT+CMQTTPUB=?", "+CMQTTPUB: (0-1),(0-2),(60-180),(0-1),(0-1)")]
#[case("AT+CMQTTSUB=?", "+CMQTTSUB: (0-1),(1-1024),(0-2),(0-1)")]
#[case("AT+CMQTTUNSUB=?", "+CMQTTUNSUB: (0-1),(1-1024),(0-1)")]
#[case(
    "AT+CMQTTCFG=?",
    "+CMQTTCFG: \"checkUTF8\",(0-1),(0-1)|+CMQTTCFG: \"optimeout\",(0-1),(20-120)|+CMQTTCFG: \"version\",(0-1),(3-4)"
)]
fn test_forms_are_answered_at_any_time(#[case] typed: &str, #[case] said: &str) {
    let mut net = silent();
    tell(&mut net, typed, &format!("{said}|OK"));
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, typed, &format!("{said}|OK"));
    net.approve();
    let mut net = with(&["reading/test.before-start/error"]);
    tell(&mut net, typed, "ERROR");
}

#[test]
fn the_service_starts_and_stops_once() {
    let mut net = silent();
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CMQTTSTART", "ERROR");
    tell(&mut net, "AT+CMQTTREL?", "OK");
    tell(&mut net, "AT+CMQTTACCQ=1,\"me\"", "OK");
    tell(&mut net, "AT+CMQTTSTOP", "+CMQTTSTOP: 21|ERROR");
    tell(&mut net, "AT+CMQTTREL=1", "OK");
    tell(&mut net, "AT+CMQTTSTOP", "OK|+CMQTTSTOP: 0");
    tell(&mut net, "AT+CMQTTSTOP", "ERROR");
    net.approve();
}

#[test]
fn while_the_service_starts_nothing_else_goes() {
    let mut net = silent();
    let started = std::time::Duration::from_millis(50);
    assert_eq!(net.say_for("AT+CMQTTSTART\r", started), "\r\nOK\r\n");
    assert_eq!(net.say_for("AT+CMQTTACCQ=0,\"me\"\r", started), "\r\nERROR\r\n", "not yet");
    assert_eq!(net.say("AT+CMQTTSTART\r"), "\r\nERROR\r\n\r\n+CMQTTSTART: 0\r\n");
}

#[test]
fn clients_are_acquired_and_released() {
    let mut net = silent();
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CMQTTACCQ?", "+CMQTTACCQ: 0,\"\",0|+CMQTTACCQ: 1,\"\",0|OK");
    tell(&mut net, "AT+CMQTTREL=0", "+CMQTTREL: 0,20|ERROR");
    tell(&mut net, "AT+CMQTTACCQ=1,\"you\",1", "OK");
    tell(&mut net, "AT+CMQTTACCQ=0,\"me\"", "OK");
    tell(&mut net, "AT+CMQTTACCQ=0,\"him\"", "+CMQTTACCQ: 0,19|ERROR");
    tell(&mut net, "AT+CMQTTACCQ?", "+CMQTTACCQ: 0,\"me\",0|+CMQTTACCQ: 1,\"you\",1|OK");
    tell(&mut net, "AT+CMQTTREL=1", "OK");
    tell(&mut net, "AT+CMQTTACCQ?", "+CMQTTACCQ: 0,\"me\",0|+CMQTTACCQ: 1,\"\",0|OK");
    net.approve();
}

#[rstest]
#[case::longest_id(&format!("AT+CMQTTACCQ=1,\"{}\"", "x".repeat(128)), "OK")]
#[case::too_long(&format!("AT+CMQTTACCQ=1,\"{}\"", "x".repeat(129)), "+CMQTTACCQ: 1,22|ERROR")]
#[case::empty("AT+CMQTTACCQ=1,\"\"", "+CMQTTACCQ: 1,22|ERROR")]
#[case::no_such_client("AT+CMQTTACCQ=2,\"you\"", "ERROR")]
#[case::negative("AT+CMQTTACCQ=-1,\"you\"", "ERROR")]
#[case::kind("AT+CMQTTACCQ=1,\"you\",2", "+CMQTTACCQ: 1,12|ERROR")]
#[case::length_of_topic("AT+CMQTTTOPIC=0,0", "+CMQTTTOPIC: 0,22|ERROR")]
#[case::length_of_payload("AT+CMQTTPAYLOAD=0,4097", "+CMQTTPAYLOAD: 0,22|ERROR")]
#[case::qos_of_will("AT+CMQTTWILLMSG=0,5,3", "+CMQTTWILLMSG: 0,12|ERROR")]
#[case::length_and_qos("AT+CMQTTWILLMSG=0,1025,3", "+CMQTTWILLMSG: 0,12|ERROR")]
#[case::not_acquired("AT+CMQTTTOPIC=1,5", "+CMQTTTOPIC: 1,20|ERROR")]
#[case::will_not_acquired("AT+CMQTTWILLMSG=1,5,0", "+CMQTTWILLMSG: 1,20|ERROR")]
#[case::keep_alive("AT+CMQTTCONNECT=0,\"tcp://a:1883\",0,1", "ERROR|+CMQTTCONNECT: 0,12")]
#[case::keep_alive_above("AT+CMQTTCONNECT=0,\"tcp://a:1883\",64801,1", "ERROR|+CMQTTCONNECT: 0,12")]
#[case::scheme("AT+CMQTTCONNECT=0,\"mqtt://a:1883\",60,1", "ERROR|+CMQTTCONNECT: 0,12")]
#[case::port("AT+CMQTTCONNECT=0,\"tcp://a:65536\",60,1", "ERROR|+CMQTTCONNECT: 0,12")]
#[case::short("AT+CMQTTCONNECT=0,\"tcp://a\",60,1", "ERROR|+CMQTTCONNECT: 0,22")]
#[case::user("AT+CMQTTCONNECT=0,\"tcp://aaa\",60,1,\"\"", "ERROR|+CMQTTCONNECT: 0,22")]
#[case::connect_not_acquired("AT+CMQTTCONNECT=1,\"tcp://aaa\",60,1", "ERROR|+CMQTTCONNECT: 1,20")]
#[case::publish_away("AT+CMQTTPUB=0,0,60", "+CMQTTPUB: 0,11|ERROR")]
#[case::publish_timeout("AT+CMQTTPUB=0,0,59", "+CMQTTPUB: 0,12|ERROR")]
#[case::subscribe_away("AT+CMQTTSUB=0", "+CMQTTSUB: 0,11|ERROR")]
#[case::subscribe_inline_away("AT+CMQTTSUB=0,3,0", "+CMQTTSUB: 0,11|ERROR")]
#[case::unsubscribe_away("AT+CMQTTUNSUB=0,0", "+CMQTTUNSUB: 0,11|ERROR")]
#[case::disconnect_away("AT+CMQTTDISC=0,60", "+CMQTTDISC: 0,11|ERROR")]
#[case::disconnect_time("AT+CMQTTDISC=0,59", "+CMQTTDISC: 0,12|ERROR")]
#[case::context("AT+CMQTTSSLCFG=0,10", "ERROR")]
#[case::session("AT+CMQTTSSLCFG=2,1", "ERROR")]
#[case::flag("AT+CMQTTCFG=\"checkUTF8\",0,2", "ERROR")]
#[case::patience("AT+CMQTTCFG=\"optimeout\",0,19", "ERROR")]
#[case::version("AT+CMQTTCFG=\"version\",0,5", "ERROR")]
#[case::config_not_acquired("AT+CMQTTCFG=\"checkUTF8\",1,0", "ERROR")]
fn what_is_wrong_is_refused_by_its_code(#[case] typed: &str, #[case] said: &str) {
    let mut net = acquired(&[]);
    tell(&mut net, typed, said);
    tell(&mut net, "AT", "OK");
    net.approve();
}

#[rstest]
#[case::sub_key("AT+CMQTTCFG=\"nonsense\",0,1")]
#[case::surplus("AT+CMQTTREL?5")]
#[case::no_form("AT+CMQTTPUB")]
#[case::no_command("AT+CMQTTNONSENSE=1")]
fn what_nobody_knows_is_an_error(#[case] typed: &str) {
    let mut net = acquired(&[]);
    tell(&mut net, typed, "ERROR");
    tell(&mut net, "AT", "OK");
}

#[rstest]
#[case("reading/refusal.shape/bare", "AT+CMQTTACCQ=0,\"him\"", "ERROR")]
#[case("reading/refusal.shape/bare", "AT+CMQTTCONNECT=0,\"tcp://a:0\",60,1", "ERROR")]
#[case("reading/refusal.client-index/line", "AT+CMQTTREL=2", "+CMQTTREL: 2,10|ERROR")]
#[case("reading/refusal.client-index/invalid", "AT+CMQTTREL=2", "+CMQTTREL: 2,12|ERROR")]
#[case("reading/refusal.range/invalid", "AT+CMQTTTOPIC=0,1025", "+CMQTTTOPIC: 0,12|ERROR")]
#[case("reading/refusal.range/bare", "AT+CMQTTTOPIC=0,1025", "ERROR")]
#[case(
    "reading/cmqttconnect.late/before",
    "AT+CMQTTCONNECT=0,\"tcp://a:0\",60,1",
    "+CMQTTCONNECT: 0,12|ERROR"
)]
#[case("reading/cmqttstop.too-early/stops", "AT+CMQTTSTOP", "OK|+CMQTTSTOP: 0")]
#[case("reading/cmqttaccq.twice/replaced", "AT+CMQTTACCQ=0,\"him\"", "OK")]
#[case("reading/cmqttcfg.before-acquire/taken", "AT+CMQTTCFG=\"checkUTF8\",1,0", "OK")]
#[case("reading/cmqttcfg.version-write/test-only", "AT+CMQTTCFG=\"version\",0,4", "ERROR")]
#[case("reading/cmqttsslcfg.before-acquire/refused", "AT+CMQTTSSLCFG=1,4", "ERROR")]
#[case("reading/cmqttsslcfg.default/zero", "AT+CMQTTSSLCFG?", "+CMQTTSSLCFG: 0,0|+CMQTTSSLCFG: 1,0|OK")]
fn other_ways_are_a_matter_of_setup(#[case] way: &str, #[case] typed: &str, #[case] said: &str) {
    let mut net = acquired(&[way]);
    tell(&mut net, typed, said);
}

#[test]
fn settings_are_a_clients_own_and_end_with_it() {
    let mut net = acquired(&[]);
    tell(&mut net, "AT+CMQTTCFG?", "+CMQTTCFG: 0,1,120|+CMQTTCFG: 1,1,120|OK");
    tell(&mut net, "AT+CMQTTCFG=\"optimeout\",0,24", "OK");
    tell(&mut net, "AT+CMQTTCFG=\"CHECKutf8\",0,0", "OK");
    tell(&mut net, "AT+CMQTTCFG=\"version\",0,4", "OK");
    tell(&mut net, "AT+CMQTTCFG?", "+CMQTTCFG: 0,0,24|+CMQTTCFG: 1,1,120|OK");
    tell(&mut net, "AT+CMQTTREL=0", "OK");
    tell(&mut net, "AT+CMQTTACCQ=0,\"me\"", "OK");
    tell(&mut net, "AT+CMQTTCFG?", "+CMQTTCFG: 0,1,120|+CMQTTCFG: 1,1,120|OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    assert!(net.seen().contains("mqtt=3.1 "), "the version is gone too");
    net.approve();
}

#[test]
fn settings_wait_for_the_end_of_a_connection() {
    let mut net = connected(&[]);
    tell(&mut net, "AT+CMQTTCFG=\"checkUTF8\",0,0", "ERROR");
    tell(&mut net, "AT+CMQTTSSLCFG=0,3", "ERROR");
    tell(&mut net, "AT+CMQTTREL=0", "+CMQTTREL: 0,14|ERROR");
    tell(&mut net, CONNECT, "ERROR|+CMQTTCONNECT: 0,14");
    tell(&mut net, "AT+CMQTTSTOP", "+CMQTTSTOP: 21|ERROR");
    net.approve();
}

#[test]
fn a_restart_forgets_everything_but_files() {
    let mut net = acquired(&[]);
    enter(&mut net, "AT+CCERTDOWN=\"ca.pem\",3", "abc", "OK");
    tell(&mut net, "AT+CMQTTCFG=\"checkUTF8\",0,0", "OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    net.say("AT+CFUN=1,1\r");
    net.listen(std::time::Duration::from_secs(20));
    net.say("ATE0\r");
    tell(&mut net, "AT+CMQTTACCQ?", "ERROR");
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CMQTTACCQ?", "+CMQTTACCQ: 0,\"\",0|+CMQTTACCQ: 1,\"\",0|OK");
    tell(&mut net, "AT+CMQTTCFG?", "+CMQTTCFG: 0,1,120|+CMQTTCFG: 1,1,120|OK");
    tell(&mut net, "AT+CMQTTDISC?", "+CMQTTDISC: 0,1|+CMQTTDISC: 1,1|OK");
    tell(&mut net, "AT+CCERTLIST", "+CCERTLIST: \"ca.pem\"|OK");
    net.approve();
}
