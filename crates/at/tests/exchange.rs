//! What an exchange makes of real dialogues, whole and byte by byte.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::exchange::{Exchange, Side, What};
use hayes_at::grammar::Grammar;
use hayes_at::visible::{Visible, bytes_of};
use rstest::rstest;

/// Plays a dialogue of `>` host and `<` module lines, in reads of `cut` bytes, and tells what came of it.
/// Host lines get a CR, module lines CR LF on both sides unless they say `|` at the end.
fn play(grammar: &Grammar, dialogue: &str, cut: usize) -> Vec<String> {
    let mut exchange = Exchange::new(grammar);
    let mut told = Vec::new();
    let mut sent = [0_u64; 2];
    for line in dialogue.trim().lines() {
        let (side, text) = line.trim().split_at(1);
        let text = text.strip_prefix(' ').unwrap_or(text);
        let mut bytes = bytes_of(text).expect("visible bytes");
        match side {
            ">" => bytes.push(b'\r'),
            "<" => bytes = [b"\r\n", bytes.as_slice(), b"\r\n"].concat(),
            "=" | "-" => {}
            "." => {
                exchange.handle_silence();
                tell(grammar, &mut exchange, &mut told, &mut sent);
                continue;
            }
            _ => panic!("a dialogue line starts with > = < or -: {line}"),
        }
        for piece in bytes.chunks(cut) {
            let mut rest = piece;
            while !rest.is_empty() {
                let taken = match side {
                    ">" | "=" => exchange.handle_host(rest),
                    _ => exchange.handle_module(rest),
                };
                rest = &rest[taken..];
                tell(grammar, &mut exchange, &mut told, &mut sent);
            }
        }
    }
    told
}

fn tell(grammar: &Grammar, exchange: &mut Exchange<'_>, told: &mut Vec<String>, sent: &mut [u64; 2]) {
    while let Some(event) = exchange.poll() {
        let side = usize::from(event.from == Side::Module);
        assert_eq!(event.offset, sent[side], "every byte is in exactly one event");
        sent[side] += event.raw.len() as u64;
        let what = match event.what {
            What::Urc(urc) => format!("Urc({})", grammar.urcs()[usize::from(urc)].id),
            what => format!("{what:?}"),
        };
        let flaws = if event.flaws.is_none() { String::new() } else { format!(" !{:?}", event.flaws) };
        let mut line = format!("{} {what} {:?}{flaws}", event.seq, Visible(event.text));
        if let Some(block) = event.block {
            for part in &block.parts[..2] {
                let part = format!(" part {:?} of {:?}", Visible(&part.bytes), part.declared);
                line.push_str(&part);
            }
        }
        told.push(line);
    }
}

#[rstest]
#[case::open(
    "open",
    r#"
> AT+OPEN=0,"host",1883
- AT+OPEN=0,"host",1883\r
< OK
< +OPEN: 0,0
"#
)]
#[case::urcs_everywhere(
    "urcs-everywhere",
    r"
> AT+CSQ
< +STAT: 0,1
- AT+CSQ\r
< +STAT: 1,1
< +CSQ: 23,0
< +STAT: 2,1
< OK
"
)]
#[case::five_publishes(
    "five-publishes",
    r#"
> AT+PUB=0,1,1,"t",2
< >
= ab
< OK
> AT+PUB=0,2,1,"t",2
< >
= cd
< OK
< +PUB: 0,2,1,1
< +PUB: 0,2,0
< +PUB: 0,1,0
< +PUB: 0,9,0
"#
)]
#[case::prompts(
    "prompt-spellings",
    r#"
> AT+PUB=0,1,1,"t",1
- >
= a
< OK
> AT+PUB=0,1,1,"t",1
- >\x20
= a
< OK
> AT+PUB=0,1,1,"t",1
- \r\n>
= a
< OK
> AT+PUB=0,1,1,"t",1
- \r\n>\x20
= a
< OK
> AT+PUB=0,1,1,"t",1
- \r\n>\r\n
= a
< OK
"#
)]
#[case::prompt_in_a_payload(
    "prompt-in-payload",
    r#"
> AT+PUB=0,1,1,"t",1
< +RECV: 0,1,"t","mail a@b.c > x"
< >
= x
< OK
"#
)]
#[case::ctrl_z(
    "ctrl-z",
    r#"
> AT+TEXT=0,"t"
- \r\n>\x20
= AT\r\nOK\r\n"\x1A
< OK
> AT+TEXT=0,"t"
- \r\n>\x20
= no\x1B
< OK
"#
)]
#[case::data_echo(
    "data-echo",
    r#"
> AT+TEXT=0,"t"
- AT+TEXT=0,"t"\r\r\n>\x20
= hello\x1A
- hello\x1A\r\nOK\r\n
"#
)]
#[case::data_echo_with_a_blank_of_its_own(
    "data-echo-blank",
    r#"
> AT+TEXT=0,"t"
- AT+TEXT=0,"t"\r\r\n>
= \x20hello\x1A
- \x20hello\x1A\r\nOK\r\n
"#
)]
#[case::given_up_echo(
    "given-up-echo",
    r#"
> AT+PUB=0,1,1,"t",10
- AT+PUB=0,1,1,"t",10\r\r\n>\x20
= short
- short\r\nERROR\r\n
"#
)]
#[case::upload(
    "upload",
    r#"
> AT+LOAD="f",4
< CONNECT
= \r\nOK
< +LOAD: 4,384a
< OK
"#
)]
#[case::block(
    "receive-block",
    r"
< +RXSTART: 0,4,9
- +RXTOPIC: 0,4\r\n\r\nOK
- \r\n+RXPAYLOAD: 0,5\r\n+RXEN\r\n+RXPAYLOAD: 0,4\r\nD: 0
< +RXEND: 0
< +RRXEND: 1
"
)]
#[case::counted(
    "counted-payload",
    r#"
< +RECV: 0,1,"t",18,"a"\r\nOK\r\n+RECV: 0,1"
< +RECV: 0,1,"t",20,"a"\r\nOK\r\n+RECV: 0,1"
< +RECV: 0,1,"t",3,"abcdef"
< OK
"#
)]
#[case::uncounted(
    "uncounted-payload",
    r#"
< +RECV: 0,1,"t","{\r\n "a": "x"\r\n}"
< +RECV: 0,1,"t","a","b"
< +STAT: 0,1
"#
)]
#[case::never_closed(
    "never-closed",
    r#"
> AT+CSQ
< +RECV: 0,1,"t","abc
< OK
.
> AT+CSQ
< OK
"#
)]
#[case::unclear(
    "unclear",
    r#"
> AT+CONN=0,"me"
< OK
> AT+CONN?
< +CONN: 0,1
< OK
"#
)]
#[case::order(
    "either-order",
    r#"
> AT+DISC=0
< +DISC: 0,0
< OK
> AT+DISC=0
< OK
< +DISC: 0,0
> AT+DISC=0
< +DISC: 0,9
< ERROR
> AT+OPEN=0,"h",1
< +OPEN: 0,0
< OK
"#
)]
#[case::noise(
    "noise",
    r#"
- \xFF\xFE\x00\x00RDY\r\n
- \r\r\nRING\r\n
- \xE4\xFF\r\n
- "\r\n
< OK
< +STAT: 9999999999,1
< +STAT: 0
< +STAT: 0,1,2
< +STAT:0, 1
< +NEW: 1
- half
.
"#
)]
#[case::numeric(
    "numeric",
    r"
> ATI
- ATI\r
< Quectel
< BC26
- 0\r
> AT+CSQ
- 4\r
"
)]
#[case::queries(
    "queries",
    r#"
> AT+CFG="KEEPALIVE",0
< +CFG: "keepalive",120
< OK
> at+cfg="keepalive",0,60
< OK
> AT+CFG="ssl",0,0xFFFF;+CSQ
< +CSQ: 1,2
< OK
> AT+CFG="nosuch",0
< ERROR
"#
)]
#[case::several_on_a_line(
    "several-on-a-line",
    r#"
> AT+CSQ;+OPEN?;I
< +CSQ: 1,2
< +OPEN: 0,"h",1
< Quectel
< OK
> AT+OPEN=0,"h",1;+CSQ
< +CSQ: 1,1
< OK
< +OPEN: 0,0
> AT+CSQ;+OPEN?
< ERROR
> AT+CSQ;+CSQ
< OK
"#
)]
#[case::overlap(
    "overlap",
    r"
> AT+CSQ
> AT
- AT+CSQ\r
< +CSQ: 1,1
< OK
- AT\r
< OK
> AT+CSQ
> AT
- AT\r
< OK
"
)]
fn an_exchange(#[case] name: &str, #[case] dialogue: &str) {
    let grammar = small::grammar();
    let whole = play(&grammar, dialogue, usize::MAX);
    for cut in [1, 2, 3, 7] {
        assert_eq!(play(&grammar, dialogue, cut), whole, "in reads of {cut}");
    }
    let shown = format!("{}\n----\n{}", dialogue.trim(), whole.join("\n"));
    insta::assert_snapshot!(name, shown);
}
