//! Messages that come: start, pieces of topic and payload, end.

use super::names::{CLIENT, PAYLOAD_PIECE, PAYLOAD_TOTAL, TOPIC_PIECE, TOPIC_TOTAL};
use super::{Simcom, number};
use crate::ask::Word;
use crate::board::Board;
use crate::say::Given;

/// The longest piece of a topic; what is longer comes in several. The document names no size.
const LONGEST_TOPIC: usize = 512;
/// The longest piece of a payload.
const LONGEST_PAYLOAD: usize = 1500;
/// What the lines of a message take beside topic and payload, at most, for each piece.
const LINE: usize = 64;

impl Simcom {
    pub(super) fn message(client: usize, topic: &[u8], payload: &[u8], board: &mut Board) {
        let most = |limit: &str, otherwise: i64| {
            usize::try_from(board.limit(limit, otherwise)).unwrap_or(usize::MAX)
        };
        let (most_topic, most_payload) = (most("rx_topic", 1024), most("rx_payload", 10_240));
        let (topic, payload) = match board.way("cmqttrx.too-long", "dropped") {
            "reported" => (topic, payload),
            "cut" => (&topic[..topic.len().min(most_topic)], &payload[..payload.len().min(most_payload)]),
            _ if topic.len() > most_topic || payload.len() > most_payload => return,
            _ => (topic, payload),
        };
        if payload.is_empty() && board.way("cmqttrx.empty-payload", "zero") == "one" {
            return;
        }
        // All of a message or nothing of it: half a message would leave the host waiting for its end.
        let pieces = 4 + topic.len() / LONGEST_TOPIC + payload.len() / LONGEST_PAYLOAD;
        if board.voice.room() < topic.len() + payload.len() + pieces * LINE {
            return;
        }
        let same = || Given::new().int(CLIENT, number(client));
        let start = same().int(TOPIC_TOTAL, length(topic)).int(PAYLOAD_TOTAL, length(payload));
        board.urc("rxstart", &start, None);
        let mut pieces = |id: &str, word: Word, bytes: &[u8], longest: usize| {
            for piece in bytes.chunks(longest) {
                board.part(id, &same().int(word, length(piece)), Some(piece));
            }
        };
        pieces("rxtopic", TOPIC_PIECE, topic, LONGEST_TOPIC);
        pieces("rxpayload", PAYLOAD_PIECE, payload, LONGEST_PAYLOAD);
        board.part("rxend", &same(), None);
    }
}

fn length(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}
