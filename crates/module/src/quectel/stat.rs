//! Reports of the link, and what ends with it.

use super::Quectel;
use super::codes::{BY_PEER, NO_PONG, UNDELIVERED};
use super::names::{CLIENT, ERR_CODE, MSGID, NOTICE, RESULT};
use super::plan;
use super::slot::{Slot, Stage};
use crate::board::Board;
use crate::say::Given;

const NETWORK: &[&str] = &["stat.network", "qmtstat.network-after"];
const PING: &[&str] = &["urc-ping.or-stat"];

/// The only state of keep-alive that is ever reported.
const PING_FAILED: i64 = 1;

impl Quectel {
    /// The link has changed: everything in flight has failed, the connection is closed, and the host is told why.
    pub(super) fn stat(&mut self, number: i64, code: i64, board: &mut Board) {
        self.end_link(number, code, board);
        report(number, code, board);
    }

    /// A ping was left without an answer.
    pub(super) fn ping_failed(&mut self, number: i64, board: &mut Board) {
        self.end_link(number, NO_PONG, board);
        if !board.goes(PING, &["stat"]) {
            let given = Given::new().int(CLIENT, number).int(RESULT, PING_FAILED);
            board.urc("ping", &given, None);
        }
        if !board.goes(PING, &["ping"]) {
            report(number, NO_PONG, board);
        }
    }

    fn end_link(&mut self, number: i64, code: i64, board: &mut Board) {
        self.give_up(number, board);
        abort(number, board);
        let stage = if code != BY_PEER && board.goes(NETWORK, &["held", "open"]) {
            Stage::Held
        } else if board.goes(&["open.read-after-stat"], &["kept"]) {
            Stage::Listed
        } else {
            Stage::Closed
        };
        let before = std::mem::take(self.slot(number));
        if stage != Stage::Closed {
            let slot = self.slot(number);
            *slot = Slot { stage, host: before.host, port: before.port, ..Slot::default() };
        }
        forget_settings(number, board);
    }

    /// Every command whose packet is on its way gets its last result, and so does a CONNECT. A lasting session
    /// may still deliver its messages after the next CONNECT; the host is told so by nobody.
    pub(super) fn give_up(&mut self, number: i64, board: &mut Board) {
        let slot = self.slot(number);
        let connects = slot.due.take_if(|_| slot.stage == Stage::Connecting);
        let flights = std::mem::take(&mut slot.flights);
        if let Some(form) = connects {
            board.result(form, &Given::new().int(CLIENT, number).int(RESULT, UNDELIVERED));
        }
        for flight in flights {
            let given = Given::new().int(CLIENT, number).int(MSGID, flight.msgid).int(RESULT, UNDELIVERED);
            board.result(flight.form, &given);
        }
    }
}

/// Resets the client's socket.
pub(super) fn abort(number: i64, board: &mut Board) {
    if let Ok(index) = usize::try_from(number) {
        board.links.abort(index);
    }
}

/// The end of a network may take its settings along.
pub(super) fn forget_settings(number: i64, board: &mut Board) {
    if !board.goes(&["cfg.after-close", "qmtcfg.lifetime"], &["reset", "cleared"]) {
        return;
    }
    let dialect = std::sync::Arc::clone(&board.dialect);
    let forms = dialect.command("+QMTCFG").into_iter().flat_map(|command| &command.forms);
    for form in forms.filter(|form| form.key.is_some()) {
        board.settings.unset_form(&form.name, Some(number));
    }
}

/// Says that the link has changed.
pub(super) fn report(number: i64, code: i64, board: &mut Board) {
    board.urc("stat", &Given::new().int(CLIENT, number).int(ERR_CODE, code), None);
}

/// Are packets that are sent again reported?
pub(super) fn notices(board: &Board, number: i64) -> bool {
    const READINGS: &[&str] = &["timeout.notice-line", "qmtcfg.timeout-notice-form", "timeout.notice-lines"];
    plan::number(board, number, NOTICE) == Some(1) || board.goes(READINGS, &["other", "always", "apart"])
}
