//! Any sequence of wishes, losses, waits and orders: what must hold of it.

use std::collections::BTreeMap;
use std::time::Duration;

use hayes_module::client::{Client, Event, MAX_IN_FLIGHT, MAX_UNRELEASED, Packet, Protocol, Setup};
use proptest::prelude::*;

use crate::bed::{Bed, TIMEOUT, TIMES, message, setup};

#[derive(Debug, Clone)]
enum Step {
    Connect,
    Lose,
    Disconnect,
    Publish { id: u16, qos: u8 },
    Subscribe { id: u16 },
    Unsubscribe { id: u16 },
    Ping,
    Wait(u64),
    Order(&'static str),
}

/// Orders that lose, repeat and reorder, and break nothing.
const MISCHIEF: [&str; 12] = [
    "drop PUBACK next 2",
    "drop PUBREC once",
    "drop PUBCOMP next 2",
    "drop SUBACK once",
    "drop UNSUBACK once",
    "drop PINGRESP next 2",
    "delay PUBREC 7s once",
    "delay PUBACK 12s once",
    "swap PUBACK",
    "duplicate PUBREC next 3",
    "duplicate sent PUBLISH next 3",
    "cancel",
];

fn step() -> impl Strategy<Value = Step> {
    let id = 1..6u16;
    prop_oneof![
        3 => Just(Step::Connect),
        1 => Just(Step::Lose),
        1 => Just(Step::Disconnect),
        8 => (id.clone(), 0..3u8).prop_map(|(id, qos)| Step::Publish { id, qos }),
        3 => id.clone().prop_map(|id| Step::Subscribe { id }),
        1 => id.prop_map(|id| Step::Unsubscribe { id }),
        1 => Just(Step::Ping),
        4 => (0..15_000u64).prop_map(Step::Wait),
        5 => prop::sample::select(&MISCHIEF[..]).prop_map(Step::Order),
    ]
}

/// What was accepted and what became of it.
#[derive(Default)]
struct Book {
    /// Ids that were accepted and have not ended.
    open: BTreeMap<u16, Duration>,
    published: usize,
    /// How often each payload of QoS 2 came.
    received: BTreeMap<Vec<u8>, usize>,
}

impl Book {
    fn read(&mut self, events: Vec<(Duration, Event)>, clean: bool) {
        for (at, event) in events {
            match event {
                Event::Acknowledged { qos: 0, .. } => {}
                Event::Acknowledged { id, .. }
                | Event::Subscribed { id, .. }
                | Event::Unsubscribed { id }
                | Event::GaveUp { id, .. } => {
                    let begun = self.open.remove(&id).expect("it ends once, and was accepted");
                    assert!(!clean || at <= begun + TIMEOUT * (TIMES + 1), "it took longer than it may");
                }
                Event::Message { qos: 2, payload, .. } => *self.received.entry(payload).or_default() += 1,
                Event::Broken(breach) => panic!("the far end broke no rule: {breach}"),
                _ => {}
            }
        }
    }
}

fn act(bed: &mut Bed, book: &mut Book, step: &Step) {
    let now = bed.now;
    let accepted = match *step {
        Step::Connect => {
            if !bed.is_open() {
                bed.connect();
            }
            return;
        }
        Step::Lose => return bed.lose(),
        Step::Disconnect => return bed.tell(Client::disconnect),
        Step::Wait(millis) => return bed.wait(Duration::from_millis(millis)),
        Step::Order(order) => return bed.order(order),
        Step::Ping => {
            let _ = bed.tell(Client::ping);
            return;
        }
        Step::Publish { id, qos } => {
            book.published += 1;
            let payload = format!("{}", book.published);
            let told = bed.tell(|client, now| client.publish(now, message(id, qos, "a", &payload)));
            (qos > 0 && told.is_ok()).then_some(id)
        }
        Step::Subscribe { id } => {
            bed.tell(|client, now| client.subscribe(now, id, vec![(b"a".to_vec(), 2)])).ok().map(|()| id)
        }
        Step::Unsubscribe { id } => {
            bed.tell(|client, now| client.unsubscribe(now, id, vec![b"a".to_vec()])).ok().map(|()| id)
        }
    };
    if let Some(id) = accepted {
        assert!(book.open.insert(id, now).is_none(), "two packets with one id in flight");
    }
}

proptest! {
    /// Whatever is lost, repeated or late: what was accepted ends once and in time, and a message of QoS 2 that
    /// came is told of once.
    #[test]
    fn all_ends_once(steps in prop::collection::vec(step(), 1..60), clean: bool, old: bool, keep_alive in 0..9u16) {
        let protocol = if old { Protocol::V31 } else { Protocol::V311 };
        let mut bed = Bed::new(Setup { protocol, clean, keep_alive, ..setup() });
        let mut book = Book::default();
        for step in &steps {
            act(&mut bed, &mut book, step);
            let events = bed.timed_events();
            book.read(events, clean);
            let waiting: Vec<u16> = book.open.keys().copied().filter(|id| !bed.client.awaits(*id)).collect();
            prop_assert_eq!(waiting, Vec::<u16>::new(), "in flight and not told to be over");
        }
        bed.order("cancel");
        if !bed.is_open() {
            bed.connect();
        }
        bed.wait(TIMEOUT * (TIMES + 2));
        book.read(bed.timed_events(), clean);
        prop_assert_eq!(book.open.keys().collect::<Vec<_>>(), Vec::<&u16>::new());
        prop_assert!(book.received.values().all(|times| *times == 1), "{:?}", book.received);
    }

    /// Whatever a server sends: bounded, and time goes on.
    #[test]
    fn any_server(reads in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..40), 0..3000u64), 0..60)) {
        let mut client = Client::new(Setup { keep_alive: 2, clean: false, ..setup() });
        let mut now = Duration::ZERO;
        for (bytes, wait) in reads {
            client.connect(now);
            client.handle_packet(now, Packet::Connack { session_present: true, code: 0 });
            let _ = client.publish(now, message(1, 2, "a", ""));
            client.handle_bytes(now, &bytes);
            now += Duration::from_millis(wait);
            client.handle_timeout(now);
            prop_assert!(client.poll_deadline().is_none_or(|due| due > now));
            prop_assert!(client.in_flight() <= MAX_IN_FLIGHT.min(MAX_UNRELEASED));
            while client.poll_packet().is_some() || client.poll_event().is_some() {}
        }
    }
}
