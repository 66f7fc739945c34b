//! The core alone: bytes in, actions and records out, as a driver would take them.

use std::time::{Duration, Instant};

use hayes_broker::record::Transport;
use hayes_broker::{Action, Config, FarEnd, Link, Opening};

use crate::sockets::{connect, publish, subscribe};

/// How many PUBLISH packets come with one read.
const BATCH: usize = 20;

pub(crate) fn messages_per_second(qos: u8, count: usize) -> f64 {
    let mut far_end = FarEnd::new(Config::default());
    let [publisher, subscriber] = ["p", "s"].map(|id| {
        let opening = Opening { peer: String::new(), transport: Transport::Virtual };
        let link = far_end.handle_open(Duration::ZERO, opening).expect("there is room");
        far_end.handle_bytes(Duration::ZERO, link, &connect(id));
        link
    });
    far_end.handle_bytes(Duration::ZERO, subscriber, &subscribe(qos));
    let batch: Vec<u8> = (1..=BATCH).flat_map(|id| publish(qos, id as u16)).collect();

    let began = Instant::now();
    let mut delivered = 0;
    while delivered < count {
        let now = began.elapsed();
        far_end.handle_bytes(now, publisher, &batch);
        delivered += drain(&mut far_end, now, subscriber, qos);
    }
    delivered as f64 / began.elapsed().as_secs_f64()
}

/// Takes what comes, acknowledges what is to be acknowledged, and counts what the subscriber got.
fn drain(far_end: &mut FarEnd, now: Duration, subscriber: Link, qos: u8) -> usize {
    let mut delivered = 0;
    while let Some(action) = far_end.poll_action() {
        let Action::Write(link, bytes) = action else { continue };
        far_end.handle_written(now, link, bytes.len());
        if link == subscriber && bytes[0] >> 4 == 3 {
            delivered += 1;
            if qos == 1 {
                let id = &bytes[4 + usize::from(bytes[3])..][..2];
                far_end.handle_bytes(now, subscriber, &[0x40, 2, id[0], id[1]]);
            }
        }
    }
    while far_end.poll_record().is_some() {}
    delivered
}
