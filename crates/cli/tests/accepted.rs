//! The accepted transcripts of the virtual modules: what every case brings on them. To look at what has changed, and to accept it:
//!
//! ```text
//! cargo run -- run --snapshots snapshots
//! cargo run -- review
//! ```

use std::fs::File;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use hayes_snapshots::{Folder, Sections, sections};
use rstest::rstest;

fn accepted() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots"))
}

fn ran(dialect: &str) -> Sections {
    let out = tempfile::tempdir().expect("a folder");
    let run = Command::new(cargo_bin("hayes"))
        .args(["run", "--dialect", dialect, "--out"])
        .arg(out.path())
        .env_remove("HAYES_PASSWORD")
        .output()
        .expect("hayes runs");
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&run.stderr));
    let run = std::fs::read_dir(out.path()).expect("a folder").filter_map(Result::ok);
    let run = run.map(|entry| entry.path()).find(|path| !path.ends_with("latest")).expect("a run");
    let journal = File::open(run.join(dialect).join("journal.jsonl")).expect("a journal");
    sections(journal).expect("a journal")
}

#[rstest]
fn transcripts_are_as_accepted(
    #[values("fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672")] dialect: &str,
) {
    let ran = ran(dialect);
    let planned = ran.keys().cloned().collect();
    let compared = Folder::of(accepted(), dialect).look(&ran, Some(&planned)).expect("a folder");
    let look = "cargo run -- run --snapshots snapshots && cargo run -- review";
    assert!(!compared.differs(), "{dialect}: {compared:#?}\nto look at it: {look}");
    assert_eq!(compared.same, ran.len());
}
