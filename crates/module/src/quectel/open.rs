//! Opening a client's network: the socket, TLS with it, and what came of it.

use super::codes::{self, DONE, FAILED, NO_CONTEXT, OCCUPIED};
use super::names::{CLIENT, CONTEXT, HOST, PORT, RESULT};
use super::plan::Plan;
use super::slot::{Slot, Stage};
use super::{Quectel, plan, stat};
use crate::air::FIRST_CONTEXT;
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;
use crate::seam::Trouble;
use crate::timers::Timer;

/// The timer of an opening that takes longer than the document allows.
pub(super) const TOO_LATE: u16 = 1;

const OCCUPIED_READINGS: &[&str] = &["open.occupied", "qmtopen.occupied-answer", "qmtopen.already-open"];

impl Quectel {
    pub(super) fn open(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        let slot = self.slot(number);
        if !matches!(slot.stage, Stage::Closed | Stage::Listed) {
            let code = codes::lawful(ask.form, OCCUPIED, board);
            return codes::not_now(ask, OCCUPIED_READINGS, Given::new(), code, board);
        }
        let host = ask.bytes(HOST).unwrap_or_default().to_vec();
        let Some(port) = ask.number(PORT) else { return board.refuse(ask, Refusal::Parameters) };
        if host.is_empty() && board.goes(&["qmtopen.empty-host"], &["refused"]) {
            return board.refuse(ask, Refusal::Parameters);
        }
        *slot = Slot { stage: Stage::Opening, due: Some(ask.form), host, port, ..Slot::default() };
        // Where the document wants settings made before the opening, later ones wait for the next.
        slot.plan = board.goes(&["qmtcfg.after-open"], &["later"]).then(|| Plan::of(board, number));
        let turn = board.accept(ask);
        self.begin_open(number, board);
        turn
    }

    fn begin_open(&mut self, number: i64, board: &mut Board) {
        let slot = self.slot(number);
        let (Ok(index), Ok(port)) = (usize::try_from(number), u16::try_from(slot.port)) else {
            return self.open_failed(number, FAILED, board);
        };
        let host = String::from_utf8_lossy(&slot.host).into_owned();
        let limit = slot.due.and_then(|form| board.dialect.form(form)?.within.as_ref()?.limit(&|_| None));
        if !has_context(number, board) {
            return self.open_failed(number, NO_CONTEXT, board);
        }
        // A name of no bytes has no address, and nobody needs to be asked for it.
        if host.is_empty() {
            let code = codes::of_trouble(&Trouble::Dns, board);
            return self.open_failed(number, code, board);
        }
        if let Some(limit) = limit {
            // The result is to be there in this time, and not only on its way.
            board.wake(Timer { what: TOO_LATE, whose: number }, limit.saturating_sub(limit / 50));
        }
        let wish = self.files.tls_of(number, board);
        board.links.open(index, host, port, wish);
    }

    /// The socket is connected.
    pub(super) fn opened(&mut self, number: i64, board: &mut Board) {
        board.timers.cancel(Timer { what: TOO_LATE, whose: number });
        let slot = self.slot(number);
        slot.stage = Stage::Open;
        if let Some(form) = slot.due.take() {
            board.result(form, &Given::new().int(CLIENT, number).int(RESULT, DONE));
        }
    }

    /// The socket could not be connected.
    pub(super) fn open_failed(&mut self, number: i64, code: i64, board: &mut Board) {
        board.timers.cancel(Timer { what: TOO_LATE, whose: number });
        let slot = self.slot(number);
        slot.stage = Stage::Closed;
        if let Some(form) = slot.due.take() {
            let code = codes::lawful(form, code, board);
            board.result(form, &Given::new().int(CLIENT, number).int(RESULT, code));
        }
    }

    /// Nobody has answered for as long as an opening may take.
    pub(super) fn open_late(&mut self, number: i64, board: &mut Board) {
        if self.slot(number).stage != Stage::Opening {
            return;
        }
        stat::abort(number, board);
        let code = codes::of_trouble(&Trouble::TimedOut, board);
        self.open_failed(number, code, board);
    }

    /// Which networks are open, and to where.
    pub(super) fn tell_open(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let asked = board.goes(&["qmtopen.read-before-result"], &["when-asked"]);
        let open = |slot: &Slot| match slot.stage {
            Stage::Closed => false,
            Stage::Opening => asked,
            _ => true,
        };
        let row = |(number, slot): (&i64, &Slot)| {
            Given::new().int(CLIENT, *number).text(HOST, &slot.host).int(PORT, slot.port)
        };
        let mut rows: Vec<Given> = self.slots.iter().filter(|(_, slot)| open(slot)).map(row).collect();
        if one_line(board) {
            rows.truncate(1);
        }
        board.answer_rows(ask, &rows)
    }
}

/// The packet context that a client uses.
pub(super) fn context_of(number: i64, board: &Board) -> i64 {
    plan::number(board, number, CONTEXT).unwrap_or(FIRST_CONTEXT)
}

/// Is the client's packet context up? The module brings it up itself, where the network lets it.
fn has_context(number: i64, board: &mut Board) -> bool {
    let context = context_of(number, board);
    if board.air.is_active(context) {
        return true;
    }
    let may = !board.goes(&["open.pdp-context"], &["host"]);
    may && board.air.is_attached() && board.air.activate(context, true)
}

/// Do read forms print a single line, however many clients there are?
pub(super) fn one_line(board: &Board) -> bool {
    board.goes(&["open.read-lines", "read.one-line-per-client", "qmtopen.read-several"], &["one"])
}
