//! Packets that await their acknowledgement: who they are, and when they are sent again. Sends nothing.

use std::time::Duration;

use super::event::What;
use super::packet::{Packet, Publish};
use super::setup::Retry;

/// How many packets of a client may await their acknowledgement at once.
pub const MAX_IN_FLIGHT: usize = 64;

/// A packet in flight.
#[derive(Debug, Clone)]
pub(super) struct Flight {
    pub(super) id: u16,
    pub(super) step: Step,
    tries: u32,
    /// The last try is given up at once.
    hurries: bool,
    /// When it is sent again, or given up.
    due: Duration,
    /// When it is given up, however far it has come: QoS 2 takes no longer than any other.
    ends: Duration,
    /// It is not sent again before it is given up.
    patient: bool,
}

/// What it awaits.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A PUBACK or PUBREC for the message.
    Publish(Publish),
    /// A PUBCOMP.
    Pubrel,
    /// A SUBACK.
    Subscribe(Vec<(Vec<u8>, u8)>),
    /// An UNSUBACK.
    Unsubscribe(Vec<Vec<u8>>),
}

/// What becomes of a packet whose time has come.
#[derive(Debug)]
pub(super) enum Late {
    Again { packet: Packet, id: u16, what: What, attempt: u32 },
    GiveUp { id: u16, what: What },
}

/// All packets in flight, messages in the order in which they were published, releases in that of their PUBRECs.
#[derive(Debug, Clone, Default)]
pub(super) struct Flights(Vec<Flight>);

impl Flight {
    pub(super) fn new(now: Duration, retry: Retry, hurries: bool, id: u16, step: Step) -> Self {
        let mut flight = Self { id, step, tries: 0, hurries, due: now, ends: now, patient: false };
        flight.restart(now, retry);
        flight
    }

    pub(super) fn what(&self) -> What {
        match self.step {
            Step::Publish(_) => What::Publish,
            Step::Pubrel => What::Pubrel,
            Step::Subscribe(_) => What::Subscribe,
            Step::Unsubscribe(_) => What::Unsubscribe,
        }
    }

    /// Whether it belongs to the session rather than to the connection.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self.step, Step::Publish(_) | Step::Pubrel)
    }

    /// The packet, as it is sent the first time or again. Only a PUBLISH says that it is repeated: MQTT 3.1 lets
    /// others say so too, but means it as a hint, and servers that know 3.1.1 better close the connection.
    pub(super) fn packet(&self, again: bool) -> Packet {
        let id = self.id;
        match &self.step {
            Step::Publish(publish) => {
                Packet::Publish(Publish { dup: again || publish.dup, ..publish.clone() })
            }
            Step::Pubrel => Packet::Pubrel { id, dup: false },
            Step::Subscribe(filters) => Packet::Subscribe { id, dup: false, filters: filters.clone() },
            Step::Unsubscribe(filters) => Packet::Unsubscribe { id, dup: false, filters: filters.clone() },
        }
    }

    fn restart(&mut self, now: Duration, retry: Retry) {
        self.tries = 0;
        self.patient = false;
        self.ends = now.saturating_add(retry.patience(self.hurries));
        self.rest(now, retry);
    }

    fn rest(&mut self, now: Duration, retry: Retry) {
        let again = now.saturating_add(retry.wait()).min(self.ends);
        self.due = if self.patient { self.ends } else { again };
    }

    fn late(&mut self, now: Duration, retry: Retry) -> Late {
        let (id, what) = (self.id, self.what());
        let over = self.ends <= now;
        if self.tries >= retry.times || (over && !self.hurries) {
            return Late::GiveUp { id, what };
        }
        // Behind the end there is one more try, and that at once.
        self.tries = if over { retry.times } else { self.tries + 1 };
        self.rest(now, retry);
        Late::Again { packet: self.packet(true), id, what, attempt: self.tries }
    }
}

impl Flights {
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= MAX_IN_FLIGHT
    }

    pub(super) fn find(&self, id: u16) -> Option<&Flight> {
        self.0.iter().find(|flight| flight.id == id)
    }

    /// Gives a packet so long until it is given up; it is not sent again before.
    pub(super) fn be_patient(&mut self, id: u16, until: Duration) {
        if let Some(flight) = self.0.iter_mut().find(|flight| flight.id == id) {
            (flight.patient, flight.due, flight.ends) = (true, until, until);
        }
    }

    pub(super) fn messages(&self) -> usize {
        self.0.iter().filter(|flight| flight.is_kept()).count()
    }

    pub(super) fn push(&mut self, flight: Flight) {
        self.0.push(flight);
    }

    /// Takes the packet with this id out, if it awaits what has come.
    pub(super) fn take(&mut self, id: u16, fits: impl Fn(&Step) -> bool) -> Option<Flight> {
        let place = self.0.iter().position(|flight| flight.id == id && fits(&flight.step))?;
        Some(self.0.remove(place))
    }

    /// The server has received this message of QoS 2; from now on its PUBREL is in flight, after all others.
    pub(super) fn release(&mut self, now: Duration, retry: Retry, mut flight: Flight) {
        flight.step = Step::Pubrel;
        flight.rest(now, retry);
        self.0.push(flight);
    }

    /// What is to be done about each packet whose time has come.
    pub(super) fn late(&mut self, now: Duration, retry: Retry) -> Vec<Late> {
        let mut late = Vec::new();
        self.0.retain_mut(|flight| {
            if flight.due > now {
                return true;
            }
            late.push(flight.late(now, retry));
            matches!(late.last(), Some(Late::Again { .. }))
        });
        late
    }

    /// Everything is to be sent anew over a new connection.
    pub(super) fn resume(&mut self, now: Duration, retry: Retry) -> Vec<Packet> {
        self.0.iter_mut().for_each(|flight| flight.restart(now, retry));
        self.0.iter().map(|flight| flight.packet(true)).collect()
    }

    /// Takes out what ends with the connection, or everything.
    pub(super) fn drain(&mut self, session: bool) -> Vec<(u16, What)> {
        let (kept, gone): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.0).into_iter().partition(|flight| !session && flight.is_kept());
        self.0 = kept;
        gone.iter().map(|flight| (flight.id, flight.what())).collect()
    }

    pub(super) fn due(&self) -> Option<Duration> {
        self.0.iter().map(|flight| flight.due).min()
    }
}
