//! What must hold of any input: functions that panic where it does not. Fuzzing, replay and property tests share them.

use std::io::{self, Read};

use crate::reader::{Entry, ReadError, Reader};
use crate::secret::Secrets;
use crate::transcript::{Collector, Normaliser, Times};
use crate::writer::Journal;
use crate::{Event, Progress};

/// Any bytes are read as a journal, whole or in pieces; what is read is written so that it reads the same.
pub fn journal(bytes: &[u8]) {
    let read = read_all(bytes);
    let piece = usize::from(bytes.first().copied().unwrap_or(0) % 7) + 1;
    assert_eq!(shown(&read), shown(&read_all(Pieces { rest: bytes, piece })), "reads of {piece} bytes");
    numbered(bytes, &read);
    let events: Vec<&Event> = read.iter().flatten().filter_map(|(_, entry)| event(entry)).collect();
    written(&events);
    transcripts(&read);
    match Progress::read(bytes) {
        Ok(progress) => assert_eq!(progress.lines, read.len() as u64),
        Err(_) => assert!(read.last().is_some_and(Result::is_err)),
    }
}

type Step = Result<(u64, Entry), ReadError>;

fn read_all(source: impl Read) -> Vec<Step> {
    Reader::new(source).collect()
}

fn shown(read: &[Step]) -> Vec<String> {
    read.iter().map(|read| format!("{read:?}")).collect()
}

/// Each line is one entry, and only the last may be torn.
fn numbered(bytes: &[u8], read: &[Step]) {
    for (place, read) in read.iter().enumerate() {
        let Ok((number, entry)) = read else { continue };
        assert_eq!(*number, place as u64 + 1);
        assert!(!matches!(entry, Entry::Torn(_)) || !bytes.ends_with(b"\n"));
        if let Entry::Rubbish(rubbish) | Entry::Torn(rubbish) = entry {
            assert!(!rubbish.begins.contains(char::is_control), "{:?}", rubbish.begins);
        }
    }
    if read.iter().all(Result::is_ok) {
        let lines = bytes.split(|byte| *byte == b'\n').count();
        assert_eq!(read.len(), lines - usize::from(bytes.is_empty() || bytes.ends_with(b"\n")));
    }
}

fn event(entry: &Entry) -> Option<&Event> {
    match entry {
        Entry::Event(event) => Some(event),
        Entry::Rubbish(_) | Entry::Torn(_) => None,
    }
}

/// Written and read again, events are the same, and so are their bytes when they are written once more.
fn written(events: &[&Event]) {
    let first = write_all(events.iter().copied());
    let again = read_all(&first[..]);
    let again: Vec<&Event> = again.iter().flatten().filter_map(|(_, entry)| event(entry)).collect();
    assert_eq!(again, events);
    assert!(write_all(again.into_iter()) == first);
}

fn write_all<'a>(events: impl Iterator<Item = &'a Event>) -> Vec<u8> {
    let mut journal = Journal::new(Vec::new(), Secrets::new(), 0);
    for event in events {
        journal.write(event.clone()).expect("memory takes what was a line before");
    }
    journal.into_sink().expect("memory takes everything")
}

/// Transcripts show nothing that a terminal would take for a command.
fn transcripts(read: &[Step]) {
    let mut collector = Collector::default();
    for (line, entry) in read.iter().flatten() {
        let Some(event) = event(entry) else { continue };
        collector.take(*line, event).iter().for_each(transcript);
    }
    collector.finish().iter().for_each(transcript);
}

fn transcript(transcript: &crate::Transcript) {
    let text = transcript.text(Times::Shown, &mut Normaliser::none());
    assert!(text.lines().all(|line| !line.contains(char::is_control)), "{text:?}");
    let lines = transcript.lines();
    assert!(lines.is_sorted_by_key(|line| line.at) && lines.iter().all(|line| !line.from.is_empty()));
}

/// Gives its bytes in small pieces.
struct Pieces<'a> {
    rest: &'a [u8],
    piece: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.min(self.rest.len()).min(into.len());
        let (now, rest) = self.rest.split_at(count);
        into[..count].copy_from_slice(now);
        self.rest = rest;
        Ok(count)
    }
}
