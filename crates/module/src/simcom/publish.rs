//! Publishing.

use std::time::Duration;

use super::client::{What, Work};
use super::codes::Cause;
use super::names::{DUP, PUB_TIMEOUT, QOS, RETAINED};
use super::{Simcom, work_of};
use crate::ask::Ask;
use crate::board::{Board, Turn};
use crate::client::Publish;

impl Simcom {
    pub(super) fn publish(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        let payload = Self::input("+CMQTTPAYLOAD", client, board);
        let bare = payload.is_none() && board.way("cmqttpub.no-payload", "allowed") == "refused";
        let sent = if bare { Err(Cause::Parameter) } else { self.send(ask, client, payload, board) };
        let outcome = match sent {
            Ok(()) => board.accept(ask),
            Err(cause) => Self::decline(ask, cause, board),
        };
        let clears = board.way("cmqttpub.clears-on-failure", "accepted");
        if sent.is_ok() && clears != "success" || clears == "any" {
            Self::used_up(client, board);
        }
        outcome
    }

    fn send(
        &mut self,
        ask: &Ask,
        client: usize,
        payload: Option<Vec<u8>>,
        board: &mut Board,
    ) -> Result<(), Cause> {
        let (now, patience) = (board.now, ask.number(PUB_TIMEOUT).unwrap_or_default());
        let patience = Duration::from_secs(u64::try_from(patience).unwrap_or_default());
        let id = self.next_id(client, board).ok_or(Cause::NotAcquired)?;
        let publish = Publish {
            id,
            qos: ask.number(QOS).and_then(|qos| u8::try_from(qos).ok()).unwrap_or_default(),
            retain: ask.number(RETAINED) == Some(1),
            dup: ask.number(DUP) == Some(1) && board.way("cmqttpub.dup", "as-given") == "as-given",
            topic: Self::input("+CMQTTTOPIC", client, board).unwrap_or_default(),
            payload: payload.unwrap_or_default(),
        };
        let sent = board.links.with(now, client, |mqtt| {
            let sent = mqtt.publish(now, publish);
            mqtt.be_patient(now, id, patience);
            sent
        });
        sent.unwrap_or(Err(crate::client::Refused::NotConnected)).map_err(Cause::of_refused)?;
        if let Some(held) = self.clients.get_mut(&client) {
            held.work = Some(Work { form: ask.form, what: What::Publish(id) });
        }
        if ask.number(QOS) == Some(0) && board.way("cmqttpub.qos0-result", "sent") == "timeout" {
            board.wake(work_of(client), patience);
        }
        Ok(())
    }

    /// A message has arrived, or, with QoS 0, has left.
    pub(super) fn acknowledged(&mut self, client: usize, id: u16, board: &mut Board) {
        let awaited = self.work(client).is_some_and(|work| work.what == What::Publish(id));
        if !awaited || board.timers.is_set(work_of(client)) {
            return;
        }
        self.succeed(client, board);
        if board.way("cmqttpub.clears-on-failure", "accepted") == "success" {
            Self::used_up(client, board);
        }
    }

    /// A publish has used up what was entered for it.
    fn used_up(client: usize, board: &mut Board) {
        let payload = Self::input("+CMQTTPAYLOAD", client, board);
        Self::clear_after("+CMQTTPUB", client, true, board);
        if let Some(payload) = payload.filter(|_| board.way("cmqttpayload.note", "both") == "topic") {
            Self::set_input("+CMQTTPAYLOAD", client, payload, board);
        }
    }

    /// The number of a client's next packet.
    pub(super) fn next_id(&mut self, client: usize, board: &Board) -> Option<u16> {
        let held = self.clients.get_mut(&client)?;
        Some(held.next_id(|id| board.links.client(client).is_some_and(|mqtt| mqtt.awaits(id))))
    }
}
