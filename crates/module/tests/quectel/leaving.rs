//! Closing and disconnecting, numbers that are taken, and what the server sees of it.

use crate::desk::{BC20, BC26, ECX, connected, framed, open, play, silent};
use rstest::rstest;

#[rstest]
#[case::later(BC20, "OK|+QMTOPEN: 0,2")]
#[case::refused(BC26, "ERROR")]
#[case::later(ECX, "OK|+QMTOPEN: 0,2")]
fn a_number_is_taken(#[case] id: &str, #[case] said: &str) {
    let mut net = connected(id);
    assert_eq!(net.say("AT+QMTOPEN=0,\"far.end\",1883\r"), framed(said));
    play(&mut net, "> AT+QMTCONN?\n < +QMTCONN: 0,3\n < OK\n > AT+QMTCONN=0,\"me\"\n < ERROR");
    assert_eq!(
        net.bench.wishes.iter().filter(|(_, wish)| matches!(wish, hayes_module::Wish::Open { .. })).count(),
        1
    );
}

#[rstest]
fn six_clients_live_side_by_side(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = silent(id);
    for number in 0..6 {
        play(
            &mut net,
            &format!(
                "> AT+QMTOPEN={number},\"far.end\",1883\n < OK\n < +QMTOPEN: {number},0
                 > AT+QMTCONN={number},\"me{number}\"\n < OK\n < +QMTCONN: {number},0,0"
            ),
        );
    }
    let lines: Vec<String> = (0..6).map(|number| format!("+QMTCONN: {number},3")).collect();
    assert_eq!(net.say("AT+QMTCONN?\r"), framed(&format!("{}|OK", lines.join("|"))));
    play(&mut net, "> AT+QMTDISC=3\n < OK\n < +QMTDISC: 3,0\n > AT+QMTOPEN=6,\"far.end\",1883\n < ERROR");
    assert_eq!(net.say("AT+QMTCONN?\r").matches("+QMTCONN").count(), 5);
    net.approve();
}

#[rstest]
fn a_client_that_is_connected_twice_is_thrown_out_by_the_server(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = connected(id);
    play(
        &mut net,
        r#"
        > AT+QMTOPEN=1,"far.end",1883
        < OK
        < +QMTOPEN: 1,0
        > AT+QMTCONN=1,"me"
        < OK
        < +QMTSTAT: 0,1
        < +QMTCONN: 1,0,0
        "#,
    );
}

#[rstest]
#[case::bare(BC20, false)]
#[case::bare(BC26, false)]
#[case::with_a_farewell(ECX, true)]
fn a_connected_client_is_closed(#[case] id: &str, #[case] polite: bool) {
    let mut net = connected(id);
    play(&mut net, "> AT+QMTCLOSE=0\n < OK\n < +QMTCLOSE: 0,0\n > AT+QMTCLOSE=0\n < ERROR");
    assert_eq!(net.seen().contains("> DISCONNECT"), polite, "{}", net.seen());
}

#[rstest]
fn an_open_client_is_closed(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = open(id);
    play(
        &mut net,
        "> AT+QMTDISC=0\n < ERROR\n > AT+QMTCLOSE=0\n < OK\n < +QMTCLOSE: 0,0\n > AT+QMTOPEN?\n < OK",
    );
    assert!(net.seen().contains("closed"), "{}", net.seen());
}

#[rstest]
fn a_client_is_seen_leaving(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = connected(id);
    // Typed while the answer is still to be said, and read right behind it.
    let said = net.say("AT+QMTDISC=0\rAT+QMTCONN?\r");
    assert_eq!(said, framed("OK|+QMTCONN: 0,4|OK|+QMTDISC: 0,0"));
}

#[rstest]
fn a_restart_ends_everything_without_a_word(#[values(BC20, BC26, ECX)] id: &str) {
    let mut net = connected(id);
    net.say("AT+CFUN=1,1\r");
    net.listen(std::time::Duration::from_secs(20));
    net.say("ATE0\r");
    play(&mut net, "> AT+QMTCONN?\n < OK\n > AT+QMTOPEN=0,\"far.end\",1883\n < OK\n < +QMTOPEN: 0,0");
}
