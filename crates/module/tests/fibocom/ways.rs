//! Every way of every reading: what the module does when it goes it. The rule of the table: first the way, then
//! what is typed at a connected module, then what it says.

use std::time::Duration;

use crate::desk::{connected_with, framed, ready_with, with};
use rstest::rstest;

/// Types lines, gives orders (`!`) and lets time pass (`~`), and gives what was said to the last.
fn play(net: &mut crate::bench::net::Net, script: &str) -> String {
    let mut said = String::new();
    for line in script.split('|') {
        said = match line.split_at_checked(1) {
            Some(("!", order)) => {
                net.order(order);
                net.listen(Duration::from_secs(1))
            }
            Some(("~", seconds)) => net.listen(Duration::from_secs(seconds.parse().unwrap_or(1))),
            Some(("=", data)) => net.say(data),
            _ => net.say(&format!("{line}\r")),
        };
    }
    said
}

#[rstest]
#[case("general.client-list/space", "AT+MQTTREAD=?", "+MQTTREAD: (1, 2)|OK")]
#[case("general.client-list/range", "AT+MQTTREAD=?", "+MQTTREAD: (1-2)|OK")]
#[case("general.flag-range/range", "AT+MQTTCONF=?", "+MQTTCONF: (0-1)|OK")]
#[case("general.flag-range/space", "AT+MQTTCONF=?", "+MQTTCONF: (0, 1)|OK")]
#[case("general.qos-list/list", "AT+MQTTSUB=?", "+MQTTSUB: (1,2),255,(0,1,2)|OK")]
#[case("mqttuser.test-clength/absent", "AT+MQTTUSER=?", "+MQTTUSER: (1,2),128,128|OK")]
#[case("mqttuser.test-clength/brackets", "AT+MQTTUSER=?", "+MQTTUSER: (1,2),128,128[,23]|OK")]
#[case(
    "mqttopen.test-address/length",
    "AT+MQTTOPEN=?",
    "+MQTTOPEN: (1,2),(0-255),(1-65535),(0,1),(1-300)|OK"
)]
#[case("mqttopen.test-address/empty", "AT+MQTTOPEN=?", "+MQTTOPEN: (1,2),(),(1-65535),(0,1),(1-300)|OK")]
#[case(
    "mqttopen.test-address/brackets",
    "AT+MQTTOPEN=?",
    "+MQTTOPEN: (1,2),(<\"Remote IP/URL\">),(1-65535),(0,1),(1-300)|OK"
)]
#[case("general.not-open/status", "AT+MQTTSUB=2,\"t\",0", "OK|+MQTTSUB: 2,0")]
#[case("general.not-open/status", "AT+MQTTPUB=2,\"t\",0,0,2|=ab", "OK|+MQTTPUB: 2,0")]
#[case("general.overlong/refused", "AT+MQTTUSER=2,\"u\",\"p\",\"123456789012345678901234\"", "ERROR: 701")]
#[case("general.unprintable/taken", "AT+MQTTSUB=1,\"\u{1}\",0", "OK|+MQTTSUB: 1,1")]
#[case("general.after-close/cleared", "AT+MQTTCLOSE=1|AT+MQTTUSER?", "OK")]
#[case("error.which-code/other", "AT+MQTTCONF=2", "ERROR: 50")]
#[case("error.which-code/plain", "AT+MQTTCONF=2", "ERROR")]
#[case("error.which-code/cme", "AT+MQTTCONF=2", "+CME ERROR: 50")]
#[case("error.text/text", "AT+MQTTSUB=2,\"t\",0", "ERROR: \"Server unavailable\"")]
#[case(
    "mqttuser.read-clientid/imei",
    "AT+MQTTCLOSE=1|AT+MQTTUSER=1,\"u\",\"p\"|AT+MQTTUSER?",
    "+MQTTUSER: 1,\"u\",\"p\",\"860000000000000\"|OK"
)]
#[case(
    "mqttuser.read-clientid/empty",
    "AT+MQTTCLOSE=1|AT+MQTTUSER=1,\"u\",\"p\"|AT+MQTTUSER?",
    "+MQTTUSER: 1,\"u\",\"p\",\"\"|OK"
)]
#[case("mqttuser.while-open/later", "AT+MQTTUSER=1,\"x\",\"y\"|AT+MQTTUSER?", "+MQTTUSER: 1,\"x\",\"y\"|OK")]
#[case("mqttuser.empty/refused", "AT+MQTTUSER=2,\"\",\"p\"", "ERROR: 701")]
#[case("mqttuser.clientid-empty/refused", "AT+MQTTUSER=2,\"u\",\"p\",\"\"", "ERROR: 701")]
#[case("mqttuser.missing/status", "AT+MQTTOPEN=2,\"far.end\",1883,1,60", "OK|+MQTTOPEN: 2,0")]
#[case("mqttuser.missing/anonymous", "AT+MQTTOPEN=2,\"far.end\",1883,1,60", "OK|+MQTTOPEN: 2,1")]
#[case("mqttopen.read-lines/lines", "AT+MQTTCLOSE=1|AT+MQTTOPEN?", "+MQTTOPEN: 1|+MQTTOPEN: 2|OK")]
#[case("mqttopen.again/status", "AT+MQTTOPEN=1,\"far.end\",1883,1,60", "OK|+MQTTOPEN: 1,0")]
#[case("mqttclose.read-meaning/closed", "AT+MQTTCLOSE?", "+MQTTCLOSE: 2|OK")]
#[case("mqttclose.not-open/failed", "AT+MQTTCLOSE=2", "OK|+MQTTCLOSE: 2,0")]
#[case("mqttclose.not-open/done", "AT+MQTTCLOSE=2", "OK|+MQTTCLOSE: 2,1")]
#[case("mqttbreak.close-follows/alone", "!reset now", "+MQTTBREAK: 1,1")]
#[case("mqttbreak.reopen/close-first", "!reset now|AT+MQTTOPEN=1,\"far.end\",1883,1,60", "ERROR: 704")]
#[case("mqttbreak.reopen/close-first", "!reset now|AT+MQTTCLOSE=1", "OK|+MQTTCLOSE: 1,1")]
#[case("mqttsub.lower/failed", "!grant 0|AT+MQTTSUB=1,\"t\",1", "OK|+MQTTSUB: 1,0")]
#[case("mqttunsub.unknown/failed", "AT+MQTTUNSUB=1,\"t\"", "OK|+MQTTUNSUB: 1,0")]
#[case("mqttunsub.unknown/error", "AT+MQTTUNSUB=1,\"t\"", "ERROR: 704")]
#[case("mqttunsub.unknown/error", "AT+MQTTSUB=1,\"t\",0|AT+MQTTUNSUB=1,\"t\"", "OK|+MQTTUNSUB: 1,1")]
#[case("mqttpub.data-coding/digits", "AT+MQTTPUB=1,\"t\",0,0,2|=00fF", "OK|+MQTTPUB: 1,1")]
#[case("mqttpub.data-coding/characters", "AT+MQTTPUB=1,\"t\",0,0,4|=00fF", "OK|+MQTTPUB: 1,1")]
#[case("mqttpub.too-few/ends", "AT+MQTTPUB=1,\"t\",0,0,4|=ab|~40|AT", "OK")]
#[case("mqttpub.too-many/dropped", "AT+MQTTPUB=1,\"t\",0,0,2|=abAT+MQTTCONF?\r", "OK|+MQTTPUB: 1,1")]
#[case("mqttconf.when/subscribed", "AT+MQTTCONF=1", "ERROR: 704")]
#[case("mqttconf.when/subscribed", "AT+MQTTSUB=1,\"t\",0|AT+MQTTCONF=1", "OK")]
#[case(
    "mqttmsg.qos/subscription",
    "AT+MQTTSUB=1,\"+/b\",1|!publish \"a/b\" \"m\" qos 0",
    "+MQTTMSG: 1,1,\"a/b\",\"m\""
)]
#[case(
    "mqttmsg.any-byte/hex",
    "AT+MQTTSUB=1,\"t\",1|!publish \"t\" \"a\\\"\"",
    "+MQTTMSG: 1,0,\"t\",\"6122\""
)]
#[case(
    "mqttmsg.any-byte/escaped",
    "AT+MQTTSUB=1,\"t\",1|!publish \"t\" \"a\\\"\"",
    "+MQTTMSG: 1,0,\"t\",\"a\\\"\""
)]
#[case("mqttmsg.overlong/dropped", "AT+MQTTSUB=1,\"t\",1|!publish \"t\" fill 1025", "")]
#[case("mqttread.not-open/error", "AT+MQTTREAD=2", "ERROR: 704")]
#[case("mqttread.direct-mode/error", "AT+MQTTREAD=1", "ERROR: 704")]
#[case(
    "mqttread.direct-mode/stored",
    "AT+MQTTSUB=1,\"t\",0|!publish \"t\" \"m\"|AT+MQTTREAD=1",
    "+MQTTREAD: 1,0,1,1|\"t\",\"m\"|OK"
)]
#[case(
    "mqttread.queue/newest",
    "AT+MQTTCONF=1|AT+MQTTSUB=1,\"t\",0|!publish \"t\" \"old\"|!publish \"t\" \"new\"|AT+MQTTREAD=1",
    "+MQTTREAD: 1,0,1,3|\"t\",\"new\"|OK"
)]
#[case(
    "mqttread.again/stays",
    "AT+MQTTCONF=1|AT+MQTTSUB=1,\"t\",0|!publish \"t\" \"m\"|AT+MQTTREAD=1|AT+MQTTREAD=1",
    "+MQTTREAD: 1,0,1,1|\"t\",\"m\"|OK"
)]
#[case(
    "mqttread.after-close/stays",
    "AT+MQTTCONF=1|AT+MQTTSUB=1,\"t\",0|!publish \"t\" \"m\"|AT+MQTTCLOSE=1|AT+MQTTREAD=1",
    "+MQTTREAD: 1,0,1,1|\"t\",\"m\"|OK"
)]
#[case("mqttwill.while-open/any", "AT+MQTTWILL=1,\"w\",0,0,\"m\"", "OK")]
#[case(
    "mqttwill.clear/close",
    "AT+MQTTCLOSE=1|AT+MQTTWILL=1,\"w\",0,0,\"m\"|AT+MQTTOPEN=1,\"far.end\",1883,1,60|AT+MQTTCLOSE=1|AT+MQTTWILL?",
    "OK"
)]
fn a_way(#[case] way: &str, #[case] script: &str, #[case] said: &str) {
    let mut net = connected_with(&[way]);
    assert_eq!(play(&mut net, script), framed(said));
}

#[rstest]
#[case(
    "general.overlong/cut",
    "AT+MQTTUSER=1,\"u\",\"p\",\"123456789012345678901234\"",
    "client=\"12345678901234567890123\""
)]
#[case("general.quote-inside/taken", "AT+MQTTWILL=1,\"w\",0,0,\"a\"b\"", "will=\"a\\\"b\"")]
#[case("general.quote-inside/escaped", "AT+MQTTWILL=1,\"w\",0,0,\"a\\\"b\"", "will=\"a\\\"b\"")]
#[case("mqttuser.empty/accepted", "AT+MQTTUSER=1,\"\",\"\"", "user=\"\"")]
#[case("mqttopen.protocol/v31", "AT", "mqtt=3.1 ")]
#[case("mqttuser.clientid-empty/empty", "AT+MQTTUSER=1,\"u\",\"p\",\"\"", "client=\"\"")]
fn a_way_on_the_wire(#[case] way: &str, #[case] typed: &str, #[case] seen: &str) {
    let mut net = ready_with(&[way]);
    net.say(&format!("{typed}\r"));
    net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r");
    assert!(net.seen().contains(seen), "{}", net.seen());
}

#[test]
fn no_word_is_carried_where_none_was_given() {
    let mut net = ready_with(&["mqttuser.empty/absent", "mqttwill.empty/none"]);
    net.say("AT+MQTTUSER=1,\"\",\"\";+MQTTWILL=1,\"w\",0,0,\"\"\r");
    net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r");
    let seen = net.seen();
    assert!(seen.contains("> CONNECT") && !seen.contains("user=") && !seen.contains("will"), "{seen}");
}

#[rstest]
#[case("error", "ERROR: 703")]
#[case("both", "OK|+MQTTOPEN: 1,0|ERROR: 703")]
#[case("status", "OK|+MQTTOPEN: 1,0")]
fn how_a_server_s_refusal_is_told(#[case] way: &str, #[case] said: &str) {
    let mut net = ready_with(&[&format!("mqttopen.refusal/{way}")]);
    net.order("refuse CONNECT 4 once");
    let typed = "AT+MQTTOPEN=1,\"far.end\",1883,1,60\r";
    assert_eq!(net.say(typed), framed(said));
    assert_eq!(net.say(typed), framed("OK|+MQTTOPEN: 1,1"));
}

#[rstest]
#[case("bare", ">\r\n")]
#[case("framed", "\r\n>\r\n")]
#[case("usual", "\r\n> ")]
fn prompts(#[case] way: &str, #[case] prompt: &str) {
    let mut net = connected_with(&[&format!("mqttpub.prompt-bytes/{way}")]);
    assert_eq!(net.say("AT+MQTTPUB=1,\"t\",1,0,2\r"), prompt);
    assert_eq!(net.say("ab"), framed("OK|+MQTTPUB: 1,1"));
    net.approve();
}

#[test]
fn the_socket_may_close_without_a_farewell() {
    let mut net = connected_with(&["mqttclose.disconnect/bare"]);
    assert_eq!(net.say("AT+MQTTCLOSE=1\r"), framed("OK|+MQTTCLOSE: 1,1"));
    assert!(!net.seen().contains("DISCONNECT"), "{}", net.seen());
}

#[test]
fn both_clients_connected() {
    for (way, said) in [("none-open", "+MQTTCLOSE: 1,2|OK"), ("none-free", "+MQTTCLOSE: 0|OK")] {
        let mut net = connected_with(&[&format!("mqttclose.read-none/{way}")]);
        net.say("AT+MQTTUSER=2,\"u\",\"p\"\rAT+MQTTOPEN=2,\"far.end\",1883,1,60\r");
        assert_eq!(net.say("AT+MQTTCLOSE?\r"), framed(said));
    }
    for (way, said) in [
        ("read-spacing/space", "+MQTTCLOSE: 1, 2|OK"),
        ("read-lines/lines", "+MQTTCLOSE: 1|+MQTTCLOSE: 2|OK"),
    ] {
        let mut net = connected_with(&[&format!("mqttclose.{way}")]);
        net.say("AT+MQTTUSER=2,\"u\",\"p\"\rAT+MQTTOPEN=2,\"far.end\",1883,1,60\r");
        assert_eq!(net.say("AT+MQTTCLOSE?\r"), framed(said));
    }
}

/// Whatever way is gone, a plain session works, and AT is answered.
#[test]
fn every_way_of_every_reading_serves_a_session() {
    let dialect = hayes_dialects::find("fibocom").unwrap_or_else(|e| panic!("{e}"));
    for reading in &dialect.readings {
        for (way, _) in &reading.ways {
            let way = format!("{}/{way}", reading.id);
            let mut net = with(&[&way]);
            for typed in ["AT+MIPCALL=1", "AT+MQTTUSER=1,\"u\",\"p\"", "AT+MQTTOPEN=1,\"far.end\",1883,1,60"]
            {
                net.say(&format!("{typed}\r"));
            }
            assert_eq!(net.say("AT+MQTTSUB=1,\"t\",1\r"), framed("OK|+MQTTSUB: 1,1"), "{way}");
            let said = net.say("AT+MQTTPUB=1,\"t\",1,0,\"m\"\r");
            assert_eq!(said, framed("OK|+MQTTMSG: 1,1,\"t\",\"m\"|+MQTTPUB: 1,1"), "{way}");
            assert_eq!(net.say("AT+MQTTCLOSE=1\r"), framed("OK|+MQTTCLOSE: 1,1"), "{way}");
            assert_eq!(net.say("AT\r"), framed("OK"), "{way}");
            net.approve();
        }
    }
}
