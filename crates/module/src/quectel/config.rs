//! `AT+QMTCFG`: settings of a client, what may be set when, and settings that two forms share.

use hayes_at::message::Value;
use hayes_dialects::dialect::{Form, OutcomeLine, ParamKind};

use super::entry;
use super::names::{CLIENT, EDIT_LIMITED, Key, SEND_FORMAT, TIMEOUT, WILL, WILL_LENGTH, WILL_MESSAGE};
use super::plan;
use super::{Quectel, slot::Slot};
use crate::ask::Ask;
use crate::board::{Board, Entered, Refusal, Turn};
use crate::say::Given;

/// Two forms that set the same.
const SEND_MODE: Key = Key("send/mode", &["send_mode"]);
const WILL_EX: &str = "willex";

/// What a query tells of texts that were never set.
const UNSET: &[&str] = &["qmtcfg.unset-text-query"];

/// What setting is answered while the client is further than it may be.
const TOO_LATE: &[&str] = &["qmtcfg.set-while-connected", "qmtcfg.after-open", "cfg.when-taken"];

impl Quectel {
    pub(super) fn configure(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        if ask.query {
            return tell(number, ask, board);
        }
        if self.is_too_late(number, ask, board) && board.goes(TOO_LATE, &["refused"]) {
            return board.refuse(ask, Refusal::State);
        }
        if entry::is_asked_for(ask, board) && ask.number(WILL.1) == Some(1) {
            return Turn::Data(entry::of(ask, board));
        }
        store(number, ask, None, board);
        board.accept(ask)
    }

    fn is_too_late(&mut self, number: i64, ask: &Ask, board: &Board) -> bool {
        let early = board.goes(&["qmtcfg.what-is-connected"], &["open"]);
        let slot = self.slot(number);
        let is = |state: &str| match state {
            "connected" if early => slot.is_open(),
            "connected" => slot.is_connected(),
            "open" => slot.is_open(),
            _ => false,
        };
        if board.goes(&["cfg.when-taken"], &["refused"]) {
            return Slot::is_open(slot);
        }
        if ask.key == WILL_EX && board.goes(&["qmtcfg.willex-connected"], &["as-siblings"]) {
            return is("connected");
        }
        let needs = board.dialect.form(ask.form).map(|form| form.needs.as_slice()).unwrap_or_default();
        needs.iter().any(|needs| is(&needs.state) != needs.wanted)
    }
}

/// The message of a Will, typed after the prompt.
pub(super) fn take_will(number: i64, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
    let Entered::Data(message) = entered else { return board.refuse(ask, Refusal::State) };
    store(number, ask, Some(&message), board);
    board.accept(ask)
}

/// Sets what a command gives; forms that speak of the same setting agree from then on.
fn store(number: i64, ask: &Ask, message: Option<&[u8]>, board: &mut Board) {
    if ask.key == TIMEOUT.0 && board.goes(&["timeout.left-out"], &["default"]) {
        board.settings.unset_form(&ask.key, Some(number));
    }
    board.store(ask, Some(CLIENT));
    if board.goes(&["cfg.restart"], &["kept"]) {
        let dialect = std::sync::Arc::clone(&board.dialect);
        let command = dialect.command("+QMTCFG");
        board.settings.keep(|form| command.is_some_and(|command| command.form(form).is_some()));
    }
    match ask.key.as_str() {
        "send/mode" if !board.goes(&["qmtcfg.one-send-mode"], &["two"]) => {
            copy(number, ask, SEND_MODE, SEND_FORMAT, board);
        }
        "dataformat" if !board.goes(&["qmtcfg.one-send-mode"], &["two"]) => {
            copy(number, ask, SEND_FORMAT, SEND_MODE, board);
        }
        "willex" => share_will(number, ask, "will", message, board),
        "will" if has_form(board, WILL_EX) => share_will(number, ask, WILL_EX, None, board),
        _ => {}
    }
}

fn copy(number: i64, ask: &Ask, from: Key, to: Key, board: &mut Board) {
    if let (Some(value), Some(name)) = (ask.value(from.1), to.1.first())
        && has_form(board, to.0)
    {
        board.settings.set(to.0, Some(number), name, value.clone());
    }
}

/// The other form of the Will tells the same Will. One that it cannot tell, because its message is empty and it
/// tells lengths from 1, it tells as none.
fn share_will(number: i64, ask: &Ask, other: &str, message: Option<&[u8]>, board: &mut Board) {
    for (name, value) in ask.values() {
        if *value != Value::Empty && !CLIENT.contains(&name.as_str()) {
            board.settings.set(other, Some(number), name, value.clone());
        }
    }
    let set = |form: &str, key: Key, value: Value, board: &mut Board| {
        board.settings.set(form, Some(number), key.1[0], value);
    };
    if other == WILL_EX {
        let length = plan::bytes(board, number, WILL_MESSAGE).map_or(0, |message| message.len());
        let told = ask.number(WILL.1) == Some(1) && length > 0;
        set(WILL_EX, WILL, Value::Int(i64::from(told)), board);
        set(WILL_EX, WILL_LENGTH, Value::Int(i64::try_from(length).unwrap_or(0)), board);
    } else if let Some(message) = message {
        set("will", WILL_MESSAGE, Value::Text(message.to_vec()), board);
    }
}

fn has_form(board: &Board, name: &str) -> bool {
    board.dialect.command("+QMTCFG").is_some_and(|command| command.form(name).is_some())
}

/// What is set. A Will that is switched off tells nothing but that; texts that were never set are empty where
/// their line is always there.
fn tell(number: i64, ask: &Ask, board: &mut Board) -> Turn {
    let flag = Key(if ask.key == WILL_EX { WILL_EX } else { WILL.0 }, WILL.1);
    let off = (ask.key == WILL_EX || ask.key == WILL.0) && plan::number(board, number, flag) != Some(1);
    if off && !board.goes(&["will.query-tail"], &["set"]) {
        let given = Given::new().int(CLIENT, number).int(WILL.1, 0);
        return board.answer(ask, &given);
    }
    let unlimited = ask.key == EDIT_LIMITED.0 && plan::number(board, number, EDIT_LIMITED) != Some(1);
    if unlimited && board.goes(&["qmtcfg.edit-query-off"], &["off"]) {
        return board.answer(ask, &Given::new().int(EDIT_LIMITED.1, 0));
    }
    let mut given = board.given_of(ask, Some(CLIENT));
    let dialect = std::sync::Arc::clone(&board.dialect);
    let alone = ask.key == WILL.0 && board.goes(&["will.missing"], &["defaults"]);
    let always = alone || board.goes(&["aliauth.query-empty"], &["empty"]);
    if let Some(form) = dialect.form(ask.form).filter(|form| always || is_always_told(form)) {
        if !is_set(form, number, board) && board.goes(UNSET, &["nothing"]) {
            return Turn::Over(board.good());
        }
        if !is_set(form, number, board) && board.goes(UNSET, &["error"]) {
            return board.refuse(ask, Refusal::State);
        }
        fill(&mut given, form, number, board);
    }
    board.answer(ask, &given)
}

/// Is the line of a query's answer one that may not be absent?
fn is_always_told(form: &Form) -> bool {
    let lines = form.outcomes.iter().filter(|o| o.query == Some(true)).flat_map(|o| &o.lines);
    lines.into_iter().any(|line| matches!(line, OutcomeLine::Line { optional: false, .. }))
}

fn is_text(kind: &ParamKind) -> bool {
    matches!(kind, ParamKind::Text { .. })
}

fn is_set(form: &Form, number: i64, board: &Board) -> bool {
    let texts = form.params.iter().filter(|place| is_text(&place.param.kind));
    texts.into_iter().all(|place| board.setting(&form.name, Some(number), &place.param.name).is_some())
}

/// Gives what was never set: texts empty, and of a Will that was switched on alone the lowest numbers too.
fn fill(given: &mut Given, form: &Form, number: i64, board: &Board) {
    for place in &form.params {
        let param = &place.param;
        let lowest = param.range().map(|range| Value::Int(range.lowest()));
        let unset = if is_text(&param.kind) { Some(Value::Text(Vec::new())) } else { lowest };
        let told = is_text(&param.kind) || form.name == WILL.0;
        if board.setting(&form.name, Some(number), &param.name).is_none()
            && let Some(unset) = unset.filter(|_| told)
        {
            given.push(&param.name, unset);
        }
    }
}
