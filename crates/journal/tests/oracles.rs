//! Random input, and every seed of the corpora, under the same oracle as the fuzz target.

use std::path::{Path, PathBuf};

use hayes_journal::oracles::journal;
use proptest::prelude::*;

const LINES: [&str; 14] = [
    "{\"kind\":\"run\",\"schema\":\"hayes-journal/1\",\"hayes\":\"0\",\"started\":\"\",\"seed\":1,\"dialect\":{\"id\":\"\",\"digest\":\"\"},\"world\":\"real\"}",
    "{\"kind\":\"run\",\"schema\":\"hayes-journal/3\"}",
    "{\"kind\":\"started\",\"at_us\":5,\"case\":\"a\",\"attempt\":1}",
    "{\"kind\":\"started\",\"at_us\":9,\"case\":\"b\",\"attempt\":2}",
    "{\"kind\":\"finished\",\"at_us\":7,\"case\":\"a\",\"verdict\":\"fail\",\"flaky\":true,\"evidence\":[{\"line\":2,\"start\":1,\"length\":9}]}",
    "{\"kind\":\"finished\",\"at_us\":7,\"case\":\"b\",\"verdict\":\"pass\"}",
    "{\"kind\":\"in\",\"at_us\":6,\"bytes\":\"\\\\r\\\\nOK\\\\r\"}",
    "{\"kind\":\"in\",\"at_us\":6,\"bytes\":\"\\\\n\\\\x1B\",\"covered\":[[1,2]]}",
    "{\"kind\":\"out\",\"at_us\":4,\"bytes\":\"\"}",
    "{\"kind\":\"far\",\"at_us\":5,\"record\":{\"event\":\"sent\",\"type\":\"PUBACK\",\"packet\":{\"id\":1},\"raw\":\"4002\"}}",
    "{\"kind\":\"far\",\"at_us\":5,\"record\":[1.5,\"\\u0007\"]}",
    "{\"kind\":\"note\",\"at_us\":1,\"text\":\"\\u001b[2J\"}",
    "{\"kind\":\"elsewhere\",\"x\":0.1}",
    "",
];

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        journal(&bytes);
    }

    /// Lines that are right, in any order, with a byte or two of damage.
    #[test]
    fn any_lines(
        lines in prop::collection::vec(prop::sample::select(&LINES[..]), 0..20),
        damage in prop::collection::vec(any::<(prop::sample::Index, u8)>(), 0..3),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = lines.join("\n").into_bytes();
        journal(&bytes);
        if !bytes.is_empty() {
            for (at, byte) in &damage {
                *at.get_mut(&mut bytes) = *byte;
            }
            journal(&bytes);
            bytes.truncate(cut.index(bytes.len()));
            journal(&bytes);
        }
    }
}

#[test]
fn every_seed() {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora/journal");
    let seeds = replay(&folder) + replay(&folder.join("regressions"));
    assert!(seeds > 0, "no seeds in {}", folder.display());
}

fn replay(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let inputs = entries.map(|entry| entry.expect("a readable folder").path()).filter(|path| path.is_file());
    inputs.map(|path| journal(&std::fs::read(path).expect("a readable seed"))).count()
}
