//! Connecting a client to the server: CONNECT, CONNACK and their results.

use super::codes::{self, AGAIN, BY_PEER, DONE, NO_CONNACK, UNDELIVERED};
use super::names::{CLIENT, CLIENT_ID, PASSWORD, RESULT, RET_CODE, STATE, USER};
use super::open::one_line;
use super::plan::{self, Plan};
use super::slot::{Slot, Stage};
use super::{Quectel, manners, stat};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

const NOT_OPEN: &[&str] = &["conn.not-open", "qmtconn.not-open", "qmtconn.wrong-state"];
const TWICE: &[&str] = &["conn.twice", "qmtconn.twice", "qmtconn.wrong-state"];
const REFUSED: &[&str] = &["conn.refused", "qmtconn.refusal-result", "qmtconn.refused-result"];
const RETRIES: &[&str] = &["conn.retries", "qmtconn.resend-time", "qmtconn.time-and-retries"];
const AFTER_REFUSAL: &[&str] = &["conn.after-refusal", "qmtconn.after-refusal", "qmtconn.failed-network"];
const FAILED: &[&str] = &["stat.with-result", "qmtconn.failure-stat", "qmtconn.failure-urc"];
const IDLE: &[&str] = &["conn.read-lines", "qmtconn.state-initializing", "qmtconn.read-idle"];

/// The longest client id of MQTT 3.1, where a module keeps to it.
const SHORT_ID: usize = 23;

impl Quectel {
    pub(super) fn connect(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        match self.slot(number).stage {
            Stage::Open => {}
            Stage::Connected | Stage::Connecting => {
                return codes::not_now(ask, TWICE, Given::new(), UNDELIVERED, board);
            }
            _ => return codes::not_now(ask, NOT_OPEN, Given::new(), UNDELIVERED, board),
        }
        let client_id = ask.bytes(CLIENT_ID).unwrap_or_default();
        let limited = board.goes(&["conn.client-id-length"], &["limit"]);
        if limited && client_id.len() > SHORT_ID {
            return board.refuse(ask, Refusal::Code(24));
        }
        let retry = plan::retry(board, number);
        let plan = self.slot(number).plan.clone().unwrap_or_else(|| Plan::of(board, number));
        let setup = plan.setup(client_id, ask.bytes(USER), ask.bytes(PASSWORD), retry, board);
        let slot = self.slot(number);
        slot.stage = Stage::Connecting;
        slot.due = Some(ask.form);
        slot.tries = 0;
        slot.connect = Some(setup);
        let turn = board.accept(ask);
        self.send_connect(number, board);
        turn
    }

    fn send_connect(&mut self, number: i64, board: &mut Board) {
        let Some(setup) = self.slot(number).connect.clone() else { return };
        let Ok(index) = usize::try_from(number) else { return };
        let manners = manners::of(number, board);
        board.links.connect(board.now, index, setup);
        board.links.with(board.now, index, |client| client.set_manners(manners));
    }

    /// The server has taken the client in.
    pub(super) fn connected(&mut self, number: i64, board: &mut Board) {
        let slot = self.slot(number);
        slot.stage = Stage::Connected;
        slot.connect = None;
        self.connect_result(number, DONE, Some(0), board);
    }

    /// The server has refused the client with a return code.
    pub(super) fn refused(&mut self, number: i64, code: u8, board: &mut Board) {
        if !(1..=5).contains(&code) {
            // A code that MQTT does not have says nothing: that was no CONNACK.
            return self.connect_failed(number, NO_CONNACK, board);
        }
        let slot = self.slot(number);
        slot.stage = Stage::Open;
        slot.connect = None;
        if board.goes(REFUSED, &["stat"]) {
            slot.due = None;
            return self.stat(number, NO_CONNACK, board);
        }
        let result = if board.goes(REFUSED, &["failed", "result-2"]) { UNDELIVERED } else { DONE };
        self.connect_result(number, result, Some(i64::from(code)), board);
        if board.goes(AFTER_REFUSAL, &["closed"]) {
            stat::abort(number, board);
            *self.slot(number) = Slot::default();
        } else if board.goes(AFTER_REFUSAL, &["silent"]) {
            // The server closes now, and the host is left to find out.
            stat::abort(number, board);
            self.slot(number).stage = Stage::Held;
        }
    }

    /// No CONNACK has come in time.
    pub(super) fn connect_late(&mut self, number: i64, board: &mut Board) {
        let slot = self.slot(number);
        let times = slot.connect.as_ref().map_or(0, |setup| setup.retry.times);
        if slot.tries >= times || !board.goes(RETRIES, &["repeats", "formula", "with-retries"]) {
            return self.connect_failed(number, NO_CONNACK, board);
        }
        slot.tries += 1;
        let due = slot.due;
        self.send_connect(number, board);
        if let Some(form) = due.filter(|_| stat::notices(board, number)) {
            board.result(form, &Given::new().int(CLIENT, number).int(RESULT, AGAIN));
        }
    }

    /// The CONNECT came to nothing: a result, a report of the link, or both.
    pub(super) fn connect_failed(&mut self, number: i64, code: i64, board: &mut Board) {
        if !board.goes(FAILED, &["stat", "urc"]) {
            self.connect_result(number, UNDELIVERED, None, board);
        }
        let slot = self.slot(number);
        slot.due = None;
        slot.connect = None;
        slot.stage = Stage::Open;
        // A link that is gone, or was never MQTT's, is reported whatever becomes of a CONNECT.
        if code == BY_PEER || !board.goes(FAILED, &["result"]) {
            self.stat(number, code, board);
        }
    }

    fn connect_result(&mut self, number: i64, result: i64, code: Option<i64>, board: &mut Board) {
        let Some(form) = self.slot(number).due.take() else { return };
        let given = Given::new().int(CLIENT, number).int(RESULT, result);
        let tells = !board.goes(&["conn.ret-code"], &["refused"]) || code != Some(0);
        let given = match code.filter(|_| tells) {
            Some(code) => given.int(RET_CODE, code),
            None => given,
        };
        board.result(form, &given);
    }

    /// Where each client stands.
    pub(super) fn tell_state(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let idle = !board.goes(IDLE, &["connected", "no-line"]);
        let stands = |slot: &Slot| slot.state().filter(|state| idle || *state != 1);
        let row = |number: i64, state: i64| Given::new().int(CLIENT, number).int(STATE, state);
        let mut rows: Vec<Given> = if board.goes(IDLE, &["all"]) {
            let state = |number| self.slots.get(&number).and_then(Slot::state).unwrap_or(1);
            (0..board.limit("clients", 6)).map(|number| row(number, state(number))).collect()
        } else {
            self.slots.iter().filter_map(|(number, slot)| Some(row(*number, stands(slot)?))).collect()
        };
        if one_line(board) {
            rows.truncate(1);
        }
        board.answer_rows(ask, &rows)
    }
}
