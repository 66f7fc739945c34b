//! Events as lines: one write each, in order, never changed.

use std::io;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cover::{Stream, cover};
use crate::event::{Event, Far, Serial};
use crate::lines::MAX_LINE;
use crate::moved::Moved;
use crate::secret::Secrets;
use crate::sink::{Sink, Syncs};

/// The most bytes of one side in a line; more are more lines.
pub const MAX_BYTES: usize = 1024 * 1024;

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal<S> {
    sink: S,
    secrets: Secrets,
    syncs: Syncs,
    sides: Sides,
    lines: u64,
    /// The last write failed, and may have left half a line.
    torn: bool,
    /// Of the case that runs.
    moved: Moved,
    latest: Duration,
}

impl<S: Sink> Journal<S> {
    /// Writes after so many lines.
    pub fn new(sink: S, secrets: Secrets, lines: u64) -> Self {
        Self {
            sink,
            secrets,
            syncs: Syncs::EachCase,
            sides: Sides::default(),
            lines,
            torn: false,
            moved: Moved::default(),
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
            Event::Started(ref started) => {
                self.release()?;
                // The verdict after a repeat may name bytes of the first time.
                if started.attempt <= 1 {
                    self.moved.clear();
                }
                self.line(event)
            }
            Event::Finished(mut finished) => {
                self.release()?;
                finished.evidence.iter_mut().for_each(|mark| self.moved.follow(mark));
                let line = self.line(Event::Finished(finished))?;
                if self.syncs == Syncs::EachCase {
                    self.sync()?;
                }
                Ok(line)
            }
            Event::Breach(mut breach) => {
                breach.evidence.iter_mut().for_each(|mark| self.moved.follow(mark));
                self.line(Event::Breach(breach))
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
            let (written, shift) = self.sides.of(side).next(&self.secrets, &given);
            let line = self.line(side.event(written))?;
            if !shift.is_none(piece.len()) {
                self.moved.remember(line, shift);
            }
            first.get_or_insert(line);
            match pieces.next() {
                Some(next) => piece = next,
                None => return Ok(first.unwrap_or(line)),
            }
        }
    }

    /// Writes what was held back.
    fn release(&mut self) -> io::Result<()> {
        for side in [Side::Host, Side::Module] {
            let at = self.latest;
            if let Some(rest) = self.sides.of(side).rest(&self.secrets, at) {
                self.line(side.event(rest))?;
            }
        }
        Ok(())
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

/// What each side's bytes wait for.
#[derive(Debug, Default)]
struct Sides {
    host: Stream,
    module: Stream,
}

impl Sides {
    fn of(&mut self, side: Side) -> &mut Stream {
        match side {
            Side::Host => &mut self.host,
            Side::Module => &mut self.module,
        }
    }
}

impl Side {
    fn event(self, serial: Serial) -> Event {
        match self {
            Self::Host => Event::Out(serial),
            Self::Module => Event::In(serial),
        }
    }
}

/// A record that is too long for a line.
fn omitted(far: &Far, length: usize) -> Event {
    let event = far.record.get("event").filter(|event| event.is_string()).cloned().unwrap_or(Value::Null);
    Event::Far(Far { at: far.at, record: json!({ "event": event, "omitted_bytes": length }) })
}
