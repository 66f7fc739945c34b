//! Lines that the dialect takes and this module refuses, and lines that it has doubts about and this module
//! takes: readings that go another way than the dialect file.

use hayes_at::flaw::Flaws;
use hayes_at::message::Value;

use super::names::{CLIENT, RESULT, RETRIES, WILL, WILL_MESSAGE};
use super::{Quectel, codes};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

/// A reading that is decided by what a line leaves out or gives too much.
struct Doubt {
    /// The command, and the sub-key of a setting.
    about: (&'static str, &'static str),
    reading: &'static str,
    ways: &'static [&'static str],
    /// Only what is given too much is in doubt, not what is missing.
    surplus: bool,
}

const fn surplus(
    name: &'static str,
    key: &'static str,
    reading: &'static str,
    ways: &'static [&'static str],
) -> Doubt {
    Doubt { surplus: true, ..doubt(name, key, reading, ways) }
}

const fn doubt(
    name: &'static str,
    key: &'static str,
    reading: &'static str,
    ways: &'static [&'static str],
) -> Doubt {
    Doubt { about: (name, key), reading, ways, surplus: false }
}

/// Lines that are taken although values are missing, or there where they should not be.
const TAKEN: &[Doubt] = &[
    doubt("+QMTCFG", "will", "will.missing", &["defaults"]),
    surplus("+QMTCFG", "will", "will.surplus", &["ignored"]),
    doubt("+QMTCFG", "will", "will.flag-zero", &["alone"]),
    surplus("+QMTCFG", "will", "qmtcfg.will-brackets", &["together"]),
    doubt("+QMTCFG", "ssl", "ssl.flag-alone", &["late"]),
    doubt("+QMTCFG", "ssl", "ssl.ids-when-off", &["allowed"]),
    doubt("+QMTCFG", "ssl", "qmtcfg.ssl-context-left-out", &["previous"]),
    doubt("+QMTCFG", "ssl", "qmtcfg.ssl-off-with-context", &["kept", "ignored"]),
    doubt("+QMTCFG", "timeout", "qmtcfg.timeout-brackets", &["one-by-one"]),
    doubt("+QMTCFG", "edit/timeout", "qmtcfg.edit-off-alone", &["alone"]),
    doubt("+QMTCFG", "", "qmtcfg.partial", &["previous"]),
    doubt("+QMTCONN", "", "qmtconn.username-alone", &["alone"]),
];

/// Lines that are refused although the dialect takes them: values are left out that this module wants.
const WANTED: &[Doubt] = &[
    doubt("+QMTCFG", "recv/mode", "qmtcfg.recv-mode-brackets", &["together"]),
    doubt("+QMTCFG", "will", "qmtcfg.will-brackets", &["together"]),
    doubt("+QMTCFG", "willex", "qmtcfg.willex-brackets", &["together"]),
];

/// The longest text of a module that has a limit of its own; no document names one.
const LONGEST: usize = 256;

impl Doubt {
    fn concerns(&self, ask: &Ask, board: &Board) -> bool {
        let (name, key) = self.about;
        ask.name == name && (key.is_empty() || key == ask.key) && board.goes(&[self.reading], self.ways)
    }
}

impl Quectel {
    /// A line that its flaws speak against: taken all the same, failed later, or refused.
    pub(super) fn judge(&mut self, ask: &Ask, refusal: Refusal, board: &mut Board) -> Turn {
        const LATER: &[&str] = &["open.wrong-parameter", "qmtopen.wrong-parameter-answer"];
        let rest = ask.flaws.without(Flaws::COSMETIC).without(Flaws::SPELLING);
        let only = |flaws: Flaws| rest.without(flaws).is_none();
        let missing = rest.has(Flaws::MISSING);
        let taken = || TAKEN.iter().any(|doubt| !(doubt.surplus && missing) && doubt.concerns(ask, board));
        if only(Flaws::MISSING | Flaws::PRESENCE) && taken() {
            return self.take(ask, board);
        }
        let plain = board.goes(&["qmtpub.msg-quotes"], &["plain"]);
        if plain && ask.name == "+QMTPUB" && only(Flaws::UNQUOTED) {
            return self.take(ask, board);
        }
        let number = ask.number(CLIENT).filter(|_| ask.wrong(CLIENT).is_none());
        if let Some(number) =
            number.filter(|_| ask.name == "+QMTOPEN" && board.goes(LATER, &["later", "result"]))
        {
            let turn = board.accept(ask);
            board.result(ask.form, &Given::new().int(CLIENT, number).int(RESULT, codes::WRONG));
            return turn;
        }
        board.refuse(ask, refusal)
    }

    fn take(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        match ask.number(CLIENT) {
            Some(number) if ask.name == "+QMTCFG" => self.configure(number, ask, board),
            Some(number) if ask.name == "+QMTCONN" => self.connect(number, ask, board),
            Some(number) => self.publish(number, ask, board),
            None => board.refuse(ask, Refusal::Parameters),
        }
    }
}

/// Why a line is refused that the dialect has nothing against.
pub(super) fn refused(ask: &Ask, board: &Board) -> Option<Refusal> {
    let other_case = ask.flaws.has(Flaws::LETTER_CASE);
    let keyed = ask.name == "+QMTCFG";
    if ask.recased && board.goes(&["at.name-case", "at.letter-case"], &["refused", "strict"]) {
        return Some(Refusal::Unknown);
    }
    if other_case && keyed && board.goes(&["cfg.key-case"], &["capitals"]) {
        return Some(Refusal::Parameters);
    }
    if !ask.query && left_out(ask, board) && WANTED.iter().any(|doubt| doubt.concerns(ask, board)) {
        return Some(Refusal::Parameters);
    }
    if keyed && ask.number(RETRIES.1) == Some(0) && board.goes(&["retry.zero"], &["test"]) {
        return Some(Refusal::Parameters);
    }
    wrong_text(ask, board)
}

/// Does a line leave out a value that its form has?
fn left_out(ask: &Ask, board: &Board) -> bool {
    let off = ask.number(WILL.1) == Some(0);
    let form = board.dialect.form(ask.form);
    form.is_some_and(|form| off || ask.values().len() < form.args.len())
}

fn wrong_text(ask: &Ask, board: &Board) -> Option<Refusal> {
    const EMPTY: &[&str] = &["text.empty", "qmtconn.empty-texts"];
    const LONG: &[&str] = &["text.longest", "qmtconn.empty-texts"];
    let free = |name: &str| WILL_MESSAGE.1.contains(&name);
    let texts = ask.values().iter().filter_map(|(name, value)| match value {
        Value::Text(text) if !free(name) => Some(text),
        _ => None,
    });
    for text in texts {
        if text.is_empty() && board.goes(EMPTY, &["named", "refused", "bounded"]) {
            return Some(Refusal::Parameters);
        }
        if text.len() > LONGEST && board.goes(LONG, &["own", "bounded"]) {
            return Some(Refusal::Code(24));
        }
    }
    None
}
