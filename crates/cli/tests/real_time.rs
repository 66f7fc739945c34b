//! The catalogue in real time: every case that fits into `HAYES_MAX_CASE_TIME`, against `hayes sim` on a pty at 115200 baud,
//! with real sockets and TLS. What the virtual World says of a case, this must say as well; and it tells where the time went.
#![cfg(feature = "real-time")]

mod running;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hayes_journal::{Entry, Event, Reader, Verdict};
use rstest::rstest;
use running::{Sim, hayes};

const BAUD: u64 = 115_200;

/// What a run came to.
struct Came {
    /// The last verdict of each case, and the reason beside it.
    verdicts: BTreeMap<String, (Verdict, String)>,
    /// From the first byte of the run to its end.
    took: Duration,
    /// What the line alone needs for all bytes of both sides.
    wire: Duration,
}

/// The longest that a case may take.
fn longest() -> String {
    std::env::var("HAYES_MAX_CASE_TIME").unwrap_or_else(|_| "1s".to_owned())
}

fn run(dialect: &str, out: &Path, more: &[&str]) -> Came {
    let longest = longest();
    // How quick a module is that shares its processor with all else is no promise of the document's.
    let skip = ["--skip", "*/monitor/response-time"];
    let usual = ["run", "--dialect", dialect, "--max-case-time", &longest, "--out", plain(out)];
    let usual = [&usual[..], &skip].concat();
    let ran = hayes(&[&usual[..], more].concat())
        .env_remove("HAYES_PASSWORD")
        .output()
        .expect("the program is built");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert_eq!(ran.status.code(), Some(0), "{dialect}: {said}{}", String::from_utf8_lossy(&ran.stderr));
    came(&out.join("latest").join(dialect).join("journal.jsonl"))
}

fn came(journal: &Path) -> Came {
    let (mut verdicts, mut took, mut bytes) = (BTreeMap::new(), Duration::ZERO, 0);
    for read in Reader::new(File::open(journal).expect("a journal")) {
        let (_, Entry::Event(event)) = read.expect("it can be read") else { continue };
        took = event.at().map_or(took, |at| took.max(at));
        match event {
            Event::Out(said) | Event::In(said) => bytes += said.bytes.len() as u64,
            Event::Finished(finished) => {
                let reason = finished.reason.unwrap_or_default();
                verdicts.insert(finished.case, (finished.verdict, reason));
            }
            _ => {}
        }
    }
    // A byte is ten bits on the line.
    Came { verdicts, took, wire: Duration::from_micros(bytes * 10_000_000 / BAUD) }
}

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// A virtual module on a pty; its link.
fn module(dialect: &str, folder: &Path) -> (Sim, PathBuf) {
    let link = folder.join("modem");
    let baud = BAUD.to_string();
    let mut sim = Sim::start(&["--dialect", dialect, "--pty", plain(&link), "--baud", &baud, "--seed", "1"]);
    let line = sim.line();
    assert!(line.starts_with(dialect), "{line}");
    (sim, link)
}

#[rstest]
fn a_real_line_and_real_sockets_bring_the_verdicts_of_the_virtual_world(
    #[values("fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672")] dialect: &str,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let thought = run(dialect, &folder.path().join("virtual"), &[]);
    let (_sim, link) = module(dialect, folder.path());
    let listen = ["--broker-listen", "127.0.0.1:0", "--broker-tls-listen", "127.0.0.1:0"];
    let real = run(dialect, &folder.path().join("real"), &[&["--port", plain(&link)], &listen[..]].concat());

    let mut same = 0;
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    for (case, (verdict, reason)) in &real.verdicts {
        let (expected, _) = &thought.verdicts[case];
        if *verdict == Verdict::Skipped && *expected != Verdict::Skipped {
            assert!(!reason.is_empty(), "{case} is skipped without a word");
            *skipped.entry(reason).or_default() += 1;
        } else {
            assert_eq!(verdict, expected, "{case}: {reason}");
            same += usize::from(*verdict == Verdict::Pass);
        }
    }
    let passed = thought.verdicts.values().filter(|(verdict, _)| *verdict == Verdict::Pass).count();
    println!(
        "{dialect}: {same} of {passed} pass; {:.1} s on the pty, {:.1} s of them the wire; {:.1} s of virtual time",
        real.took.as_secs_f64(),
        real.wire.as_secs_f64(),
        thought.took.as_secs_f64(),
    );
    for (reason, count) in &skipped {
        println!("  {count} skipped: {reason}");
    }
    assert!(same > passed * 3 / 4, "{dialect}: most cases need nothing that this bench lacks: {skipped:#?}");
}
