//! Commands that every module has: echo and results, who the module is, errors, restart, the network. No MQTT.

use hayes_at::grammar::FormKind;

use crate::ask::Ask;
use crate::board::{Board, Entered, Turn};
use crate::timers::Timer;

/// What every module has.
#[derive(Debug)]
pub(crate) struct Base {}

impl Base {
    pub(crate) fn new(_board: &Board) -> Self {
        Self {}
    }

    /// The module has been on for a while.
    pub(crate) fn settle(&mut self, _board: &mut Board) {}

    /// The module has started.
    pub(crate) fn start(&mut self, _board: &mut Board) {}

    pub(crate) fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        match ask.kind {
            FormKind::Write => board.configure(ask, None),
            FormKind::Read => board.tell(ask, None),
            FormKind::Execute | FormKind::Test => board.accept(ask),
        }
    }

    pub(crate) fn data(&mut self, ask: &Ask, _entered: Entered, board: &mut Board) -> Turn {
        board.accept(ask)
    }

    /// Is the timer one of these commands'?
    pub(crate) fn timer(&mut self, _timer: Timer, _board: &mut Board) -> bool {
        false
    }
}
