//! Messages that a module reports, each as a dialogue: in one line or in a block, counted or not, over several lines.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;
#[allow(dead_code, reason = "each test uses its part of it")]
mod stage;

use rstest::rstest;
use stage::check;

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
