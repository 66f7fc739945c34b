//! What real modules do on the serial line, as seen in public captures, each as a dialogue.

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
fn a_whole_receive_block_may_stand_between_ok_and_the_result() {
    check(
        &small::grammar(),
        r#"
        > AT+OPEN=0,"h",1
        < OK
        < +RXSTART: 0,4,9
        - +RXTOPIC: 0,4\r\ntopi
        - \r\n+RXPAYLOAD: 0,9\r\n\r\nOK\r\n> x
        < +RXEND: 0
        < +OPEN: 0,0
        "#,
        r#"
        command `AT+OPEN=0,"h",1`
        final good `OK` <- AT+OPEN=0,"h",1
        urc start `+RXSTART: 0,4,9`
        urc topic `+RXTOPIC: 0,4`
        data `topi` <- +RXTOPIC: 0,4
        urc payload `+RXPAYLOAD: 0,9`
        data `\r\nOK\r\n> x` <- +RXPAYLOAD: 0,9
        urc end `+RXEND: 0` [topi] [\r\nOK\r\n> x]
        later `+OPEN: 0,0` <- AT+OPEN=0,"h",1
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

/// Quoted, unquoted, with a length, payload on the next line, slot table.
#[rstest]
#[case::quoted(r#"< +RECV: 0,1,"t","abc""#, r#"urc recv `+RECV: 0,1,"t","abc"`"#)]
#[case::with_a_length(r#"< +RECV: 0,1,"t",3,"a,b""#, r#"urc recv `+RECV: 0,1,"t",3,"a,b"`"#)]
#[case::slot(r"< +RECV: 0,1", r"urc stored `+RECV: 0,1`")]
#[case::unquoted(r"< +RAW: 0,t/a,5,a,\r\nb", r"urc raw `+RAW: 0,t/a,5,a,\r\nb`")]
#[case::slot_table(r"< +SLOTS: 0,1,0", r"urc slots `+SLOTS: 0,1,0`")]
#[case::next_line(
    r"- +RXPAYLOAD: 0,3\r\na\r\n\r\n",
    "urc payload `+RXPAYLOAD: 0,3`\ndata `a\\r\\n` <- +RXPAYLOAD: 0,3"
)]
fn a_received_message_comes_in_any_of_five_shapes(#[case] line: &str, #[case] expected: &str) {
    check(&small::grammar(), &format!("{line}\n< +STAT: 0,1"), &format!("{expected}\nurc stat `+STAT: 0,1`"));
}

/// Declared 30, sent 100: the module keeps 30, drops the rest, and reports success.
#[test]
fn data_beyond_the_declared_length_are_dropped() {
    let data = "x".repeat(100);
    check(
        &small::grammar(),
        &format!(
            "> AT+PUB=0,1,1,\"t\",30\n- \\r\\n>\\x20\n= {data}\n< OK\n< +PUB: 0,1,0\n> AT+CSQ\n< +CSQ: 1,2\n< OK"
        ),
        &format!(
            r#"
            command `AT+PUB=0,1,1,"t",30`
            prompt `>` <- AT+PUB=0,1,1,"t",30
            data `{}` <- AT+PUB=0,1,1,"t",30
            final good `OK` <- AT+PUB=0,1,1,"t",30
            data surplus `{}` <- AT+PUB=0,1,1,"t",30
            later `+PUB: 0,1,0` <- AT+PUB=0,1,1,"t",30
            command `AT+CSQ`
            info `+CSQ: 1,2` <- AT+CSQ
            final good `OK` <- AT+CSQ
            "#,
            "x".repeat(30),
            "x".repeat(70)
        ),
    );
}

/// A host may begin its next command before it has seen the last result.
#[test]
fn a_command_begun_early_is_no_surplus() {
    check(
        &small::grammar(),
        r#"
        > AT+PUB=0,1,1,"t",1
        - >
        = xA
        < OK
        = T\r
        < OK
        "#,
        r#"
        command `AT+PUB=0,1,1,"t",1`
        prompt `>` <- AT+PUB=0,1,1,"t",1
        data `x` <- AT+PUB=0,1,1,"t",1
        final good `OK` <- AT+PUB=0,1,1,"t",1
        command `AT`
        final good `OK` <- AT
        "#,
    );
}

#[test]
fn a_command_typed_at_a_prompt_is_payload() {
    check(
        &small::grammar(),
        r#"
        > AT+TEXT=0,"t"
        - \r\n>\x20
        > AT+CSQ
        = \x1A
        < OK
        > AT+CSQ
        < +CSQ: 1,2
        < OK
        "#,
        r#"
        command `AT+TEXT=0,"t"`
        prompt `>` <- AT+TEXT=0,"t"
        data sent `AT+CSQ\r` <- AT+TEXT=0,"t"
        final good `OK` <- AT+TEXT=0,"t"
        command `AT+CSQ`
        info `+CSQ: 1,2` <- AT+CSQ
        final good `OK` <- AT+CSQ
        "#,
    );
}

/// Hosts end their commands with CR LF too; the LF is no data, whether or not the data begin with one.
#[rstest]
#[case::plain("abc")]
#[case::data_begin_with_a_line_end(r"\nab")]
fn the_line_feed_of_a_command_is_no_data(#[case] data: &str) {
    check(
        &small::grammar(),
        &format!("> AT+PUB=0,1,1,\"t\",3\n= \\n\n- >\n= {data}\n< OK"),
        &format!(
            "command `AT+PUB=0,1,1,\"t\",3`
            prompt `>` <- AT+PUB=0,1,1,\"t\",3
            data `{data}` <- AT+PUB=0,1,1,\"t\",3
            final good `OK` <- AT+PUB=0,1,1,\"t\",3"
        ),
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

/// Two clients' blocks, one of them named in the other spelling, do not mix.
#[test]
fn open_blocks_do_not_mix() {
    check(
        &small::grammar(),
        r"
        < +RXSTART: 0,1,2
        < +RXSTART: 1,1,2
        - +RXTOPIC: 0,1\r\na\r\n+RXTOPIC: 1,1\r\nb\r\n+RRXPAYLOAD: 1,2\r\nBB\r\n+RXPAYLOAD: 0,2\r\nAA\r\n
        < +RXEND: 1
        < +RXEND: 0
        < +RXEND: 0
        ",
        r"
        urc start `+RXSTART: 0,1,2`
        urc start `+RXSTART: 1,1,2`
        urc topic `+RXTOPIC: 0,1`
        data `a` <- +RXTOPIC: 0,1
        urc topic `+RXTOPIC: 1,1`
        data `b` <- +RXTOPIC: 1,1
        urc payload `+RRXPAYLOAD: 1,2` !other-name
        data `BB` <- +RRXPAYLOAD: 1,2
        urc payload `+RXPAYLOAD: 0,2`
        data `AA` <- +RXPAYLOAD: 0,2
        urc end `+RXEND: 1` [b] [BB]
        urc end `+RXEND: 0` [a] [AA]
        urc end `+RXEND: 0`
        ",
    );
}

/// A dialect may have several kinds of blocks.
#[test]
fn a_second_kind_of_block_is_put_together_too() {
    check(
        &small::grammar(),
        r"
        < +INSTART: 0
        - +INDATA: 0,3\r\nabc\r\n
        < +INEND: 0
        ",
        r"
        urc in-start `+INSTART: 0`
        urc in-data `+INDATA: 0,3`
        data `abc` <- +INDATA: 0,3
        urc in-end `+INEND: 0` [abc]
        ",
    );
}

/// A text over several lines behind a name in the other spelling: what its line still needs is counted from the name
/// that stands there.
#[rstest]
#[case::counted(r#"+RRXQUOTE: 0,7,"a\r\nb\r\nc""#, "quote")]
#[case::free(r#"+RRXTEXT: 0,"a\r\nb\r\nc""#, "text")]
#[case::free_with_quotes(r#"+RRXTEXT: 0,"a\r\nb"x\r\nc"""#, "text")]
fn a_text_goes_on_behind_a_name_spelled_otherwise(#[case] line: &str, #[case] urc: &str) {
    check(
        &small::grammar(),
        &format!("- \\r\\n{line}\\r\\n\n< +STAT: 0,1"),
        &format!("urc {urc} `{line}` !other-name\nurc stat `+STAT: 0,1`"),
    );
}

/// A text that did not go on is looked through once, and what comes behind it may go on again. Lines end with CR alone.
#[test]
fn a_text_goes_on_behind_one_that_did_not() {
    check(
        &small::grammar(),
        r#"
        - +RECV: 0,1,"t","a\rx\r
        .
        - +RECV: 0,1,"t","b\rc"\r
        - +STAT: 0,1\r
        "#,
        r#"
        urc recv `+RECV: 0,1,"t","a` !unbalanced
        unknown `x`
        urc recv `+RECV: 0,1,"t","b\rc"`
        urc stat `+STAT: 0,1`
        "#,
    );
}

/// Right behind a text whose length was wrong another may go on, wherever the two stand.
#[test]
fn a_text_goes_on_right_behind_one_that_was_counted_wrongly() {
    check(
        &small::grammar(),
        r#"
        < +STAT: 0,1
        - \r\n+RECV: 0,1,"t",5,"ab\r\nzz\r\n+RECV: 0,1,"t","b\r\nc"\r\n
        < +STAT: 0,2
        "#,
        r#"
        urc stat `+STAT: 0,1`
        urc recv `+RECV: 0,1,"t",5,"ab` !unbalanced
        unknown `zz`
        urc recv `+RECV: 0,1,"t","b\r\nc"`
        urc stat `+STAT: 0,2`
        "#,
    );
}

/// A length in one report counts the text of the next; where none came, the text ends at its quote.
#[rstest]
#[case::counted(
    "< +RXSTART: 0,0,5\n",
    "urc start `+RXSTART: 0,0,5`\n",
    r#"urc carried `+CARRIED: 0,"a"\r\nb"`"#
)]
#[case::not_counted("", "", "urc carried `+CARRIED: 0,\"a\"`\nunknown `b\"`")]
fn a_report_counts_by_the_one_before_it(#[case] before: &str, #[case] told: &str, #[case] expected: &str) {
    check(
        &small::carrying(),
        &format!("{before}- +CARRIED: 0,\"a\"\\r\\nb\"\\r\\n\n< +STAT: 0,1"),
        &format!("{told}{expected}\nurc stat `+STAT: 0,1`"),
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

/// A prompt is one only where a command has it, and once.
#[rstest]
#[case::none_is_asked_for(
    "> AT+CSQ\n< >\n< +CSQ: 1,2\n< OK",
    "command `AT+CSQ`\nprompt `>`\ninfo `+CSQ: 1,2` <- AT+CSQ\nfinal good `OK` <- AT+CSQ"
)]
#[case::it_has_come(
    "> AT+TEXT=0,\"t\"\n- >\n= a\\x1A\n< >\n< OK",
    "command `AT+TEXT=0,\"t\"`\nprompt `>` <- AT+TEXT=0,\"t\"\ndata sent `a` <- AT+TEXT=0,\"t\"\nprompt `>`
    final good `OK` <- AT+TEXT=0,\"t\""
)]
fn a_prompt_that_nothing_asked_for_is_no_command_s(#[case] dialogue: &str, #[case] expected: &str) {
    check(&small::grammar(), dialogue, expected);
}

/// The beginning of long data is enough to know their echo by.
#[test]
fn an_echo_of_long_data_is_known_by_its_beginning() {
    let data: Vec<u8> = (0..20_000).map(|i| b'a' + u8::try_from(i / 4096).expect("small")).collect();
    let data = String::from_utf8(data).expect("letters");
    let command = "AT+PUB=0,1,1,\"t\",20000";
    let dialogue = format!("> {command}\n- {command}\\r\\n>\n= {data}\n- {data}\\r\\n\n< OK");
    let grammar = small::grammar();
    let heard = hayes_at::oracles::same_however_cut(&grammar, &stage::script(&dialogue), &[7]);
    let story = stage::story(&grammar, &heard);
    assert!(story.iter().any(|told| told.starts_with("dataecho `aaa")), "{story:#?}");
}

/// A length that is missing or unlawful is not followed, and an older line's does not stand in for it.
#[rstest]
#[case::missing("+RXPAYLOAD: 0", "missing")]
#[case::unlawful("+RXPAYLOAD: 0,65536", "range")]
#[case::below_zero("+RXPAYLOAD: 0,-3", "range")]
fn data_without_a_lawful_length_are_not_data(#[case] line: &str, #[case] flaw: &str) {
    check(
        &small::grammar(),
        &format!("< +RXTOPIC: 0,0\n< +STAT: 0,5\n< {line}\n< +STAT: 0,1"),
        &format!(
            "urc topic `+RXTOPIC: 0,0`\nurc stat `+STAT: 0,5`\nurc payload `{line}` !{flaw}\nurc stat `+STAT: 0,1`"
        ),
    );
}

/// What is wrong with another value of the line does not make its length wrong.
#[test]
fn data_of_an_unknown_client_are_data() {
    check(
        &small::grammar(),
        r"- +RXPAYLOAD: 9,4\r\n\r\nOK\r\n",
        "urc payload `+RXPAYLOAD: 9,4` !range\ndata `\\r\\nOK` <- +RXPAYLOAD: 9,4",
    );
}

/// Without echo, an answer that begins like the data is the answer.
#[rstest]
#[case::without_echo("", "0", "final good numeric `0`")]
#[case::with_echo("- AT+PUB=0,1,1,\"t\",1\\r\n", "0", "dataecho `0`")]
fn an_echo_of_data_is_one_only_where_the_command_was_echoed(
    #[case] echo: &str,
    #[case] data: &str,
    #[case] expected: &str,
) {
    let heard = hayes_at::oracles::same_however_cut(
        &small::grammar(),
        &stage::script(&format!("> AT+PUB=0,1,1,\"t\",1\n{echo}- >\n= {data}\n- 0\\r\n")),
        &[1],
    );
    let story = stage::story(&small::grammar(), &heard);
    assert!(story.last().expect("an answer").starts_with(expected), "{story:#?}");
}

/// Data that look like the answer are not taken for its echo, with or without one.
#[rstest]
#[case::no_echo("")]
#[case::echo("- AT+PUB=0,1,1,\"t\",3\\r\\n\n")]
fn an_answer_is_no_echo_of_data_that_look_like_it(#[case] echo: &str) {
    let dialogue = format!("> AT+PUB=0,1,1,\"t\",3\n{echo}- >\n= \\r\\nO\n< OK\n< +STAT: 0,1");
    let grammar = small::grammar();
    let heard = hayes_at::oracles::same_however_cut(&grammar, &stage::script(&dialogue), &[1]);
    let story = stage::story(&grammar, &heard);
    let end = ["final good `OK` <- AT+PUB=0,1,1,\"t\",3", "urc stat `+STAT: 0,1`"];
    assert_eq!(story[story.len() - 2..], end, "{story:#?}");
}

/// The last byte of a counted payload may be the very line end that seems to end its line.
#[rstest]
#[case::unquoted("+RAW: 0,t,3,ab\\r")]
#[case::unquoted_line_feed("+RAW: 0,t,3,ab\\n")]
#[case::quoted("+RECV: 0,1,\"t\",3,\"ab\\r\"")]
#[case::only_line_ends("+RAW: 0,t,4,\\r\\n\\r\\n")]
fn a_payload_may_end_with_a_line_end(#[case] line: &str) {
    let kind = if line.starts_with("+RAW") { "raw" } else { "recv" };
    check(
        &small::grammar(),
        &format!("< {line}\n< +STAT: 0,1"),
        &format!("urc {kind} `{line}`\nurc stat `+STAT: 0,1`"),
    );
}

/// A line of the data that comes back after something else is an echo where the command was echoed, too.
#[rstest]
#[case::echo(
    "- AT+TEXT=0,\"t\"\\r\\n\n",
    "echo `AT+TEXT=0,\"t\"` <- AT+TEXT=0,\"t\"\n",
    "dataecho `he` <- AT+TEXT=0,\"t\""
)]
#[case::no_echo("", "", "unknown `he`")]
fn a_late_echo_of_data(#[case] echo: &str, #[case] echoed: &str, #[case] expected: &str) {
    check(
        &small::grammar(),
        &format!("> AT+TEXT=0,\"t\"\n{echo}- \\r\\n>\\x20\n= hello\\x1A\n< +STAT: 0,1\n< he\n< OK"),
        &format!(
            "command `AT+TEXT=0,\"t\"`\n{echoed}prompt `>` <- AT+TEXT=0,\"t\"
            data sent `hello` <- AT+TEXT=0,\"t\"
            urc stat `+STAT: 0,1`
            {expected}
            final good `OK` <- AT+TEXT=0,\"t\""
        ),
    );
}

/// A text that is never closed ends with its line; the next one may go on over its line end all the same.
#[test]
fn a_text_that_breaks_off_does_not_break_the_next() {
    check(
        &small::grammar(),
        r#"
        - \r\n+RECV: 0,1,"t","abc\r\n
        .
        - \r\n+RECV: 0,1,"t","x\r\ny"\r\n
        "#,
        r#"
        urc recv `+RECV: 0,1,"t","abc` !unbalanced
        urc recv `+RECV: 0,1,"t","x\r\ny"`
        "#,
    );
}
