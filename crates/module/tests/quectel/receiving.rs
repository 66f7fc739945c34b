//! Messages from the server: told, counted, cut, stored, read.

use crate::desk::{BC20, BC26, ECX, connected, framed, play, silent};
use rstest::rstest;

/// A module that is connected, subscribed to `t`, and set up so before.
fn listening(settings: &[&str]) -> crate::bench::net::Net {
    let mut net = silent(ECX);
    for setting in settings {
        assert_eq!(net.say(&format!("AT+QMTCFG={setting}\r")), framed("OK"));
    }
    play(
        &mut net,
        r#"
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTCONN=0,"me"
        < OK
        < +QMTCONN: 0,0,0
        > AT+QMTSUB=0,1,"t",2
        < OK
        < +QMTSUB: 0,1,0,2
        "#,
    );
    net
}

#[rstest]
#[case::without_length("\"recv/mode\",0,0,0", "+QMTRECV: 0,0,\"t\",\"a,\"b\"\"")]
#[case::with_length("\"recv/mode\",0,0,1", "+QMTRECV: 0,0,\"t\",5,\"a,\"b\"\"")]
#[case::in_digits("\"dataformat\",0,0,1", "+QMTRECV: 0,0,\"t\",\"612C226222\"")]
#[case::stored("\"recv/mode\",0,1,0", "+QMTRECV: 0,0")]
fn how_a_message_is_told(#[case] setting: &str, #[case] told: &str) {
    let mut net = listening(&[setting]);
    play(&mut net, &format!("! publish \"t\" \"a,\\\"b\\\"\"\n < {told}"));
}

#[test]
fn digits_are_counted_as_they_are_shown() {
    let mut net = listening(&["\"dataformat\",0,0,1", "\"recv/mode\",0,0,1"]);
    play(&mut net, "! publish \"t\" \"JK\" qos 1\n < +QMTRECV: 0,1,\"t\",4,\"4A4B\"");
}

#[test]
fn five_places_hold_messages() {
    let mut net = listening(&["\"recv/mode\",0,1,1"]);
    play(
        &mut net,
        r#"
        > AT+QMTRECV?
        < +QMTRECV: 0,0,0,0,0,0
        < OK
        ! publish "t" "a" qos 1
        < +QMTRECV: 0,0
        ! publish "t" "b" qos 2
        < +QMTRECV: 0,1
        ! publish "t" "c"
        < +QMTRECV: 0,2
        > AT+QMTRECV?
        < +QMTRECV: 0,1,1,1,0,0
        < OK
        > AT+QMTRECV=0,1
        < +QMTRECV: 0,2,"t",1,"b"
        < OK
        > AT+QMTRECV=0,1
        < OK
        ! publish "t" "d"
        < +QMTRECV: 0,1
        ! publish "t" "e"
        < +QMTRECV: 0,3
        ! publish "t" "f"
        < +QMTRECV: 0,4
        ! publish "t" "too many" qos 1
        > AT+QMTRECV?
        < +QMTRECV: 0,1,1,1,1,1
        < OK
        > AT+QMTRECV=0
        < +QMTRECV: 0,1,"t",1,"a"
        < +QMTRECV: 0,0,"t",1,"d"
        < +QMTRECV: 0,0,"t",1,"c"
        < +QMTRECV: 0,0,"t",1,"e"
        < +QMTRECV: 0,0,"t",1,"f"
        < OK
        > AT+QMTRECV=0
        < OK
        > AT+QMTRECV=0,5
        < ERROR
        "#,
    );
}

#[test]
fn what_is_stored_goes_with_the_connection() {
    let mut net = listening(&["\"recv/mode\",0,1,0"]);
    play(
        &mut net,
        r#"
        ! publish "t" "a"
        < +QMTRECV: 0,0
        > AT+QMTDISC=0
        < OK
        < +QMTDISC: 0,0
        > AT+QMTRECV?
        < OK
        > AT+QMTRECV=0
        < ERROR
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTCONN=0,"me"
        < OK
        < +QMTCONN: 0,0,0
        > AT+QMTRECV?
        < +QMTRECV: 0,0,0,0,0,0
        < OK
        "#,
    );
}

#[test]
fn nothing_is_stored_while_messages_are_told() {
    let mut net = listening(&[]);
    play(&mut net, "! publish \"t\" \"a\"\n < +QMTRECV: 0,0,\"t\",\"a\"\n > AT+QMTRECV=0\n < OK");
}

#[rstest]
fn a_lasting_session_goes_on(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = connected(id);
    play(
        &mut net,
        r#"
        > AT+QMTSUB=0,1,"t",1
        < OK
        < +QMTSUB: 0,1,0,1
        ! close now
        < +QMTSTAT: 0,1
        ! publish "t" "meanwhile" qos 1
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTCONN=0,"me"
        < OK
        < +QMTCONN: 0,0,0
        < +QMTRECV: 0,1,"t","meanwhile"
        "#,
    );
}

#[rstest]
#[case::as_it_is("", 1300, 1300)]
#[case::cut("", 2000, 1380)]
#[case::digits("\"dataformat\",0,0,1", 1000, 1380)]
fn a_line_has_room_for_so_much(#[case] setting: &str, #[case] length: usize, #[case] shown: usize) {
    let mut net = silent(BC26);
    if !setting.is_empty() {
        net.say(&format!("AT+QMTCFG={setting}\r"));
    }
    net.say("AT+QMTOPEN=0,\"far.end\",1883\rAT+QMTCONN=0,\"me\"\r");
    net.say("AT+QMTCONN=0,\"me\"\r");
    net.say("AT+QMTSUB=0,1,\"t\",0\r");
    net.order(&format!("publish \"t\" fill {length}"));
    let said = net.listen(std::time::Duration::from_secs(2));
    assert_eq!(said.len(), "\r\n+QMTRECV: 0,0,\"t\",\"\"\r\n".len() + shown);
    assert!(said.len() <= 1400 + 4);
    net.approve();
}

#[rstest]
fn a_message_that_comes_while_the_host_types_waits(#[values(BC26, ECX)] id: &str) {
    let mut net = connected(id);
    let (command, data) = match id {
        ECX => ("AT+QMTPUBEX=0,0,0,0,\"u\",2", "ab"),
        _ => ("AT+QMTPUB=0,0,0,0,\"u\"", "ab\\x1a"),
    };
    let name = command.split(['+', '=']).nth(1).unwrap_or_default();
    play(
        &mut net,
        &format!(
            "> AT+QMTSUB=0,1,\"t\",0\n < OK\n < +QMTSUB: 0,1,0,0\n > {command}\n < >\n ! publish \"t\" \"m\"
             = {data}\n < OK\n < +QMTRECV: 0,0,\"t\",\"m\"\n < +{name}: 0,0,0"
        ),
    );
}
