//! Subscribing and unsubscribing, and the results of all packets that await an acknowledgement.

use hayes_at::message::Value;

use super::Quectel;
use super::codes::{self, AGAIN, DONE, UNDELIVERED};
use super::names::{CLIENT, MSGID, QOS, RESULT, TOPIC, VALUE};
use super::slot::Flight;
use super::{format, stat};
use crate::ask::{Ask, bytes_of, number_of};
use crate::board::{Board, Refusal, Turn};
use crate::client::Refused;
use crate::say::Given;

pub(super) const NOT_CONNECTED: &[&str] = &["sub.not-connected", "qmtsub.not-connected"];
pub(super) const IN_FLIGHT: &[&str] = &["pub.in-flight-twice", "qmtsub.msgid-in-flight", "msgid.in-use"];
const TOPICS: &[&str] = &["qmtsub.how-many", "qmtsub.topic-count"];
const VECTOR: &[&str] = &["sub.vector", "qmtsub.value-list", "qmtsub.value-several"];

/// What the number of repeats counts.
const COUNTS: &[&str] = &["retransmission.count", "result.retransmission-count", "timeout.count"];

/// The code of a subscription that the server refused.
const REFUSED: u8 = 0x80;

/// How many topics a module takes that has a limit; no document names one.
const FEW_TOPICS: usize = 4;

impl Quectel {
    pub(super) fn subscribe(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        let topics = topics(number, ask, board);
        let levels = ask.all(QOS).filter_map(|v| number_of(v).and_then(|n| u8::try_from(n).ok()));
        let filters: Vec<(Vec<u8>, u8)> = topics.into_iter().zip(levels).collect();
        let count = filters.len();
        self.ask_server(number, ask, count, board, |client, now, id| client.subscribe(now, id, filters))
    }

    pub(super) fn unsubscribe(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        let filters = topics(number, ask, board);
        let count = filters.len();
        self.ask_server(number, ask, count, board, |client, now, id| client.unsubscribe(now, id, filters))
    }

    fn ask_server(
        &mut self,
        number: i64,
        ask: &Ask,
        topics: usize,
        board: &mut Board,
        send: impl FnOnce(&mut crate::client::Client, std::time::Duration, u16) -> Result<(), Refused>,
    ) -> Turn {
        let msgid = ask.number(MSGID).unwrap_or_default();
        if !self.slot(number).is_connected() {
            let given = Given::new().int(MSGID, msgid);
            return codes::not_now(ask, NOT_CONNECTED, given, UNDELIVERED, board);
        }
        let zero = msgid == 0 && board.goes(&["qmtsub.msgid-zero"], &["refused"]);
        if zero || too_many(ask, topics, board) {
            return board.refuse(ask, Refusal::Parameters);
        }
        let id = u16::try_from(msgid).ok().filter(|id| *id > 0).unwrap_or(self.slot(number).free_id());
        self.take_off(number, ask, id, msgid, board, send)
    }

    /// Sends a packet that is to be acknowledged, and remembers whose it is.
    pub(super) fn take_off(
        &mut self,
        number: i64,
        ask: &Ask,
        id: u16,
        msgid: i64,
        board: &mut Board,
        send: impl FnOnce(&mut crate::client::Client, std::time::Duration, u16) -> Result<(), Refused>,
    ) -> Turn {
        let Ok(index) = usize::try_from(number) else { return board.refuse(ask, Refusal::State) };
        let now = board.now;
        // Before it is sent: what comes of it may come at once.
        self.slot(number).flights.push(Flight { id, msgid, form: ask.form, repeats: 0 });
        let sent = board.links.with(now, index, |client| send(client, now, id));
        if sent == Some(Ok(())) {
            return board.accept(ask);
        }
        self.slot(number).flights.pop();
        match sent {
            Some(Err(Refused::IdInUse)) => {
                codes::not_now(ask, IN_FLIGHT, Given::new().int(MSGID, msgid), UNDELIVERED, board)
            }
            Some(Err(Refused::TooMany | Refused::NotConnected)) | None => board.refuse(ask, Refusal::State),
            Some(_) => board.refuse(ask, Refusal::Parameters),
        }
    }

    /// The server has answered a SUBSCRIBE.
    pub(super) fn subscribed(&mut self, number: i64, id: u16, levels: &[u8], board: &mut Board) {
        let Some(flight) = self.slot(number).land(id) else { return };
        let refused = levels.contains(&REFUSED);
        let known = levels.iter().all(|level| matches!(level, 0..=2 | &REFUSED));
        if !known || (refused && board.goes(&["qmtsub.refused-topic"], &["failed"])) {
            return land(number, &flight, UNDELIVERED, None, board);
        }
        let whole = refused && board.goes(&["sub.partly-refused"], &["whole"]);
        let mut list: Vec<i64> = levels.iter().map(|level| i64::from(*level)).collect();
        if whole {
            list = vec![i64::from(REFUSED)];
        } else if board.goes(VECTOR, &["one"]) {
            list.truncate(1);
        }
        land(number, &flight, DONE, Some(Value::List(list)), board);
    }

    /// The server has answered an UNSUBSCRIBE.
    pub(super) fn unsubscribed(&mut self, number: i64, id: u16, board: &mut Board) {
        let Some(flight) = self.slot(number).land(id) else { return };
        land(number, &flight, DONE, None, board);
    }

    /// A message is where it was to go.
    pub(super) fn published(&mut self, number: i64, id: u16, board: &mut Board) {
        let Some(flight) = self.slot(number).land(id) else { return };
        land(number, &flight, DONE, None, board);
    }

    /// A packet was sent again.
    pub(super) fn repeated(&mut self, number: i64, id: u16, attempt: u32, board: &mut Board) {
        let notices = stat::notices(board, number);
        let Some(flight) = self.slot(number).flights.iter_mut().find(|flight| flight.id == id) else {
            return;
        };
        flight.repeats = attempt;
        let flight = flight.clone();
        if notices && !board.goes(COUNTS, &["total", "once"]) {
            land(number, &flight, AGAIN, Some(Value::Int(i64::from(attempt))), board);
        }
    }

    /// A packet could not be delivered.
    pub(super) fn fail(&mut self, number: i64, id: u16, board: &mut Board) {
        let Some(flight) = self.slot(number).land(id) else { return };
        land(number, &flight, UNDELIVERED, None, board);
    }
}

/// Says the result of a packet.
fn land(number: i64, flight: &Flight, result: i64, value: Option<Value>, board: &mut Board) {
    let base = || Given::new().int(CLIENT, number).int(MSGID, flight.msgid);
    let total = flight.repeats > 0 && stat::notices(board, number) && board.goes(COUNTS, &["total", "once"]);
    if total && result != AGAIN {
        let given = base().int(RESULT, AGAIN).int(VALUE, i64::from(flight.repeats));
        board.result(flight.form, &given);
    }
    let given = base().int(RESULT, result);
    let given = match value {
        Some(value) => given.value(VALUE, value),
        None => given,
    };
    board.result(flight.form, &given);
}

/// The topics that a command names.
fn topics(number: i64, ask: &Ask, board: &Board) -> Vec<Vec<u8>> {
    let given = ask.all(TOPIC).filter_map(bytes_of);
    given.map(|topic| format::sent_topic(number, topic, board).unwrap_or_else(|| topic.to_vec())).collect()
}

fn too_many(ask: &Ask, topics: usize, board: &Board) -> bool {
    let bounded = board.goes(TOPICS, &["bounded", "limited"]) && topics > FEW_TOPICS;
    let reading = if ask.name == "+QMTUNS" { "uns.topics" } else { "sub.topics" };
    bounded || (board.goes(&[reading], &["two"]) && topics > 2)
}
