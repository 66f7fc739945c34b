//! How much of the module works, restarts by command, and the SIM.

use std::time::Duration;

use hayes_at::grammar::FormKind;
use hayes_at::message::Value;

use super::network;
use crate::air::Level;
use crate::ask::{Ask, Word};
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;
use crate::setup::Sim;

const LEVEL: Word = &["fun"];
const RESTART: Word = &["rst"];
const CODE: Word = &["code"];
const PIN: Word = &["pin"];
const NEW_PIN: Word = &["newpin"];

/// How often a PIN may be wrong.
const TRIES: u8 = 3;
/// From the answer to a restart.
const PAUSE: Duration = Duration::from_millis(200);

const NO_SIM: Refusal = Refusal::Code(10);
const PUK_NEEDED: Refusal = Refusal::Code(12);
const SIM_FAILED: Refusal = Refusal::Code(13);
const WRONG_PIN: Refusal = Refusal::Code(16);

/// What of it outlives a restart.
#[derive(Debug)]
pub(super) struct Power {
    /// The SIM as a start finds it.
    sim: Sim,
    tries: u8,
    /// The level that the next start takes.
    next: Level,
}

impl Power {
    pub(super) fn new(board: &Board) -> Self {
        Self { sim: board.setup.sim.clone(), tries: TRIES, next: Level::Full }
    }

    /// The module has started.
    pub(super) fn start(&mut self, board: &mut Board) {
        board.air.restart(self.sim.clone());
        board.air.level = std::mem::replace(&mut self.next, Level::Full);
    }

    pub(super) fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        match (ask.name.as_str(), ask.kind) {
            ("+CFUN", FormKind::Read) => board.answer(ask, &Given::new().int(LEVEL, number(board.air.level))),
            ("+CFUN", _) => self.set_level(ask, board),
            (_, FormKind::Read) => tell_sim(ask, board),
            _ => self.unlock(ask, board),
        }
    }

    fn set_level(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let Some(level) = ask.number(LEVEL).and_then(level) else {
            return board.refuse(ask, Refusal::Parameters);
        };
        if ask.number(RESTART) == Some(1) {
            self.next = level;
            board.restart(PAUSE);
            return board.accept(ask);
        }
        let before = std::mem::replace(&mut board.air.level, level);
        let turn = board.accept(ask);
        if before != level {
            network::refresh(board);
        }
        if before == Level::Least || (level == Level::Least && before != level) {
            report_sim(board);
        }
        turn
    }

    fn unlock(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let Sim::Locked(pin) = &board.air.sim else {
            return match board.air.sim {
                Sim::Blocked => board.refuse(ask, PUK_NEEDED),
                Sim::Absent => board.refuse(ask, NO_SIM),
                _ => board.refuse(ask, Refusal::State),
            };
        };
        // A second value changes the PIN, which the SIM allows only once it is unlocked.
        if ask.value(NEW_PIN).is_some() {
            return board.refuse(ask, Refusal::State);
        }
        let given = ask.value(PIN).map(digits).unwrap_or_default();
        if given != pin.as_bytes() {
            self.tries -= 1;
            if self.tries == 0 {
                self.sim = Sim::Blocked;
                board.air.sim = Sim::Blocked;
            }
            return board.refuse(ask, WRONG_PIN);
        }
        self.tries = TRIES;
        board.air.sim = Sim::Ready;
        let turn = board.accept(ask);
        report_sim(board);
        network::refresh(board);
        turn
    }
}

/// Tells unasked how the SIM is.
pub(super) fn report_sim(board: &mut Board) {
    let off = board.air.level == Level::Least;
    match sim_state(board) {
        _ if off => board.urc("cpin-not", &Given::new().text(CODE, b"NOT READY"), None),
        Some("READY") => board.urc("cpin", &Given::new(), None),
        Some(code) => board.urc("cpin-not", &Given::new().text(CODE, code.as_bytes()), None),
        None => board.urc("cpin-not", &Given::new().text(CODE, b"NOT INSERTED"), None),
    }
}

fn tell_sim(ask: &Ask, board: &mut Board) -> Turn {
    if board.air.level == Level::Least {
        return board.refuse(ask, SIM_FAILED);
    }
    match sim_state(board) {
        Some(code) => board.answer(ask, &Given::new().text(CODE, code.as_bytes())),
        None => board.refuse(ask, NO_SIM),
    }
}

fn sim_state(board: &Board) -> Option<&'static str> {
    match board.air.sim {
        Sim::Ready => Some("READY"),
        Sim::Locked(_) => Some("SIM PIN"),
        Sim::Blocked => Some("SIM PUK"),
        Sim::Absent => None,
    }
}

/// The digits of a PIN, with or without quotes on the wire.
fn digits(value: &Value) -> Vec<u8> {
    match value {
        Value::Int(number) => number.to_string().into_bytes(),
        other => crate::ask::bytes_of(other).unwrap_or_default().to_vec(),
    }
}

fn level(number: i64) -> Option<Level> {
    match number {
        0 => Some(Level::Least),
        1 => Some(Level::Full),
        4 => Some(Level::Flight),
        _ => None,
    }
}

fn number(level: Level) -> i64 {
    match level {
        Level::Least => 0,
        Level::Full => 1,
        Level::Flight => 4,
    }
}
