//! What happens to the connections of clients, and what it makes of the command whose result is awaited.

use super::client::{What, Work};
use super::codes::{Cause, of_connlost};
use super::names::{CAUSE, CLIENT, ERR};
use super::{Simcom, number, work_of};
use crate::board::Board;
use crate::client::{Event, Protocol, What as Packet};
use crate::link::{LinkEvent, Loss};
use crate::say::Given;

impl Simcom {
    pub(super) fn happened(&mut self, client: usize, event: LinkEvent, board: &mut Board) {
        match event {
            LinkEvent::Opened => self.greet(client, board),
            LinkEvent::Failed(trouble) => self.fail(client, Cause::of_trouble(&trouble), board),
            LinkEvent::Lost(loss) => self.lost(client, loss, board),
            LinkEvent::Mqtt(event) => self.heard(client, event, board),
        }
    }

    /// What the MQTT client of a client says.
    fn heard(&mut self, client: usize, event: Event, board: &mut Board) {
        match event {
            Event::Connected { session_present } => self.connected(client, session_present, board),
            Event::Refused(code) => self.give_up(client, Cause::Connack(code), board),
            Event::Acknowledged { id, .. } => self.acknowledged(client, id, board),
            Event::Subscribed { id, codes } => self.subscribed(client, id, &codes, board),
            Event::Unsubscribed { id } => self.unsubscribed(client, id, board),
            Event::GaveUp { id, what } => self.gave_up(client, id, what, board),
            Event::Message { topic, payload, .. } => Self::message(client, &topic, &payload, board),
            Event::ConnectTimedOut | Event::PingUnanswered => self.give_up(client, Cause::Timeout, board),
            Event::Broken(_) => self.give_up(client, Cause::Packet, board),
            Event::Pong | Event::Retried { .. } => {}
        }
    }

    fn connected(&mut self, client: usize, session_present: bool, board: &mut Board) {
        let Some(held) = self.clients.get_mut(&client) else { return };
        held.connected = true;
        // MQTT 3.1 does not say whether the session was still there; then it is taken to have been.
        let tells = board.links.client(client).is_some_and(|mqtt| mqtt.setup().protocol == Protocol::V311);
        if held.server.as_ref().is_some_and(|server| server.clean) || (tells && !session_present) {
            held.forget_topics();
        }
        self.succeed(client, board);
    }

    /// A packet was not acknowledged in time.
    fn gave_up(&mut self, client: usize, id: u16, what: Packet, board: &mut Board) {
        // With the connection gone, its loss is the reason, and follows.
        if !board.links.is_open(client) {
            return;
        }
        let awaited = self.work(client).is_some_and(|work| match (&work.what, what) {
            (What::Publish(own), Packet::Publish | Packet::Pubrel)
            | (What::Subscribe(own, _), Packet::Subscribe)
            | (What::Unsubscribe(own, _), Packet::Unsubscribe) => *own == id,
            _ => false,
        });
        if awaited {
            self.fail(client, Cause::Timeout, board);
        }
    }

    /// The time of what a client is at is over.
    pub(super) fn time_is_over(&mut self, client: usize, board: &mut Board) {
        match self.work(client).map(|work| &work.what) {
            Some(What::Open) => self.give_up(client, Cause::Timeout, board),
            Some(What::Publish(_)) => self.succeed(client, board),
            _ => {}
        }
    }

    /// The connection went without the client's doing.
    fn lost(&mut self, client: usize, loss: Loss, board: &mut Board) {
        let asking = self.work(client).is_some_and(|work| work.what == What::Connect);
        self.fail(client, Cause::of_loss(loss, asking), board);
        self.tell_loss(client, loss, board);
    }

    /// The module ends a connection with which nothing can be done any more.
    fn give_up(&mut self, client: usize, cause: Cause, board: &mut Board) {
        board.links.abort(client);
        self.fail(client, cause, board);
        self.tell_loss(client, Loss::Reset, board);
    }

    fn tell_loss(&mut self, client: usize, loss: Loss, board: &mut Board) {
        let Some(held) = self.clients.get_mut(&client) else { return };
        let was_connected = held.connected;
        held.left();
        let hidden = matches!(loss, Loss::Gone(_)) && board.way("cmqttnonet.with-loss", "both") == "one";
        if was_connected && !hidden {
            let given = Given::new().int(CLIENT, number(client)).int(CAUSE, of_connlost(loss));
            board.urc("connlost", &given, None);
        }
        if was_connected && board.way("cmqttsslcfg.lost", "kept") == "cleared" {
            board.settings.unset_form("+CMQTTSSLCFG", Some(number(client)));
        }
        if was_connected && board.way("cmqttconnlost.client", "kept") == "released" {
            self.drop_client(client, board);
        }
    }

    /// The command whose result is awaited.
    pub(super) fn work(&self, client: usize) -> Option<&Work> {
        self.clients.get(&client)?.work.as_ref()
    }

    /// What a client was at has succeeded.
    pub(super) fn succeed(&mut self, client: usize, board: &mut Board) {
        self.finish(client, 0, board);
    }

    /// What a client was at has failed.
    pub(super) fn fail(&mut self, client: usize, cause: Cause, board: &mut Board) {
        let connecting = matches!(self.work(client), Some(Work { what: What::Open | What::Connect, .. }));
        self.finish(client, cause.code().unwrap_or(1), board);
        if connecting {
            Self::clear_after("+CMQTTCONNECT", client, false, board);
        }
    }

    fn finish(&mut self, client: usize, code: i64, board: &mut Board) {
        board.timers.cancel(work_of(client));
        let work = self.clients.get_mut(&client).and_then(|held| held.work.take());
        if let Some(work) = work {
            board.result(work.form, &Given::new().int(CLIENT, number(client)).int(ERR, code));
        }
    }
}
