//! What happens by itself: keep-alive runs out, and MQTT 3.1 sends again.

use std::time::Duration;

use super::session::Session;
use super::{Broker, Outcome, Rules, Why};
use crate::wire::Protocol;

impl Broker {
    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Duration) {
        let silent: Vec<_> = (self.sessions.values())
            .filter(|session| session.silent_at().is_some_and(|due| due <= now))
            .map(|session| session.client.clone())
            .collect();
        for client in silent {
            if let Some(link) = self.sessions.get(&client).and_then(|session| session.link) {
                self.desk.outcomes.push_back(Outcome::Drop(link, Why::KeepAlive));
                self.lose(now, &client);
            }
        }
        for session in self.sessions.values_mut() {
            if session.resend_at(&self.rules).is_some_and(|due| due <= now) {
                let since = now.saturating_sub(self.rules.resend.unwrap_or_default());
                session.resend(now, since, &mut self.desk);
            }
        }
    }

    /// When something is due by itself.
    pub fn poll_timeout(&self) -> Option<Duration> {
        let of_one =
            |session: &Session| session.silent_at().into_iter().chain(session.resend_at(&self.rules)).min();
        self.sessions.values().filter_map(of_one).min()
    }
}

impl Session {
    fn silent_at(&self) -> Option<Duration> {
        self.link?;
        (!self.keep_alive.is_zero() && !self.unheard).then(|| self.heard + self.keep_alive * 3 / 2)
    }

    fn resend_at(&self, rules: &Rules) -> Option<Duration> {
        let patience = rules.resend.filter(|_| self.protocol == Protocol::V310)?;
        self.link.filter(|_| !self.congested)?;
        self.flights.iter().map(|flight| flight.sent + patience).min()
    }
}
