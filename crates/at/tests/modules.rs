//! What real modules do on the serial line, as seen in public captures, each as a dialogue: orders of lines, echo, noise,
//! restarts, silence. Data that a host sends are in `prompts.rs`, messages that come in are in `received.rs`.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;
#[allow(dead_code, reason = "each test uses its part of it")]
mod stage;

use rstest::rstest;
use stage::check;

/// Firmwares of one vendor differ in the order of OK and the result line.
#[rstest]
#[case::ok_first("< OK\n< +DISC: 0,0", "final good `OK` <- AT+DISC=0\nlater `+DISC: 0,0` <- AT+DISC=0")]
#[case::result_first("< +DISC: 0,0\n< OK", "info `+DISC: 0,0` <- AT+DISC=0\nfinal good `OK` <- AT+DISC=0")]
fn a_result_may_come_on_either_side_of_the_ok(#[case] lines: &str, #[case] expected: &str) {
    check(&small::grammar(), &format!("> AT+DISC=0\n{lines}"), &format!("command `AT+DISC=0`\n{expected}"));
}

#[test]
fn a_result_that_the_document_puts_last_may_come_first() {
    check(
        &small::grammar(),
        r#"
        > AT+OPEN=0,"h",1
        < +OPEN: 0,0
        < OK
        < +OPEN: 0,0
        "#,
        r#"
        command `AT+OPEN=0,"h",1`
        later early `+OPEN: 0,0` <- AT+OPEN=0,"h",1
        final good `OK` <- AT+OPEN=0,"h",1
        unasked `+OPEN: 0,0`
        "#,
    );
}

#[test]
fn urcs_come_before_and_behind_the_echo() {
    check(
        &small::grammar(),
        r"
        > AT+CSQ
        < +STAT: 0,1
        - AT+CSQ\r\r\n
        < +STAT: 1,1
        < +CSQ: 1,2
        < OK
        ",
        "
        command `AT+CSQ`
        urc stat `+STAT: 0,1`
        echo `AT+CSQ` <- AT+CSQ
        urc stat `+STAT: 1,1`
        info `+CSQ: 1,2` <- AT+CSQ
        final good `OK` <- AT+CSQ
        ",
    );
}

/// A connection may be answered by nothing but a change of state, or refused and then reported so.
#[rstest]
#[case::state_only("< +STAT: 0,1", "urc stat `+STAT: 0,1`")]
#[case::refused(
    "< +CONN: 0,2\n< +STAT: 0,4",
    "later `+CONN: 0,2` <- AT+CONN=0,\"me\"\nurc stat `+STAT: 0,4`"
)]
fn a_connection_may_be_answered_by_its_state(#[case] lines: &str, #[case] expected: &str) {
    check(
        &small::grammar(),
        &format!("> AT+CONN=0,\"me\"\n< OK\n{lines}"),
        &format!("command `AT+CONN=0,\"me\"`\nfinal good `OK` <- AT+CONN=0,\"me\"\n{expected}"),
    );
}

#[test]
fn boot_noise_and_a_restart_in_the_middle_of_an_exchange() {
    check(
        &small::grammar(),
        r#"
        > AT+OPEN=0,"h",1
        < OK
        > AT+CSQ
        - \x00\xFF\xFERDY\r\n
        < +OPEN: 0,0
        < OK
        > AT+CSQ
        < +CSQ: 1,2
        < OK
        "#,
        r#"
        command `AT+OPEN=0,"h",1`
        final good `OK` <- AT+OPEN=0,"h",1
        command `AT+CSQ`
        noise undecodable `\x00\xFF\xFE`
        urc rdy `RDY`
        unasked `+OPEN: 0,0`
        final good undocumented `OK`
        command `AT+CSQ`
        info `+CSQ: 1,2` <- AT+CSQ
        final good `OK` <- AT+CSQ
        "#,
    );
}

#[test]
fn a_wrong_baud_rate_is_noise_until_it_is_right() {
    check(
        &small::grammar(),
        r"
        - \x80\x98\xE6\x1E\x06\r\xF8\xF8\x00
        - \xE4\xFF\x00OK\r\n
        < +STAT: 0,1
        ",
        r"
        noise undecodable `\x80\x98`
        noise undecodable `\xE6\x1E\x06`
        noise undecodable `\xF8\xF8\x00`
        noise undecodable `\xE4\xFF\x00OK`
        urc stat `+STAT: 0,1`
        ",
    );
}

/// What was announced and does not come is waited for no longer than there is silence.
#[rstest]
#[case::data(
    "- +RXPAYLOAD: 0,3\\r\n.\n- +STAT: 0,1\\r\\n",
    "urc payload `+RXPAYLOAD: 0,3`\nurc stat `+STAT: 0,1`"
)]
#[case::an_echo(
    "> AT+PUB=0,1,1,\"t\",3\n- AT+PUB=0,1,1,\"t\",3\\r\\n>\n= abc\n- ab\n.\n< OK",
    "command `AT+PUB=0,1,1,\"t\",3`
    echo `AT+PUB=0,1,1,\"t\",3` <- AT+PUB=0,1,1,\"t\",3
    prompt `>` <- AT+PUB=0,1,1,\"t\",3
    data `abc` <- AT+PUB=0,1,1,\"t\",3
    dataecho `ab` <- AT+PUB=0,1,1,\"t\",3
    final good `OK` <- AT+PUB=0,1,1,\"t\",3"
)]
#[case::an_echo_and_nothing_else(
    "> AT+PUB=0,1,1,\"t\",3\n- AT+PUB=0,1,1,\"t\",3\\r\\n>\n= abc\n- ab\n.",
    "command `AT+PUB=0,1,1,\"t\",3`
    echo `AT+PUB=0,1,1,\"t\",3` <- AT+PUB=0,1,1,\"t\",3
    prompt `>` <- AT+PUB=0,1,1,\"t\",3
    data `abc` <- AT+PUB=0,1,1,\"t\",3
    dataecho `ab` <- AT+PUB=0,1,1,\"t\",3"
)]
fn silence_ends_what_was_announced(#[case] dialogue: &str, #[case] expected: &str) {
    check(&small::grammar(), dialogue, expected);
}
