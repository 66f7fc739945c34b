//! Events as lines: one write each, in order, never changed.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::cover::{Shift, Stream, cover};
use crate::event::{Event, Far, Serial};
use crate::lines::MAX_LINE;
use crate::secret::Secrets;
use crate::verdict::Finished;

/// The most bytes of one side in a line; more are more lines.
pub const MAX_BYTES: usize = 1024 * 1024;

/// In how many lines of a case it is known where bytes are that stand elsewhere than they did.
const MAX_SHIFTS: usize = 1024;

/// Where lines go.
pub trait Sink: Write {
    /// Has what was written outlive a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

impl Sink for std::fs::File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

impl Sink for Vec<u8> {
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// When what was written is made to outlive a loss of power. A kill it outlives anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    /// At the end of each case: on a real module it took longer than a disk does, and nobody wants to repeat it.
    EachCase,
    /// At the end of the run, and when it is stopped: cases on a virtual clock take less time than a disk does.
    AtEnd,
}

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal<S> {
    sink: S,
    secrets: Secrets,
    syncs: Syncs,
    host: Stream,
    module: Stream,
    lines: u64,
    /// The last write failed, and may have left half a line.
    torn: bool,
    /// Of the case that runs: the lines in which bytes are not where they were.
    shifts: BTreeMap<u64, Shift>,
    /// Up to this line it is not known any more where bytes are: marks there stand for the line as a whole.
    forgotten: u64,
    latest: Duration,
}

impl<S: Sink> Journal<S> {
    /// Writes after so many lines.
    pub fn new(sink: S, secrets: Secrets, lines: u64) -> Self {
        Self {
            sink,
            secrets,
            syncs: Syncs::EachCase,
            host: Stream::default(),
            module: Stream::default(),
            lines,
            torn: false,
            shifts: BTreeMap::new(),
            forgotten: 0,
            latest: Duration::ZERO,
        }
    }

    /// Says when to sync; without it, at the end of each case.
    #[must_use]
    pub fn syncs(mut self, syncs: Syncs) -> Self {
        self.syncs = syncs;
        self
    }

    /// More secrets have become known; what is written from now on does without them.
    pub fn secrets(&mut self) -> &mut Secrets {
        &mut self.secrets
    }

    /// How many lines there are.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Writes an event; what follows can name it by the number of its line.
    /// Marks count the bytes as they were given.
    pub fn write(&mut self, event: Event) -> io::Result<u64> {
        self.latest = event.at().unwrap_or(self.latest);
        match event {
            // What was covered before is written as it is.
            Event::Out(serial) if serial.covered.is_empty() => self.serial(Side::Host, &serial),
            Event::In(serial) if serial.covered.is_empty() => self.serial(Side::Module, &serial),
            Event::Started(_) => {
                self.release()?;
                self.shifts.clear();
                self.line(event)
            }
            Event::Finished(finished) => {
                self.release()?;
                let finished = self.shifted(finished);
                let line = self.line(Event::Finished(finished))?;
                if self.syncs == Syncs::EachCase {
                    self.sync()?;
                }
                Ok(line)
            }
            Event::Ended(_) | Event::Stop(_) => {
                self.release()?;
                let line = self.line(event)?;
                self.sync()?;
                Ok(line)
            }
            event => self.line(event),
        }
    }

    /// Has what was written outlive a loss of power.
    pub fn sync(&mut self) -> io::Result<()> {
        self.sink.sync()
    }

    /// What was written to, with all that was held back.
    pub fn into_sink(mut self) -> io::Result<S> {
        self.release()?;
        Ok(self.sink)
    }

    fn serial(&mut self, side: Side, serial: &Serial) -> io::Result<u64> {
        let mut first = None;
        let mut pieces = serial.bytes.chunks(MAX_BYTES);
        // Bytes that are none are a happening too.
        let mut piece = pieces.next().unwrap_or_default();
        loop {
            let given = Serial { at: serial.at, bytes: piece.to_vec(), covered: Vec::new() };
            let (written, shift) = self.stream(side).next_of(&given);
            let line = self.line(side.event(written))?;
            if !shift.is_none(piece.len()) {
                self.remember(line, shift);
            }
            first.get_or_insert(line);
            match pieces.next() {
                Some(next) => piece = next,
                None => return Ok(first.unwrap_or(line)),
            }
        }
    }

    fn stream(&mut self, side: Side) -> StreamOf<'_> {
        let stream = match side {
            Side::Host => &mut self.host,
            Side::Module => &mut self.module,
        };
        StreamOf { stream, secrets: &self.secrets }
    }

    /// Writes what was held back.
    fn release(&mut self) -> io::Result<()> {
        for side in [Side::Host, Side::Module] {
            let at = self.latest;
            let StreamOf { stream, secrets } = self.stream(side);
            if let Some(rest) = stream.rest(secrets, at) {
                self.line(side.event(rest))?;
            }
        }
        Ok(())
    }

    fn remember(&mut self, line: u64, shift: Shift) {
        self.shifts.insert(line, shift);
        if self.shifts.len() > MAX_SHIFTS
            && let Some((line, _)) = self.shifts.pop_first()
        {
            self.forgotten = line;
        }
    }

    fn shifted(&self, mut finished: Finished) -> Finished {
        for mark in finished.evidence.iter_mut().filter(|mark| mark.length > 0) {
            if mark.line <= self.forgotten {
                (mark.start, mark.length) = (0, 0);
            } else if let Some(shift) = self.shifts.get(&mark.line) {
                (mark.start, mark.length) = shift.range(mark.start, mark.length);
            }
        }
        finished
    }

    fn line(&mut self, mut event: Event) -> io::Result<u64> {
        cover(&self.secrets, &mut event);
        let mut bytes = if self.torn { vec![b'\n'] } else { Vec::new() };
        let start = bytes.len();
        event.write_json(&mut bytes)?;
        if bytes.len() - start >= MAX_LINE {
            let Event::Far(far) = event else {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "a line of the journal is too long"));
            };
            let length = bytes.len() - start;
            bytes.truncate(start);
            omitted(&far, length).write_json(&mut bytes)?;
        }
        bytes.push(b'\n');
        let lines = self.lines + 1 + u64::from(self.torn);
        self.torn = true;
        self.sink.write_all(&bytes)?;
        self.torn = false;
        self.lines = lines;
        Ok(lines)
    }
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Host,
    Module,
}

impl Side {
    fn event(self, serial: Serial) -> Event {
        match self {
            Self::Host => Event::Out(serial),
            Self::Module => Event::In(serial),
        }
    }
}

struct StreamOf<'a> {
    stream: &'a mut Stream,
    secrets: &'a Secrets,
}

impl StreamOf<'_> {
    fn next_of(self, serial: &Serial) -> (Serial, Shift) {
        self.stream.next(self.secrets, serial)
    }
}

/// A record that is too long for a line.
fn omitted(far: &Far, length: usize) -> Event {
    let event = far.record.get("event").filter(|event| event.is_string()).cloned().unwrap_or(Value::Null);
    Event::Far(Far { at: far.at, record: json!({ "event": event, "omitted_bytes": length }) })
}
