//! Publishing: the message in the command or typed after a prompt, the window, the formats.

use super::codes::{self, UNDELIVERED};
use super::entry;
use super::format::BAD_DIGITS;
use super::names::{MESSAGE, MSGID, QOS, RETAIN, TOPIC};
use super::subscribe::NOT_CONNECTED;
use super::{Quectel, format};
use crate::ask::Ask;
use crate::board::{Board, Entered, Refusal, Turn};
use crate::client::Publish;
use crate::say::Given;

const ZERO_ACKED: &[&str] = &["qmtpubex.zero-with-qos", "qmtpub.msgid-zero-acked"];
const UNACKED_ID: &[&str] = &["pub.msgid-qos0", "qmtpubex.qos0-msgid", "qmtpub.msgid-qos0"];

impl Quectel {
    pub(super) fn publish(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Turn {
        let typed = entry::is_asked_for(ask, board);
        let late = typed && board.goes(&["qmtpub.data-mode-errors"], &["after"]);
        let late = late || (typed && ask.number(MSGID) == Some(0) && board.goes(ZERO_ACKED, &["after-data"]));
        if let Some(turn) = self.may_not_publish(number, ask, board).filter(|_| !late) {
            return turn;
        }
        if typed {
            let early = !board.goes(&["qmtpubex.window-moment"], &["after-data"]);
            if early && window_is_full(number, ask, board) {
                return board.refuse(ask, Refusal::State);
            }
            return Turn::Data(entry::of(ask, board));
        }
        let message = ask.bytes(MESSAGE).unwrap_or_default();
        if message.contains(&b';') && board.goes(&["qmtpub.semicolon"], &["refused"]) {
            return board.refuse(ask, Refusal::Parameters);
        }
        self.send_message(number, ask, message, board)
    }

    /// What the host typed after the prompt.
    pub(super) fn take_message(
        &mut self,
        number: i64,
        ask: &Ask,
        entered: Entered,
        board: &mut Board,
    ) -> Turn {
        match entered {
            Entered::Data(data) if data.len() <= entry::most(ask, board) => {
                match self.may_not_publish(number, ask, board) {
                    // The link went while the host was typing.
                    Some(_) => board.refuse(ask, Refusal::State),
                    None => self.send_message(number, ask, &data, board),
                }
            }
            Entered::Data(data) if board.goes(&["qmtpub.data-over-limit"], &["cut"]) => {
                let most = entry::most(ask, board);
                self.send_message(number, ask, &data[..most], board)
            }
            Entered::Cancelled if board.goes(&["qmtpub.cancel-answer"], &["ok"]) => board.accept(ask),
            Entered::Data(_) => board.refuse(ask, Refusal::Code(24)),
            Entered::Cancelled | Entered::TimedOut(_) => board.refuse(ask, Refusal::State),
        }
    }

    fn may_not_publish(&mut self, number: i64, ask: &Ask, board: &mut Board) -> Option<Turn> {
        let msgid = ask.number(MSGID).unwrap_or_default();
        let given = || Given::new().int(MSGID, msgid);
        if !self.slot(number).is_connected() {
            return Some(codes::not_now(ask, NOT_CONNECTED, given(), UNDELIVERED, board));
        }
        match ask.number(QOS) {
            Some(0) if msgid != 0 && board.goes(UNACKED_ID, &["zero", "only-zero"]) => {
                Some(board.refuse(ask, Refusal::Parameters))
            }
            Some(1..) if msgid == 0 && board.goes(ZERO_ACKED, &["result", "failed"]) => {
                Some(codes::not_now(ask, ZERO_ACKED, given(), UNDELIVERED, board))
            }
            Some(1..) if msgid == 0 => Some(board.refuse(ask, Refusal::Parameters)),
            _ => None,
        }
    }

    fn send_message(&mut self, number: i64, ask: &Ask, data: &[u8], board: &mut Board) -> Turn {
        if data.is_empty() && board.goes(&["qmtpub.empty-message"], &["refused"]) {
            return board.refuse(ask, Refusal::Parameters);
        }
        let topic = format::sent_topic(number, ask.bytes(TOPIC).unwrap_or_default(), board);
        let Some((payload, topic)) = format::sent(number, data, board).zip(topic) else {
            if board.goes(BAD_DIGITS, &["failed"]) {
                let given = Given::new().int(MSGID, ask.number(MSGID).unwrap_or_default());
                return codes::not_now(ask, BAD_DIGITS, given, UNDELIVERED, board);
            }
            return board.refuse(ask, Refusal::Code(25));
        };
        if window_is_full(number, ask, board) {
            return board.refuse(ask, Refusal::State);
        }
        let qos = ask.number(QOS).and_then(|n| u8::try_from(n).ok()).unwrap_or(0);
        let msgid = ask.number(MSGID).unwrap_or_default();
        let message =
            Publish { id: 0, qos, retain: ask.number(RETAIN) == Some(1), dup: false, topic, payload };
        // Without acknowledgement nothing carries an id; one of its own tells the result whose it is.
        let given = u16::try_from(msgid).unwrap_or_default();
        let id = if qos == 0 { self.slot(number).free_id() } else { given };
        self.take_off(number, ask, id, msgid, board, |client, now, id| {
            client.publish(now, Publish { id, ..message })
        })
    }
}

/// Do as many messages await their acknowledgement as may?
fn window_is_full(number: i64, ask: &Ask, board: &Board) -> bool {
    let counts = ask.number(QOS) != Some(0) || board.goes(&["qmtpubex.window-members"], &["all"]);
    let limit = usize::try_from(board.limit("inflight", -1)).ok().filter(|_| counts);
    let client = usize::try_from(number).ok().and_then(|index| board.links.client(index));
    limit.zip(client).is_some_and(|(limit, client)| client.in_flight() >= limit)
}
