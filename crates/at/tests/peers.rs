//! Bugs that were reproduced in other AT parsers, one test for each, fed whole and byte by byte.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;
#[allow(dead_code, reason = "each test uses its part of it")]
mod stage;

use hayes_at::choose::FromBytes;
use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::message::{Arg, Message, Value};
use hayes_at::names::Names;
use hayes_at::oracles::{Said, payload_survives, same_however_cut};
use hayes_at::read::{self, Read};
use hayes_at::write;
use rstest::rstest;
use stage::check;

#[test]
fn a_prompt_sign_inside_a_payload_is_payload() {
    check(
        &small::grammar(),
        r#"
        > AT+PUB=0,1,1,"t",1
        < +RECV: 0,1,"t","mail a@b.c > x"
        - \r\n>\x20
        = x
        < OK
        "#,
        r#"
        command `AT+PUB=0,1,1,"t",1`
        urc recv `+RECV: 0,1,"t","mail a@b.c > x"`
        prompt `>` <- AT+PUB=0,1,1,"t",1
        data `x` <- AT+PUB=0,1,1,"t",1
        final good `OK` <- AT+PUB=0,1,1,"t",1
        "#,
    );
}

#[test]
fn a_urc_between_answer_and_result_is_neither() {
    check(
        &small::grammar(),
        "
        > AT+CSQ
        < +CSQ: 23,0
        < +STAT: 0,1
        < OK
        ",
        "
        command `AT+CSQ`
        info `+CSQ: 23,0` <- AT+CSQ
        urc stat `+STAT: 0,1`
        final good `OK` <- AT+CSQ
        ",
    );
}

/// Seventeen physical lines of JSON, quotes and all, with and without a length.
#[rstest]
#[case::without_a_length(false)]
#[case::with_a_length(true)]
fn line_ends_and_quotes_inside_a_payload_are_payload(#[case] counted: bool) {
    let rows: Vec<String> = (0..15).map(|i| format!(" \"key{i}\": \"a, \\\"b\\\"\",\r\n")).collect();
    let json = format!("{{\r\n{}}}", rows.concat());
    assert_eq!(json.lines().count(), 17);
    let len = if counted { format!("{},", json.len()) } else { String::new() };
    let line = format!("+RECV: 0,1,\"t\",{len}\"{json}\"");
    let said = [Said::Module(format!("\r\n{line}\r\n\r\n+STAT: 0,1\r\n").into_bytes())];
    let grammar = small::grammar();
    let heard = same_however_cut(&grammar, &said, &[7, 30, 2]);
    assert_eq!(heard[0].text, line.as_bytes());
    assert_eq!(heard[0].fields.last().expect("a payload").bytes(line.as_bytes()), json.as_bytes());
    assert!(heard[0].flaws.without(Flaws::AMBIGUOUS).is_none(), "{:?}", heard[0].flaws);
    assert_eq!(stage::story(&grammar, &heard)[1..], ["urc stat `+STAT: 0,1`"]);
}

#[rstest]
#[case::one_too_many("4", "count")]
#[case::the_largest_lawful("65535", "count")]
#[case::one_beyond_a_signed_number("9223372036854775808", "range+overflow")]
#[case::the_largest_signed_number("9223372036854775807", "range+count")]
#[case::the_largest_size("18446744073709551615", "range+overflow")]
#[case::beyond_all("99999999999999999999999999", "range+overflow")]
#[case::below_zero("-1", "range")]
fn a_length_beyond_what_follows_is_a_flaw(#[case] len: &str, #[case] flaws: &str) {
    check(
        &small::grammar(),
        &format!("< +RECV: 0,1,\"t\",{len},\"abc\"\n< +STAT: 0,1\n."),
        &format!("urc recv `+RECV: 0,1,\"t\",{len},\"abc\"` !{flaws}\nurc stat `+STAT: 0,1`"),
    );
}

#[rstest]
#[case::backslash(b"a\\")]
#[case::both(b"\\\"")]
#[case::quote(b"a\"b")]
#[case::quote_comma(b"a\",\"b")]
#[case::quotes(b"\"\"")]
fn a_text_with_a_backslash_or_a_quote_survives(#[case] text: &[u8]) {
    let shape = small::shape(&mut Names::default(), "+RECV: <client>,<topic>,<length>,<payload>");
    let args = [
        Value::Int(0),
        Value::Text(b"t\\".to_vec()),
        Value::Int(i64::try_from(text.len()).expect("short")),
        Value::Text(text.to_vec()),
    ];
    let args = args.into_iter().zip(0..).map(|(value, slot)| Arg::new(slot, value)).collect();
    let message = Message { args, surplus: vec![] };
    let line = write::line(&shape, &message);
    let mut fields = Fields::default();
    assert_eq!(read::line(&shape, &line, &mut fields), Some(Read::Exactly));
    assert_eq!(fields.message(&line), message);
}

#[rstest]
#[case("9999999999", "range")]
#[case("9223372036854775808", "range+overflow")]
#[case("-9223372036854775809", "range+overflow")]
#[case("99999999999999999999999999999999999999999999", "range+overflow")]
fn a_large_number_never_wraps(#[case] number: &str, #[case] flaws: &str) {
    check(
        &small::grammar(),
        &format!("< +STAT: {number},1"),
        &format!("urc stat `+STAT: {number},1` !{flaws}"),
    );
}

#[test]
fn a_prompt_with_line_ends_leaves_the_result_alone() {
    check(
        &small::grammar(),
        r#"
        > AT+PUB=0,1,1,"t",1
        - \r\n>\r\n
        = x
        < OK
        "#,
        r#"
        command `AT+PUB=0,1,1,"t",1`
        prompt `>` <- AT+PUB=0,1,1,"t",1
        data `x` <- AT+PUB=0,1,1,"t",1
        final good `OK` <- AT+PUB=0,1,1,"t",1
        "#,
    );
}

#[test]
fn a_lone_quote_stalls_nothing() {
    check(
        &small::grammar(),
        r#"
        > AT+CSQ
        - "\r\n
        < OK
        "#,
        r#"
        command `AT+CSQ`
        unknown `"`
        final good undocumented `OK` <- AT+CSQ
        "#,
    );
}

#[test]
fn line_ends_in_odd_numbers_lose_nothing() {
    check(
        &small::grammar(),
        r"
        - \r\r\nRING\r\n
        - \r\r\nRDY\r\n\n\n\r+STAT: 0,1\n
        ",
        "
        unknown `RING`
        urc rdy `RDY`
        urc stat `+STAT: 0,1`
        ",
    );
}

/// Each event's bytes are counted, and add up to all of them: the stage holds that for every dialogue here.
#[test]
fn counts_include_echoes_and_spaces() {
    check(
        &small::grammar(),
        r"
        > AT+CSQ
        - AT+CSQ\r\r\n +CSQ: 1,2  \r\nOK  \r\n  \r\n
        ",
        r"
        command `AT+CSQ`
        echo `AT+CSQ` <- AT+CSQ
        unknown ` +CSQ: 1,2  `
        final good undocumented `OK  ` !spacing <- AT+CSQ
        unknown `  `
        ",
    );
}

#[test]
fn a_line_end_that_never_comes_ends_with_silence() {
    check(
        &small::grammar(),
        "
        - +STAT: 0,1
        .
        - +RECV: 0,1,\"t\",7,\"a
        .
        < +STAT: 0,1
        ",
        "
        urc stat `+STAT: 0,1`
        urc recv `+RECV: 0,1,\"t\",7,\"a` !unbalanced
        urc stat `+STAT: 0,1`
        ",
    );
}

#[rstest]
#[case::bare(r"- >")]
#[case::space(r"- >\x20")]
#[case::line(r"- \r\n>")]
#[case::line_and_space(r"- \r\n>\x20")]
#[case::between_line_ends(r"- \r\n>\r\n")]
#[case::space_between_line_ends(r"- \r\n>\x20\r\n")]
fn every_spelling_of_the_prompt_is_one(#[case] prompt: &str) {
    check(
        &small::grammar(),
        &format!("> AT+PUB=0,1,1,\"t\",1\n{prompt}\n= a\n< OK\n< +PUB: 0,1,0\n> AT\n< OK"),
        r#"
        command `AT+PUB=0,1,1,"t",1`
        prompt `>` <- AT+PUB=0,1,1,"t",1
        data `a` <- AT+PUB=0,1,1,"t",1
        final good `OK` <- AT+PUB=0,1,1,"t",1
        later `+PUB: 0,1,0` <- AT+PUB=0,1,1,"t",1
        command `AT`
        final good `OK` <- AT
        "#,
    );
}

#[test]
fn a_counted_payload_may_hold_all_of_these_at_once() {
    let payload = b"\"\r\nOK\r\n> \x1A\x00\xFF+RECV: 0,1,\"t\",\"\r\n\r\nRDY\r\n\\";
    let carried = payload_survives(&small::grammar(), payload, &mut FromBytes(&[255; 90]), &[0, 3, 1]);
    assert!(carried >= 2, "{carried} shapes carried it");
}
