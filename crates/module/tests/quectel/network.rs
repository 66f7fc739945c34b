//! Packet contexts: which one a client uses, and what becomes of it when its context goes.

use crate::desk::{BC20, BC26, ECX, open, play, silent};
use rstest::rstest;

#[test]
fn a_client_uses_the_context_that_is_set_for_it() {
    let mut net = silent(ECX);
    play(
        &mut net,
        r#"
        > AT+QMTCFG="pdpcid",0,2
        < OK
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,3
        > AT+CGDCONT=2,"IP","net"
        < OK
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTOPEN=1,"far.end",1883
        < OK
        < +QMTOPEN: 1,0
        > AT+CGACT=0,2
        < OK
        < +QMTSTAT: 0,7
        > AT+QMTOPEN?
        < +QMTOPEN: 1,"far.end",1883
        < OK
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        "#,
    );
}

#[rstest]
fn nothing_opens_without_radio(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = open(id);
    let none = if id == BC26 { -1 } else { 3 };
    play(
        &mut net,
        &format!(
            "> AT+CFUN=4\n < OK\n < +QMTSTAT: 0,7\n > AT+QMTOPEN=0,\"far.end\",1883\n < OK\n < +QMTOPEN: 0,{none}"
        ),
    );
}
