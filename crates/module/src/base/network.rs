//! Finding a network: registration and who is told of it, operator, signal, serving cell.

use std::time::Duration;

use hayes_at::grammar::FormKind;
use hayes_at::message::Value;

use super::keep_and_tell;
use crate::air::{Gone, Level, Standing};
use crate::ask::{Ask, Word};
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;
use crate::timers::Timer;

/// The timer of the search.
pub(super) const FOUND: u16 = super::TIMERS + 1;

/// A search takes at least and at most so long.
const SEARCH: (Duration, Duration) = (Duration::from_millis(800), Duration::from_millis(3500));

const REPORTS: Word = &["n"];
const STAT: Word = &["stat"];
const AREA: Word = &["lac", "tac"];
const CELL: Word = &["ci"];
const RADIO: Word = &["AcT"];
const ACTIVE_TIME: Word = &["Active-Time"];
const PERIODIC: Word = &["Periodic-TAU"];
const MODE: Word = &["mode"];
const FORMAT: Word = &["format"];
const OPERATOR: Word = &["oper"];
const NETWORKS: Word = &["networks"];
const STRENGTH: Word = &["rssi"];
const ERRORS: Word = &["ber"];

/// The network's names: long, short and as a number. 001-01 is the number that test networks have.
const NAMES: [&str; 3] = ["Hayes Test Network", "HAYES", "00101"];
const LTE: i64 = 7;

const NO_NETWORK: Refusal = Refusal::Code(30);

/// A module that has been on for a while is registered, if it may be.
pub(super) fn settle(board: &mut Board) {
    if board.air.may_register() && board.air.covered {
        board.air.register();
    } else {
        board.air.unregister();
    }
}

/// A module that has started knows no network.
pub(super) fn start(board: &mut Board) {
    board.air.unregister();
}

/// Something changed that registration depends on.
pub(super) fn refresh(board: &mut Board) {
    let may = board.air.may_register();
    let before = (board.air.standing, board.air.is_attached());
    if board.air.standing == Standing::Registered && may && board.air.covered {
        return;
    }
    board.air.unregister();
    board.timers.cancel(Timer { what: FOUND, whose: 0 });
    if before.1 {
        board.lose(Gone::Registration);
    }
    report(board, before);
    search(board);
}

/// Looks for a network, where the module may; a start does so once the SIM is read.
pub(super) fn search(board: &mut Board) {
    if board.air.standing == Standing::Searching && board.air.covered {
        let time = board.chance.between(SEARCH.0, SEARCH.1);
        board.wake(Timer { what: FOUND, whose: 0 }, time);
    }
}

/// The search has found the network.
pub(super) fn found(board: &mut Board) {
    let before = (board.air.standing, board.air.is_attached());
    if board.air.may_register() && board.air.covered {
        board.air.register();
        report(board, before);
    }
}

/// Tells of a registration that is another one now, as far as the host wants to know.
pub(super) fn report(board: &mut Board, (standing, attached): (Standing, bool)) {
    if board.air.standing != standing {
        tell_change(board, "+CREG", "creg");
    }
    if board.air.standing != standing || board.air.is_attached() != attached {
        tell_change(board, "+CGREG", "cgreg");
        tell_change(board, "+CEREG", "cereg");
    }
}

fn tell_change(board: &mut Board, form: &str, urc: &str) {
    let reports = board.number(form, None, "n").unwrap_or(0);
    if reports > 0 {
        let given = registration(board, form, reports);
        board.urc(urc, &given, None);
    }
}

/// How a module is registered, in as many words as the host wants.
fn registration(board: &Board, form: &str, reports: i64) -> Given {
    let stat = match board.air.standing {
        Standing::Registered if form == "+CREG" || board.air.is_attached() => 1,
        Standing::Searching => 2,
        Standing::Registered | Standing::Idle => 0,
    };
    let given = Given::new().int(STAT, stat);
    if reports < 2 || stat != 1 {
        return given;
    }
    let given = given.text(AREA, b"1A2B").text(CELL, b"01C3D4E5").int(RADIO, LTE);
    if reports < 4 { given } else { given.text(ACTIVE_TIME, b"00001010").text(PERIODIC, b"01011111") }
}

/// A command of this room.
pub(super) fn ask(ask: &Ask, board: &mut Board) -> Turn {
    match (ask.name.as_str(), ask.kind) {
        ("+CSQ", _) => signal(ask, board),
        ("+CPSI", FormKind::Read) => cell(ask, board),
        ("+COPS", FormKind::Read) => tell_operator(ask, board),
        ("+COPS", FormKind::Write) => choose_operator(ask, board),
        ("+CREG" | "+CGREG" | "+CEREG", FormKind::Read) => {
            let reports = board.number(&ask.name, None, "n").unwrap_or(0);
            let given = registration(board, &ask.name, reports).int(REPORTS, reports);
            board.answer(ask, &given)
        }
        _ => keep_and_tell(ask, board),
    }
}

/// The networks around, for the test form of the operator.
pub(super) fn networks(ask: &Ask, board: &mut Board) -> Turn {
    if board.air.level != Level::Full || !board.air.covered {
        return board.answer_rows(ask, &[]);
    }
    let [long, short, number] = NAMES;
    let found = format!("(2,\"{long}\",\"{short}\",\"{number}\",{LTE}),,(0,1,2,3,4),(0,1,2)");
    board.answer(ask, &Given::new().text(NETWORKS, found.as_bytes()))
}

fn signal(ask: &Ask, board: &mut Board) -> Turn {
    let heard = board.air.level == Level::Full && board.air.covered;
    let strength = if heard { 20 + i64::try_from(board.chance.below(8)).unwrap_or(0) } else { 99 };
    let errors = if heard { 0 } else { 99 };
    board.answer(ask, &Given::new().int(STRENGTH, strength).int(ERRORS, errors))
}

fn cell(ask: &Ask, board: &mut Board) -> Turn {
    const CELL: &[(Word, i64)] = &[
        (&["SCellID"], 39_589_680),
        (&["PCellID"], 308),
        (&["earfcn"], 1350),
        (&["dlbw"], 5),
        (&["ulbw"], 5),
        (&["RSRQ"], -9),
        (&["RSRP"], -87),
        (&["RSSI"], -58),
        (&["RSSNR"], 22),
    ];
    let online: &[u8] = if board.air.level == Level::Full { b"Online" } else { b"Low Power Mode" };
    let mut given = Given::new().text(&["Operation Mode"], online);
    if board.air.standing == Standing::Registered {
        given = given
            .text(&["System Mode"], b"LTE")
            .text(&["MCC-MNC"], b"001-01")
            .value(&["TAC"], Value::Hex(0x1A2B))
            .text(&["Frequency Band"], b"EUTRAN-BAND3");
        given = CELL.iter().fold(given, |given, (word, number)| given.int(word, *number));
    }
    board.answer(ask, &given)
}

fn tell_operator(ask: &Ask, board: &mut Board) -> Turn {
    let mode = board.number("+COPS", None, "mode").unwrap_or(0);
    let format = board.number("+COPS", None, "format").unwrap_or(0);
    let mut given = Given::new().int(MODE, mode);
    let name = usize::try_from(format).ok().and_then(|format| NAMES.get(format));
    if let (Standing::Registered, Some(name)) = (board.air.standing, name) {
        given = given.int(FORMAT, format).text(OPERATOR, name.as_bytes()).int(RADIO, LTE);
    }
    board.answer(ask, &given)
}

fn choose_operator(ask: &Ask, board: &mut Board) -> Turn {
    let mode = ask.number(MODE).unwrap_or(0);
    let wanted = ask.bytes(OPERATOR);
    let known = wanted.is_none_or(|name| NAMES.iter().any(|n| n.as_bytes() == name));
    // By hand means by name, and there is one network only.
    if mode == 1 && (wanted.is_none() || !known) {
        return board.refuse(ask, if wanted.is_none() { Refusal::Parameters } else { NO_NETWORK });
    }
    if let Some(format) = ask.number(FORMAT) {
        board.settings.set("+COPS", None, "format", Value::Int(format));
    }
    if mode == 3 {
        return board.accept(ask);
    }
    let kept = if mode == 4 && !known { 0 } else { mode };
    board.settings.set("+COPS", None, "mode", Value::Int(kept));
    board.air.wanted = mode != 2;
    let turn = board.accept(ask);
    refresh(board);
    turn
}
