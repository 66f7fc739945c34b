//! Whatever is typed and whatever the server sends: the module lives, and answers AT.

use std::time::Duration;

use crate::bench::net::Net;
use crate::desk::{BC20, BC26, ECX};
use proptest::prelude::*;

/// What hosts type, right, wrong and in halves.
const PIECES: [&str; 30] = [
    "AT",
    "at",
    "+QMTOPEN=",
    "+QMTCONN=",
    "+QMTPUB=",
    "+QMTPUBEX=",
    "+QMTSUB=",
    "+QMTUNS=",
    "+QMTDISC=",
    "+QMTCLOSE=",
    "+QMTRECV=",
    "+QMTCFG=",
    "\"will\"",
    "\"recv/mode\"",
    "\"dataformat\"",
    "\"timeout\"",
    "0",
    "1",
    "65535",
    "-1",
    "99999999999999999999",
    ",",
    "\"far.end\",1883",
    "\"t\"",
    "\"",
    "?",
    "=?",
    ";",
    "\r",
    "\x1a",
];

/// What a server does.
const ORDERS: [&str; 10] = [
    "close now",
    "reset now",
    "drop PUBACK next 1",
    "refuse CONNECT 3 once",
    "send malformed qos",
    "publish \"t\" \"m\" qos 2",
    "push \"t\" \"m\" qos 1",
    "send PUBACK id 1",
    "send SUBACK id 1 code 7",
    "send oversized 200000",
];

#[derive(Debug, Clone)]
enum Step {
    Piece(usize),
    Bytes(Vec<u8>),
    Line(usize),
    Order(usize),
    Wait(u64),
}

/// Whole lines that get a client somewhere.
const LINES: [&str; 8] = [
    "\rAT+QMTOPEN=0,\"far.end\",1883\r",
    "\rAT+QMTCONN=0,\"me\"\r",
    "\rAT+QMTSUB=0,1,\"t\",2\r",
    "\rAT+QMTPUB=0,1,1,0,\"t\",\"m\"\r",
    "\rAT+QMTPUB=0,1,1,0,\"t\"\r",
    "\rAT+QMTPUBEX=0,1,2,0,\"t\",4\r",
    "\rAT+QMTRECV=0\r",
    "\rAT+QMTDISC=0\r",
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..PIECES.len()).prop_map(Step::Piece),
        2 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Step::Bytes),
        4 => (0..LINES.len()).prop_map(Step::Line),
        2 => (0..ORDERS.len()).prop_map(Step::Order),
        2 => (0..20_000u64).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_module_lives_through_anything(
        id in prop::sample::select(vec![BC20, BC26, ECX]),
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let mut net = Net::of(id);
        for step in steps {
            match step {
                Step::Piece(piece) => net.type_bytes(PIECES[piece].as_bytes()),
                Step::Bytes(bytes) => net.type_bytes(&bytes),
                Step::Line(line) => net.type_bytes(LINES[line].as_bytes()),
                Step::Order(order) => net.order(ORDERS[order]),
                Step::Wait(millis) => drop(net.listen(Duration::from_millis(millis))),
            }
        }
        net.listen(Duration::from_secs(1));
        // Out of whatever data are waited for: called off, or filled up.
        net.say("\x1b");
        net.say(&"x".repeat(2000));
        net.say("\rATQ0\rATV1\rATE0\r");
        // Within its time, and before whatever else the network brings.
        let answer = net.say_for("AT\r", Duration::from_millis(300));
        prop_assert_eq!(answer.matches("\r\nOK\r\n").count(), 1, "{}", answer);
    }
}
