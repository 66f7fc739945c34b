//! Subscribing, publishing, receiving.

use std::time::Duration;

use crate::desk::{connected, framed};
use rstest::rstest;

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
fn several_commands_on_a_line() {
    let mut net = connected();
    let typed = "AT+MQTTSUB=1,\"a\",0;+MQTTPUB=1,\"b\",0,0,\"m\";+MQTTCONF?\r";
    let said = net.say(typed);
    assert_eq!(said, framed("+MQTTCONF: 0|OK|+MQTTPUB: 1,1|+MQTTSUB: 1,1"));
    assert_eq!(net.say("AT+MQTTPUB=1,\"b\",1,0,2;+MQTTCLOSE?\r"), ">\r\n");
    assert_eq!(net.say("ab"), framed("+MQTTCLOSE: 1|OK|+MQTTPUB: 1,1"));
}

/// Every byte that is published from outside comes out, and nothing else does.
#[rstest]
fn any_payload_is_reported(#[values(0, 1)] mode: u8) {
    let mut net = connected();
    net.say(&format!("AT+MQTTCONF={mode};+MQTTSUB=1,\"t\",2\r"));
    for payload in ["\\r\\nOK\\r\\n", "\\\"", "+MQTTMSG: 1,0,\\\"t\\\",\\\"x\\\"", ">", "\\x00\\xff\\x1a", ""]
    {
        net.order(&format!("publish \"t\" \"{payload}\" qos 2"));
        net.listen(Duration::from_secs(1));
        if mode == 1 {
            let said = net.say("AT+MQTTREAD=1\r");
            assert!(said.starts_with("\r\n+MQTTREAD: 1,2,1,") && said.ends_with("\r\nOK\r\n"), "{said}");
        }
        assert_eq!(net.say("AT\r"), framed("OK"));
    }
}
