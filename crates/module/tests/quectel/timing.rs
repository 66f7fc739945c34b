//! Nothing takes longer than its document says, however slow the module is.

use std::time::Duration;

use crate::bench::net::Net;
use crate::desk::{BC20, BC26, ECX, framed};
use hayes_module::{Pace, Setup};
use rstest::rstest;

#[rstest]
fn answers_come_within_their_time(
    #[values(BC20, BC26, ECX)] id: &str,
    #[values(Pace::Instant, Pace::Lively, Pace::Latest)] pace: Pace,
) {
    let mut net = Net::judged_with(id, Setup { pace, ..Setup::default() });
    // The ECx00U may take its time over a farewell.
    let soon = Duration::from_millis(if id == ECX { 1000 } else { 300 });
    net.say("ATE0\r");
    assert_eq!(net.say_for("AT+QMTCFG=\"keepalive\",0,60\r", soon), framed("OK"));
    assert!(net.say_for("AT+QMTCFG=?\r", soon).ends_with("\r\nOK\r\n"));
    assert_eq!(net.say("AT+QMTOPEN=0,\"far.end\",1883\r"), framed("OK|+QMTOPEN: 0,0"));
    assert_eq!(net.say_for("AT+QMTCLOSE=0\r", soon), framed("OK|+QMTCLOSE: 0,0"));
    assert_eq!(net.say("AT+QMTOPEN=0,\"far.end\",1883\r"), framed("OK|+QMTOPEN: 0,0"));
    assert_eq!(net.say("AT+QMTCONN=0,\"me\"\r"), framed("OK|+QMTCONN: 0,0,0"));
    assert_eq!(net.say_for("AT+QMTDISC=0\r", soon), framed("OK|+QMTDISC: 0,0"));
    net.approve();
}

#[rstest]
fn a_slow_line_changes_nothing_but_time(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = Net::judged_with(id, Setup { baud: Some(9600), ..Setup::default() });
    net.say("ATE0\r");
    assert_eq!(net.say("AT+QMTOPEN=0,\"far.end\",1883\r"), framed("OK|+QMTOPEN: 0,0"));
    assert_eq!(net.say("AT+QMTCONN=0,\"me\"\r"), framed("OK|+QMTCONN: 0,0,0"));
    assert_eq!(net.say("AT+QMTSUB=0,1,\"t\",0\r"), framed("OK|+QMTSUB: 0,1,0,0"));
    net.order("publish \"t\" fill 900");
    assert!(net.listen(Duration::from_millis(500)).is_empty(), "still on the line");
    assert!(net.listen(Duration::from_secs(1)).starts_with("\r\n+QMTRECV: 0,0,\"t\",\"0123"));
    net.approve();
}
