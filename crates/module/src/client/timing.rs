//! What time brings: timeouts, repeats and pings.

use std::time::Duration;

use super::Client;
use super::connection::State;
use super::event::Event;
use super::flights::Late;

impl Client {
    /// The deadline has come, or may have.
    pub fn handle_timeout(&mut self, now: Duration) {
        match self.state {
            State::Connecting(until) if until <= now => self.end(Event::ConnectTimedOut),
            State::Away | State::Connecting(_) => {}
            State::Connected(_) => {
                self.repeat(now);
                self.miss_pong(now);
                if self.ping_due().is_some_and(|due| due <= now) {
                    // Connected, so that it cannot be refused.
                    let _ = self.ping(now);
                }
            }
        }
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        match &self.state {
            State::Away => None,
            State::Connecting(until) => Some(*until),
            State::Connected(liveness) => {
                let all = [self.flights.due(), liveness.pong_due, self.ping_due()];
                all.into_iter().flatten().min()
            }
        }
    }

    fn repeat(&mut self, now: Duration) {
        for late in self.flights.late(now, self.setup.retry) {
            match late {
                Late::Again { packet, id, what, attempt } => {
                    self.send(now, packet);
                    self.events.push_back(Event::Retried { id, what, attempt });
                }
                Late::GiveUp { id, what } => self.events.push_back(Event::GaveUp { id, what }),
            }
        }
    }

    fn miss_pong(&mut self, now: Duration) {
        if let State::Connected(liveness) = &mut self.state
            && liveness.pong_due.take_if(|due| *due <= now).is_some()
        {
            self.events.push_back(Event::PingUnanswered);
        }
    }

    fn ping_due(&self) -> Option<Duration> {
        let State::Connected(liveness) = &self.state else { return None };
        let since = if self.manners.steady { liveness.last_ping } else { liveness.last_sent };
        let usual = since.saturating_add(self.setup.ping_after()?);
        let again = self.manners.ping_again.filter(|_| liveness.pong_due.is_some());
        let again = again.map(|apart| liveness.last_ping.saturating_add(apart.max(Duration::from_secs(1))));
        Some(again.map_or(usual, |again| again.min(usual)))
    }
}
