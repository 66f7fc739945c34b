//! Results that clients still owe: which packet's acknowledgement brings them, and how they are told.

use std::collections::BTreeMap;

use hayes_at::grammar::FormId;

use super::codes::Status;
use super::names::{CLIENT, STATUS};
use super::{Fibocom, Phase, index};
use crate::board::Board;
use crate::client::{self, Event};
use crate::say::Given;

/// The lowest code of SUBACK that is no grant.
const NOT_GRANTED: u8 = 3;

/// What a client owes, by packet identifier.
#[derive(Debug, Default)]
pub(super) struct Owed {
    forms: BTreeMap<u16, FormId>,
    last: u16,
}

impl Owed {
    /// The next packet identifier that nothing in flight has.
    fn next(&mut self, is_taken: impl Fn(u16) -> bool) -> u16 {
        loop {
            self.last = self.last.checked_add(1).unwrap_or(1);
            // Far fewer packets are in flight than there are identifiers.
            if !is_taken(self.last) && !self.forms.contains_key(&self.last) {
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
        form: FormId,
        board: &mut Board,
        send: impl FnOnce(&mut client::Client, u16) -> Result<(), E>,
    ) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        let id = client.owed.next(|id| board.links.client(index(number)).is_some_and(|c| c.awaits(id)));
        client.owed.forms.insert(id, form);
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
            Event::Subscribed { id, codes } => {
                let granted = codes.iter().all(|code| *code < NOT_GRANTED);
                self.pay(number, *id, Status::of(granted), board);
            }
            Event::GaveUp { id, .. } => self.pay(number, *id, Status::Failed, board),
            _ => {}
        }
    }

    fn pay(&mut self, number: i64, id: u16, status: Status, board: &mut Board) {
        let owed = self.clients.get_mut(&number).and_then(|client| client.owed.forms.remove(&id));
        if let Some(form) = owed {
            tell(form, number, status, board);
        }
    }

    /// A client is connected no more: everything that it owes has failed, and what it gathered is gone.
    pub(super) fn let_go(&mut self, number: i64, board: &mut Board) {
        let Some(client) = self.clients.get_mut(&number) else { return };
        client.phase = Phase::Free;
        client.refused = None;
        client.inbox.clear();
        for form in std::mem::take(&mut client.owed.forms).into_values() {
            tell(form, number, Status::Failed, board);
        }
    }
}

/// The result line of a form.
pub(super) fn tell(form: FormId, number: i64, status: Status, board: &mut Board) {
    board.result(form, &Given::new().int(CLIENT, number).int(STATUS, status.number()));
}
