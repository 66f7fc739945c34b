//! Test forms and lists of clients, where the document leaves their spelling open.

use std::fmt::Write;

use super::names::{CLEAN, CLIENT, MODE, QOS, RETAIN};
use super::ways::goes;
use super::{Client, Fibocom};
use crate::ask::{Ask, Word};
use crate::board::{Board, Turn};
use crate::say::Given;
use crate::voice::Role;

/// Readings of how a range is spelled: which values it is about, and how each way spells the usual one.
const RANGES: &[(&str, &[Word], &str, &str, &str)] = &[
    ("general.client-list", &[CLIENT], "space", ",", ", "),
    ("general.client-list", &[CLIENT], "range", ",", "-"),
    ("general.flag-range", &[CLEAN, RETAIN, MODE], "range", ",", "-"),
    ("general.flag-range", &[CLEAN, RETAIN, MODE], "space", ",", ", "),
    ("general.qos-list", &[QOS], "list", "0-2", "0,1,2"),
];

/// Readings of what else a test form prints: which command's, and how each way prints the usual piece.
const PIECES: &[(&str, &str, &str, &str, &str)] = &[
    ("mqttuser.test-clength", "+MQTTUSER", "absent", ",23", ""),
    ("mqttuser.test-clength", "+MQTTUSER", "brackets", ",23", "[,23]"),
    ("mqttopen.test-address", "+MQTTOPEN", "brackets", "(\"Remote IP/URL\")", "(<\"Remote IP/URL\">)"),
    ("mqttopen.test-address", "+MQTTOPEN", "length", "(\"Remote IP/URL\")", "(0-255)"),
    ("mqttopen.test-address", "+MQTTOPEN", "empty", "(\"Remote IP/URL\")", "()"),
];

/// Answers a test form.
pub(super) fn test(ask: &Ask, board: &mut Board) -> Turn {
    let ranges = RANGES.iter().filter(|(reading, _, way, ..)| goes(board, reading, way));
    let mut given = Given::new();
    for (_, words, _, usual, other) in ranges {
        for word in *words {
            if let Some(spelled) = board.spelled(ask.form, word) {
                given = given.text(word, spelled.replace(usual, other).as_bytes());
            }
        }
    }
    let pieces =
        PIECES.iter().find(|(reading, name, way, ..)| *name == ask.name && goes(board, reading, way));
    let Some((.., usual, other)) = pieces else { return board.answer(ask, &given) };
    let usual_line = board.line_of(ask, &given).unwrap_or_default();
    board.phrase(Role::Info, usual_line.replace(usual, other).as_bytes());
    Turn::Over(board.good())
}

impl Fibocom {
    /// Tells the numbers of clients: in one line, or a line for each; a 0 stands for none.
    pub(super) fn tell_numbers(&self, ask: &Ask, board: &mut Board, which: fn(&Client) -> bool) -> Turn {
        let numbers: Vec<i64> =
            self.clients.iter().filter(|(_, c)| which(c)).map(|(number, _)| *number).collect();
        let lines = goes(board, "mqttopen.read-lines", "lines") && ask.name == "+MQTTOPEN"
            || goes(board, "mqttclose.read-lines", "lines") && ask.name == "+MQTTCLOSE";
        let spaced = goes(board, "mqttclose.read-spacing", "space") && ask.name == "+MQTTCLOSE";
        let row = |numbers: &[i64]| numbers.iter().fold(Given::new(), |given, n| given.int(CLIENT, *n));
        if numbers.is_empty() {
            return board.answer_rows(ask, &[]);
        }
        if lines {
            for number in &numbers {
                let line = board.line_of(ask, &row(&[*number])).unwrap_or_default();
                board.phrase(Role::Info, line.as_bytes());
            }
            return Turn::Over(board.good());
        }
        if spaced && numbers.len() > 1 {
            let mut line = format!("{}: {}", ask.name, numbers[0]);
            for number in &numbers[1..] {
                // Writing into a text cannot fail.
                let _ = write!(line, ", {number}");
            }
            board.phrase(Role::Info, line.as_bytes());
            return Turn::Over(board.good());
        }
        board.answer(ask, &row(&numbers))
    }
}
