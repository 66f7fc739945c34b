//! A run that is killed at any moment: all that was written before is read after it. The test is its own child.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use hayes_journal::header::{DialectName, SCHEMA, World};
use hayes_journal::{Entry, Event, Finished, Header, Progress, Secrets, Verdict, file};

/// Tells the child to be one.
const JOURNAL: &str = "HAYES_TEST_JOURNAL";

/// After how many lines the child is killed, and where nothing but luck decides within a line.
const KILLS: [u64; 12] = [1, 2, 3, 5, 8, 13, 21, 55, 56, 144, 377, 610];

fn main() {
    if let Some(path) = std::env::var_os(JOURNAL) {
        write_on_and_on(Path::new(&path));
    }
    let folder = tempfile::tempdir().expect("a folder");
    for kill in KILLS {
        let path = folder.path().join(format!("{kill}.jsonl"));
        let acknowledged = run_and_kill(&path, kill);
        let read = all_is_there(&path, acknowledged);
        goes_on(&path, read);
        println!("killed after {acknowledged} lines: {read} read");
    }
}

/// A run that never ends: each line is acknowledged on standard output once it is written.
fn write_on_and_on(path: &Path) -> ! {
    let mut journal = file::create(path, Secrets::new()).expect("a new journal");
    let mut acknowledge = std::io::stdout();
    for number in 0_u64.. {
        let at = Duration::from_millis(number);
        let case = format!("case/{}", number / 10);
        let event = match number {
            0 => Event::Run(header()),
            _ if number % 10 == 1 => Event::started(at, &case, 1),
            _ if number % 10 == 9 => Event::Finished(Finished::new(at, &case, Verdict::Pass)),
            _ if number % 10 == 5 => Event::came(at, &vec![b'x'; 200_000]),
            _ => Event::came(at, format!("\r\n+CSQ: {number},99\r\n").as_bytes()),
        };
        let line = journal.write(event).expect("a line");
        writeln!(acknowledge, "{line}").expect("a reader");
    }
    unreachable!("the numbers do not run out")
}

/// How many lines were acknowledged before the end.
fn run_and_kill(path: &Path, after: u64) -> u64 {
    let itself = std::env::current_exe().expect("this program");
    let mut child = Command::new(itself).env(JOURNAL, path).stdout(Stdio::piped()).spawn().expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut acknowledged = 0;
    while acknowledged < after {
        acknowledged = lines.next().expect("it goes on").expect("text").parse().expect("a number");
    }
    child.kill().expect("it is there to be killed");
    // What it had said before it died.
    for line in lines.map_while(Result::ok) {
        acknowledged = line.parse().unwrap_or(acknowledged).max(acknowledged);
    }
    let status = child.wait().expect("its end");
    assert!(!status.success(), "it does not end by itself");
    acknowledged
}

/// How many lines are read: none of them rubbish, and at most the last one torn.
fn all_is_there(path: &Path, acknowledged: u64) -> u64 {
    let mut read = 0;
    let mut torn = 0;
    for entry in file::read(path).expect("the journal") {
        match entry.expect("a readable file") {
            (number, Entry::Event(event)) => {
                read += 1;
                assert_eq!((number, torn), (read, 0));
                if number > 1 {
                    assert_eq!(
                        event.at(),
                        Some(Duration::from_millis(number - 1)),
                        "in order, none left out"
                    );
                }
            }
            (_, Entry::Torn(_)) => torn += 1,
            (number, Entry::Rubbish(rubbish)) => panic!("line {number}: {}", rubbish.why),
        }
    }
    assert!(read >= acknowledged && torn <= 1, "{read} of {acknowledged} lines, {torn} torn");
    read
}

/// The run can go on, and knows which cases are done and which one hung.
fn goes_on(path: &Path, read: u64) {
    let (progress, mut journal) = file::resume(path, Secrets::new()).expect("the journal");
    assert_eq!(progress.done.len() as u64, read / 10, "every case that was over is known to be");
    let open = (read % 10 >= 2).then(|| (format!("case/{}", read / 10), 1));
    assert_eq!(progress.open, open);
    let case = open.map_or_else(|| "case/next".to_owned(), |(case, _)| case);
    journal.write(Event::started(Duration::ZERO, &case, 2)).expect("a line");
    journal.write(Event::Finished(Finished::new(Duration::ZERO, &case, Verdict::Rig))).expect("a line");
    drop(journal);
    let after = Progress::read(File::open(path).expect("the journal")).expect("readable");
    assert_eq!((after.open, after.done.get(&case)), (None, Some(&Verdict::Rig)));
    assert_eq!(after.rubbish, u64::from(progress.torn), "what was torn is a line of its own");
}

fn header() -> Header {
    Header {
        schema: SCHEMA.to_owned(),
        hayes: "0.1.0".to_owned(),
        started: "2026-11-21T06:00:00Z".to_owned(),
        seed: 1,
        dialect: DialectName { id: "quectel-bc26".to_owned(), digest: "0".repeat(16) },
        world: World::Virtual,
        command: None,
        bench: Vec::new(),
    }
}
