//! Messages that come: reported whole, or announced and kept until they are fetched.

mod inbox;

use super::codes::refuse;
use super::names::{CLIENT, PAYLOAD, PAYLOAD_LENGTH, QOS, TOPIC, TOPIC_LENGTH};
use super::ways::goes;
use super::{Fibocom, Phase};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;
pub(super) use inbox::{Inbox, Received};

/// The longest message that may be published, and for which no limit is stated when it is received.
const LONGEST: i64 = 1024;

const MODE_FORM: &str = "+MQTTCONF";
const MODE: &str = "mode";
const ANNOUNCED: i64 = 1;

impl Fibocom {
    /// A message has come.
    pub(super) fn receive(&mut self, number: i64, message: Received, board: &mut Board) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        let Some(mut message) = fitting(message, board) else { return };
        if goes(board, "mqttmsg.qos", "subscription") {
            message.qos = client.topics.qos_of(&message.topic).unwrap_or(message.qos);
        }
        let given = given(number, &message, &shown(&message.payload, board));
        let announced = board.number(MODE_FORM, None, MODE) == Some(ANNOUNCED);
        if announced || goes(board, "mqttread.direct-mode", "stored") {
            client.inbox.push(message);
            if goes(board, "mqttread.queue", "newest") || !announced {
                client.inbox.keep_newest();
            }
        }
        board.urc_of(&["msg", "msgi"], &given, Some(number));
    }

    /// The oldest message that was announced and not fetched yet; none is a lawful answer as well.
    pub(super) fn read(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let number = ask.number(CLIENT);
        let Some((number, client)) = number.and_then(|n| Some((n, self.clients.get_mut(&n)?))) else {
            return refuse(ask, Refusal::Parameters, board);
        };
        let direct = board.number(MODE_FORM, None, MODE) != Some(ANNOUNCED);
        let not_open = client.phase != Phase::Open && goes(board, "mqttread.not-open", "error");
        if not_open || (direct && goes(board, "mqttread.direct-mode", "error")) {
            return refuse(ask, Refusal::State, board);
        }
        match client.inbox.fetch(goes(board, "mqttread.again", "stays")) {
            Some(message) => board.answer(ask, &given(number, &message, &message.payload)),
            None => board.answer(ask, &Given::new().int(CLIENT, number)),
        }
    }
}

/// A message as the module takes it: one that is too long may be cut off, or dropped.
fn fitting(mut message: Received, board: &Board) -> Option<Received> {
    let longest = usize::try_from(board.limit("payload", LONGEST)).unwrap_or(usize::MAX);
    let too_long = message.payload.len() > longest;
    if too_long && goes(board, "mqttmsg.overlong", "cut") {
        message.payload.truncate(longest);
    }
    let dropped = too_long && goes(board, "mqttmsg.overlong", "dropped");
    (!dropped).then_some(message)
}

/// A payload as a report prints it.
fn shown(payload: &[u8], board: &Board) -> Vec<u8> {
    let plain = |byte: &u8| (b' '..=b'~').contains(byte) && *byte != b'"';
    if payload.iter().all(plain) {
        return payload.to_vec();
    }
    if goes(board, "mqttmsg.any-byte", "hex") {
        return payload.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect();
    }
    if goes(board, "mqttmsg.any-byte", "escaped") {
        let escaped = |byte: &u8| if *byte == b'"' { b"\\\"".to_vec() } else { vec![*byte] };
        return payload.iter().flat_map(escaped).collect();
    }
    payload.to_vec()
}

/// Everything that a line may say of a message.
fn given(client: i64, message: &Received, shown: &[u8]) -> Given {
    let length = |bytes: &[u8]| i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    Given::new()
        .int(CLIENT, client)
        .int(QOS, message.qos.into())
        .int(TOPIC_LENGTH, length(&message.topic))
        .int(PAYLOAD_LENGTH, length(&message.payload))
        .text(TOPIC, &message.topic)
        .text(PAYLOAD, shown)
}
