//! Random input, and every seed of the corpora, under the same oracles as the fuzz targets.

use std::path::Path;

use hayes_module::oracles::{TARGETS, module};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        module(&bytes);
    }

    /// Commands of the dialect, with time and messages between them, reach further than any bytes do.
    #[test]
    fn any_commands(head: [u8; 3], steps in prop::collection::vec(step(), 0..40)) {
        module(&[head.to_vec(), steps.concat()].concat());
    }
}

/// A step of a script: a command of the dialect mostly, now and then a pause, a message or a loss.
fn step() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => any::<[u8; 3]>().prop_map(|[command, form, seed]| vec![2, command, form, seed]),
        1 => any::<[u8; 3]>().prop_map(|[command, form, seed]| vec![2 | 8, command, form, seed]),
        2 => (0..23u8).prop_map(|time| vec![time << 3 | 3]),
        2 => (0..4u8, prop::collection::vec(any::<u8>(), 0..20)).prop_map(|(qos, mut payload)| {
            payload.insert(0, payload.len() as u8);
            payload.insert(0, qos << 4 | 6);
            payload
        }),
        1 => (0..32u8).prop_map(|event| vec![event << 3 | 4]),
    ]
}

#[test]
fn every_seed() {
    for (target, oracle) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora").join(target);
        let mut seeds = 0;
        for folder in [folder.clone(), folder.join("regressions")] {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.expect("a readable folder").path();
                if path.is_file() {
                    oracle(&std::fs::read(&path).expect("a readable seed"));
                    seeds += 1;
                }
            }
        }
        assert!(seeds > 0, "no seeds in {}", folder.display());
    }
}
