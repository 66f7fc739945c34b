//! Every way of every reading: the module goes it without a word that its dialect does not have, and what it
//! changes is seen where it can be.

use std::time::Duration;

use crate::desk::{BC20, BC26, ECX, play, with};
use rstest::rstest;

/// What a host might do in a day, in any dialect of the family.
const DAY: &[&str] = &[
    "AT+QMTCFG=\"keepalive\",0,60",
    "AT+QMTCFG=\"timeout\",0,2,2,1",
    "AT+QMTCFG=\"aliauth\",1",
    "AT+QMTCFG=\"aliauth\",1,\"p\",\"d\",\"s\"",
    "AT+QMTCFG=\"will\",0,1,1,1,\"w\",\"m\"",
    "AT+QMTCFG=\"will\",0",
    "AT+QMTCLOSE=0",
    "AT+QMTCONN=0,\"me\"",
    "AT+QMTOPEN=0,\"far.end\",1883",
    "AT+QMTOPEN=0,\"far.end\",1883",
    "AT+QMTOPEN=1,\"\",1883",
    "AT+QMTOPEN=1,\"far.end\",1884",
    "AT+QMTDISC=0",
    "AT+QMTCONN?",
    "AT+QMTCONN=0,\"a client with a long identifier\"",
    "AT+QMTCONN=0,\"me\"",
    "AT+QMTCONN=0,\"me\"",
    "AT+QMTCFG=\"session\",0,1",
    "AT+QMTSUB=0,1,\"a\",1,\"b\",2,\"no\",0",
    "AT+QMTPUB=0,1,0,0,\"a\",\"text\"",
    "AT+QMTPUB=0,0,1,0,\"a\",\"text\"",
    "AT+QMTPUB=0,1,1,0,\"b\",\"a;b\"",
    "AT+QMTPUB=0,1,1,0,\"b\"\x20",
    "AT+QMTPUBEX=0,2,1,0,\"b\",4",
    "1234",
    "AT+QMTRECV?",
    "AT+QMTRECV=0,1",
    "AT+QMTRECV=0",
    "AT+QMTUNS=0,1,\"a\",\"b\",\"c\"",
    "AT+QMTOPEN?",
    "AT+QMTDISC=0",
    "AT+QMTOPEN?",
    "AT+QMTOPEN=0,\"far.end\",1883",
    "AT+QMTCONN=0,\"me\",\"user\",\"word\"",
    "AT+QMTCLOSE=0",
];

#[rstest]
fn no_way_leads_out_of_the_dialect(#[values(BC20, BC26, ECX)] id: &str) {
    let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
    for reading in &dialect.readings {
        for (way, _) in &reading.ways {
            let variant = format!("reading/{}/{way}", reading.id);
            let mut net = with(id, &[&variant]);
            net.order("refuse SUBSCRIBE to \"no\"");
            for typed in DAY {
                net.say(&format!("{typed}\r"));
            }
            net.order("publish \"a\" \"x\" times 7");
            net.say("\u{1b}AT+QMTOPEN=5,\"far.end\",1883\rAT+QMTCONN=5,\"five\"\r");
            net.order("drop PINGRESP");
            net.order("drop SUBACK");
            net.say("AT+QMTSUB=5,1,\"a\",1\r");
            net.listen(Duration::from_secs(200));
            let said = net.say("\u{1b}AT\r");
            assert!(said.contains("\r\nOK\r\n"), "{variant}: {said}");
        }
    }
}

#[rstest]
#[case::open_error(ECX, "qmtopen.occupied-answer/error", "> AT+QMTOPEN=0,\"far.end\",1883\n < ERROR")]
#[case::open_later(
    BC26,
    "qmtopen.already-open/failed",
    "> AT+QMTOPEN=0,\"far.end\",1883\n < OK\n < +QMTOPEN: 0,-1"
)]
#[case::twice(BC20, "conn.twice/later", "> AT+QMTCONN=0,\"me\"\n < OK\n < +QMTCONN: 0,2")]
#[case::close_later(BC20, "close.not-open/later", "> AT+QMTCLOSE=1\n < OK\n < +QMTCLOSE: 1,-1")]
#[case::disc_later(BC26, "qmtdisc.not-connected/failed", "> AT+QMTDISC=1\n < OK\n < +QMTDISC: 1,-1")]
#[case::sub_later(BC26, "qmtsub.not-connected/failed", "> AT+QMTSUB=1,7,\"t\",0\n < OK\n < +QMTSUB: 1,7,2")]
#[case::disc_open(
    BC20,
    "disc.network/open",
    "> AT+QMTDISC=0\n < OK\n < +QMTDISC: 0,0\n > AT+QMTOPEN=0,\"far.end\",1883\n < OK\n < +QMTOPEN: 0,2\n > AT+QMTCLOSE=0\n < OK\n < +QMTCLOSE: 0,0\n > AT+QMTOPEN=0,\"far.end\",1883\n < OK\n < +QMTOPEN: 0,0"
)]
#[case::disc_stat(
    BC26,
    "stat.after-disc/always",
    "> AT+QMTDISC=0\n < OK\n < +QMTDISC: 0,0\n < +QMTSTAT: 0,5"
)]
#[case::disc_stat_8(ECX, "qmtdisc.stat/code-8", "> AT+QMTDISC=0\n < OK\n < +QMTDISC: 0,0\n < +QMTSTAT: 0,8")]
#[case::all(
    BC26,
    "qmtconn.read-idle/all",
    "> AT+QMTCONN?\n < +QMTCONN: 0,3\n < +QMTCONN: 1,1\n < +QMTCONN: 2,1\n < +QMTCONN: 3,1\n < +QMTCONN: 4,1\n < +QMTCONN: 5,1\n < OK"
)]
#[case::two_topics(BC20, "sub.topics/two", "> AT+QMTSUB=0,1,\"a\",0,\"b\",0,\"c\",0\n < ERROR")]
#[case::one_level(BC20, "sub.vector/one", "> AT+QMTSUB=0,1,\"a\",1,\"b\",0\n < OK\n < +QMTSUB: 0,1,0,1")]
#[case::any_msgid(BC20, "pub.msgid-qos0/zero", "> AT+QMTPUB=0,3,0,0,\"a\",\"m\"\n < ERROR")]
#[case::while_connected(ECX, "qmtcfg.set-while-connected/next", "> AT+QMTCFG=\"keepalive\",0,9\n < OK")]
fn a_way_is_seen(#[case] id: &str, #[case] way: &str, #[case] script: &str) {
    let mut net = with(id, &[&format!("reading/{way}")]);
    net.say("AT+QMTOPEN=0,\"far.end\",1883\r");
    assert_eq!(net.say("AT+QMTCONN=0,\"me\"\r"), crate::desk::framed("OK|+QMTCONN: 0,0,0"));
    if way.starts_with("sub.vector") {
        // One value for several topics is what this reading is about, and not what the dialect has.
        net.judge = None;
    }
    play(&mut net, script);
}
