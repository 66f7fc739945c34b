//! Messages from the server: told at once, or stored until the host reads them.

use hayes_at::message::Value;

use super::names::{CLIENT, MSGID, PAYLOAD, PAYLOAD_LENGTH, RECV_ID, STORED, TOPIC};
use super::slot::{Slot, Stored};
use super::{Quectel, format};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

const DIRECT: &[&str] = &["recv.direct", "recv"];
const ANNOUNCED: &str = "recv.stored";

impl Quectel {
    pub(super) fn receive(
        &mut self,
        number: i64,
        msgid: i64,
        topic: Vec<u8>,
        payload: Vec<u8>,
        board: &mut Board,
    ) {
        if !stores(number, board) {
            return tell(number, msgid, &topic, &payload, board);
        }
        let places = usize::try_from(board.limit("stored", 5)).unwrap_or(5);
        let slot = self.slot(number);
        slot.stored.resize(places, None);
        let Some(place) = free_place(slot, board) else { return };
        slot.stored[place] = Some(Stored { msgid, topic, payload });
        slot.last_place = place;
        let place = i64::try_from(place).unwrap_or_default();
        board.urc_of(&[ANNOUNCED], &Given::new().int(CLIENT, number).int(RECV_ID, place), Some(number));
    }

    /// Hands stored messages out: one, or all.
    pub(super) fn hand_out(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        if !self.slot(number).is_connected() {
            return board.refuse(ask, Refusal::State);
        }
        if !stores(number, board) && board.goes(&["qmtrecv.direct-mode"], &["error"]) {
            return board.refuse(ask, Refusal::State);
        }
        let wanted = ask.number(RECV_ID).and_then(|n| usize::try_from(n).ok());
        let keeps = board.goes(&["qmtrecv.reading-frees"], &["kept"]);
        let oldest = board.goes(&["qmtrecv.without-id"], &["oldest"]);
        let slot = self.slot(number);
        let mut messages = Vec::new();
        for (place, stored) in slot.stored.iter_mut().enumerate() {
            if wanted.is_some_and(|wanted| wanted != place) || (oldest && !messages.is_empty()) {
                continue;
            }
            messages.extend(if keeps { stored.clone() } else { stored.take() });
        }
        if messages.is_empty() && wanted.is_some() && board.goes(&["qmtrecv.empty-place"], &["error"]) {
            return board.refuse(ask, Refusal::State);
        }
        let row = |m: &Stored| told(number, m.msgid, &m.topic, &m.payload, board);
        let rows: Vec<Given> = messages.iter().map(row).collect();
        board.answer_rows(ask, &rows)
    }

    /// Which places hold a message, for every client that is connected.
    pub(super) fn tell_stored(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let open = board.goes(&["qmtrecv.read-unconnected-others"], &["all-open"])
            && self.slots.values().any(Slot::is_connected);
        let places = usize::try_from(board.limit("stored", 5)).unwrap_or(5);
        let row = |(number, slot): (&i64, &Slot)| {
            let holds = |place: usize| slot.stored.get(place).is_some_and(Option::is_some);
            (0..places).fold(Given::new().int(CLIENT, *number), |given, place| {
                given.int(STORED, i64::from(holds(place)))
            })
        };
        let shown = |slot: &Slot| slot.is_connected() || (open && slot.is_open());
        let rows: Vec<Given> = self.slots.iter().filter(|(_, slot)| shown(slot)).map(row).collect();
        if rows.is_empty() { board.accept(ask) } else { board.answer_rows(ask, &rows) }
    }
}

/// Tells a message as it comes. One that does not fit its line is cut, dropped, or comes in several.
fn tell(number: i64, msgid: i64, topic: &[u8], payload: &[u8], board: &mut Board) {
    let room = room(number, msgid, topic, board);
    let mut rest = payload;
    if payload.len() > room && board.goes(&["recv.over-limit"], &["dropped"]) {
        return;
    }
    while rest.len() > room && room > 0 && board.goes(&["recv.over-limit"], &["split"]) {
        let (part, after) = rest.split_at(room);
        let given = told(number, msgid, topic, part, board);
        board.urc_of(DIRECT, &given, Some(number));
        rest = after;
    }
    let given = told(number, msgid, topic, rest, board);
    board.urc_of(DIRECT, &given, Some(number));
}

/// Are messages stored for this client?
fn stores(number: i64, board: &Board) -> bool {
    use hayes_dialects::dialect::Decider;
    let urc = board.dialect.urc_by_id(ANNOUNCED);
    urc.is_some_and(|urc| {
        urc.when.iter().all(|when| match &when.on {
            Decider::Setting(setting) => board.setting_is(setting, Some(number), &when.values),
            Decider::Param(_) => true,
        })
    })
}

/// The place for the next message; none where all are taken and the new one is the one to go.
fn free_place(slot: &mut Slot, board: &Board) -> Option<usize> {
    let places = slot.stored.len();
    let order: Vec<usize> = if board.goes(&["qmtrecv.next-place"], &["round"]) {
        (1..=places).map(|step| (slot.last_place + step) % places).collect()
    } else {
        (0..places).collect()
    };
    let free = order.iter().copied().find(|place| slot.stored[*place].is_none());
    let gives_way = board.goes(&["qmtrecv.buffer-full"], &["oldest-lost"]);
    free.or_else(|| order.first().copied().filter(|_| gives_way))
}

/// A message in the words of a line.
fn told(number: i64, msgid: i64, topic: &[u8], payload: &[u8], board: &Board) -> Given {
    let most = room(number, msgid, topic, board);
    let shown = format::shown(number, &payload[..payload.len().min(most)], board);
    // Of digits the document may count the bytes that they stand for.
    let counts_bytes = board.goes(&["qmtcfg.hex-length-received"], &["payload"]);
    let length = i64::try_from(if counts_bytes { payload.len() } else { shown.len() }).unwrap_or(i64::MAX);
    let topic = &format::shown_topic(number, topic, board);
    Given::new()
        .int(CLIENT, number)
        .int(MSGID, msgid)
        .text(TOPIC, topic)
        .value(PAYLOAD_LENGTH, Value::Int(length))
        .text(PAYLOAD, &shown)
}

/// How many bytes of payload fit into the line that tells a message.
fn room(number: i64, msgid: i64, topic: &[u8], board: &Board) -> usize {
    let Ok(limit) = usize::try_from(board.limit("urc", -1)) else { return usize::MAX };
    let counts_bytes = board.goes(&["dataformat.hex-limit"], &["bytes"]);
    let digits = if format::shows_digits(number, board) && !counts_bytes { 2 } else { 1 };
    if board.goes(&["recv.limit-counts"], &["payload"]) {
        return limit / digits;
    }
    let rest = format!("+QMTRECV: {number},{msgid},\"\",\"\"").len();
    let topic = format::shown_topic(number, topic, board).len();
    limit.saturating_sub(rest + topic) / digits
}
