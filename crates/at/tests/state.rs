//! What an exchange tells of itself between events: what is in flight, what is owed, who is to speak.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::exchange::{Exchange, What};

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
