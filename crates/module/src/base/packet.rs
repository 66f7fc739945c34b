//! The packet service: attachment, contexts, addresses.

use hayes_at::grammar::FormKind;
use hayes_at::message::Value;

use super::network;
use crate::air::{Gone, Standing};
use crate::ask::{Ask, Word, number_of};
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

const STATE: Word = &["state"];
const CONTEXT: Word = &["cid"];
const KIND: Word = &["PDP_type"];
const ACCESS_POINT: Word = &["APN"];
const ADDRESS: Word = &["PDP_addr"];
const DATA_COMPRESSION: Word = &["d_comp"];
const HEADER_COMPRESSION: Word = &["h_comp"];

const NO_NETWORK: Refusal = Refusal::Code(30);
const UNKNOWN_CONTEXT: Refusal = Refusal::Code(143);
const NO_ROOM: Refusal = Refusal::Code(20);

/// A command of this room.
pub(super) fn ask(ask: &Ask, board: &mut Board) -> Turn {
    match (ask.name.as_str(), ask.kind) {
        ("+CGATT", FormKind::Read) => {
            board.answer(ask, &Given::new().int(STATE, i64::from(board.air.is_attached())))
        }
        ("+CGATT", _) => attach(ask, board),
        ("+CGDCONT", FormKind::Read) => tell_contexts(ask, board),
        ("+CGDCONT", _) => define(ask, board),
        ("+CGACT", FormKind::Read) => {
            let row = |(number, active)| Given::new().int(CONTEXT, number).int(STATE, i64::from(active));
            let rows: Vec<Given> = board.air.contexts().map(|(n, c)| row((n, c.active))).collect();
            board.answer_rows(ask, &rows)
        }
        ("+CGACT", _) => activate(ask, board),
        _ => tell_addresses(ask, board),
    }
}

fn attach(ask: &Ask, board: &mut Board) -> Turn {
    let before = (board.air.standing, board.air.is_attached());
    let attaches = ask.number(STATE) == Some(1);
    if attaches && board.air.standing != Standing::Registered {
        return board.refuse(ask, NO_NETWORK);
    }
    let turn = board.accept(ask);
    match (attaches, before.1) {
        (true, false) => board.air.attach(),
        (true, true) => {}
        (false, attached) => {
            board.air.detach();
            if attached {
                board.lose(Gone::Registration);
            }
        }
    }
    network::report(board, before);
    turn
}

fn tell_contexts(ask: &Ask, board: &mut Board) -> Turn {
    let rows: Vec<Given> = board
        .air
        .contexts()
        .map(|(number, context)| {
            Given::new()
                .int(CONTEXT, number)
                .text(KIND, &context.kind)
                .text(ACCESS_POINT, &context.apn)
                .text(ADDRESS, &if context.active { address(board, number) } else { b"0.0.0.0".to_vec() })
                .int(DATA_COMPRESSION, 0)
                .int(HEADER_COMPRESSION, 0)
        })
        .collect();
    board.answer_rows(ask, &rows)
}

fn define(ask: &Ask, board: &mut Board) -> Turn {
    let Some(number) = ask.number(CONTEXT) else { return board.refuse(ask, Refusal::Parameters) };
    match ask.bytes(KIND) {
        None if board.air.is_active(number) => board.refuse(ask, Refusal::State),
        None => {
            board.air.undefine(number);
            board.accept(ask)
        }
        Some(kind) => {
            let apn = ask.bytes(ACCESS_POINT).unwrap_or_default().to_vec();
            if board.air.define(number, kind.to_vec(), apn) {
                board.accept(ask)
            } else {
                board.refuse(ask, NO_ROOM)
            }
        }
    }
}

fn activate(ask: &Ask, board: &mut Board) -> Turn {
    let active = ask.number(STATE) == Some(1);
    if active && !board.air.is_attached() {
        return board.refuse(ask, NO_NETWORK);
    }
    let named: Vec<i64> = ask.all(CONTEXT).filter_map(number_of).collect();
    let all: Vec<i64> = board.air.contexts().map(|(number, _)| number).collect();
    let concerned = if named.is_empty() { all.clone() } else { named };
    if concerned.iter().any(|number| !all.contains(number)) {
        return board.refuse(ask, UNKNOWN_CONTEXT);
    }
    let lost = concerned.iter().any(|number| !active && board.air.is_active(*number));
    for number in concerned {
        board.air.activate(number, active);
    }
    let turn = board.accept(ask);
    if lost {
        board.lose(Gone::Context);
    }
    turn
}

/// The network ends all contexts.
pub(super) fn take_addresses(board: &mut Board) {
    let all: Vec<i64> = board.air.contexts().map(|(number, _)| number).collect();
    if !board.air.is_reachable() {
        return;
    }
    for number in all {
        board.air.activate(number, false);
    }
    board.lose(Gone::Context);
}

fn tell_addresses(ask: &Ask, board: &mut Board) -> Turn {
    let named: Vec<i64> = ask.all(CONTEXT).filter_map(number_of).collect();
    let rows: Vec<Given> = board
        .air
        .contexts()
        .filter(|(number, _)| named.is_empty() || named.contains(number))
        .map(|(number, context)| {
            let given = Given::new().int(CONTEXT, number);
            if context.active { given.value(ADDRESS, Value::Text(address(board, number))) } else { given }
        })
        .collect();
    board.answer_rows(ask, &rows)
}

fn address(board: &Board, context: i64) -> Vec<u8> {
    board.address(context).into_bytes()
}
