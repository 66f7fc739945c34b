//! What goes wrong on the network and at the server, and which code tells of it.

use crate::desk::{BC20, BC26, ECX, connected, open, play, silent, with};
use rstest::rstest;

#[rstest]
#[case::no_name(BC20, r#""x.invalid",1883"#, 1, 4)]
#[case::no_name(BC26, r#""x.invalid",1883"#, 1, -1)]
#[case::no_name(ECX, r#""x.invalid",1883"#, 1, 4)]
#[case::empty_name(ECX, r#""",1883"#, 1, 4)]
#[case::refused(BC20, r#""far.end",1884"#, 1, 5)]
#[case::refused(BC26, r#""far.end",1884"#, 1, -1)]
#[case::refused(ECX, r#""far.end",1884"#, 1, 5)]
#[case::nobody(BC20, r#""192.0.2.1",1883"#, 74, -1)]
#[case::nobody(BC26, r#""192.0.2.1",1883"#, 74, -1)]
#[case::nobody(ECX, r#""192.0.2.1",1883"#, 119, -1)]
fn an_opening_fails(#[case] id: &str, #[case] whom: &str, #[case] wait: u64, #[case] code: i64) {
    let mut net = silent(id);
    let said = net.say_for(&format!("AT+QMTOPEN=3,{whom}\r"), std::time::Duration::from_secs(wait));
    assert_eq!(said, crate::desk::framed(&format!("OK|+QMTOPEN: 3,{code}")));
    play(&mut net, "> AT+QMTOPEN?\n < OK\n > AT+QMTCLOSE=3\n < ERROR");
}

#[rstest]
fn the_server_refuses(#[values(BC20, BC26, ECX)] id: &str, #[values(1, 2, 3, 4, 5)] code: u8) {
    let mut net = open(id);
    net.order(&format!("refuse CONNECT {code}"));
    let script = format!("> AT+QMTCONN=0,\"me\"\n < OK\n < +QMTCONN: 0,0,{code}\n < +QMTSTAT: 0,1");
    play(&mut net, &script);
    play(&mut net, "> AT+QMTCONN?\n < OK\n > AT+QMTCONN=0,\"me\"\n < ERROR");
}

#[rstest]
#[case::bc20(BC20, "~ 8s\n < +QMTCONN: 0,2\n < +QMTSTAT: 0,4")]
#[case::bc26(BC26, "~ 8s\n < +QMTCONN: 0,2\n < +QMTSTAT: 0,4")]
#[case::ecx00u(ECX, "~ 3s\n < +QMTCONN: 0,2")]
fn no_connack_comes(#[case] id: &str, #[case] then: &str) {
    let mut net = open(id);
    net.order("drop CONNACK");
    play(
        &mut net,
        &format!("> AT+QMTCONN=0,\"me\"\n < OK\n > AT+QMTCONN?\n < +QMTCONN: 0,2\n < OK\n {then}"),
    );
}

#[test]
fn a_module_may_repeat_its_connect() {
    let mut net = with(BC20, &["reading/conn.retries/repeats"]);
    net.order("drop CONNACK");
    play(
        &mut net,
        r#"
        > AT+QMTCFG="timeout",0,3,3,1
        < OK
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTCONN=0,"me"
        < OK
        ~ 2s
        < +QMTCONN: 0,1
        < +QMTCONN: 0,2
        < +QMTSTAT: 0,1
        "#,
    );
    assert!(net.seen().contains("a second CONNECT"), "which a server does not like");
}

#[rstest]
fn the_server_says_nonsense_instead_of_a_connack(#[values(BC20, BC26)] id: &str) {
    let mut net = open(id);
    net.order("corrupt CONNACK type");
    play(&mut net, "> AT+QMTCONN=0,\"me\"\n < OK\n < +QMTCONN: 0,2\n < +QMTSTAT: 0,4");
}

#[rstest]
#[case::closed("close now")]
#[case::reset("reset now")]
fn the_link_is_lost(#[values(BC20, BC26, ECX)] id: &str, #[case] order: &str) {
    let mut net = connected(id);
    let script = format!("! {order}\n < +QMTSTAT: 0,1\n > AT+QMTCONN?\n < OK\n > AT+QMTOPEN?\n < OK");
    play(&mut net, &script);
    play(&mut net, "> AT+QMTOPEN=0,\"far.end\",1883\n < OK\n < +QMTOPEN: 0,0");
}

#[rstest]
#[case::bc20(BC20, 7)]
#[case::bc26(BC26, 7)]
#[case::ecx00u(ECX, 8)]
fn the_server_breaks_the_rules(#[case] id: &str, #[case] code: i64) {
    let mut net = connected(id);
    play(&mut net, &format!("! send malformed type\n < +QMTSTAT: 0,{code}\n > AT+QMTCONN?\n < OK"));
}

#[rstest]
#[case::bc20(BC20, "~ 110s\n ~ 18s\n < +QMTSTAT: 0,2")]
#[case::bc26(BC26, "~ 110s\n ~ 18s\n < +QMTSTAT: 0,2")]
#[case::ecx00u(ECX, "~ 4s\n ~ 6s\n < +QMTPING: 0,1\n < +QMTSTAT: 0,2")]
fn a_ping_stays_unanswered(#[case] id: &str, #[case] then: &str) {
    let mut net = connected(id);
    net.order("drop PINGRESP");
    play(&mut net, &format!("{then}\n > AT+QMTCONN?\n < OK"));
}

#[rstest]
#[case::bc20(BC20, 10, 3)]
#[case::bc26(BC26, 10, 4)]
#[case::ecx00u(ECX, 5, 3)]
fn a_subscription_is_repeated_and_given_up(#[case] id: &str, #[case] timeout: u64, #[case] waits: u64) {
    let mut net = connected(id);
    net.order("drop SUBACK");
    let quiet = timeout * waits - 3;
    play(
        &mut net,
        &format!("> AT+QMTSUB=0,9,\"t\",1\n < OK\n ~ {quiet}s\n ~ 2s\n < +QMTSUB: 0,9,2\n < +QMTSTAT: 0,6"),
    );
    let sent = net.seen().matches("> SUBSCRIBE").count();
    assert_eq!(sent, 4, "once, and three times again");
}

#[rstest]
#[case::bc20(BC20, "+QMTUNS: 0,9,1", "+QMTUNS: 0,9,1")]
#[case::bc26(BC26, "+QMTUNS: 0,9,1", "+QMTUNS: 0,9,1")]
#[case::ecx00u(ECX, "+QMTUNS: 0,9,1,1", "+QMTUNS: 0,9,1,2")]
fn repeats_are_reported_where_the_host_wants_it(#[case] id: &str, #[case] first: &str, #[case] second: &str) {
    let mut net = silent(id);
    play(
        &mut net,
        &format!(
            r#"
            > AT+QMTCFG="timeout",0,4,2,1
            < OK
            > AT+QMTOPEN=0,"far.end",1883
            < OK
            < +QMTOPEN: 0,0
            > AT+QMTCONN=0,"me"
            < OK
            < +QMTCONN: 0,0,0
            > AT+QMTSUB=0,1,"t",1
            < OK
            < +QMTSUB: 0,1,0,1
            ! drop UNSUBACK next 2
            > AT+QMTUNS=0,9,"t"
            < OK
            ~ 3s
            < {first}
            "#
        ),
    );
    match id {
        // The time that the document gives is over with the last repeat.
        ECX | BC20 => play(&mut net, &format!("~ 4s\n < {second}\n < +QMTUNS: 0,9,2\n < +QMTSTAT: 0,6")),
        _ => play(&mut net, &format!("~ 4s\n < {second}\n < +QMTUNS: 0,9,0")),
    }
}

#[rstest]
fn a_refused_subscription_has_a_code_of_its_own(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = connected(id);
    net.order("refuse SUBSCRIBE to \"no\"");
    play(&mut net, "> AT+QMTSUB=0,1,\"yes\",1,\"no\",2\n < OK\n < +QMTSUB: 0,1,0,1,128");
}

#[rstest]
fn a_granted_level_is_the_servers(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = connected(id);
    net.order("grant 0");
    play(&mut net, "> AT+QMTSUB=0,1,\"t\",2\n < OK\n < +QMTSUB: 0,1,0,0");
}

#[rstest]
fn the_network_goes(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = connected(id);
    play(&mut net, "> AT+CGATT=0\n < OK\n < +QMTSTAT: 0,7");
    let lack = if id == BC26 { -1 } else { 3 };
    play(&mut net, &format!("> AT+QMTOPEN=0,\"far.end\",1883\n < OK\n < +QMTOPEN: 0,{lack}"));
}
