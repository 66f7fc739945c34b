//! The way of a client: open, connect, subscribe, publish, receive, unsubscribe, disconnect.

use crate::desk::{BC20, BC26, ECX, play, silent};
use rstest::rstest;

const BEFORE: &str = r#"
> AT+QMTOPEN?
< OK
> AT+QMTCONN?
< OK
> AT+QMTOPEN=0,"far.end",1883
< OK
< +QMTOPEN: 0,0
> AT+QMTOPEN?
< +QMTOPEN: 0,"far.end",1883
< OK
> AT+QMTCONN?
< +QMTCONN: 0,1
< OK
> AT+QMTCONN=0,"me"
< OK
< +QMTCONN: 0,0,0
> AT+QMTCONN?
< +QMTCONN: 0,3
< OK
> AT+QMTSUB=0,1,"a",2,"b",1
< OK
< +QMTSUB: 0,1,0,2,1
"#;

const INLINE: &str = r#"
> AT+QMTPUB=0,2,1,0,"other","hello"
< OK
< +QMTPUB: 0,2,0
"#;

const TYPED: &str = r#"
> AT+QMTPUBEX=0,2,1,0,"other",5
< >
= hello
< OK
< +QMTPUBEX: 0,2,0
"#;

const AFTER: &str = r#"
! publish "a" "to you" qos 0
< +QMTRECV: 0,0,"a","to you"
! publish "b" "and you" qos 1
< +QMTRECV: 0,1,"b","and you"
> AT+QMTUNS=0,3,"a","b"
< OK
< +QMTUNS: 0,3,0
! publish "a" "to nobody" qos 0
> AT+QMTDISC=0
< OK
< +QMTDISC: 0,0
> AT+QMTOPEN?
< OK
"#;

#[rstest]
#[case::bc20(BC20, INLINE)]
#[case::bc26(BC26, INLINE)]
#[case::ecx00u(ECX, TYPED)]
fn a_client_goes_its_way(#[case] id: &str, #[case] publishes: &str) {
    let mut net = silent(id);
    play(&mut net, &[BEFORE, publishes, AFTER].concat());
    insta::assert_snapshot!(format!("walk-{id}"), net.seen());
}
