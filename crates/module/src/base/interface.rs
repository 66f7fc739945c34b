//! The serial interface: echo, results in words or numbers or not at all, speed, and which of it is kept.

use std::time::Duration;

use hayes_at::grammar::FormKind;
use hayes_at::message::Value;

use crate::ask::{Ask, Word};
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;
use crate::timers::Timer;

/// The timer after which a new speed holds.
pub(super) const SPEED: u16 = super::TIMERS;

/// What AT&W keeps and ATZ takes back.
const PROFILE: &[&str] = &["E", "Q", "V", "+CMEE", "+CREG", "+CGREG", "+CEREG", "+IPR"];

/// The speed that AT&F leaves alone, as V.250 wants it.
const SPEED_FORM: &str = "+IPR";

/// What a module says whose line has no speed of its own.
const USUAL_SPEED: u32 = 115_200;

const VALUE: Word = &["value"];
const RATE: Word = &["rate"];

/// The line is as it is kept.
pub(super) fn start(board: &mut Board) {
    let baud = board.setup.baud.map(|usual| rate(board).filter(|rate| *rate > 0).unwrap_or(usual));
    board.voice.set_baud(baud);
}

/// A command of this room.
pub(super) fn ask(ask: &Ask, board: &mut Board) -> Turn {
    let concerns = |form: &str| PROFILE.contains(&form);
    match ask.name.as_str() {
        "E" | "Q" | "V" => {
            let value = Value::Int(ask.number(VALUE).unwrap_or(0));
            board.settings.set(&ask.name, None, "value", value);
        }
        "&F" => board.settings.reset(|form| concerns(form) && form != SPEED_FORM),
        "&W" => board.settings.keep(concerns),
        "Z" => {
            board.settings.recall(concerns);
            soon(board);
        }
        SPEED_FORM => return speed(ask, board),
        _ => {}
    }
    board.accept(ask)
}

fn speed(ask: &Ask, board: &mut Board) -> Turn {
    if ask.kind == FormKind::Read {
        let rate = rate(board).or(board.setup.baud).unwrap_or(USUAL_SPEED);
        return board.answer(ask, &Given::new().int(RATE, rate.into()));
    }
    let Some(rate) = ask.number(RATE) else { return board.refuse(ask, Refusal::Parameters) };
    board.settings.set(SPEED_FORM, None, "rate", Value::Int(rate));
    soon(board);
    board.accept(ask)
}

/// A new speed holds once the answer is said.
fn soon(board: &mut Board) {
    let wait = board.answer_at.saturating_sub(board.now) + Duration::from_millis(1);
    board.wake(Timer { what: SPEED, whose: 0 }, wait);
}

/// The line's speed is what it was set to; one that is to be found out stays as it is.
pub(super) fn change_speed(board: &mut Board) {
    if let Some(rate) = rate(board).filter(|rate| *rate > 0 && board.setup.baud.is_some()) {
        board.voice.set_baud(Some(rate));
    }
}

fn rate(board: &Board) -> Option<u32> {
    board.number(SPEED_FORM, None, "rate").and_then(|rate| u32::try_from(rate).ok())
}
