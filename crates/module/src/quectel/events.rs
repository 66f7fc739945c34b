//! What happens to a client's link, and which room it concerns.

use super::codes::{self, BY_PEER, DEAD, NO_CONNACK, UNDELIVERABLE};
use super::open::context_of;
use super::slot::Stage;
use super::{Quectel, stat};
use crate::board::Board;
use crate::client::Event;
use crate::link::{LinkEvent, Loss};

impl Quectel {
    pub(super) fn hear(&mut self, number: i64, event: LinkEvent, board: &mut Board) {
        let stage = self.slot(number).stage;
        match event {
            LinkEvent::Opened if stage == Stage::Opening => self.opened(number, board),
            LinkEvent::Failed(trouble) if stage == Stage::Opening => {
                let code = codes::of_trouble(&trouble, board);
                self.open_failed(number, code, board);
            }
            LinkEvent::Opened | LinkEvent::Failed(_) => {}
            LinkEvent::Lost(Loss::Gone(_)) => self.stat(number, DEAD, board),
            LinkEvent::Lost(_) if stage == Stage::Connecting => self.connect_failed(number, BY_PEER, board),
            LinkEvent::Lost(_) => self.stat(number, BY_PEER, board),
            LinkEvent::Mqtt(event) => self.hear_mqtt(number, event, board),
        }
    }

    /// Networks whose packet context is gone are gone with it; the others stay.
    pub(super) fn lose_contexts(&mut self, board: &mut Board) {
        let over = |number: i64| !board.air.is_active(context_of(number, board));
        let gone: Vec<i64> = self.slots.keys().copied().filter(|number| over(*number)).collect();
        for number in gone {
            match self.slot(number).stage {
                Stage::Opening => {
                    stat::abort(number, board);
                    self.open_failed(number, codes::NO_CONTEXT, board);
                }
                Stage::Open | Stage::Connecting | Stage::Connected => self.stat(number, DEAD, board),
                Stage::Closed | Stage::Leaving | Stage::Held | Stage::Listed => {}
            }
        }
    }

    fn hear_mqtt(&mut self, number: i64, event: Event, board: &mut Board) {
        let connecting = self.slot(number).stage == Stage::Connecting;
        match event {
            Event::Connected { .. } => self.connected(number, board),
            Event::Refused(code) => self.refused(number, code, board),
            Event::ConnectTimedOut => self.connect_late(number, board),
            Event::Acknowledged { id, .. } => self.published(number, id, board),
            Event::Retried { id, attempt, .. } => self.repeated(number, id, attempt, board),
            Event::GaveUp { id, .. } => self.undelivered(number, id, board),
            Event::Subscribed { id, codes } => self.subscribed(number, id, &codes, board),
            Event::Unsubscribed { id } => self.unsubscribed(number, id, board),
            Event::Message { id, qos, topic, payload, .. } => {
                let msgid = if qos == 0 { 0 } else { i64::from(id) };
                self.receive(number, msgid, topic, payload, board);
            }
            Event::Pong => {}
            Event::PingUnanswered => self.ping_failed(number, board),
            Event::Broken(_) if connecting => self.connect_failed(number, NO_CONNACK, board),
            Event::Broken(_) => {
                let code = codes::of_breach(board);
                self.stat(number, code, board);
            }
        }
    }

    /// A packet was sent as often as it may be. One that the host does not wait for is not its affair; one that
    /// went with its link is reported with the link.
    fn undelivered(&mut self, number: i64, id: u16, board: &mut Board) {
        let slot = self.slot(number);
        if !slot.flights.iter().any(|flight| flight.id == id) {
            return;
        }
        let there = usize::try_from(number).is_ok_and(|index| board.links.is_open(index));
        self.fail(number, id, board);
        if there && !board.goes(&["stat.with-result"], &["result"]) {
            self.stat(number, UNDELIVERABLE, board);
        }
    }
}
