//! How connections begin and end, and what of the session outlives them.

use std::time::Duration;

use super::Client;
use super::breach::Breach;
use super::event::Event;
use super::framer::Framer;
use super::packet::Packet;
use super::setup::{Protocol, Setup};

/// How a client stands to its server.
#[derive(Debug, Clone)]
pub(super) enum State {
    Away,
    /// Awaits the CONNACK until then.
    Connecting(Duration),
    Connected(Liveness),
}

/// What tells that a connection lives.
#[derive(Debug, Clone)]
pub(super) struct Liveness {
    pub(super) last_sent: Duration,
    pub(super) last_ping: Duration,
    /// When a ping counts as unanswered.
    pub(super) pong_due: Option<Duration>,
}

impl Client {
    /// A socket is open: asks the server to be taken in. A client that is connected goes on as it is.
    pub fn connect(&mut self, now: Duration) {
        if !matches!(self.state, State::Away) {
            return;
        }
        if self.setup.clean {
            self.forget();
        }
        self.framer = Framer::new(self.setup.protocol);
        self.state = State::Connecting(now.saturating_add(self.setup.connect_timeout));
        self.send(now, Packet::Connect(self.setup.packet()));
    }

    /// Is told anew how to connect, for the next `connect`. The session goes on if it is asked for and the
    /// client stays who it is.
    pub fn reconnect(&mut self, setup: Setup) {
        self.packets.clear();
        self.leave();
        if setup.clean || setup.client_id != self.setup.client_id {
            self.forget();
        }
        self.setup = setup;
    }

    /// Says goodbye; the connection is to be closed.
    pub fn disconnect(&mut self, now: Duration) {
        if !matches!(self.state, State::Away) {
            self.send(now, Packet::Disconnect);
            self.leave();
        }
    }

    /// The connection is gone.
    pub fn handle_lost(&mut self, _now: Duration) {
        self.packets.clear();
        self.leave();
    }

    /// The server broke the rules: by bytes that are no packet, where somebody else cuts them.
    pub fn handle_breach(&mut self, breach: Breach) {
        if !matches!(self.state, State::Away) {
            self.end(Event::Broken(breach));
        }
    }

    /// The server has answered the CONNECT.
    pub(super) fn connected(&mut self, now: Duration, session_present: bool, code: u8) {
        if code != 0 {
            return self.end(Event::Refused(code));
        }
        self.state = State::Connected(Liveness { last_sent: now, last_ping: now, pong_due: None });
        self.events.push_back(Event::Connected { session_present });
        // MQTT 3.1 does not say whether the server still has the session: then it is taken to have it.
        if self.setup.protocol == Protocol::V311 && !session_present {
            self.forget();
        }
        for packet in self.flights.resume(now, self.setup.retry) {
            self.send(now, packet);
        }
    }

    /// The connection cannot go on, and this is why.
    pub(super) fn end(&mut self, why: Event) {
        self.events.push_back(why);
        self.leave();
    }

    /// Nothing more is sent or taken in. What ends with the connection is given up.
    fn leave(&mut self) {
        self.state = State::Away;
        self.give_up(self.setup.clean);
        if self.setup.clean {
            self.unreleased.clear();
            self.withheld.clear();
        }
    }

    /// The session is over.
    fn forget(&mut self) {
        self.give_up(true);
        self.unreleased.clear();
        self.withheld.clear();
    }

    fn give_up(&mut self, session: bool) {
        let given_up = self.flights.drain(session);
        self.events.extend(given_up.into_iter().map(|(id, what)| Event::GaveUp { id, what }));
    }
}
