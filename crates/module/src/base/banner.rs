//! What a module says when it starts, line by line as it gets ready. Families say different things; the base
//! file of the dialects knows the lines.

use std::time::Duration;

use super::{network, power};
use crate::board::Board;
use crate::say::Given;
use crate::timers::Timer;

/// The timer of the next line.
pub(super) const NEXT: u16 = super::TIMERS + 2;

/// From one line to the next.
const PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(700));

/// What is said, in order: a line by its id, or how the SIM is.
#[derive(Debug, Clone, Copy)]
enum Word {
    Line(&'static str),
    Sim,
}

/// How far it is.
#[derive(Debug, Default)]
pub(super) struct Banner {
    left: &'static [Word],
}

impl Banner {
    /// The module has started: the first line comes at once.
    pub(super) fn start(&mut self, board: &mut Board) {
        self.left = words(&board.dialect.family);
        self.next(board);
    }

    /// The next line.
    pub(super) fn next(&mut self, board: &mut Board) {
        let [word, left @ ..] = self.left else { return };
        self.left = left;
        match word {
            Word::Line(id) => board.urc(id, &Given::new(), None),
            Word::Sim => {
                power::report_sim(board);
                network::search(board);
            }
        }
        let pause = board.chance.between(PAUSE.0, PAUSE.1);
        board.wake(Timer { what: NEXT, whose: 0 }, pause);
    }
}

fn words(family: &str) -> &'static [Word] {
    use Word::{Line, Sim};
    match family {
        "quectel" => &[Line("rdy"), Line("cfun"), Sim, Line("app-rdy")],
        "simcom" => &[Line("atready"), Sim, Line("sms-done"), Line("pb-done")],
        _ => &[Line("rdy"), Sim],
    }
}
