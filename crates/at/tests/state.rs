//! What an exchange tells of itself between events: what is in flight, what is owed, who is to speak.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::exchange::{Exchange, Noise, What};
use hayes_at::line::MAX_LINE;
use rstest::rstest;

fn host(exchange: &mut Exchange<'_>, bytes: &str) {
    assert_eq!(exchange.handle_host(bytes.as_bytes()), bytes.len());
    while exchange.poll().is_some() {}
}

fn module(exchange: &mut Exchange<'_>, bytes: &str) {
    assert_eq!(exchange.handle_module(bytes.as_bytes()), bytes.len());
    while exchange.poll().is_some() {}
}

fn owing(exchange: &Exchange<'_>) -> Vec<(u64, bool)> {
    exchange.owing().collect()
}

#[test]
fn a_command_is_in_flight_until_its_final_result_and_owes_until_the_later_one() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    assert_eq!((exchange.in_flight(), owing(&exchange)), (None, vec![]));
    host(&mut exchange, "AT+OPEN=0,\"h\",1\r");
    assert_eq!((exchange.in_flight(), owing(&exchange)), (Some(1), vec![]));
    module(&mut exchange, "\r\nOK\r\n");
    assert_eq!((exchange.in_flight(), owing(&exchange)), (None, vec![(1, false)]));
    module(&mut exchange, "\r\n+OPEN: 0,0\r\n");
    assert_eq!((exchange.in_flight(), owing(&exchange)), (None, vec![]));
}

#[test]
fn a_result_that_may_have_come_is_owed_in_doubt() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "AT+CONN=1,\"c\"\r");
    module(&mut exchange, "\r\nOK\r\n");
    host(&mut exchange, "AT+CONN?\r");
    assert_eq!(owing(&exchange), [(1, false)]);
    module(&mut exchange, "\r\n+CONN: 1,2\r\n");
    assert_eq!(owing(&exchange), [(1, true)]);
}

#[test]
fn a_result_is_owed_without_doubt_once_the_line_is_known_for_an_answer() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "AT+DUE=1\r");
    module(&mut exchange, "\r\nOK\r\n");
    host(&mut exchange, "AT+DUE?\r");
    module(&mut exchange, "\r\n+DUE: 1,0\r\n");
    assert_eq!(owing(&exchange), [(1, true)]);
    module(&mut exchange, "\r\nOK\r\n");
    assert_eq!(owing(&exchange), [(1, false)]);
}

/// One line, and two commands of which either may have said it: both may have said all, and neither is sure.
#[test]
fn a_line_that_two_commands_may_have_said_leaves_both_owing_in_doubt() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "AT+DISC=0\r");
    module(&mut exchange, "\r\nOK\r\n");
    assert_eq!(owing(&exchange), [(1, false)]);
    host(&mut exchange, "AT+DISC=0\r");
    module(&mut exchange, "\r\n+DISC: 0,0\r\n\r\nOK\r\n");
    assert_eq!(owing(&exchange), [(1, true), (3, true)]);
}

/// The result that comes is that of the command that was accepted, not of the same one refused before.
#[test]
fn a_result_is_credited_to_the_command_that_owes_it() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "AT+LATE=1\r");
    module(&mut exchange, "\r\nERROR\r\n");
    host(&mut exchange, "AT+LATE=1\r");
    module(&mut exchange, "\r\nOK\r\n");
    assert_eq!(owing(&exchange), [(1, false), (3, false)]);
    module(&mut exchange, "\r\n+LATE: 1,0\r\n");
    assert_eq!(owing(&exchange), [(1, false)]);
}

/// Two commands that answer in free lines: each has one at least, and the first leaves the line to the next.
#[test]
fn commands_of_one_line_answer_in_turn() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "ATI;+MODEL\r");
    let mut heard = Vec::new();
    for line in ["Quectel", "BC26", "Revision: 1", "OK"] {
        exchange.handle_module(format!("\r\n{line}\r\n").as_bytes());
        while let Some(event) = exchange.poll() {
            match event.what {
                What::Info { form, .. } => {
                    let name = &grammar.commands()[usize::from(form.command)].name;
                    heard.push(format!("{name} {line}"));
                }
                What::Final { documented, .. } => heard.push(format!("{line} documented {documented}")),
                _ => {}
            }
        }
    }
    assert_eq!(heard, ["I Quectel", "+MODEL BC26", "+MODEL Revision: 1", "OK documented true"]);
}

/// The same command twice is asked twice: each has its own answer, and the result needs both.
#[rstest]
#[case::both_answered("AT+CSQ;+CSQ", &["+CSQ: 1,2", "+CSQ: 3,4"], true)]
#[case::one_answered("AT+CSQ;+CSQ", &["+CSQ: 1,2"], false)]
#[case::free_lines("ATI;I", &["Quectel", "BC26", "Revision: 1"], true)]
#[case::one_free_line("ATI;I", &["Quectel"], false)]
#[case::with_another_between("AT+CSQ;I;+CSQ", &["+CSQ: 1,2", "Quectel", "+CSQ: 3,4"], true)]
fn the_same_command_twice_answers_twice(#[case] command: &str, #[case] lines: &[&str], #[case] all: bool) {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, &format!("{command}\r"));
    for line in lines {
        exchange.handle_module(format!("\r\n{line}\r\n").as_bytes());
        assert!(matches!(exchange.poll().map(|e| e.what), Some(What::Info { of: 1, .. })), "{line}");
        assert!(exchange.poll().is_none_or(|e| e.what == What::Noise(Noise::Blank)));
    }
    exchange.handle_module(b"\r\nOK\r\n");
    let end = exchange.poll().map(|e| e.what);
    assert!(matches!(end, Some(What::Final { of: Some(1), documented, .. }) if documented == all), "{end:?}");
}

/// Plays what the module says, and gives the parts of the first block that is complete: how long, whether cut.
fn parts(exchange: &mut Exchange<'_>, mut bytes: &[u8]) -> Option<Vec<(usize, bool)>> {
    let mut parts = None;
    while !bytes.is_empty() {
        bytes = &bytes[exchange.handle_module(bytes)..];
        while let Some(event) = exchange.poll() {
            let block = event.block.map(|block| block.parts.iter().map(|p| (p.bytes.len(), p.cut)).collect());
            parts = parts.or(block);
        }
    }
    parts
}

#[test]
fn a_part_of_a_message_is_kept_as_far_as_there_is_room() {
    let grammar = small::grammar();
    for (len, kept) in [(MAX_LINE, (MAX_LINE, false)), (MAX_LINE + 1, (MAX_LINE, true))] {
        let data = "x".repeat(len);
        let said = format!("\r\n+RXSTART: 0,0,{len}\r\n\r\n+RXPAYLOAD: 0,{len}\r\n{data}\r\n+RXEND: 0\r\n");
        let parts = parts(&mut Exchange::new(&grammar), said.as_bytes()).expect("a block");
        assert_eq!(parts[1], kept);
    }
}

#[test]
fn a_message_that_had_begun_is_forgotten_with_all_else() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    let (start, end) = (b"\r\n+RXSTART: 0,0,0\r\n", b"\r\n+RXEND: 0\r\n");
    assert_eq!(parts(&mut exchange, start), None);
    assert!(parts(&mut exchange, end).is_some());
    assert_eq!(parts(&mut exchange, start), None);
    exchange.handle_reset();
    assert_eq!(parts(&mut exchange, end), None);
}

/// Plays lines of the module, each with what may follow it, and gives the first two parts of each message that ends.
fn ended(lines: &[&str]) -> Vec<String> {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    let mut ended = Vec::new();
    for line in lines {
        exchange.handle_module(line.as_bytes());
        while let Some(event) = exchange.poll() {
            if let Some(block) = event.block {
                let parts = block.parts[..2].iter().map(|p| String::from_utf8_lossy(&p.bytes));
                ended.push(parts.collect::<Vec<_>>().join("|"));
            }
        }
    }
    ended
}

#[rstest]
#[case::begun_anew_it_is_empty(
    &["+RXSTART: 1,1,1\r\n", "+RXTOPIC: 1,1\r\na\r\n", "+RXSTART: 1,1,1\r\n", "+RXEND: 1\r\n", "+RXEND: 1\r\n"],
    &["|"]
)]
#[case::begun_anew_beside_another(
    &[
        "+RXSTART: 0,1,1\r\n", "+RXSTART: 1,1,1\r\n", "+RXSTART: 1,1,1\r\n", "+RXTOPIC: 1,1\r\na\r\n",
        "+RXTOPIC: 0,1\r\nb\r\n", "+RXEND: 1\r\n", "+RXEND: 0\r\n", "+RXEND: 1\r\n",
    ],
    &["a|", "b|"]
)]
#[case::another_kind_of_the_same_client(
    &[
        "+RXSTART: 1,1,1\r\n", "+INSTART: 1\r\n", "+RXTOPIC: 1,1\r\na\r\n", "+INDATA: 1,1\r\nb\r\n",
        "+INEND: 1\r\n", "+RXEND: 1\r\n",
    ],
    &["b|", "a|"]
)]
#[case::data_behind_another_report_are_no_part(
    &["+RXSTART: 1,1,1\r\n", "+RXTOPIC: 1,1\r\na\r\n", "+RXTOPIC: 0,1\r\nb\r\n", "+RXEND: 1\r\n"],
    &["a|"]
)]
#[case::one_more_than_are_followed_takes_the_place_of_the_oldest(
    &[
        "+RXSTART: 0,1,1\r\n", "+RXSTART: 1,1,1\r\n", "+RXSTART: 2,1,1\r\n", "+RXSTART: 3,1,1\r\n", "+RXSTART: 4,1,1\r\n",
        "+RXTOPIC: 0,1\r\na\r\n", "+RXTOPIC: 1,1\r\nb\r\n", "+RXTOPIC: 4,1\r\ne\r\n",
        "+RXEND: 0\r\n", "+RXEND: 1\r\n", "+RXEND: 2\r\n", "+RXEND: 3\r\n", "+RXEND: 4\r\n",
    ],
    &["b|", "|", "|", "e|"]
)]
#[case::and_the_next_that_of_the_second(
    &[
        "+RXSTART: 0,1,1\r\n", "+RXSTART: 1,1,1\r\n", "+RXSTART: 2,1,1\r\n", "+RXSTART: 3,1,1\r\n", "+RXSTART: 4,1,1\r\n",
        "+RXSTART: 5,1,1\r\n", "+RXTOPIC: 5,1\r\nf\r\n", "+RXEND: 1\r\n", "+RXEND: 5\r\n", "+RXEND: 2\r\n",
    ],
    &["f|", "|"]
)]
fn messages_in_parts_are_told_apart(#[case] lines: &[&str], #[case] expected: &[&str]) {
    assert_eq!(ended(lines), expected);
}

/// A name in the other spelling that the document prints is longer: values stand where the line has them.
#[test]
fn values_behind_a_name_spelled_otherwise_stand_where_they_came() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    exchange.handle_module(b"\r\n+RRXSTART: 1,42,9\r\n");
    let event = exchange.poll().expect("an event");
    let values: Vec<&[u8]> = event.fields.iter().map(|field| field.bytes(event.text)).collect();
    assert_eq!(values, [b"1".as_slice(), b"42", b"9"]);
}

#[test]
fn what_is_no_command_is_taken_with_its_line_end() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    exchange.handle_host(b"hello\r");
    assert_eq!(exchange.poll().map(|e| (e.what, e.raw.len(), e.text.len())), Some((What::Unknown, 6, 5)));
    assert!(exchange.poll().is_none());
}

#[test]
fn data_are_awaited_from_the_prompt_to_their_end() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "AT+PUB=0,1,1,\"t\",3\r");
    assert!(!exchange.awaits_data());
    module(&mut exchange, "\r\n> ");
    assert!(exchange.awaits_data());
    host(&mut exchange, "ab");
    assert!(exchange.awaits_data());
    host(&mut exchange, "c");
    assert!(!exchange.awaits_data());
}

/// A module that refuses instead of waiting for the data waits no longer.
#[test]
fn data_are_not_awaited_once_their_command_is_over() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "AT+PUB=0,1,1,\"t\",3\r");
    module(&mut exchange, "\r\n> \r\nERROR\r\n");
    assert!(!exchange.awaits_data());
}

#[test]
fn who_gives_up_a_command_hears_which_and_owes_it_no_data() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    assert_eq!(exchange.abandon(), None);
    host(&mut exchange, "AT\r");
    host(&mut exchange, "AT+TEXT=0,\"t\"\r");
    assert_eq!(exchange.in_flight(), Some(1));
    assert_eq!(exchange.abandon(), Some(1));
    assert_eq!(exchange.in_flight(), Some(2));
    module(&mut exchange, "\r\n> ");
    assert!(exchange.awaits_data());
    assert_eq!(exchange.abandon(), Some(2));
    assert!(!exchange.awaits_data());
    assert_eq!(exchange.abandon(), None);
}

#[test]
fn a_module_that_starts_anew_owes_nothing() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    host(&mut exchange, "AT+OPEN=0,\"h\",1\r");
    module(&mut exchange, "\r\nOK\r\n");
    host(&mut exchange, "AT+TEXT=0,\"t\"\r");
    module(&mut exchange, "\r\n> ");
    exchange.handle_restart();
    assert_eq!((exchange.in_flight(), owing(&exchange), exchange.awaits_data()), (None, vec![], false));
}
