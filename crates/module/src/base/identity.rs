//! Who the module is.

use hayes_at::grammar::FormKind;

use crate::ask::{Ask, Word};
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

const TEXT: Word = &["text"];
const WHICH: Word = &["snt"];
const NUMBER: Word = &["sn"];

/// Two digits that follow the IMEI without its check digit: the version of the software.
const SOFTWARE: &str = "01";

/// A command of this room.
pub(super) fn ask(ask: &Ask, board: &mut Board) -> Turn {
    let who = &board.setup.identity;
    let revision = who.revision.clone();
    let imei = who.imei.clone();
    let lines = match ask.name.as_str() {
        "I" => vec![manufacturer(board), model(board), format!("Revision: {revision}")],
        "+CGMI" => vec![manufacturer(board)],
        "+CGMM" => vec![model(board)],
        "+CGMR" => vec![revision],
        _ if ask.kind == FormKind::Write => return number(ask, board, &imei),
        _ => vec![imei],
    };
    let rows: Vec<Given> = lines.iter().map(|line| Given::new().text(TEXT, line.as_bytes())).collect();
    board.answer_rows(ask, &rows)
}

/// One of the numbers of a module: its own, the IMEI, the IMEI with the software's version, that version.
fn number(ask: &Ask, board: &mut Board, imei: &str) -> Turn {
    let body = imei.get(..14).unwrap_or(imei);
    let number = match ask.number(WHICH) {
        Some(0 | 1) => imei.to_owned(),
        Some(2) => format!("{body}{SOFTWARE}"),
        Some(3) => SOFTWARE.to_owned(),
        _ => return board.refuse(ask, Refusal::Parameters),
    };
    board.answer(ask, &Given::new().text(NUMBER, number.as_bytes()))
}

fn manufacturer(board: &Board) -> String {
    let usual = match board.dialect.family.as_str() {
        "quectel" => "Quectel",
        "simcom" => "SIMCOM INCORPORATED",
        "fibocom" => "Fibocom",
        other => other,
    };
    board.setup.identity.manufacturer.clone().unwrap_or_else(|| usual.to_owned())
}

fn model(board: &Board) -> String {
    let named = board.dialect.modules.first().cloned();
    board.setup.identity.model.clone().or(named).unwrap_or_else(|| "VIRTUAL".to_owned())
}
