//! Data that a host sends behind a prompt, each as a dialogue: how many are data, what is a prompt, what is an echo of them.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;
#[allow(dead_code, reason = "each test uses its part of it")]
mod stage;

use rstest::rstest;
use stage::check;

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
