//! The packet call, which gives the module the address that its connections need.

use std::time::Duration;

use hayes_at::grammar::FormId;

use super::codes::NO_NETWORK;
use super::names::{ADDRESS, OPERATION};
use crate::air::{FIRST_CONTEXT, Gone};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::link::Loss;
use crate::say::Given;
use crate::timers::Timer;

/// The timer after which a call is up.
pub(super) const UP: u16 = 2;

/// How long the network takes for it.
const TIME: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(900));

/// The call.
#[derive(Debug, Default)]
pub(super) enum Call {
    #[default]
    Down,
    /// The form that owes how it went.
    Rising(FormId),
    Up,
}

impl Call {
    pub(super) fn is_up(&self) -> bool {
        matches!(self, Self::Up)
    }

    pub(super) fn tell(&self, ask: &Ask, board: &mut Board) -> Turn {
        if !self.is_up() {
            return board.answer_rows(ask, &[]);
        }
        let address = board.address(FIRST_CONTEXT);
        board.answer(ask, &Given::new().text(ADDRESS, address.as_bytes()))
    }

    pub(super) fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let up = ask.number(OPERATION) == Some(1);
        if up && !board.air.is_attached() {
            return board.refuse(ask, NO_NETWORK);
        }
        if up && matches!(self, Self::Rising(_)) {
            return board.refuse(ask, Refusal::State);
        }
        let turn = board.accept(ask);
        match (up, &self) {
            (true, Self::Rising(_)) => {}
            (true, Self::Up) => self.report(ask.form, board),
            (true, Self::Down) => self.rise(ask.form, board),
            (false, _) => self.end(board),
        }
        turn
    }

    fn rise(&mut self, form: FormId, board: &mut Board) {
        *self = Self::Rising(form);
        let time = board.chance.between(TIME.0, TIME.1);
        board.wake(Timer { what: UP, whose: 0 }, time);
    }

    /// The network has answered.
    pub(super) fn come_up(&mut self, board: &mut Board) {
        if let Self::Rising(form) = *self {
            board.air.activate(FIRST_CONTEXT, true);
            *self = if board.air.is_attached() { Self::Up } else { Self::Down };
            self.report(form, board);
        }
    }

    fn end(&mut self, board: &mut Board) {
        if let Self::Rising(first) = std::mem::take(self) {
            self.report(first, board);
        }
        board.links.lose_all(board.now, Loss::Gone(Gone::Context));
        board.urc("mipcall", &Given::new(), None);
    }

    fn report(&self, form: FormId, board: &mut Board) {
        let address = board.address(FIRST_CONTEXT);
        let none = Given::new();
        board.result(form, &if self.is_up() { none.text(ADDRESS, address.as_bytes()) } else { none });
    }

    /// Something of the network is gone: the call may have gone with it.
    pub(super) fn check(&mut self, board: &mut Board) {
        if board.air.is_active(FIRST_CONTEXT) {
            return;
        }
        match std::mem::take(self) {
            Self::Down => {}
            Self::Rising(form) => self.report(form, board),
            Self::Up => board.urc("mipcall", &Given::new(), None),
        }
    }
}
