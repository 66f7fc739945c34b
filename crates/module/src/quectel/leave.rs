//! Closing a client's network and disconnecting a client: both end its connection from this side.

use std::time::Duration;

use super::codes::{self, AFTER_DISCONNECT, BY_CLIENT, DONE, FAILED};
use super::names::{CLIENT, RESULT};
use super::slot::{Slot, Stage};
use super::{Quectel, stat};
use crate::ask::Ask;
use crate::board::{Board, Turn};
use crate::say::Given;
use crate::setup::Pace;
use crate::timers::Timer;

/// The timer of a farewell that is over.
pub(super) const LEFT: u16 = 2;

/// How long a farewell takes at most.
const FAREWELL: Duration = Duration::from_millis(80);

const CLOSE_NOT_OPEN: &[&str] = &["close.not-open", "qmtclose.not-open"];
const CLOSE_CONNECTED: &[&str] = &["close.connected", "qmtclose.while-connected", "qmtclose.connected"];
const DISC_NOT_CONNECTED: &[&str] = &["disc.not-connected", "qmtdisc.not-connected"];
const DISC_NETWORK: &[&str] = &["disc.network", "qmtdisc.network-after", "qmtdisc.network"];
const DISC_STAT: &[&str] = &["disc.stat", "qmtdisc.stat", "stat.after-disc"];

impl Quectel {
    pub(super) fn close(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        if !self.slot(number).is_open() {
            return codes::not_now(ask, CLOSE_NOT_OPEN, Given::new(), FAILED, board);
        }
        let polite = board.goes(CLOSE_CONNECTED, &["disconnect", "polite"]);
        self.leave(number, ask, polite, board)
    }

    pub(super) fn disconnect(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        if !self.slot(number).is_connected() {
            return codes::not_now(ask, DISC_NOT_CONNECTED, Given::new(), FAILED, board);
        }
        self.leave(number, ask, true, board)
    }

    fn leave(&mut self, number: i64, ask: &Ask, polite: bool, board: &mut Board) -> Turn {
        let turn = board.accept(ask);
        self.give_up(number, board);
        let slot = self.slot(number);
        let says_goodbye = polite && slot.is_connected();
        slot.stage = Stage::Leaving;
        slot.due = Some(ask.form);
        if let Ok(index) = usize::try_from(number) {
            if says_goodbye {
                board.links.with(board.now, index, |client| client.disconnect(board.now));
            }
            board.links.close(board.now, index);
        }
        let takes = farewell(ask, board);
        board.timers.set(Timer { what: LEFT, whose: number }, board.answer_at + takes);
        turn
    }

    /// The farewell is over.
    pub(super) fn left(&mut self, number: i64, board: &mut Board) {
        let Some(form) = self.slot(number).due.take() else { return };
        let disconnects = board.dialect.command_of(form).is_some_and(|c| c.name == "+QMTDISC");
        let held = disconnects && board.goes(DISC_NETWORK, &["open"]);
        let before = std::mem::take(self.slot(number));
        if held {
            let slot = self.slot(number);
            *slot = Slot { stage: Stage::Held, host: before.host, port: before.port, ..Slot::default() };
        }
        stat::forget_settings(number, board);
        if !(disconnects && board.goes(&["disc.stat"], &["stat"])) {
            board.result(form, &Given::new().int(CLIENT, number).int(RESULT, DONE));
        }
        let code = match disconnects {
            true if board.goes(DISC_STAT, &["stat", "both", "always"]) => Some(AFTER_DISCONNECT),
            true if board.goes(DISC_STAT, &["code-8"]) => Some(BY_CLIENT),
            false if board.goes(&["qmtclose.stat"], &["both"]) => Some(BY_CLIENT),
            _ => None,
        };
        if let Some(code) = code {
            stat::report(number, code, board);
        }
    }
}

/// How long the result comes after OK: a moment in which the client is still leaving, within the document's time.
fn farewell(ask: &Ask, board: &mut Board) -> Duration {
    if board.setup.pace == Pace::Instant {
        return Duration::ZERO;
    }
    let takes = board.chance.between(FAREWELL / 4, FAREWELL);
    let within = board.dialect.form(ask.form).and_then(|form| form.within.as_ref());
    let Some(limit) = within.and_then(|within| within.limit(&|_| None)) else { return takes };
    takes.min((board.now + limit).saturating_sub(board.answer_at) / 2)
}
