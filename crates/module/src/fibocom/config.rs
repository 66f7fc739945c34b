//! User and will: set for a client before it is opened, told, and made into what the client says of itself.

use std::time::Duration;

use hayes_at::message::Value;

use super::codes::refuse;
use super::names::{CLEAN, CLIENT, IDENTIFIER, KEEP_ALIVE, PASSWORD, PAYLOAD, QOS, RETAIN, TOPIC, USER};
use super::text;
use super::ways::goes;
use crate::ask::{Ask, Word, bytes_of};
use crate::board::{Board, Refusal, Turn};
use crate::client::{Protocol, Retry, Setup, Will};
use crate::say::Given;
use crate::settings::Whose;

const USER_FORM: &str = "+MQTTUSER";
const WILL_FORM: &str = "+MQTTWILL";

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
    if !text::are_whole(ask, texts, board) || is_too_empty(ask, board) {
        return refuse(ask, Refusal::Parameters, board);
    }
    if let Some(client) = ask.number(CLIENT) {
        board.settings.unset_form(&ask.name, Some(client));
    }
    board.store(&text::taken(ask, texts, board), Some(CLIENT));
    board.accept(ask)
}

/// Is a text empty that may not be, as some read it?
fn is_too_empty(ask: &Ask, board: &Board) -> bool {
    let empty = |word: Word| ask.bytes(word).is_some_and(<[u8]>::is_empty);
    let user = empty(USER) || empty(PASSWORD);
    (user && goes(board, "mqttuser.empty", "refused"))
        || (empty(IDENTIFIER) && goes(board, "mqttuser.clientid-empty", "refused"))
}

/// A client is closed: what was set for it may be gone with its connection.
pub(super) fn forget_after_close(client: i64, board: &mut Board) {
    let cleared = goes(board, "general.after-close", "cleared");
    if cleared {
        board.settings.unset_form(USER_FORM, Some(client));
    }
    if cleared || goes(board, "mqttwill.clear", "close") {
        board.settings.unset_form(WILL_FORM, Some(client));
    }
}

pub(super) fn tell_users(ask: &Ask, board: &mut Board) -> Turn {
    let printed = if goes(board, "mqttuser.read-clientid", "imei") {
        Some(board.setup.identity.imei.clone().into_bytes())
    } else {
        goes(board, "mqttuser.read-clientid", "empty").then(Vec::new)
    };
    tell(ask, board, USER_FORM, &[USER, PASSWORD, IDENTIFIER], printed.as_deref())
}

pub(super) fn tell_wills(ask: &Ask, board: &mut Board) -> Turn {
    tell(ask, board, WILL_FORM, &[TOPIC, QOS, RETAIN, PAYLOAD], None)
}

/// A line for each client of which the form has set something; `last` stands for a last value that is not set.
fn tell(ask: &Ask, board: &mut Board, form: &str, words: &[Word], last: Option<&[u8]>) -> Turn {
    let rows: Vec<Given> = super::numbers(&board.dialect)
        .filter(|client| is_set(board, form, Some(*client), words[0]))
        .map(|client| {
            let values = words.iter().filter_map(|word| Some((*word, get(board, form, Some(client), word)?)));
            let row = values
                .fold(Given::new().int(CLIENT, client), |given, (word, value)| given.value(word, value));
            let missing = words.last().filter(|word| get(board, form, Some(client), word).is_none());
            match (missing, last) {
                (Some(word), Some(printed)) => row.text(word, printed),
                _ => row,
            }
        })
        .collect();
    board.answer_rows(ask, &rows)
}

/// The user of a client, where one is set.
pub(super) fn user_of(board: &Board, client: Whose) -> Option<Vec<u8>> {
    client.and_then(|client| bytes(board, USER_FORM, Some(client), USER))
}

/// What a client says of itself when it connects.
pub(super) fn setup(ask: &Ask, client: i64, board: &Board) -> Setup {
    let whose = Some(client);
    let as_it_is = goes(board, "mqttuser.clientid-empty", "empty");
    let identifier = bytes(board, USER_FORM, whose, IDENTIFIER).filter(|id| as_it_is || !id.is_empty());
    let sent = |text: &Vec<u8>| !text.is_empty() || !goes(board, "mqttuser.empty", "absent");
    let older = goes(board, "mqttopen.protocol", "v31");
    let early = goes(board, "mqttopen.ping-time", "early");
    let keep_alive = ask.number(KEEP_ALIVE).and_then(|time| u16::try_from(time).ok());
    Setup {
        protocol: if older { Protocol::V31 } else { Protocol::V311 },
        client_id: identifier.unwrap_or_else(|| board.setup.identity.imei.clone().into_bytes()),
        user: user_of(board, whose).filter(sent),
        password: bytes(board, USER_FORM, whose, PASSWORD).filter(sent),
        will: will(board, whose),
        keep_alive: keep_alive.unwrap_or(0),
        clean: ask.number(CLEAN) == Some(1),
        connect_timeout: CONNECT_TIME,
        retry: RETRY,
        ping: keep_alive.filter(|_| early).map(|time| Duration::from_secs(time.into()) / 2),
    }
}

fn will(board: &Board, client: Whose) -> Option<Will> {
    let number = |word: Word| board.number_named(WILL_FORM, client, word);
    let message = bytes(board, WILL_FORM, client, PAYLOAD).unwrap_or_default();
    if message.is_empty() && goes(board, "mqttwill.empty", "none") {
        return None;
    }
    Some(Will {
        topic: bytes(board, WILL_FORM, client, TOPIC)?,
        message,
        qos: number(QOS).and_then(|qos| u8::try_from(qos).ok()).unwrap_or(0),
        retain: number(RETAIN) == Some(1),
    })
}

fn is_set(board: &Board, form: &str, client: Whose, word: Word) -> bool {
    get(board, form, client, word).is_some()
}

fn bytes(board: &Board, form: &str, client: Whose, word: Word) -> Option<Vec<u8>> {
    get(board, form, client, word).as_ref().and_then(bytes_of).map(<[u8]>::to_vec)
}

fn get(board: &Board, form: &str, client: Whose, word: Word) -> Option<Value> {
    word.iter().find_map(|name| board.setting(form, client, name))
}
