//! Random input, and every seed of the corpora, under the same oracles as the fuzz targets.

use std::path::{Path, PathBuf};

use hayes_broker::oracles::{SCRIPT_ORDERS, orders, packets, script};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        packets(&bytes);
    }

    /// Frames with a right header and any body reach further than any bytes do.
    #[test]
    fn any_bodies(cut: u8, frames in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..60)), 1..6)) {
        let mut stream = vec![cut];
        for (first, body) in frames {
            stream.extend([first, body.len() as u8]);
            stream.extend(body);
        }
        packets(&stream);
    }

    #[test]
    fn any_script(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        script(&bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,60}") {
        orders(&text);
    }

    /// Words that orders are made of, in any order.
    #[test]
    fn any_words(words in prop::collection::vec(0..SCRIPT_ORDERS.len(), 1..4), skip in 0..4usize, take in 1..8usize) {
        let all = words.iter().flat_map(|index| SCRIPT_ORDERS[*index].split(' '));
        orders(&all.skip(skip).take(take).collect::<Vec<_>>().join(" "));
    }

    #[test]
    fn any_script_of_packets(steps in prop::collection::vec(step(), 0..60), tap: bool) {
        let mut bytes = vec![u8::from(tap)];
        bytes.extend(steps.into_iter().flatten());
        script(&bytes);
    }
}

/// Steps of scripts that speak MQTT: a packet mostly, and now and then an order, a pause or an end.
fn step() -> impl Strategy<Value = Vec<u8>> {
    let packets: Vec<&'static [u8]> = vec![
        b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x05\x00\x01a",
        b"\x10\x0f\x00\x06MQIsdp\x03\x00\x00\x05\x00\x01b",
        b"\x10\x1a\x00\x04MQTT\x04\xce\x00\x0a\x00\x01c\x00\x01a\x00\x01w\x00\x01u\x00\x01p",
        b"\x82\x06\x00\x01\x00\x01a\x02",
        b"\x82\x0a\x00\x02\x00\x01#\x01\x00\x01a\x00",
        b"\x30\x04\x00\x01ax",
        b"\x33\x06\x00\x01a\x00\x09x",
        b"\x34\x06\x00\x01a\x00\x08x",
        b"\x62\x02\x00\x08",
        b"\x40\x02\x00\x01",
        b"\x50\x02\x00\x01",
        b"\x70\x02\x00\x01",
        b"\xa2\x05\x00\x03\x00\x01a",
        b"\xc0\x00",
        b"\xe0\x00",
    ];
    let packet = (0..4u8, prop::sample::select(packets)).prop_map(|(link, packet)| {
        let mut step = vec![link << 4 | 1, packet.len() as u8];
        step.extend_from_slice(packet);
        step
    });
    prop_oneof![
        10 => packet,
        3 => Just(vec![0]),
        3 => (0..16u8).prop_map(|time| vec![time << 4 | 3]),
        3 => any::<u8>().prop_map(|order| vec![4, order]),
        2 => (0..4u8).prop_map(|link| vec![link << 4 | 5]),
        1 => (0..4u8, any::<bool>()).prop_map(|(link, hard)| vec![link << 4 | u8::from(hard) << 3 | 6]),
        2 => (0..4u8, prop::collection::vec(any::<u8>(), 1..20)).prop_map(|(link, mut bytes)| {
            bytes.insert(0, link << 4 | 7);
            bytes
        }),
    ]
}

#[test]
fn every_seed_of_the_packets() {
    replay("broker_packets", packets);
}

#[test]
fn every_seed_of_the_scripts() {
    replay("broker_script", script);
}

fn replay(target: &str, oracle: fn(&[u8])) {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora").join(target);
    let mut seeds = 0;
    for entry in std::fs::read_dir(&folder).expect("the corpus is part of the project") {
        let path = entry.expect("a readable folder").path();
        oracle(&std::fs::read(&path).expect("a readable seed"));
        seeds += 1;
    }
    assert!(seeds > 0, "no seeds in {}", folder.display());
}
