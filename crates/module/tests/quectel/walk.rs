//! The way of a client: open, connect, subscribe, publish, receive, unsubscribe, disconnect.

use crate::desk::{framed, hear, publish, publishes, silent, tell};
use rstest::rstest;

#[rstest]
fn a_client_goes_its_way(#[values("quectel-bc20", "quectel-bc26", "quectel-ecx00u")] id: &str) {
    let mut net = silent(id);
    tell(&mut net, "AT+QMTOPEN?", "OK");
    tell(&mut net, "AT+QMTOPEN=0,\"far.end\",1883", "OK|+QMTOPEN: 0,0");
    tell(&mut net, "AT+QMTOPEN?", "+QMTOPEN: 0,\"far.end\",1883|OK");
    tell(&mut net, "AT+QMTCONN?", "+QMTCONN: 0,1|OK");
    tell(&mut net, "AT+QMTCONN=0,\"me\"", "OK|+QMTCONN: 0,0,0");
    tell(&mut net, "AT+QMTCONN?", "+QMTCONN: 0,3|OK");
    tell(&mut net, "AT+QMTSUB=0,1,\"a\",2,\"b\",1", "OK|+QMTSUB: 0,1,0,2,1");
    let said = publish(&mut net, id, 2, 1, "other", "hello");
    assert_eq!(said, framed(&format!("OK|{}: 0,2,0", publishes(id))));
    net.order("publish \"a\" \"to you\" qos 0");
    hear(&mut net, 1, "+QMTRECV: 0,0,\"a\",\"to you\"");
    tell(&mut net, "AT+QMTUNS=0,3,\"a\",\"b\"", "OK|+QMTUNS: 0,3,0");
    net.order("publish \"a\" \"to nobody\" qos 0");
    hear(&mut net, 1, "");
    tell(&mut net, "AT+QMTDISC=0", "OK|+QMTDISC: 0,0");
    tell(&mut net, "AT+QMTOPEN?", "OK");
    net.approve();
    insta::assert_snapshot!(format!("walk-{id}"), net.seen());
}
