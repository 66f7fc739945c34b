//! Settings: what holds before anything is set, what may be set, what is told, and what comes of it on the wire.

use crate::desk::{BC20, BC26, ECX, connected, framed, open, play, silent};
use rstest::rstest;

/// Types a setting's form and expects one line and OK.
fn asks(net: &mut crate::bench::net::Net, key: &str, told: &str) {
    let said = net.say(&format!("AT+QMTCFG=\"{key}\",2\r"));
    let line = if told.is_empty() { String::new() } else { format!("+QMTCFG: \"{key}\",{told}|") };
    assert_eq!(said, framed(&format!("{line}OK")), "{key}");
}

#[rstest]
#[case(BC20, "will", "0")]
#[case(BC20, "timeout", "10,3,0")]
#[case(BC20, "session", "0")]
#[case(BC20, "keepalive", "120")]
#[case(BC20, "aliauth", "")]
#[case(BC26, "dataformat", "0,0")]
#[case(BC26, "keepalive", "120")]
#[case(BC26, "session", "0")]
#[case(BC26, "timeout", "10,3,0")]
#[case(BC26, "will", "0")]
#[case(BC26, "version", "3")]
#[case(BC26, "aliauth", "")]
#[case(BC26, "echomode", "0")]
#[case(BC26, "ssl", "0")]
#[case(ECX, "version", "3")]
#[case(ECX, "pdpcid", "1")]
#[case(ECX, "ssl", "0")]
#[case(ECX, "keepalive", "120")]
#[case(ECX, "session", "0")]
#[case(ECX, "timeout", "5,3,0")]
#[case(ECX, "will", "0")]
#[case(ECX, "willex", "0")]
#[case(ECX, "recv/mode", "0,0")]
#[case(ECX, "qmtping", "5")]
#[case(ECX, "send/mode", "0")]
#[case(ECX, "aliauth", "\"\",\"\",\"\"")]
#[case(ECX, "onenet", "\"\",\"\"")]
#[case(ECX, "dataformat", "0,0")]
#[case(ECX, "view/mode", "0")]
#[case(ECX, "edit/timeout", "0")]
fn what_holds_before_anything_is_set(#[case] id: &str, #[case] key: &str, #[case] told: &str) {
    let mut net = silent(id);
    asks(&mut net, key, told);
    net.approve();
}

#[rstest]
#[case(BC20, "will", "1,2,1,\"w/t\",\"bye\"", "1,2,1,\"w/t\",\"bye\"")]
#[case(BC20, "will", "1,0,0,\"t\",\"\"", "1,0,0,\"t\",\"\"")]
#[case(BC20, "timeout", "20", "20,3,0")]
#[case(BC20, "timeout", "20,5", "20,5,0")]
#[case(BC20, "timeout", "60,10,1", "60,10,1")]
#[case(BC20, "timeout", "1,0,1", "1,0,1")]
#[case(BC20, "session", "1", "1")]
#[case(BC20, "keepalive", "0", "0")]
#[case(BC20, "keepalive", "3600", "3600")]
#[case(BC20, "aliauth", "\"p\",\"d\",\"s\"", "\"p\",\"d\",\"s\"")]
#[case(BC26, "dataformat", "1,1", "1,1")]
#[case(BC26, "will", "1,2,1,\"w/t\",\"\"", "1,2,1,\"w/t\",\"\"")]
#[case(BC26, "will", "0,2,1,\"w/t\",\"m\"", "0")]
#[case(BC26, "version", "4", "4")]
#[case(BC26, "echomode", "1", "1")]
#[case(BC26, "ssl", "1,3,5", "1,3,5")]
#[case(BC26, "ssl", "0", "0")]
#[case(ECX, "version", "4", "4")]
#[case(ECX, "pdpcid", "7", "7")]
#[case(ECX, "ssl", "1,5", "1,5")]
#[case(ECX, "ssl", "0", "0")]
#[case(ECX, "timeout", "60,10,1", "60,10,1")]
#[case(ECX, "will", "1,2,1,\"w/t\",\"bye\"", "1,2,1,\"w/t\",\"bye\"")]
#[case(ECX, "recv/mode", "1", "1,0")]
#[case(ECX, "recv/mode", "1,1", "1,1")]
#[case(ECX, "qmtping", "60", "60")]
#[case(ECX, "send/mode", "1", "1")]
#[case(ECX, "aliauth", "\"p\",\"d\",\"s\"", "\"p\",\"d\",\"s\"")]
#[case(ECX, "onenet", "\"p\",\"k\"", "\"p\",\"k\"")]
#[case(ECX, "dataformat", "1,0", "1,0")]
#[case(ECX, "view/mode", "1", "1")]
#[case(ECX, "edit/timeout", "1,180", "1,180")]
fn what_is_set_is_told(#[case] id: &str, #[case] key: &str, #[case] set: &str, #[case] told: &str) {
    let mut net = silent(id);
    let before = net.say(&format!("AT+QMTCFG=\"{key}\",1\r"));
    assert_eq!(net.say(&format!("AT+QMTCFG=\"{}\",2,{set}\r", key.to_uppercase())), framed("OK"));
    asks(&mut net, key, told);
    assert_eq!(net.say(&format!("AT+QMTCFG=\"{key}\",1\r")), before, "another client has its own");
    net.say("AT+CFUN=1,1\r");
    net.say_for("", std::time::Duration::from_secs(20));
    net.say("ATE0\r");
    assert_eq!(net.say(&format!("AT+QMTCFG=\"{key}\",2\r")), before, "a restart forgets");
    net.approve();
}

#[rstest]
#[case(BC20, "will", "1")]
#[case(BC20, "will", "0,1,1,\"t\",\"m\"")]
#[case(BC20, "will", "1,3,0,\"t\",\"m\"")]
#[case(BC20, "timeout", "0")]
#[case(BC20, "timeout", "61")]
#[case(BC20, "timeout", "10,11")]
#[case(BC20, "timeout", "10,3,2")]
#[case(BC20, "keepalive", "3601")]
#[case(BC20, "aliauth", "\"p\",\"d\"")]
#[case(BC26, "timeout", "10")]
#[case(BC26, "will", "0")]
#[case(BC26, "version", "5")]
#[case(BC26, "ssl", "1")]
#[case(BC26, "ssl", "1,4,0")]
#[case(BC26, "ssl", "0,1,1")]
#[case(ECX, "ssl", "1")]
#[case(ECX, "ssl", "0,1")]
#[case(ECX, "ssl", "1,6")]
#[case(ECX, "will", "1")]
#[case(ECX, "will", "0,1,1,\"t\",\"m\"")]
#[case(ECX, "will", "1,0,0,\"\",\"m\"")]
#[case(ECX, "willex", "1,0,0,\"t\",257")]
#[case(ECX, "qmtping", "4")]
#[case(ECX, "edit/timeout", "1,181")]
#[case(ECX, "pdpcid", "8")]
fn what_may_not_be_set_changes_nothing(#[case] id: &str, #[case] key: &str, #[case] set: &str) {
    let mut net = silent(id);
    let before = net.say(&format!("AT+QMTCFG=\"{key}\",2\r"));
    assert_eq!(net.say(&format!("AT+QMTCFG=\"{key}\",2,{set}\r")), framed("ERROR"));
    assert_eq!(net.say(&format!("AT+QMTCFG=\"{key}\",2\r")), before);
    net.approve();
}

#[test]
fn errors_have_numbers_where_the_document_has_some() {
    let mut net = silent(BC20);
    play(
        &mut net,
        r#"
        > AT+CMEE=1
        < OK
        > AT+QMTCFG="keepalive",6
        < +CME ERROR: 50
        > AT+QMTCLOSE=0
        < +CME ERROR: 3
        "#,
    );
    // What the dialect has no form for it has no outcome for either.
    net.judge = None;
    play(&mut net, "> AT+QMTOPEN\n < +CME ERROR: 4\n > AT+NONSENSE\n < +CME ERROR: 4");
    let long = "x".repeat(101);
    assert_eq!(net.say(&format!("AT+QMTOPEN=0,\"{long}\",1883\r")), framed("+CME ERROR: 24"));
}

#[test]
fn a_command_begins_with_two_letters_of_one_kind() {
    let mut net = silent(ECX);
    play(&mut net, "> at+qmtopen?\n < OK\n > At+QMTOPEN?\n < ERROR\n > aT+QMTOPEN?\n < ERROR");
}

#[rstest]
fn there_is_no_such_setting(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = silent(id);
    assert_eq!(net.say("AT+QMTCFG=\"nonsense\",0\r"), framed("ERROR"));
}

#[rstest]
fn other_documents_have_the_bare_word(#[values(BC26, ECX)] id: &str) {
    let mut net = silent(id);
    play(&mut net, "> AT+CMEE=1\n < OK\n > AT+QMTCLOSE=0\n < ERROR\n > AT+QMTCFG=\"keepalive\",6\n < ERROR");
    net.judge = None;
    play(&mut net, "> AT+QMTOPEN\n < ERROR\n > AT+QMTCFG?\n < ERROR");
}

#[rstest]
fn a_will_and_all_else_stands_in_the_connect(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = silent(id);
    play(
        &mut net,
        r#"
        > AT+QMTCFG="will",0,1,2,1,"w/t","bye"
        < OK
        > AT+QMTCFG="keepalive",0,77
        < OK
        > AT+QMTCFG="session",0,1
        < OK
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTCONN=0,"me","user","word"
        < OK
        < +QMTCONN: 0,0,0
        "#,
    );
    insta::assert_snapshot!(format!("connect-{id}"), net.seen());
}

#[rstest]
#[case::refused(ECX, "ERROR", 120)]
#[case::for_the_next_opening(BC26, "OK", 120)]
#[case::for_the_next_connect(BC20, "OK", 33)]
fn a_setting_may_come_late(#[case] id: &str, #[case] answer: &str, #[case] on_wire: u16) {
    let mut net = open(id);
    let set = format!("> AT+QMTCFG=\"keepalive\",0,33\n < {answer}");
    if id == ECX {
        play(&mut net, "> AT+QMTCONN=0,\"me\"\n < OK\n < +QMTCONN: 0,0,0");
        play(&mut net, &format!("{set}\n > AT+QMTCFG=\"keepalive\",0\n < +QMTCFG: \"keepalive\",120\n < OK"));
    } else {
        play(&mut net, &format!("{set}\n > AT+QMTCONN=0,\"me\"\n < OK\n < +QMTCONN: 0,0,0"));
    }
    assert!(net.seen().contains(&format!("keep-alive={on_wire}")), "{}", net.seen());
}

#[test]
fn one_will_has_two_forms() {
    let mut net = connected(ECX);
    play(
        &mut net,
        r#"
        > AT+QMTCFG="willex",0,1,1,0,"w",5
        < >
        = by\ree, and more
        < OK
        > AT+QMTCFG="willex",0
        < +QMTCFG: "willex",1,1,0,"w",5
        < OK
        > AT+QMTDISC=0
        < OK
        < +QMTDISC: 0,0
        > AT+QMTCFG="will",0,1,0,0,"v","message"
        < OK
        > AT+QMTCFG="willex",0
        < +QMTCFG: "willex",1,0,0,"v",7
        < OK
        > AT+QMTCFG="willex",0,0
        < OK
        > AT+QMTCFG="will",0
        < +QMTCFG: "will",0
        < OK
        "#,
    );
}

#[test]
fn two_forms_set_one_format() {
    let mut net = silent(ECX);
    play(
        &mut net,
        r#"
        > AT+QMTCFG="send/mode",0,1
        < OK
        > AT+QMTCFG="dataformat",0
        < +QMTCFG: "dataformat",1,0
        < OK
        > AT+QMTCFG="dataformat",0,0,1
        < OK
        > AT+QMTCFG="send/mode",0
        < +QMTCFG: "send/mode",0
        < OK
        "#,
    );
}

#[rstest]
#[case::ali(BC20, "aliauth", r#""product","device","secret""#, "device&product")]
#[case::ali(BC26, "aliauth", r#""product","device","secret""#, "device&product")]
#[case::ali(ECX, "aliauth", r#""product","device","secret""#, "device&product")]
#[case::onenet(ECX, "onenet", r#""product","c2VjcmV0""#, "product")]
fn a_device_identity_stands_in_for_a_login(
    #[case] id: &str,
    #[case] key: &str,
    #[case] identity: &str,
    #[case] user: &str,
    #[values(false, true)] given: bool,
) {
    let mut net = silent(id);
    net.say(&format!("AT+QMTCFG=\"{key}\",0,{identity}\rAT+QMTOPEN=0,\"far.end\",1883\r"));
    let login = if given { ",\"mine\",\"word\"" } else { "" };
    play(&mut net, &format!("> AT+QMTCONN=0,\"me\"{login}\n < OK\n < +QMTCONN: 0,0,0"));
    let user = if given { "mine" } else { user };
    assert!(net.seen().contains(&format!("user=\"{user}\"")), "{}", net.seen());
}
