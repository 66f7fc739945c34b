//! What reading costs grows with the bytes and no faster. Every dialogue that an oracle plays is held to it; these
//! are the bytes that are dearest, or were before they were known.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::exchange::MAX_OWED;
use hayes_at::oracles::{Said, same_however_cut};
use rstest::rstest;

/// The piece over and over, cut off at the length.
fn fill(piece: &str, len: usize) -> String {
    piece.repeat(len / piece.len() + 1)[..len].to_owned()
}

fn play(said: &[Said]) {
    same_however_cut(&small::grammar(), said, &[3, 1, 70]);
}

/// Every quote may end a free text, and every line end may be one of its bytes.
#[rstest]
#[case::goes_on_at_each_quote("+RECV: 0,1,\"t\",\"", "\"\r", "")]
#[case::goes_on_behind_a_quote("+RECV: 0,1,\"t\",\"", "\"a\"\r\n", "")]
#[case::goes_on_without_quotes("+RECV: 0,1,\"t\",\"", "a\r", "")]
#[case::quotes("+RECV: 0,1,\"t\",\"", "\"", "x")]
#[case::quotes_and_commas("+RECV: 0,1,\"t\",\"", "\",\"", "x")]
#[case::quotes_that_fit("+RECV: 0,1,\"t\",\"", "\",\"", "\"")]
#[case::quotes_in_two_texts("+RECV: 0,1,\"", "\",\"", "\"")]
#[case::quotes_and_commas_in_two_texts("+RECV: 0,1,\"", "\",", "\"")]
#[case::quotes_in_a_plain_text("+COPS: 1,A,\"", "\",", "x")]
#[case::commas("+RECV: ", ",", "")]
#[case::numbers("+SLOTS: 1,", "0,", "")]
#[case::spaces("+RECV: ", " ", "")]
#[case::digits("+RECV: ", "9", "")]
#[case::letters("", "x", "")]
#[case::line_ends("", "\r\n", "")]
#[case::short_lines("", "0\r", "")]
#[case::quote_lines("", "\"\r", "")]
#[case::junk("", "\u{1}", "")]
#[case::prompts("", "> ", "")]
#[case::data_that_never_come("+RXTOPIC: 0,99999\r\n", "\r", "")]
fn steps_grow_with_the_bytes(
    #[case] head: &str,
    #[case] piece: &str,
    #[case] tail: &str,
    #[values("", "AT+CSQ\r", "AT+TEXT=0,\"t\"\r", "ATI\r")] command: &str,
    #[values(1000, 4000, 16000)] len: usize,
) {
    let body = fill(piece, len);
    play(&[Said::Host(command.into()), Said::Module(format!("\r\n{head}{body}{tail}\r\n").into())]);
}

/// The data's echo is compared with the data as it comes.
#[rstest]
fn an_echo_of_data_is_not_compared_over_and_over(#[values(1000, 16000)] len: usize) {
    let (command, data) = (format!("AT+PUB=0,1,1,\"t\",{len}\r"), fill("abcdefghij", len));
    play(&[
        Said::Host(command.clone().into()),
        Said::Module(format!("{command}\r\n>").into()),
        Said::Host(data.clone().into()),
        Said::Module(format!("{data}\r\nOK\r\n").into()),
    ]);
}

/// Each line may be any of the results that are owed.
#[rstest]
#[case::of_another_client("+CONN: 5,0\r")]
#[case::short("+CONN:\r")]
#[case::surplus("+CONN: 1,1,1,1\r")]
fn many_results_that_are_owed_stay_cheap(#[case] line: &str) {
    let asked: Vec<Said> = (0..MAX_OWED)
        .flat_map(|_| [Said::Host(b"AT+CONN=1,\"c\"\r".to_vec()), Said::Module(b"\r\nOK\r\n".to_vec())])
        .collect();
    play(&[asked, vec![Said::Module(fill(line, 8000).into())]].concat());
}

/// A host that writes byte by byte, data without a length among them.
#[test]
fn what_a_host_writes_byte_by_byte_is_looked_at_once() {
    let bytes = ["AT+TEXT=0,\"t\"\r", &fill("a text ", 16000), "\u{1A}"].concat();
    let mut said = vec![Said::Host(bytes.as_bytes()[..14].to_vec()), Said::Module(b"\r\n> ".to_vec())];
    said.extend(bytes.as_bytes()[14..].iter().map(|b| Said::Host(vec![*b])));
    play(&said);
}
