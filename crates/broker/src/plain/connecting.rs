//! How connections find their sessions and leave them: CONNECT, take-over, DISCONNECT, loss.

use std::sync::Arc;
use std::time::Duration;

use super::session::{Message, Session};
use super::{Broker, ClientId, Note, Outcome, Why};
use crate::link::Link;
use crate::wire::{Connack, Connect, ConnectReturnCode, Protocol};

impl Broker {
    pub(super) fn connect(&mut self, now: Duration, link: Link, connect: Connect) {
        let client = match self.admit(&connect) {
            Ok(client) => client,
            Err(code) => return self.refuse(link, code),
        };
        if self.sessions.get(&client).is_some_and(|session| session.link.is_some()) {
            self.evict(now, &client);
        }
        if connect.clean_session {
            self.end_session(&client, None);
        }
        let resumed = self.sessions.contains_key(&client);
        self.links.insert(link, client.clone());
        self.desk.note(Some(link), Note::Session { client: client.clone(), resumed });
        // MQTT 3.1 has no "session present": the byte is reserved there.
        let present = resumed && connect.protocol == Protocol::V311;
        self.desk.send(link, Connack::new(present, ConnectReturnCode::Accepted));

        let session = self.sessions.entry(client.clone()).or_insert_with(|| Session::new(client));
        session.attach(now, link, connect);
        session.resume(now, &mut self.desk);
        session.pump(now, &self.rules, &mut self.desk);
    }

    fn admit(&mut self, connect: &Connect) -> Result<ClientId, ConnectReturnCode> {
        if let Some(code) = self.rules.access.refusal(connect) {
            return Err(code);
        }
        let client = match (&*connect.client_id, connect.protocol, connect.clean_session) {
            ("", Protocol::V311, true) => self.name(),
            ("", _, _) => return Err(ConnectReturnCode::IdentifierRejected),
            _ => connect.client_id.clone(),
        };
        if self.sessions.len() >= self.rules.sessions && !self.sessions.contains_key(&client) {
            return Err(ConnectReturnCode::ServerUnavailable);
        }
        Ok(client)
    }

    /// A name for a client that brought none; no other client has it.
    fn name(&mut self) -> ClientId {
        loop {
            self.named += 1;
            let name: ClientId = Arc::from(format!("unnamed-{}", self.named));
            if !self.sessions.contains_key(&name) {
                return name;
            }
        }
    }

    fn refuse(&mut self, link: Link, code: ConnectReturnCode) {
        self.desk.send(link, Connack::new(false, code));
        self.desk.outcomes.push_back(Outcome::Drop(link, Why::Refused(code)));
    }

    /// A second client has come with this client id, and leaves the old connection to be dropped.
    /// False where nobody with that id is connected.
    pub fn take_over(&mut self, now: Duration, client: &str) -> bool {
        let Some(client) = self.sessions.get(client).filter(|s| s.link.is_some()).map(|s| s.client.clone())
        else {
            return false;
        };
        self.evict(now, &client);
        true
    }

    fn evict(&mut self, now: Duration, client: &ClientId) {
        if let Some(link) = self.sessions.get(client).and_then(|session| session.link) {
            self.desk.outcomes.push_back(Outcome::Drop(link, Why::TakenOver));
            self.lose(now, client);
        }
    }

    pub(super) fn disconnect(&mut self, now: Duration, link: Link, client: &ClientId) {
        if let Some(session) = self.sessions.get_mut(client) {
            session.will = None;
        }
        self.desk.outcomes.push_back(Outcome::Drop(link, Why::Disconnected));
        self.lose(now, client);
    }

    /// Parts a session from its connection; what it leaves behind is published or kept.
    pub(super) fn lose(&mut self, now: Duration, client: &ClientId) {
        let Some(session) = self.sessions.get_mut(client) else { return };
        let Some(link) = session.link.take() else { return };
        self.links.remove(&link);
        session.congested = false;
        let will = session.will.take();
        if session.clean {
            self.end_session(client, Some(link));
        }
        if let Some(will) = will {
            self.desk.note(Some(link), Note::Will(client.clone()));
            let message =
                Message { topic: will.topic_name, payload: will.message, qos: will.qos, retain: will.retain };
            self.handle_message(now, message);
        }
    }

    fn end_session(&mut self, client: &ClientId, link: Option<Link>) {
        if let Some(session) = self.sessions.remove(client) {
            self.desk.stored -= session.stored();
            self.desk.note(link, Note::SessionEnded(client.clone()));
        }
    }
}
