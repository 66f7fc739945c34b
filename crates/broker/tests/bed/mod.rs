//! A far end on a virtual clock with clients that speak typed packets.
#![allow(dead_code, unreachable_pub, reason = "each test file takes what it needs of the bed")]

use std::collections::BTreeMap;
use std::time::Duration;

use hayes_broker::record::Transport;
use hayes_broker::wire::{
    Connect, Cut, Framer, LastWill, Packet, Pid, Protocol, Publish, QoS, QosPid, Subscribe, TopicFilter,
    TopicName, decode, encode,
};
use hayes_broker::{Action, Config, Event, FarEnd, Gone, Link, Opening, Order, Record};

pub struct Bed {
    pub far_end: FarEnd,
    pub now: Duration,
    pub ends: BTreeMap<Link, End>,
    pub records: Vec<Record>,
    pub upstream: Vec<Action>,
}

/// The client's end of a connection.
pub struct End {
    framer: Framer,
    pub bytes: Vec<u8>,
    pub packets: Vec<Packet>,
    pub state: Wire,
    pub paused: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    Open,
    HalfClosed,
    Closed,
    Reset,
}

impl Bed {
    pub fn new() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        let far_end = FarEnd::new(config);
        Self {
            far_end,
            now: Duration::ZERO,
            ends: BTreeMap::new(),
            records: Vec::new(),
            upstream: Vec::new(),
        }
    }

    pub fn open(&mut self) -> Link {
        let opening = Opening { peer: "bed".into(), transport: Transport::Virtual };
        let link = self.far_end.handle_open(self.now, opening).expect("there is room");
        let end = End {
            framer: Framer::new(usize::MAX),
            bytes: Vec::new(),
            packets: Vec::new(),
            state: Wire::Open,
            paused: false,
        };
        self.ends.insert(link, end);
        self.drain();
        link
    }

    /// A client that is connected, its CONNACK taken.
    pub fn client(&mut self, id: &str) -> Link {
        self.connect(connect(id))
    }

    pub fn connect(&mut self, connect: Connect) -> Link {
        let link = self.open();
        self.send(link, connect);
        assert!(matches!(self.take(link)[..], [Packet::Connack(_), ..]), "no CONNACK");
        link
    }

    /// A client that is connected and has subscribed, both acknowledgements taken.
    pub fn subscriber(&mut self, id: &str, filter: &str, qos: QoS) -> Link {
        let link = self.client(id);
        self.send(link, subscribe(1, &[(filter, qos)]));
        assert!(matches!(self.take(link)[..], [Packet::Suback(_), ..]), "no SUBACK");
        link
    }

    pub fn send(&mut self, link: Link, packet: impl Into<Packet>) {
        let bytes = encode(&packet.into()).expect("a packet of lawful size");
        self.bytes(link, &bytes);
    }

    pub fn bytes(&mut self, link: Link, bytes: &[u8]) {
        self.far_end.handle_bytes(self.now, link, bytes);
        self.drain();
    }

    pub fn order(&mut self, text: &str) {
        let order = Order::parse(text).unwrap_or_else(|error| panic!("{}", error.render(text)));
        self.far_end.handle_order(self.now, order);
        self.drain();
    }

    /// Lets time pass, doing on the way what is due.
    pub fn wait(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(due) = self.far_end.poll_timeout().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.far_end.handle_timeout(self.now);
            self.drain();
        }
        self.now = until;
    }

    pub fn wait_ms(&mut self, millis: u64) {
        self.wait(Duration::from_millis(millis));
    }

    /// The connection breaks, without a DISCONNECT.
    pub fn lose(&mut self, link: Link) {
        self.far_end.handle_closed(self.now, link, Gone::Reset);
        self.ends.get_mut(&link).expect("a link of this bed").state = Wire::Closed;
        self.drain();
    }

    /// The packets that have come since the last take.
    pub fn take(&mut self, link: Link) -> Vec<Packet> {
        std::mem::take(&mut self.ends.get_mut(&link).expect("a link of this bed").packets)
    }

    /// All bytes that have come since the last take of bytes.
    pub fn take_bytes(&mut self, link: Link) -> Vec<u8> {
        std::mem::take(&mut self.ends.get_mut(&link).expect("a link of this bed").bytes)
    }

    pub fn state(&self, link: Link) -> Wire {
        self.ends[&link].state
    }

    pub fn saw(&self, fits: impl Fn(&Event) -> bool) -> bool {
        self.records.iter().any(|record| fits(&record.event))
    }

    /// All that was recorded, as people read it.
    pub fn transcript(&self) -> String {
        lines(self.records.iter())
    }

    pub fn drain(&mut self) {
        while let Some(action) = self.far_end.poll_action() {
            match action {
                Action::Write(link, bytes) => {
                    self.ends.get_mut(&link).expect("a link of this bed").receive(&bytes);
                    self.far_end.handle_written(self.now, link, bytes.len());
                }
                Action::HalfClose(link) => self.end(link).state = Wire::HalfClosed,
                Action::Close(link) => {
                    self.end(link).state = Wire::Closed;
                    self.far_end.handle_closed(self.now, link, Gone::Closed);
                }
                Action::Reset(link) => {
                    self.end(link).state = Wire::Reset;
                    self.far_end.handle_closed(self.now, link, Gone::ResetByUs);
                }
                Action::Pause(link) => self.end(link).paused = true,
                Action::Resume(link) => self.end(link).paused = false,
                other => self.upstream.push(other),
            }
        }
        while let Some(record) = self.far_end.poll_record() {
            self.records.push(record);
        }
    }

    fn end(&mut self, link: Link) -> &mut End {
        self.ends.get_mut(&link).expect("a link of this bed")
    }
}

impl End {
    fn receive(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.framer.handle_bytes(bytes);
        while let Some(Cut::Frame(frame)) = self.framer.poll_cut() {
            self.packets.extend(decode(&frame));
        }
    }
}

/// Each on a line of its own.
pub fn lines(items: impl Iterator<Item = impl ToString>) -> String {
    items.map(|item| item.to_string() + "\n").collect()
}

pub fn connect(id: &str) -> Connect {
    Connect::new(id.into(), 0)
}

pub fn keeping(id: &str) -> Connect {
    Connect { clean_session: false, ..connect(id) }
}

pub fn old(id: &str) -> Connect {
    Connect { protocol: Protocol::V310, ..connect(id) }
}

pub fn will(topic: &str, message: &str, qos: QoS, retain: bool) -> LastWill {
    LastWill { qos, retain, topic_name: name(topic), message: message.as_bytes().to_vec().into() }
}

pub fn name(topic: &str) -> TopicName {
    TopicName::try_from(topic).expect("a topic")
}

pub fn pid(id: u16) -> Pid {
    Pid::try_from(id).expect("a packet id")
}

pub fn subscribe(id: u16, filters: &[(&str, QoS)]) -> Subscribe {
    let filters =
        filters.iter().map(|(filter, qos)| (TopicFilter::try_from(*filter).expect("a filter"), *qos));
    Subscribe::new(pid(id), filters.collect())
}

pub fn publish(topic: &str, payload: &str, qos: QoS, id: u16) -> Publish {
    let qos_pid = match qos {
        QoS::Level0 => QosPid::Level0,
        QoS::Level1 => QosPid::Level1(pid(id)),
        QoS::Level2 => QosPid::Level2(pid(id)),
    };
    Publish::new(qos_pid, name(topic), payload.as_bytes().to_vec().into())
}

pub fn retained(publish: Publish) -> Publish {
    Publish { retain: true, ..publish }
}

/// The one published message among the packets.
pub fn only_publish(packets: &[Packet]) -> &Publish {
    match packets {
        [Packet::Publish(publish)] => publish,
        other => panic!("not one PUBLISH: {other:?}"),
    }
}
