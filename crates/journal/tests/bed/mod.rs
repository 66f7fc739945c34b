//! A small run to write and read.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::time::Duration;

use hayes_journal::header::{DialectName, SCHEMA, World};
use hayes_journal::{Entry, Event, Header, Journal, Reader, Secrets};

pub(crate) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(crate) fn header() -> Header {
    Header {
        schema: SCHEMA.to_owned(),
        hayes: "0.1.0".to_owned(),
        started: "2026-11-21T06:00:00Z".to_owned(),
        seed: 7,
        dialect: DialectName { id: "quectel-bc26".to_owned(), digest: "5f1d".to_owned() },
        world: World::Virtual,
        command: Some("hayes run --dialect quectel-bc26 --seed 7".to_owned()),
        bench: vec!["far-end".to_owned()],
    }
}

pub(crate) fn secrets(names: &[&str]) -> Secrets {
    let mut secrets = Secrets::new();
    for name in names {
        secrets.add(name.as_bytes()).expect("a secret");
    }
    secrets
}

pub(crate) fn write(secrets: Secrets, events: impl IntoIterator<Item = Event>) -> Vec<u8> {
    let mut journal = Journal::new(Vec::new(), secrets, 0);
    for event in events {
        journal.write(event).expect("memory takes it");
    }
    journal.into_sink().expect("memory takes it")
}

pub(crate) fn entries(bytes: &[u8]) -> Vec<(u64, Entry)> {
    Reader::new(bytes).map(|read| read.expect("a readable journal")).collect()
}

pub(crate) fn events(bytes: &[u8]) -> Vec<Event> {
    let entries = entries(bytes).into_iter();
    entries
        .map(|(line, entry)| match entry {
            Entry::Event(event) => event,
            other => panic!("line {line}: {other:?}"),
        })
        .collect()
}

/// The bytes of one side, put together.
pub(crate) fn came(events: &[Event]) -> Vec<u8> {
    let bytes = events.iter().filter_map(|event| match event {
        Event::In(serial) => Some(serial.bytes.as_slice()),
        _ => None,
    });
    bytes.flatten().copied().collect()
}
