//! Random input, and every seed of the corpora, under the same oracle as the fuzz target.

use std::path::{Path, PathBuf};

use hayes_report::oracles::report;
use proptest::prelude::*;

const EVERY_VERDICT: &[u8] = include_bytes!("journals/every-verdict.jsonl");

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        report(&bytes);
    }

    /// Lines of a journal in any order, with a byte or two of damage.
    #[test]
    fn any_lines(
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        damage in prop::collection::vec(any::<(prop::sample::Index, u8)>(), 0..3),
        cut in any::<prop::sample::Index>(),
    ) {
        let lines: Vec<&[u8]> = EVERY_VERDICT.split_inclusive(|byte| *byte == b'\n').collect();
        let mut bytes: Vec<u8> = order.iter().flat_map(|at| at.get(&lines).iter().copied()).collect();
        report(&bytes);
        if !bytes.is_empty() {
            for (at, byte) in &damage {
                *at.get_mut(&mut bytes) = *byte;
            }
            report(&bytes);
            bytes.truncate(cut.index(bytes.len()));
            report(&bytes);
        }
    }
}

#[test]
fn every_seed() {
    report(EVERY_VERDICT);
    let corpora: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora");
    let seeds = replay(&corpora.join("report")) + replay(&corpora.join("report/regressions"));
    assert!(seeds > 0, "no seeds in {}", corpora.display());
    assert!(replay(&corpora.join("journal")) > 0, "what the journal's own target reads");
}

fn replay(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let inputs = entries.map(|entry| entry.expect("a readable folder").path()).filter(|path| path.is_file());
    inputs.map(|path| report(&std::fs::read(path).expect("a readable seed"))).count()
}
