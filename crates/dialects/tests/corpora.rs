//! Replays every input of `corpora/`, the seeds and what once failed, through the oracle of its target.

use std::path::{Path, PathBuf};

use hayes_dialects::oracles::TARGETS;

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora")
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_kept_input_holds() {
    for (name, oracle) in TARGETS {
        let inputs = files(&corpora().join(name));
        assert!(!inputs.is_empty(), "corpora/{name} holds no seed");
        for input in inputs {
            let bytes = std::fs::read(&input).expect("an input");
            let held = std::panic::catch_unwind(|| oracle(&bytes));
            assert!(held.is_ok(), "{} breaks the oracle {name}", input.display());
        }
    }
}

#[test]
fn every_oracle_has_a_fuzz_target() {
    let manifest = std::fs::read_to_string(corpora().join("../fuzz/Cargo.toml")).expect("fuzz/Cargo.toml");
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "fuzz/ has no target {name}");
    }
}
