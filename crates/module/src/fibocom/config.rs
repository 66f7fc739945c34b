//! User and will: set for a client before it is opened, told, and made into what the client says of itself.

use std::time::Duration;

use hayes_at::message::Value;

use super::names::{CLEAN, CLIENT, IDENTIFIER, KEEP_ALIVE, PASSWORD, PAYLOAD, QOS, RETAIN, TOPIC, USER};
use crate::ask::{Ask, Word, bytes_of};
use crate::board::{Board, Refusal, Turn};
use crate::client::{Protocol, Retry, Setup, Will};
use crate::say::Given;
use crate::settings::Whose;

const USER_FORM: &str = "+MQTTUSER";
const WILL_FORM: &str = "+MQTTWILL";

/// The document does not say which MQTT; the limit of 23 bytes would fit 3.1 as well.
const PROTOCOL: Protocol = Protocol::V311;
/// How long the server may take for its CONNACK; no time is documented.
const CONNECT_TIME: Duration = Duration::from_secs(20);
/// How packets without an answer are repeated; nothing is documented.
const RETRY: Retry = Retry { timeout: Duration::from_secs(10), times: 2 };

pub(super) fn set_user(ask: &Ask, board: &mut Board) -> Turn {
    set(ask, board, &[USER, PASSWORD, IDENTIFIER])
}

pub(super) fn set_will(ask: &Ask, board: &mut Board) -> Turn {
    set(ask, board, &[TOPIC, PAYLOAD])
}

/// Sets everything anew: what is left out is no longer set.
fn set(ask: &Ask, board: &mut Board, texts: &[Word]) -> Turn {
    if texts.iter().any(|word| holds_quote(ask, word)) {
        return board.refuse(ask, Refusal::Parameters);
    }
    if let Some(client) = ask.number(CLIENT) {
        board.settings.unset_form(&ask.name, Some(client));
    }
    board.store(ask, Some(CLIENT));
    board.accept(ask)
}

/// A text ends at its first quote, so one that holds a quote is followed by something that does not belong there.
pub(super) fn holds_quote(ask: &Ask, word: Word) -> bool {
    ask.bytes(word).is_some_and(|bytes| bytes.contains(&b'"'))
}

pub(super) fn tell_users(ask: &Ask, board: &mut Board) -> Turn {
    tell(ask, board, USER_FORM, &[USER, PASSWORD, IDENTIFIER])
}

pub(super) fn tell_wills(ask: &Ask, board: &mut Board) -> Turn {
    tell(ask, board, WILL_FORM, &[TOPIC, QOS, RETAIN, PAYLOAD])
}

/// A line for each client of which the form has set something.
fn tell(ask: &Ask, board: &mut Board, form: &str, words: &[Word]) -> Turn {
    let rows: Vec<Given> = super::numbers(&board.dialect)
        .filter(|client| is_set(board, form, Some(*client), words[0]))
        .map(|client| {
            let values = words.iter().filter_map(|word| Some((*word, get(board, form, Some(client), word)?)));
            values.fold(Given::new().int(CLIENT, client), |given, (word, value)| given.value(word, value))
        })
        .collect();
    board.answer_rows(ask, &rows)
}

/// The user of a client, where one is set.
pub(super) fn user_of(board: &Board, client: Whose) -> Option<Vec<u8>> {
    client.and_then(|client| text(board, USER_FORM, Some(client), USER))
}

/// What a client says of itself when it connects.
pub(super) fn setup(ask: &Ask, client: i64, board: &Board) -> Setup {
    let whose = Some(client);
    let identifier = text(board, USER_FORM, whose, IDENTIFIER).filter(|id| !id.is_empty());
    let keep_alive = ask.number(KEEP_ALIVE).and_then(|time| u16::try_from(time).ok());
    Setup {
        protocol: PROTOCOL,
        client_id: identifier.unwrap_or_else(|| board.setup.identity.imei.clone().into_bytes()),
        user: user_of(board, whose),
        password: text(board, USER_FORM, whose, PASSWORD),
        will: will(board, whose),
        keep_alive: keep_alive.unwrap_or(0),
        clean: ask.number(CLEAN) == Some(1),
        connect_timeout: CONNECT_TIME,
        retry: RETRY,
        ping: None,
    }
}

fn will(board: &Board, client: Whose) -> Option<Will> {
    let number = |word: Word| board.number_named(WILL_FORM, client, word);
    Some(Will {
        topic: text(board, WILL_FORM, client, TOPIC)?,
        message: text(board, WILL_FORM, client, PAYLOAD).unwrap_or_default(),
        qos: number(QOS).and_then(|qos| u8::try_from(qos).ok()).unwrap_or(0),
        retain: number(RETAIN) == Some(1),
    })
}

fn is_set(board: &Board, form: &str, client: Whose, word: Word) -> bool {
    get(board, form, client, word).is_some()
}

fn text(board: &Board, form: &str, client: Whose, word: Word) -> Option<Vec<u8>> {
    get(board, form, client, word).as_ref().and_then(bytes_of).map(<[u8]>::to_vec)
}

fn get(board: &Board, form: &str, client: Whose, word: Word) -> Option<Value> {
    word.iter().find_map(|name| board.setting(form, client, name))
}
