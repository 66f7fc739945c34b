//! A client and a far end on one virtual clock, each with the bytes that the other writes.

use std::time::Duration;

use hayes_broker::record::Transport;
use hayes_broker::{Action, Config, FarEnd, Gone, Link, Opening, Order};
use hayes_module::client::{Client, Event, Packet, Protocol, Publish, Retry, Setup, encode};

pub(crate) const TIMEOUT: Duration = Duration::from_secs(5);
pub(crate) const TIMES: u32 = 3;

pub(crate) struct Bed {
    pub(crate) client: Client,
    pub(crate) far_end: FarEnd,
    pub(crate) now: Duration,
    /// All that the client sent.
    pub(crate) sent: Vec<Packet>,
    link: Option<Link>,
    events: Vec<(Duration, Event)>,
    /// How many bytes at once reach the client.
    cut: usize,
}

impl Bed {
    pub(crate) fn new(setup: Setup) -> Self {
        Self {
            client: Client::new(setup),
            far_end: FarEnd::new(Config::default()),
            now: Duration::ZERO,
            sent: Vec::new(),
            link: None,
            events: Vec::new(),
            cut: usize::MAX,
        }
    }

    /// A client that the far end has taken in.
    pub(crate) fn connected(setup: Setup) -> Self {
        let mut bed = Self::new(setup);
        bed.connect();
        assert_eq!(bed.events(), [Event::Connected { session_present: false }]);
        bed
    }

    /// Cuts what reaches the client into pieces of so many bytes.
    pub(crate) fn cut(&mut self, cut: usize) {
        self.cut = cut.max(1);
    }

    pub(crate) fn connect(&mut self) {
        let opening = Opening { peer: "bed".into(), transport: Transport::Virtual };
        self.link = self.far_end.handle_open(self.now, opening);
        self.client.connect(self.now);
        self.drain();
    }

    /// The connection breaks and the client learns of it.
    pub(crate) fn lose(&mut self) {
        if let Some(link) = self.link.take() {
            self.far_end.handle_closed(self.now, link, Gone::Reset);
        }
        self.client.handle_lost(self.now);
        self.drain();
    }

    pub(crate) fn order(&mut self, text: &str) {
        let order = Order::parse(text).unwrap_or_else(|error| panic!("{}", error.render(text)));
        self.far_end.handle_order(self.now, order);
        self.drain();
    }

    /// Something that the client is told, and all that comes of it at once.
    pub(crate) fn tell<T>(&mut self, tell: impl FnOnce(&mut Client, Duration) -> T) -> T {
        let told = tell(&mut self.client, self.now);
        self.drain();
        told
    }

    /// Lets time pass, doing on the way what is due.
    pub(crate) fn wait(&mut self, time: Duration) {
        let until = self.now + time;
        loop {
            let due = [self.client.poll_deadline(), self.far_end.poll_timeout()].into_iter().flatten().min();
            let Some(due) = due.filter(|due| *due <= until) else { break };
            self.now = self.now.max(due);
            self.client.handle_timeout(self.now);
            self.far_end.handle_timeout(self.now);
            self.drain();
            let next = self.client.poll_deadline();
            assert!(next.is_none_or(|next| next > self.now), "time stands still for the client");
        }
        self.now = until;
    }

    pub(crate) fn wait_secs(&mut self, seconds: u64) {
        self.wait(Duration::from_secs(seconds));
    }

    /// What happened since the last take.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        self.timed_events().into_iter().map(|(_, event)| event).collect()
    }

    pub(crate) fn timed_events(&mut self) -> Vec<(Duration, Event)> {
        std::mem::take(&mut self.events)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.link.is_some()
    }

    fn drain(&mut self) {
        loop {
            while let Some(event) = self.client.poll_event() {
                self.events.push((self.now, event));
            }
            if let Some(packet) = self.client.poll_packet() {
                if let Some(link) = self.link {
                    self.far_end.handle_bytes(self.now, link, &encode(&packet));
                }
                self.sent.push(packet);
            } else if let Some(action) = self.far_end.poll_action() {
                self.act(action);
            } else {
                while self.far_end.poll_record().is_some() {}
                return;
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Write(link, bytes) => {
                if self.link == Some(link) {
                    bytes.chunks(self.cut).for_each(|piece| self.client.handle_bytes(self.now, piece));
                }
                self.far_end.handle_written(self.now, link, bytes.len());
            }
            Action::Close(link) => self.close(link, Gone::Closed),
            Action::Reset(link) => self.close(link, Gone::ResetByUs),
            _ => {}
        }
    }

    fn close(&mut self, link: Link, gone: Gone) {
        self.far_end.handle_closed(self.now, link, gone);
        if self.link == Some(link) {
            self.link = None;
            self.client.handle_lost(self.now);
        }
    }
}

pub(crate) fn setup() -> Setup {
    Setup {
        protocol: Protocol::V311,
        client_id: b"module".to_vec(),
        user: None,
        password: None,
        will: None,
        keep_alive: 0,
        clean: true,
        connect_timeout: TIMEOUT,
        retry: Retry { timeout: TIMEOUT, times: TIMES },
        ping: None,
    }
}

pub(crate) fn keeping() -> Setup {
    Setup { clean: false, ..setup() }
}

pub(crate) fn message(id: u16, qos: u8, topic: &str, payload: &str) -> Publish {
    Publish { id, qos, retain: false, dup: false, topic: topic.into(), payload: payload.into() }
}

pub(crate) fn came(id: u16, qos: u8, topic: &str, payload: &str) -> Event {
    Event::Message { id, qos, retain: false, dup: false, topic: topic.into(), payload: payload.into() }
}
