//! What a client can be asked to send, and when it does not.

use std::time::Duration;

use super::Client;
use super::connection::State;
use super::event::{Event, Refused};
use super::flights::{Flight, Step};
use super::framer::MAX_PACKET;
use super::packet::{Packet, Publish};

/// The longest text that MQTT can say.
const MAX_TEXT: usize = u16::MAX as usize;

/// What a packet takes beside its texts and its payload, at most: header, length, packet id.
const OVERHEAD: usize = 7;

impl Client {
    /// Sends a message. With QoS 0 it is acknowledged at once, and never says that it is repeated.
    pub fn publish(&mut self, now: Duration, publish: Publish) -> Result<(), Refused> {
        self.check_connected()?;
        if publish.qos > 2 {
            return Err(Refused::Qos);
        }
        let length = OVERHEAD + 2 + publish.topic.len() + publish.payload.len();
        if publish.topic.len() > MAX_TEXT || length > MAX_PACKET {
            return Err(Refused::TooLong);
        }
        let (id, qos) = (publish.id, publish.qos);
        if qos == 0 {
            self.send(now, Packet::Publish(Publish { dup: false, ..publish }));
            self.events.push_back(Event::Acknowledged { id, qos });
            return Ok(());
        }
        self.take_off(now, id, Step::Publish(publish))
    }

    /// Subscribes to filters, each with the QoS that is asked for.
    pub fn subscribe(&mut self, now: Duration, id: u16, filters: Vec<(Vec<u8>, u8)>) -> Result<(), Refused> {
        self.check_connected()?;
        if filters.iter().any(|(_, qos)| *qos > 2) {
            return Err(Refused::Qos);
        }
        check_filters(filters.iter().map(|(filter, _)| filter))?;
        self.take_off(now, id, Step::Subscribe(filters))
    }

    /// Ends subscriptions.
    pub fn unsubscribe(&mut self, now: Duration, id: u16, filters: Vec<Vec<u8>>) -> Result<(), Refused> {
        self.check_connected()?;
        check_filters(filters.iter())?;
        self.take_off(now, id, Step::Unsubscribe(filters))
    }

    /// Gives a packet in flight so long from now until it is given up; over this connection it is not sent again.
    pub fn be_patient(&mut self, now: Duration, id: u16, patience: Duration) {
        self.flights.be_patient(id, now.saturating_add(patience));
    }

    /// The SUBSCRIBE or UNSUBSCRIBE that was asked for last goes out as if it had been sent before: MQTT 3.1
    /// lets it say so.
    pub fn mark_repeated(&mut self) {
        if let Some(Packet::Subscribe { dup, .. } | Packet::Unsubscribe { dup, .. }) = self.packets.back_mut()
        {
            *dup = true;
        }
    }

    /// Asks whether the server is there.
    pub fn ping(&mut self, now: Duration) -> Result<(), Refused> {
        let wait = self.manners.pong_wait.unwrap_or(self.setup.retry.wait());
        let State::Connected(liveness) = &mut self.state else { return Err(Refused::NotConnected) };
        // A ping sent while another is unanswered does not give the server more time.
        liveness.last_ping = now;
        liveness.pong_due.get_or_insert(now.saturating_add(wait));
        self.send(now, Packet::Pingreq);
        Ok(())
    }

    /// A packet that is to be acknowledged goes out.
    fn take_off(&mut self, now: Duration, id: u16, step: Step) -> Result<(), Refused> {
        if id == 0 {
            return Err(Refused::ZeroId);
        }
        if self.awaits(id) && !self.manners.repeats_ids {
            return Err(Refused::IdInUse);
        }
        if self.flights.is_full() {
            return Err(Refused::TooMany);
        }
        let flight = Flight::new(now, self.setup.retry, self.manners.hurries, id, step);
        self.send(now, flight.packet(false));
        self.flights.push(flight);
        Ok(())
    }

    fn check_connected(&self) -> Result<(), Refused> {
        if self.is_connected() { Ok(()) } else { Err(Refused::NotConnected) }
    }
}

fn check_filters<'a>(filters: impl Iterator<Item = &'a Vec<u8>>) -> Result<(), Refused> {
    let mut length = 0;
    for filter in filters {
        length += 3 + filter.len();
        if filter.len() > MAX_TEXT || OVERHEAD + length > MAX_PACKET {
            return Err(Refused::TooLong);
        }
    }
    if length == 0 { Err(Refused::NoFilter) } else { Ok(()) }
}
