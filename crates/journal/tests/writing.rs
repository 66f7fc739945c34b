//! How lines are handed over: one write each, in order, with their numbers; and what becomes of a write that fails.

mod bed;

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use bed::{ms, secrets};
use hayes_journal::event::{Ended, Stop};
use hayes_journal::sink::Sink;
use hayes_journal::{Entry, Event, Finished, Journal, Reader, Secrets, Syncs, Verdict};
use rstest::rstest;

/// What the kernel is asked to do.
#[derive(Default)]
struct Kernel {
    writes: Vec<Vec<u8>>,
    syncs: Vec<usize>,
    /// After so many more bytes the disk is full.
    room: Option<usize>,
}

#[derive(Clone, Default)]
struct Watched(Rc<RefCell<Kernel>>);

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kernel = self.0.borrow_mut();
        let taken = kernel.room.map_or(bytes.len(), |room| room.min(bytes.len()));
        if taken == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        kernel.room = kernel.room.map(|room| room - taken);
        kernel.writes.push(bytes[..taken].to_vec());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Watched {
    fn sync(&mut self) -> io::Result<()> {
        let mut kernel = self.0.borrow_mut();
        let writes = kernel.writes.len();
        kernel.syncs.push(writes);
        Ok(())
    }
}

fn run() -> Vec<Event> {
    vec![
        Event::started(ms(0), "a", 1),
        Event::came(ms(1), b"OK\r\n"),
        Event::Finished(Finished::new(ms(2), "a", Verdict::Pass)),
        Event::started(ms(3), "b", 1),
        Event::Stop(Stop { at: ms(4), why: "interrupted".to_owned() }),
        Event::Finished(Finished::new(ms(5), "b", Verdict::Rig)),
        Event::Ended(Ended { at: ms(6) }),
    ]
}

#[rstest]
#[case(Syncs::EachCase, &[3, 5, 6, 7])]
#[case(Syncs::AtEnd, &[5, 7])]
fn one_write_for_each_line(#[case] syncs: Syncs, #[case] synced_after: &[usize]) {
    let kernel = Watched::default();
    let mut journal = Journal::new(kernel.clone(), Secrets::new(), 40).syncs(syncs);
    for (place, event) in run().into_iter().enumerate() {
        assert_eq!(journal.write(event).expect("written"), 41 + place as u64);
        let kernel = kernel.0.borrow();
        assert_eq!(kernel.writes.len(), place + 1, "at once, and in one");
        assert_eq!(
            kernel.writes[place].iter().position(|byte| *byte == b'\n'),
            Some(kernel.writes[place].len() - 1)
        );
    }
    assert_eq!(journal.lines(), 47);
    assert_eq!(kernel.0.borrow().syncs, synced_after);
}

/// Half a line that is left by a write that failed is ended before the next.
#[test]
fn a_full_disk() {
    let kernel = Watched::default();
    let mut journal = Journal::new(kernel.clone(), Secrets::new(), 0);
    journal.write(Event::note(ms(1), "before")).expect("room");
    kernel.0.borrow_mut().room = Some(10);
    let error = journal.write(Event::note(ms(2), "in between")).expect_err("no room");
    assert_eq!((error.kind(), journal.lines()), (io::ErrorKind::StorageFull, 1));
    kernel.0.borrow_mut().room = None;
    assert_eq!(journal.write(Event::note(ms(3), "after")).expect("room again"), 3);
    let bytes = kernel.0.borrow().writes.concat();
    let read: Vec<_> = Reader::new(&bytes[..]).map(|read| read.expect("readable")).collect();
    assert_eq!(read[0], (1, Entry::Event(Event::note(ms(1), "before"))));
    assert!(matches!(read[1], (2, Entry::Rubbish(_))));
    assert_eq!(read[2..], [(3, Entry::Event(Event::note(ms(3), "after")))]);
}

/// What is held back is written at the end of the case, before its verdict.
#[test]
fn nothing_is_held_beyond_a_case() {
    let kernel = Watched::default();
    let mut journal = Journal::new(kernel.clone(), secrets(&["hunter2"]), 0);
    for (event, expected) in [
        (Event::started(ms(0), "a", 1), 1),
        (Event::came(ms(1), b"hun"), 2),
        (Event::Finished(Finished::new(ms(2), "a", Verdict::Pass)), 4),
        (Event::out(ms(3), b"hun"), 5),
        (Event::started(ms(4), "b", 1), 7),
        (Event::came(ms(5), b"hun"), 8),
        (Event::Stop(Stop { at: ms(6), why: String::new() }), 10),
    ] {
        assert_eq!(journal.write(event).expect("written"), expected);
    }
}

/// Secrets may become known while a run goes on.
#[test]
fn secrets_that_come_later() {
    let mut journal = Journal::new(Vec::new(), Secrets::new(), 0);
    journal.secrets().add(b"hunter2").expect("a secret");
    journal.write(Event::note(ms(1), "hunter2")).expect("written");
    assert!(!String::from_utf8_lossy(&journal.into_sink().expect("memory")).contains("hunter2"));
}

#[test]
fn a_header_that_is_too_long_is_refused() {
    let mut journal = Journal::new(Vec::new(), Secrets::new(), 0);
    let error = journal.write(Event::started(ms(1), &"x".repeat(17 * 1024 * 1024), 1)).expect_err("too long");
    assert_eq!(error.to_string(), "a line of the journal is too long");
    assert_eq!(
        journal.write(Event::started(ms(1), "x", 1)).expect("written"),
        1,
        "nothing of it was written"
    );
}
