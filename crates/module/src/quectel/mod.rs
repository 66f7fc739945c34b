//! How modules of the family `quectel` behave.

use hayes_dialects::Dialect;

use crate::ask::Ask;
use crate::board::{Behaviour, Board, Entered, Turn};
use crate::link::LinkEvent;
use crate::timers::Timer;

/// The behaviour.
#[derive(Debug)]
pub(crate) struct Quectel {}

impl Quectel {
    pub(crate) fn new(_dialect: &Dialect) -> Self {
        Self {}
    }
}

impl Behaviour for Quectel {
    fn ask(&mut self, _ask: &Ask, _board: &mut Board) -> Turn {
        Turn::Unknown
    }

    fn data(&mut self, _ask: &Ask, _entered: Entered, _board: &mut Board) -> Turn {
        Turn::Unknown
    }

    fn link(&mut self, _index: usize, _event: LinkEvent, _board: &mut Board) {}

    fn timer(&mut self, _timer: Timer, _board: &mut Board) {}

    fn start(&mut self, _board: &mut Board) {}
}
