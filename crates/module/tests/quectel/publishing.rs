//! Publishing: in the command and typed after a prompt, lengths, formats, identifiers, the window.

use crate::desk::{BC20, BC26, ECX, connected, framed, play};
use rstest::rstest;

#[rstest]
#[case::bc20(BC20, 0)]
#[case::bc20(BC20, 1)]
#[case::bc20(BC20, 2)]
#[case::bc26(BC26, 0)]
#[case::bc26(BC26, 2)]
fn a_message_in_the_command(#[case] id: &str, #[case] qos: u8) {
    let mut net = connected(id);
    let msgid = if qos == 0 { 0 } else { 7 };
    let typed = format!("> AT+QMTPUB=0,{msgid},{qos},1,\"t\",\"m, m\"\n < OK\n < +QMTPUB: 0,{msgid},0");
    play(&mut net, &typed);
    let id = if qos == 0 { String::new() } else { "id=7 ".to_owned() };
    let seen = format!("> PUBLISH qos={qos} retain=1 {id}topic=\"t\" payload=\"m, m\"");
    assert!(net.seen().contains(&seen), "{}", net.seen());
}

#[rstest]
#[case(r#"{"a":1}"#)]
#[case(r#"{"a":"x","b":1}"#)]
#[case(r#""""#)]
#[case(r#"",""#)]
fn the_last_quote_ends_a_message(#[case] message: &str) {
    let mut net = connected(BC26);
    play(&mut net, &format!("> AT+QMTPUB=0,1,1,0,\"t\",\"{message}\"\n < OK\n < +QMTPUB: 0,1,0"));
    let escaped = message.replace('"', "\\\"");
    assert!(net.seen().contains(&format!("payload=\"{escaped}\"")), "{}", net.seen());
}

#[rstest]
#[case::msgid_0(BC20, r#"0,0,1,0,"t","m""#)]
#[case::msgid_0(BC26, r#"0,0,2,0,"t","m""#)]
#[case::qos_3(BC20, r#"0,1,3,0,"t","m""#)]
#[case::retain_2(BC26, r#"0,1,1,2,"t","m""#)]
#[case::msgid_65536(BC20, r#"0,65536,1,0,"t","m""#)]
#[case::no_message(BC20, r#"0,1,1,0,"t""#)]
#[case::semicolon(BC26, r#"0,1,1,0,"t","a;b""#)]
#[case::no_quotes(BC26, r#"0,1,1,0,"t",m"#)]
fn what_may_not_be_published(#[case] id: &str, #[case] values: &str) {
    let mut net = connected(id);
    play(&mut net, &format!("> AT+QMTPUB={values}\n < ERROR"));
    assert!(!net.seen().contains("> PUBLISH"), "{}", net.seen());
}

#[rstest]
#[case::msgid_0(r#"0,0,1,0,"t",5"#)]
#[case::empty(r#"0,0,0,0,"t",0"#)]
#[case::too_long(r#"0,0,0,0,"t",1501"#)]
#[case::another_client(r#"1,0,0,0,"t",5"#)]
fn no_prompt_comes(#[case] values: &str) {
    let mut net = connected(ECX);
    play(&mut net, &format!("> AT+QMTPUBEX={values}\n < ERROR"));
}

#[test]
fn a_counted_message_ends_with_its_length() {
    let mut net = connected(ECX);
    play(
        &mut net,
        r#"
        > AT+QMTPUBEX=0,0,0,0,"t",6
        < >
        = ab
        = \x1a\x1b\r\nAT\r
        < OK
        < +QMTPUBEX: 0,0,0
        > AT
        < OK
        "#,
    );
    assert!(net.seen().contains("payload=\"ab\\x1a\\x1b\\r\\n\""), "{}", net.seen());
}

#[test]
fn the_longest_message() {
    let mut net = connected(ECX);
    play(&mut net, "> AT+QMTPUBEX=0,9,1,0,\"t\",1500\n < >");
    assert_eq!(net.say(&"x".repeat(1600)), framed("OK|+QMTPUBEX: 0,9,0"));
    assert!(net.seen().contains("1500"), "{}", net.seen());
}

#[rstest]
#[case::nothing_typed("~ 3s\n < ERROR")]
#[case::too_little_typed("= abc\n ~ 1s\n < ERROR")]
fn typing_takes_too_long(#[case] then: &str) {
    let mut net = crate::desk::silent(ECX);
    play(
        &mut net,
        r#"
        > AT+QMTCFG="edit/timeout",0,1,4
        < OK
        > AT+QMTOPEN=0,"far.end",1883
        < OK
        < +QMTOPEN: 0,0
        > AT+QMTCONN=0,"me"
        < OK
        < +QMTCONN: 0,0,0
        "#,
    );
    play(&mut net, &format!("> AT+QMTPUBEX=0,0,0,0,\"t\",5\n < >\n {then}\n > AT\n < OK"));
    assert!(!net.seen().contains("> PUBLISH"), "{}", net.seen());
}

#[test]
fn without_a_limit_typing_may_take_its_time() {
    let mut net = connected(ECX);
    play(
        &mut net,
        "> AT+QMTCFG=\"edit/timeout\",0\n < +QMTCFG: \"edit/timeout\",0\n < OK
         > AT+QMTPUBEX=0,0,0,0,\"t\",2\n < >\n ~ 1000s\n = ab\n < OK\n < +QMTPUBEX: 0,0,0",
    );
}

#[rstest]
#[case::sent("= text\\x1a\n < OK\n < +QMTPUB: 0,3,0", Some("payload=\"text\""))]
#[case::empty("= \\x1a\n < OK\n < +QMTPUB: 0,3,0", Some("payload=\"\""))]
#[case::cancelled("= text\\x1b\n < OK", None)]
#[case::lines("= a\\r\\nb;c\\x1a\n < OK\n < +QMTPUB: 0,3,0", Some("payload=\"a\\r\\nb;c\""))]
fn data_mode(#[case] typed: &str, #[case] payload: Option<&str>) {
    let mut net = connected(BC26);
    play(&mut net, &format!("> AT+QMTPUB=0,3,1,0,\"t\"\n < >\n {typed}\n > AT\n < OK"));
    match payload {
        Some(payload) => assert!(net.seen().contains(payload), "{}", net.seen()),
        None => assert!(!net.seen().contains("> PUBLISH"), "{}", net.seen()),
    }
}

#[rstest]
#[case::most(1024, "OK|+QMTPUB: 0,3,0")]
#[case::one_more(1025, "ERROR")]
#[case::many_more(5000, "ERROR")]
fn data_mode_has_a_limit(#[case] length: usize, #[case] said: &str) {
    let mut net = connected(BC26);
    play(&mut net, "> AT+QMTPUB=0,3,1,0,\"t\"\n < >");
    assert_eq!(net.say(&format!("{}\u{1a}", "x".repeat(length))), framed(said));
    net.approve();
}

#[rstest]
#[case::most(700, "OK|+QMTPUB: 0,3,0")]
#[case::one_more(701, "ERROR")]
fn a_message_in_the_command_has_a_limit(#[case] length: usize, #[case] said: &str) {
    let mut net = connected(BC26);
    let typed = format!("AT+QMTPUB=0,3,1,0,\"t\",\"{}\"\r", "x".repeat(length));
    assert_eq!(net.say(&typed), framed(said));
    net.approve();
}

#[rstest]
#[case::bc26(BC26, "echomode", "AT+QMTPUB=0,0,0,0,\"t\"", "ab\u{1a}")]
#[case::ecx00u(ECX, "view/mode", "AT+QMTPUBEX=0,0,0,0,\"t\",2", "ab")]
fn typed_data_are_shown_where_the_host_wants_it(
    #[case] id: &str,
    #[case] key: &str,
    #[case] command: &str,
    #[case] data: &str,
    #[values(false, true)] shown: bool,
) {
    let mut net = crate::desk::silent(id);
    // A log in which commands are not echoed does not tell what the echo of data is.
    net.say(&format!("ATE1\rAT+QMTCFG=\"{key}\",0,{}\r", u8::from(shown)));
    net.say("AT+QMTOPEN=0,\"far.end\",1883\r");
    net.say("AT+QMTCONN=0,\"me\"\r");
    net.say(&format!("{command}\r"));
    let echo = if shown { "ab" } else { "" };
    let name = command.split(['+', '=']).nth(1).unwrap_or_default();
    assert_eq!(net.say(data), format!("{echo}{}", framed(&format!("OK|+{name}: 0,0,0"))));
    net.approve();
}

#[rstest]
#[case::upper("4142", Some("AB"))]
#[case::lower("6a6B", Some("jk"))]
#[case::empty_pair("", Some(""))]
#[case::odd("414", None)]
#[case::no_digit("4x", None)]
fn hexadecimal_messages(#[case] digits: &str, #[case] payload: Option<&str>) {
    let mut net = crate::desk::silent(BC26);
    net.say("AT+QMTCFG=\"dataformat\",0,1,1\r");
    net.say("AT+QMTOPEN=0,\"far.end\",1883\r");
    net.say("AT+QMTCONN=0,\"me\"\r");
    let said = net.say(&format!("AT+QMTPUB=0,0,0,0,\"t\",\"{digits}\"\r"));
    match payload {
        Some(payload) => {
            assert_eq!(said, framed("OK|+QMTPUB: 0,0,0"));
            assert!(net.seen().contains(&format!("payload=\"{payload}\"")), "{}", net.seen());
        }
        None => assert_eq!(said, framed("ERROR")),
    }
    play(
        &mut net,
        "> AT+QMTSUB=0,1,\"u\",0\n < OK\n < +QMTSUB: 0,1,0,0\n ! publish \"u\" \"J\\xff\"\n < +QMTRECV: 0,0,\"u\",\"4AFF\"",
    );
}

#[test]
fn five_messages_may_await_their_acknowledgement() {
    let mut net = connected(ECX);
    net.order("hold PUBACK within 3s");
    for msgid in 1..=5 {
        net.say_for(&format!("AT+QMTPUBEX=0,{msgid},1,0,\"t\",1\r"), std::time::Duration::from_millis(100));
        assert_eq!(net.say_for("x", std::time::Duration::from_millis(100)), framed("OK"), "{msgid}");
    }
    let soon = std::time::Duration::from_millis(100);
    assert_eq!(net.say_for("AT+QMTPUBEX=0,6,1,0,\"t\",1\r", soon), framed("ERROR"));
    assert_eq!(
        net.say_for("AT+QMTPUBEX=0,0,0,0,\"t\",1\r", soon),
        "\r\n> ",
        "without acknowledgement none waits"
    );
    assert_eq!(net.say_for("x", soon), framed("OK|+QMTPUBEX: 0,0,0"));
    let results: Vec<String> = (1..=5).map(|msgid| format!("+QMTPUBEX: 0,{msgid},0")).collect();
    let late = net.listen(std::time::Duration::from_secs(3));
    assert_eq!(late, framed(&results.join("|")));
    assert_eq!(net.say("AT+QMTPUBEX=0,6,1,0,\"t\",1\r"), "\r\n> ");
    assert_eq!(net.say("x"), framed("OK|+QMTPUBEX: 0,6,0"));
    net.approve();
}

#[rstest]
#[case::refused(BC20, "ERROR", 1)]
#[case::sent_all_the_same(BC26, "OK", 2)]
fn an_identifier_is_used_twice(#[case] id: &str, #[case] answer: &str, #[case] sent: usize) {
    let mut net = connected(id);
    net.order("hold PUBACK within 5s");
    play(
        &mut net,
        &format!(
            "> AT+QMTPUB=0,5,1,0,\"t\",\"one\"\n < OK\n > AT+QMTPUB=0,5,1,0,\"t\",\"two\"\n < {answer}\n ~ 5s{}",
            "\n < +QMTPUB: 0,5,0".repeat(sent)
        ),
    );
    play(&mut net, "> AT+QMTPUB=0,5,1,0,\"t\",\"three\"\n < OK\n < +QMTPUB: 0,5,0");
    assert_eq!(net.seen().matches("> PUBLISH").count(), sent + 1, "{}", net.seen());
}

#[rstest]
fn what_is_on_its_way_is_lost_with_the_link(#[values(BC20, BC26)] id: &str) {
    let mut net = connected(id);
    net.order("drop PUBACK");
    play(
        &mut net,
        "> AT+QMTPUB=0,5,1,0,\"t\",\"one\"\n < OK\n > AT+QMTSUB=0,6,\"t\",1\n < OK\n < +QMTSUB: 0,6,0,1
         ! reset now\n < +QMTPUB: 0,5,2\n < +QMTSTAT: 0,1",
    );
}

#[rstest]
fn nothing_works_without_a_connection(
    #[values(BC20, BC26, ECX)] id: &str,
    #[values(false, true)] opened: bool,
) {
    let mut net = if opened { crate::desk::open(id) } else { crate::desk::silent(id) };
    play(
        &mut net,
        "> AT+QMTSUB=0,1,\"t\",0\n < ERROR\n > AT+QMTUNS=0,1,\"t\"\n < ERROR\n > AT+QMTDISC=0\n < ERROR",
    );
    let publish = if id == ECX { "AT+QMTPUBEX=0,0,0,0,\"t\",1" } else { "AT+QMTPUB=0,0,0,0,\"t\",\"m\"" };
    play(&mut net, &format!("> {publish}\n < ERROR"));
    if id == BC26 {
        play(&mut net, "> AT+QMTPUB=0,0,0,0,\"t\"\n < ERROR");
    }
}

#[test]
fn a_subscription_without_an_identifier_gets_one_of_the_modules() {
    let mut net = connected(ECX);
    play(
        &mut net,
        "> AT+QMTSUB=0,0,\"t\",0\n < OK\n < +QMTSUB: 0,0,0,0\n > AT+QMTUNS=0,0,\"t\"\n < OK\n < +QMTUNS: 0,0,0",
    );
}
