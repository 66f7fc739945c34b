//! Which code tells of which cause. Where a document's table lacks a code, the general one stands for it.

use super::names::{CLIENT, ERR_CODE, RESULT};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;
use crate::seam::Trouble;

/// It went well.
pub(super) const DONE: i64 = 0;
/// Opening, closing or disconnecting failed.
pub(super) const FAILED: i64 = -1;
/// A parameter is wrong.
pub(super) const WRONG: i64 = 1;
/// The client's number is taken.
pub(super) const OCCUPIED: i64 = 2;
/// The packet context could not be activated.
pub(super) const NO_CONTEXT: i64 = 3;
const NO_NAME: i64 = 4;
const NO_CONNECTION: i64 = 5;

/// A packet was sent again.
pub(super) const AGAIN: i64 = 1;
/// A packet could not be delivered.
pub(super) const UNDELIVERED: i64 = 2;

/// Why the link changed.
pub(super) const BY_PEER: i64 = 1;
pub(super) const NO_PONG: i64 = 2;
pub(super) const NO_CONNACK: i64 = 4;
pub(super) const AFTER_DISCONNECT: i64 = 5;
pub(super) const UNDELIVERABLE: i64 = 6;
pub(super) const DEAD: i64 = 7;
pub(super) const BY_CLIENT: i64 = 8;

/// The result of an opening that failed for this reason. A server that refuses, and a TLS handshake that fails,
/// are errors of the connection; where nobody answers, there was none.
pub(super) fn of_trouble(trouble: &Trouble, board: &Board) -> i64 {
    const READINGS: &[&str] = &["qmtopen.failure-code"];
    match trouble {
        Trouble::Dns => NO_NAME,
        Trouble::Refused | Trouble::Reset if board.goes(READINGS, &["not-opened"]) => FAILED,
        Trouble::Tls(_) if board.goes(&["qmtopen.ssl-failure"], &["not-opened"]) => FAILED,
        Trouble::Refused | Trouble::Reset | Trouble::Tls(_) => NO_CONNECTION,
        Trouble::Unreachable | Trouble::TimedOut => FAILED,
    }
}

/// The code for a server that breaks MQTT: the client closes, where there is a code for that.
pub(super) fn of_breach(board: &Board) -> i64 {
    if stat_knows(board, BY_CLIENT) { BY_CLIENT } else { DEAD }
}

/// Does the table of the link's codes have this one?
pub(super) fn stat_knows(board: &Board, code: i64) -> bool {
    let table = ERR_CODE.iter().find_map(|name| board.dialect.errors(name));
    table.is_some_and(|table| table.meaning(code).is_some())
}

/// A result that the form's own range has, else the one for failure.
pub(super) fn lawful(ask_form: hayes_at::grammar::FormId, code: i64, board: &Board) -> i64 {
    let form = board.dialect.form(ask_form);
    let place = form.and_then(|form| form.params.iter().find(|p| RESULT.contains(&p.param.name.as_str())));
    let range = place.and_then(|place| place.param.range());
    if range.is_none_or(|range| range.holds(code)) { code } else { FAILED }
}

/// A command at the wrong moment: refused, or, where its readings go that way, taken and failed with a result.
pub(super) fn not_now(ask: &Ask, readings: &[&str], given: Given, result: i64, board: &mut Board) -> Turn {
    if !board.goes(readings, &["later", "result", "failed"]) {
        return board.refuse(ask, Refusal::State);
    }
    let number = ask.number(CLIENT).unwrap_or_default();
    let turn = board.accept(ask);
    board.result(ask.form, &given.int(CLIENT, number).int(RESULT, result));
    turn
}
