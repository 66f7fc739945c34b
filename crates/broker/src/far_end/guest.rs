//! The far end's own client of the real broker behind a tap: for orders that only another client can carry out.
//!
//! A guest has a connection number like any other, but no client of ours behind it. It comes, does its errand,
//! and leaves; each order has one at most.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Action, FarEnd, Upstream};
use crate::link::Link;
use crate::plain::Message;
use crate::record::{Event, OrderId};
use crate::wire::{
    Connect, ConnectReturnCode, Cut, Framer, Packet, Pid, Protocol, Publish, QoS, QosPid, decode, encode,
};

/// How long the real broker may take over one answer.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Guest {
    order: OrderId,
    framer: Framer,
    welcome: bool,
    queue: VecDeque<Message>,
    /// The id of the message whose acknowledgement is still to come.
    awaited: Option<Pid>,
    last_id: Pid,
    /// Whether it is to leave when its queue is empty.
    leaves: bool,
    /// When an answer is due, while there is one to come.
    due: Option<Duration>,
}

impl FarEnd {
    /// Publishes through the real broker. `last`: nothing more is to come of this order.
    pub(super) fn publish_as_guest(&mut self, now: Duration, order: OrderId, message: &Message, last: bool) {
        let known = self.guests.iter().find(|(_, guest)| guest.order == order).map(|(link, _)| *link);
        let link = known.unwrap_or_else(|| {
            let template = self.conns.values().find_map(|conn| conn.connect.clone());
            self.invite(now, order, template, &format!("hayes-tap-{}", order.0))
        });
        if let Some(guest) = self.guests.get_mut(&link) {
            guest.queue.push_back(message.clone());
            guest.leaves = last;
        }
        self.serve(now, link);
    }

    /// Comes to the real broker under a client's id; false where no client of ours has it.
    pub(super) fn take_over_as_guest(&mut self, now: Duration, order: OrderId, client: &str) -> bool {
        let same = |connect: &&Connect| *connect.client_id == *client;
        let Some(connect) = self.conns.values().filter_map(|conn| conn.connect.as_ref()).find(same).cloned()
        else {
            return false;
        };
        self.invite(now, order, Some(connect), client);
        true
    }

    /// Connects with a client's own protocol and credentials: what the real broker takes from it, it takes from us.
    fn invite(&mut self, now: Duration, order: OrderId, template: Option<Connect>, id: &str) -> Link {
        let connect = match template {
            Some(template) if *template.client_id == *id => {
                Connect { last_will: None, keep_alive: 0, ..template }
            }
            Some(Connect { protocol, username, password, .. }) => {
                Connect { protocol, username, password, ..Connect::new(id.into(), 0) }
            }
            None => Connect { protocol: Protocol::V311, ..Connect::new(id.into(), 0) },
        };
        self.last_link += 1;
        let link = Link(self.last_link);
        let guest = Guest {
            order,
            framer: Framer::new(self.config.limits.packet),
            welcome: false,
            queue: VecDeque::new(),
            awaited: None,
            last_id: Pid::default(),
            leaves: true,
            due: Some(now + PATIENCE),
        };
        self.guests.insert(link, guest);
        self.actions.push_back(Action::OpenUpstream(link));
        self.say(link, &connect.into());
        link
    }

    fn say(&mut self, link: Link, packet: &Packet) {
        if let Ok(bytes) = encode(packet) {
            self.actions.push_back(Action::WriteUpstream(link, bytes));
        }
    }

    /// Something came for a guest; false where the connection is none.
    pub(super) fn handle_guest(&mut self, now: Duration, link: Link, what: &Upstream<'_>) -> bool {
        let Some(guest) = self.guests.get_mut(&link) else { return false };
        match what {
            Upstream::Opened | Upstream::Written(_) => {}
            Upstream::Failed(_) => self.dismiss(now, link, Some("the real broker cannot be reached")),
            Upstream::Closed => self.dismiss(now, link, Some("the real broker closed the connection")),
            Upstream::Bytes(bytes) => {
                guest.framer.handle_bytes(bytes);
                while let Some(Cut::Frame(frame)) =
                    self.guests.get_mut(&link).and_then(|g| g.framer.poll_cut())
                {
                    self.answer(now, link, decode(&frame).as_ref());
                }
            }
        }
        true
    }

    fn answer(&mut self, now: Duration, link: Link, packet: Option<&Packet>) {
        let Some(guest) = self.guests.get_mut(&link) else { return };
        match packet {
            Some(Packet::Connack(connack)) if connack.code == ConnectReturnCode::Accepted => {
                guest.welcome = true;
                guest.due = None;
                let order = guest.order;
                self.record(now, None, Event::Applied(order, None));
            }
            Some(Packet::Connack(_)) => return self.dismiss(now, link, Some("the real broker refuses us")),
            Some(Packet::Puback(id) | Packet::Pubcomp(id)) if guest.awaited == Some(*id) => {
                (guest.awaited, guest.due) = (None, None);
            }
            Some(Packet::Pubrec(id)) => return self.say(link, &Packet::Pubrel(*id)),
            _ => return,
        }
        self.serve(now, link);
    }

    /// Sends what may be sent; leaves when all is done.
    fn serve(&mut self, now: Duration, link: Link) {
        while let Some(guest) =
            self.guests.get_mut(&link).filter(|guest| guest.welcome && guest.awaited.is_none())
        {
            let Some(message) = guest.queue.pop_front() else {
                if guest.leaves {
                    self.dismiss(now, link, None);
                }
                return;
            };
            let publish = guest.publish(message);
            guest.due = guest.awaited.map(|_| now + PATIENCE);
            self.say(link, &publish.into());
        }
    }

    fn dismiss(&mut self, now: Duration, link: Link, failed: Option<&'static str>) {
        let Some(guest) = self.guests.remove(&link) else { return };
        if let Some(why) = failed {
            self.record(now, None, Event::OrderFailed(guest.order, why));
            self.bursts.retain(|burst| burst.order != guest.order);
        } else {
            self.say(link, &Packet::Disconnect);
        }
        self.actions.push_back(Action::CloseUpstream(link));
    }

    /// Has all guests leave.
    pub(super) fn dismiss_guests(&mut self, now: Duration) {
        let links: Vec<Link> = self.guests.keys().copied().collect();
        for link in links {
            self.dismiss(now, link, None);
        }
    }

    /// Gives up on a real broker that does not answer.
    pub(super) fn check_guests(&mut self, now: Duration) {
        let late = |(link, guest): (&Link, &Guest)| guest.due.is_some_and(|due| due <= now).then_some(*link);
        let links: Vec<Link> = self.guests.iter().filter_map(late).collect();
        for link in links {
            self.dismiss(now, link, Some("the real broker does not answer"));
        }
    }

    pub(super) fn guests_due(&self) -> Option<Duration> {
        self.guests.values().filter_map(|guest| guest.due).min()
    }
}

impl Guest {
    fn publish(&mut self, message: Message) -> Publish {
        self.last_id += 1;
        let qos_pid = match message.qos {
            QoS::Level0 => QosPid::Level0,
            QoS::Level1 => QosPid::Level1(self.last_id),
            QoS::Level2 => QosPid::Level2(self.last_id),
        };
        self.awaited = qos_pid.pid();
        Publish { retain: message.retain, ..Publish::new(qos_pid, message.topic, message.payload) }
    }
}
