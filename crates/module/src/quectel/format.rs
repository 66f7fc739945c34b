//! In which format data and topics go over the serial line: as they are, or as hexadecimal digits.

use super::names::{RECV_FORMAT, SEND_FORMAT};
use super::{hex, plan};
use crate::board::Board;

const TOPICS: &[&str] = &["dataformat.scope", "qmtcfg.hex-topic"];
const CASE: &[&str] = &["qmtcfg.hex-letter-case", "dataformat.hex-spelling"];
pub(super) const BAD_DIGITS: &[&str] = &["qmtcfg.hex-bad-digit", "dataformat.bad-hex"];

/// Does the host give digits for what is sent?
pub(super) fn takes_digits(number: i64, board: &Board) -> bool {
    plan::number(board, number, SEND_FORMAT) == Some(1)
}

/// Does it want digits for what is received?
pub(super) fn shows_digits(number: i64, board: &Board) -> bool {
    plan::number(board, number, RECV_FORMAT) == Some(1)
}

/// The bytes of data that the host gives; none where they are to be digits and are not.
pub(super) fn sent(number: i64, data: &[u8], board: &Board) -> Option<Vec<u8>> {
    if !takes_digits(number, board) {
        return Some(data.to_vec());
    }
    let readable = data.iter().take_while(|b| b.is_ascii_hexdigit()).count() & !1;
    let cut = board.goes(BAD_DIGITS, &["cut"]);
    hex::decode(if cut { &data[..readable] } else { data })
}

/// The same of a topic.
pub(super) fn sent_topic(number: i64, topic: &[u8], board: &Board) -> Option<Vec<u8>> {
    let digits = takes_digits(number, board) && board.goes(TOPICS, &["topics", "both"]);
    if digits { hex::decode(topic) } else { Some(topic.to_vec()) }
}

/// Data as the host wants to see them.
pub(super) fn shown(number: i64, data: &[u8], board: &Board) -> Vec<u8> {
    let upper = !board.goes(CASE, &["lower", "quoted-lower"]);
    if shows_digits(number, board) { hex::encode(data, upper) } else { data.to_vec() }
}

/// The same of a topic.
pub(super) fn shown_topic(number: i64, topic: &[u8], board: &Board) -> Vec<u8> {
    let digits = board.goes(TOPICS, &["topics", "both"]);
    if digits { shown(number, topic, board) } else { topic.to_vec() }
}
