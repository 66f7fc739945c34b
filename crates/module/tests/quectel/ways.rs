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

#[rstest]
#[case::missing(
    BC20,
    "will.missing/defaults",
    "> AT+QMTCFG=\"WILL\",1,1\n < OK\n > AT+QMTCFG=\"WILL\",1\n < +QMTCFG: \"will\",1,0,0,\"\",\"\"\n < OK"
)]
#[case::surplus(
    BC20,
    "will.surplus/ignored",
    "> AT+QMTCFG=\"WILL\",1,0,1,1,\"t\",\"m\"\n < OK\n > AT+QMTCFG=\"WILL\",1\n < +QMTCFG: \"will\",0\n < OK"
)]
#[case::alone(BC26, "will.flag-zero/alone", "> AT+QMTCFG=\"will\",1,0\n < OK")]
#[case::tail(
    BC26,
    "will.query-tail/set",
    "> AT+QMTCFG=\"will\",1,0,1,1,\"t\",\"m\"\n < OK\n > AT+QMTCFG=\"will\",1\n < +QMTCFG: \"will\",0,1,1,\"t\",\"m\"\n < OK"
)]
#[case::partial(
    BC26,
    "qmtcfg.partial/previous",
    "> AT+QMTCFG=\"timeout\",1,20\n < OK\n > AT+QMTCFG=\"timeout\",1\n < +QMTCFG: \"timeout\",20,3,0\n < OK"
)]
#[case::one_by_one(
    ECX,
    "qmtcfg.timeout-brackets/one-by-one",
    "> AT+QMTCFG=\"timeout\",1,20\n < OK\n > AT+QMTCFG=\"timeout\",1\n < +QMTCFG: \"timeout\",20,3,0\n < OK"
)]
#[case::together(ECX, "qmtcfg.will-brackets/together", "> AT+QMTCFG=\"will\",1,0\n < ERROR")]
#[case::receive(ECX, "qmtcfg.recv-mode-brackets/together", "> AT+QMTCFG=\"recv/mode\",1,1\n < ERROR")]
#[case::no_zero(BC20, "retry.zero/test", "> AT+QMTCFG=\"timeout\",1,10,0\n < ERROR")]
#[case::back(
    BC20,
    "timeout.left-out/default",
    "> AT+QMTCFG=\"timeout\",1,20,5,1\n < OK\n > AT+QMTCFG=\"timeout\",1,30\n < OK\n > AT+QMTCFG=\"timeout\",1\n < +QMTCFG: \"timeout\",30,3,0\n < OK"
)]
#[case::notice(
    BC20,
    "timeout.notice-default/on",
    "> AT+QMTCFG=\"timeout\",1\n < +QMTCFG: \"timeout\",10,3,1\n < OK"
)]
#[case::clean(BC20, "session.default/clean", "> AT+QMTCFG=\"session\",1\n < +QMTCFG: \"session\",1\n < OK")]
#[case::capitals(
    BC20,
    "cfg.key-case/capitals",
    "> AT+QMTCFG=\"session\",1\n < ERROR\n > AT+QMTCFG=\"SESSION\",1\n < +QMTCFG: \"session\",0\n < OK"
)]
#[case::empty_line(
    BC20,
    "aliauth.query-empty/empty",
    "> AT+QMTCFG=\"aliauth\",1\n < +QMTCFG: \"aliauth\",\"\",\"\",\"\"\n < OK"
)]
#[case::wrong_parameter(
    BC20,
    "open.wrong-parameter/later",
    "> AT+QMTOPEN=1,\"far.end\",0\n < OK\n < +QMTOPEN: 1,1"
)]
#[case::name_case(ECX, "at.name-case/refused", "> AT+qmtopen?\n < ERROR")]
#[case::prefix(ECX, "at.mixed-case-prefix/accepted", "> At+QMTOPEN?\n < OK")]
#[case::strict(BC26, "at.letter-case/strict", "> AT+qmtconn?\n < ERROR")]
#[case::empty(BC26, "text.empty/refused", "> AT+QMTOPEN=1,\"\",1883\n < ERROR")]
#[case::context(
    ECX,
    "qmtcfg.ssl-off-with-context/kept",
    "> AT+QMTCFG=\"ssl\",1,0,3\n < OK\n > AT+QMTCFG=\"ssl\",1\n < +QMTCFG: \"ssl\",0\n < OK"
)]
#[case::editing(
    ECX,
    "qmtcfg.edit-query-off/off",
    "> AT+QMTCFG=\"edit/timeout\",1,0,20\n < OK\n > AT+QMTCFG=\"edit/timeout\",1\n < +QMTCFG: \"edit/timeout\",0\n < OK"
)]
fn a_way_is_seen_in_what_may_be_set(#[case] id: &str, #[case] way: &str, #[case] script: &str) {
    let mut net = with(id, &[&format!("reading/{way}")]);
    // The dialect follows the other way: what it has against these lines is their very point.
    net.judge = None;
    play(&mut net, script);
}

#[rstest]
#[case::pubrec(
    BC20,
    "pub.qos2-ack/pubrec",
    "hold PUBREL within 3s",
    "> AT+QMTPUB=0,5,2,0,\"t\",\"m\"\n < OK\n < +QMTPUB: 0,5,0"
)]
#[case::pubcomp(
    BC20,
    "pub.qos2-ack/pubcomp",
    "hold PUBREL within 3s",
    "> AT+QMTPUB=0,5,2,0,\"t\",\"m\"\n < OK\n ~ 2s\n < +QMTPUB: 0,5,0"
)]
#[case::refusal(
    BC20,
    "conn.refused/failed",
    "refuse CONNECT 4",
    "> AT+QMTOPEN=1,\"far.end\",1883\n < OK\n < +QMTOPEN: 1,0\n > AT+QMTCONN=1,\"x\"\n < OK\n < +QMTCONN: 1,2\n < +QMTSTAT: 1,1"
)]
#[case::silent(
    BC20,
    "conn.after-refusal/silent",
    "refuse CONNECT 4",
    "> AT+QMTOPEN=1,\"far.end\",1883\n < OK\n < +QMTOPEN: 1,0\n > AT+QMTCONN=1,\"x\"\n < OK\n < +QMTCONN: 1,0,4\n > AT+QMTCLOSE=1\n < OK\n < +QMTCLOSE: 1,0"
)]
#[case::closed(
    ECX,
    "qmtconn.after-refusal/closed",
    "refuse CONNECT 4",
    "> AT+QMTOPEN=1,\"far.end\",1883\n < OK\n < +QMTOPEN: 1,0\n > AT+QMTCONN=1,\"x\"\n < OK\n < +QMTCONN: 1,0,4\n > AT+QMTCLOSE=1\n < ERROR"
)]
#[case::stops(
    BC26,
    "timeout.wait/stops",
    "drop SUBACK",
    "> AT+QMTSUB=0,5,\"t\",0\n < OK\n ~ 29s\n < +QMTSUB: 0,5,2\n < +QMTSTAT: 0,6"
)]
#[case::attempts(
    ECX,
    "time.product-or-attempts/attempts",
    "drop SUBACK",
    "> AT+QMTSUB=0,5,\"t\",0\n < OK\n ~ 16s\n ~ 3s\n < +QMTSUB: 0,5,2\n < +QMTSTAT: 0,6"
)]
#[case::held(
    BC20,
    "open.read-after-stat/kept",
    "close now",
    "~ 1s\n < +QMTSTAT: 0,1\n > AT+QMTOPEN?\n < +QMTOPEN: 0,\"far.end\",1883\n < OK\n > AT+QMTCLOSE=0\n < OK\n < +QMTCLOSE: 0,0\n > AT+QMTOPEN?\n < OK"
)]
fn a_way_is_seen_at_the_server(
    #[case] id: &str,
    #[case] way: &str,
    #[case] order: &str,
    #[case] script: &str,
) {
    let mut net = with(id, &[&format!("reading/{way}")]);
    net.say("AT+QMTOPEN=0,\"far.end\",1883\r");
    assert_eq!(net.say("AT+QMTCONN=0,\"me\"\r"), crate::desk::framed("OK|+QMTCONN: 0,0,0"));
    net.order(order);
    play(&mut net, script);
}

#[rstest]
#[case::digits_count(BC26, "dataformat.hex-limit/digits", 1024, "ERROR")]
#[case::bytes_count(BC26, "dataformat.hex-limit/bytes", 1024, "OK|+QMTPUB: 0,0,0")]
#[case::half_as_many(BC26, "dataformat.hex-limit/digits", 512, "OK|+QMTPUB: 0,0,0")]
fn digits_or_bytes_are_counted(
    #[case] id: &str,
    #[case] way: &str,
    #[case] bytes: usize,
    #[case] said: &str,
) {
    let mut net = with(id, &[&format!("reading/{way}")]);
    net.say("AT+QMTCFG=\"dataformat\",0,1,1\r");
    net.say("AT+QMTOPEN=0,\"far.end\",1883\r");
    net.say("AT+QMTCONN=0,\"me\"\r");
    net.judge = None;
    net.say("AT+QMTPUB=0,0,0,0,\"t\"\r");
    assert_eq!(net.say(&format!("{}\u{1a}", "41".repeat(bytes))), crate::desk::framed(said));
}

#[test]
fn topics_may_be_digits_too() {
    let mut net = with(BC26, &["reading/dataformat.scope/topics"]);
    play(
        &mut net,
        r#"
        > AT+QMTCFG="dataformat",0,1,1
        < OK
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTCONN=0,"me"
        < OK
        < +QMTCONN: 0,0,0
        > AT+QMTSUB=0,1,"41",0
        < OK
        < +QMTSUB: 0,1,0,0
        > AT+QMTPUB=0,0,0,0,"41","4A"
        < OK
        < +QMTPUB: 0,0,0
        < +QMTRECV: 0,0,"41","4A"
        "#,
    );
    assert!(net.seen().contains("topic=\"A\" payload=\"J\""), "{}", net.seen());
}
