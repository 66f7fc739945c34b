//! Results that clients still owe: which packet's acknowledgement brings them, and how they are told.

use std::collections::BTreeMap;

use hayes_at::grammar::FormId;

use super::codes::Status;
use super::names::{CLIENT, STATUS};
use super::ways::goes;
use super::{Fibocom, Phase, config, index};
use crate::board::Board;
use crate::client::{self, Event};
use crate::say::Given;

/// The lowest code of SUBACK that is no grant.
const NOT_GRANTED: u8 = 3;

/// What a client owes, by packet identifier.
#[derive(Debug, Default)]
pub(super) struct Owed {
    debts: BTreeMap<u16, Debt>,
    last: u16,
}

/// A result that is owed.
#[derive(Debug)]
pub(super) struct Debt {
    /// The form that it belongs to.
    pub(super) form: FormId,
    pub(super) deed: Deed,
}

/// What was asked of the server.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Publish,
    /// This filter, with this QoS.
    Subscribe(Vec<u8>, u8),
    Unsubscribe(Vec<u8>),
}

impl Owed {
    /// The next packet identifier that nothing in flight has.
    fn next(&mut self, is_taken: impl Fn(u16) -> bool) -> u16 {
        loop {
            self.last = self.last.checked_add(1).unwrap_or(1);
            // Far fewer packets are in flight than there are identifiers.
            if !is_taken(self.last) && !self.debts.contains_key(&self.last) {
                return self.last;
            }
        }
    }
}

impl Fibocom {
    /// Sends a packet of a client for a form, whose result comes with the acknowledgement; at once where the
    /// packet cannot be sent.
    pub(super) fn send<E>(
        &mut self,
        number: i64,
        debt: Debt,
        board: &mut Board,
        send: impl FnOnce(&mut client::Client, u16) -> Result<(), E>,
    ) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        let id = client.owed.next(|id| board.links.client(index(number)).is_some_and(|c| c.awaits(id)));
        client.owed.debts.insert(id, debt);
        let sent = board.links.with(board.now, index(number), |mqtt| send(mqtt, id));
        if !matches!(sent, Some(Ok(()))) {
            self.pay(number, id, Status::Failed, board);
        }
    }

    /// The client says what became of a packet.
    pub(super) fn acknowledged(&mut self, number: i64, event: &Event, board: &mut Board) {
        match event {
            Event::Acknowledged { id, .. } | Event::Unsubscribed { id } => {
                self.pay(number, *id, Status::Done, board);
            }
            Event::Subscribed { id, codes } => self.subscribed(number, *id, codes, board),
            Event::GaveUp { id, .. } => self.pay(number, *id, Status::Failed, board),
            _ => {}
        }
    }

    fn subscribed(&mut self, number: i64, id: u16, codes: &[u8], board: &mut Board) {
        let granted = codes.first().copied().filter(|code| *code < NOT_GRANTED);
        let Some(client) = self.clients.get_mut(&number) else { return };
        let mut done = granted.is_some();
        if let (Some(qos), Some(Debt { deed: Deed::Subscribe(topic, asked), .. })) =
            (granted, client.owed.debts.get(&id))
        {
            done = qos >= *asked || !goes(board, "mqttsub.lower", "failed");
            client.topics.add(topic.clone(), qos);
        }
        self.pay(number, id, Status::of(done), board);
    }

    fn pay(&mut self, number: i64, id: u16, status: Status, board: &mut Board) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        let Some(debt) = client.owed.debts.remove(&id) else { return };
        if let (Deed::Unsubscribe(topic), Status::Done) = (&debt.deed, status) {
            client.topics.remove(topic);
        }
        tell(debt.form, number, status, board);
    }

    /// A client is connected no more: everything that it owes has failed, and what it gathered is gone.
    pub(super) fn let_go(&mut self, number: i64, board: &mut Board) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        client.phase = Phase::Free;
        client.refused = None;
        if !goes(board, "mqttread.after-close", "stays") {
            client.inbox.clear();
        }
        let debts = std::mem::take(&mut client.owed.debts);
        config::forget_after_close(number, board);
        for debt in debts.into_values() {
            tell(debt.form, number, Status::Failed, board);
        }
    }
}

/// The result line of a form.
pub(super) fn tell(form: FormId, number: i64, status: Status, board: &mut Board) {
    board.result(form, &Given::new().int(CLIENT, number).int(STATUS, status.number()));
}
