//! The conversation with a module: bytes out and in through the exchange, records of the far end, all of it handed
//! to the journal as it happens. Knows no expectation.

mod listening;
mod owed;

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use hayes_at::exchange::{Exchange, Seq};
use hayes_at::visible::Visible;
use hayes_broker::{Order, Record};
use hayes_dialects::Dialect;
use hayes_journal::event::Errors;
use hayes_journal::sink::Sink;
use hayes_journal::writer::Journal;
use hayes_journal::{Event, Mark};
use hayes_ports::serial::Tally;
use hayes_ports::world::{Happening, World};

use crate::answer::Answer;
use crate::heard::{Heard, Kind};
use crate::held::Held;
use crate::timing::Clock;
use crate::trail::Trail;
use crate::watch::Watch;

/// The most lines and records that are kept since the last command.
const MAX_KEPT: usize = 10_000;

/// How long a bare `>` may be without an end until it is taken for a prompt that nobody was told of.
const BARE: Duration = Duration::from_secs(1);

/// The most places that are named as evidence.
const MAX_MARKS: usize = 20;

/// Why a conversation cannot go on.
#[derive(Debug)]
pub(crate) enum Broken {
    /// Somebody wants the run to stop.
    Stopped,
    /// The bench does not do what it has to.
    Rig(String),
    /// The line is gone; it may come back.
    Down(String),
    /// The journal cannot be written.
    Journal(io::Error),
}

/// A conversation.
pub(crate) struct Session<'s, W, S> {
    pub(crate) dialect: &'s Dialect,
    pub(crate) world: W,
    pub(crate) journal: Journal<S>,
    exchange: Exchange<'s>,
    /// What the module said since the last command and nobody has asked about.
    pub(crate) heard: Vec<Heard>,
    /// What the far end recorded since the last command.
    pub(crate) records: Vec<Record>,
    /// Where in the journal they stand.
    pub(crate) record_lines: Vec<u64>,
    /// How the last command is answered so far.
    pub(crate) answer: Answer,
    /// The states that the module is in.
    pub(crate) held: Held,
    /// The monitors.
    pub(crate) watch: Watch<'s>,
    /// Where in the journal the last command stands.
    pub(crate) asked: Option<Mark>,
    clock: Clock,
    host: Trail,
    module: Trail,
    tally: Tally,
    /// What follows from what was said, and is not written yet.
    remarks: Vec<Event>,
    /// How often the module has started, by what it said and by what was done to it.
    pub(crate) starts: u32,
    /// The network was cut, and not let back.
    pub(crate) cut: bool,
    /// A report was taken for the result of the last command.
    pub(crate) reported: bool,
    /// Until when later results of commands that were accepted may come, as far as the document says.
    due: VecDeque<(Seq, Duration)>,
    /// When the module was heard last.
    last_heard: Duration,
    /// What ends a command line: CR, or CR LF for a module that hears nothing less.
    pub(crate) line_end: &'static [u8],
    /// Results that are numbers are heard as words: nothing makes the module say those.
    pub(crate) hears_words: bool,
    /// The command line that restarts the module, where the bench has no other way.
    pub(crate) restarts_by: Option<Vec<u8>>,
}

impl<'s, W: World, S: Sink> Session<'s, W, S> {
    pub(crate) fn new(dialect: &'s Dialect, world: W, journal: Journal<S>) -> Self {
        let watch = Watch::new(dialect, world.lag());
        Self {
            dialect,
            world,
            journal,
            exchange: Exchange::new(dialect.grammar()),
            heard: Vec::new(),
            records: Vec::new(),
            record_lines: Vec::new(),
            answer: Answer::default(),
            held: Held::default(),
            watch,
            asked: None,
            clock: Clock::default(),
            host: Trail::default(),
            module: Trail::default(),
            tally: Tally::default(),
            remarks: Vec::new(),
            starts: 0,
            cut: false,
            reported: false,
            due: VecDeque::new(),
            last_heard: Duration::ZERO,
            line_end: b"\r",
            hears_words: false,
            restarts_by: None,
        }
    }

    pub(crate) fn now(&self) -> Duration {
        self.world.now()
    }

    /// A case begins.
    pub(crate) fn begin(&mut self, case: &str, attempt: u32) {
        self.world.begin(case, attempt);
    }

    /// Writes an event into the journal.
    pub(crate) fn note(&mut self, event: Event) -> Result<u64, Broken> {
        self.journal.write(event).map_err(Broken::Journal)
    }

    /// Sends a command line; what was heard before it is forgotten.
    pub(crate) fn send(&mut self, line: &[u8]) -> Result<(), Broken> {
        // The result that a report stood for would be taken for that of the next command of the same kind.
        if std::mem::take(&mut self.reported) && self.owes() {
            self.forgive();
        }
        self.heard.clear();
        self.records.clear();
        self.record_lines.clear();
        self.answer = Answer::default();
        let place = self.put(&[line, self.line_end].concat())?;
        self.asked = Some(Mark { line: place, start: 0, length: line.len() });
        Ok(())
    }

    /// What was answered so far is no answer to what is asked from here on. Reports may still be expected.
    pub(crate) fn forget_answers(&mut self) {
        self.heard.retain(|heard| matches!(heard.kind, Kind::Urc { .. }));
    }

    /// Sends a command line and waits for its final result: whether it is a good one, or none in time.
    pub(crate) fn ask(&mut self, line: &[u8], time: Duration) -> Result<Option<bool>, Broken> {
        self.send(line)?;
        let until = self.now() + time;
        while self.answer.end.is_none() && self.wait(until)? {}
        Ok(self.answer.end.map(|(good, _)| good))
    }

    /// Writes bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.put(bytes).map(drop)
    }

    /// Writes bytes; gives the line of the journal that they stand in.
    fn put(&mut self, bytes: &[u8]) -> Result<u64, Broken> {
        let at = self.now();
        let line = self.note(Event::out(at, bytes))?;
        self.host.add(line, bytes.len());
        self.world.write(bytes).map_err(|trouble| Broken::Down(trouble.to_string()))?;
        self.line_errors()?;
        let mut left = bytes;
        while !left.is_empty() {
            let taken = self.exchange.handle_host(left);
            left = &left[taken..];
            self.listen_to_exchange()?;
            if taken == 0 {
                self.exchange.handle_silence();
            }
        }
        Ok(line)
    }

    /// What the line has spoilt since this was asked last.
    pub(crate) fn line_errors(&mut self) -> Result<(), Broken> {
        let (now, before) = (self.world.line_errors(), self.tally);
        if now == before {
            return Ok(());
        }
        self.tally = now;
        self.watch.spoilt();
        let kinds = [
            ("lost", now.lost, before.lost),
            ("repeated", now.repeated, before.repeated),
            ("corrupted", now.corrupted, before.corrupted),
            ("delayed", now.delayed, before.delayed),
        ];
        let at = self.now();
        for (what, now, before) in kinds.into_iter().filter(|(_, now, before)| now > before) {
            self.note(Event::Errors(Errors { at, what: what.to_owned(), count: now - before }))?;
        }
        Ok(())
    }

    /// How much the line has spoilt so far.
    pub(crate) fn spoilt(&self) -> u64 {
        let Tally { lost, repeated, corrupted, delayed } = self.tally;
        lost + repeated + corrupted + delayed
    }

    /// Gives the far end an order.
    pub(crate) fn order(&mut self, order: Order) -> Result<(), Broken> {
        let text = format!("order: {order}");
        self.note(Event::note(self.now(), &text))?;
        self.world.order(order).map_err(|why| Broken::Rig(format!("the far end: {why}")))
    }

    /// Lets one thing happen, until a time at the latest; false when the time has come.
    pub(crate) fn wait(&mut self, until: Duration) -> Result<bool, Broken> {
        let early = self.exchange.ends_in_a_prompt().then(|| self.last_heard + BARE.max(self.world.lag()));
        let pause = early.filter(|early| *early > self.now()).map_or(until, |early| until.min(early));
        let happening = self.world.next(pause);
        self.line_errors()?;
        self.remarks.extend(self.watch.timeout(self.world.now()));
        self.write_remarks()?;
        match happening {
            Happening::Serial { at, bytes } => {
                let line = self.note(Event::came(at, &bytes))?;
                self.module.add(line, bytes.len());
                self.last_heard = at;
                self.hear(&bytes)?;
                Ok(true)
            }
            Happening::Record(record) => {
                let line = self.note(Event::far(record.at, record.to_json()))?;
                if self.records.len() < MAX_KEPT {
                    self.records.push(*record);
                    self.record_lines.push(line);
                }
                Ok(true)
            }
            Happening::Stop => Err(Broken::Stopped),
            Happening::Down { why, .. } => Err(Broken::Down(why)),
            Happening::Said { at, text } => self.note(Event::note(at, &text)).map(|_| true),
            Happening::Up { .. } => Ok(true),
            Happening::Deadline => {
                // A host that pauses in the middle of data has not given them up, nor has a module whose bytes come in
                // pieces ended its line.
                let quiet = self.now().saturating_sub(self.last_heard) >= self.world.lag();
                if self.now() >= pause && quiet && !self.exchange.awaits_data() {
                    self.exchange.handle_silence();
                    self.listen_to_exchange()?;
                }
                Ok(pause < until)
            }
        }
    }

    /// Lets everything happen until a time.
    pub(crate) fn pass(&mut self, time: Duration) -> Result<(), Broken> {
        let until = self.now() + time;
        while self.now() < until {
            self.wait(until)?;
        }
        Ok(())
    }

    /// Nothing of what was said before counts any more: what follows is a new conversation.
    pub(crate) fn afresh(&mut self) -> Result<(), Broken> {
        self.exchange.handle_restart();
        self.exchange.handle_silence();
        // The beginning of a line whose rest went by unseen is no line of the module's.
        let seen = self.watch.look_away();
        self.listen_to_exchange()?;
        self.watch.look_again(seen);
        self.heard.clear();
        self.records.clear();
        self.record_lines.clear();
        self.answer = Answer::default();
        Ok(())
    }

    /// Where in the journal stands what did not fit: the lines of the module, or the records of the far end, that are
    /// told of; else the command that nothing came of.
    pub(crate) fn evidence(&self, told: &str) -> Vec<Mark> {
        let parts: Vec<&str> = told.split(" / ").collect();
        let lines =
            self.heard.iter().filter(|heard| parts.contains(&Visible(&heard.text).to_string().as_str()));
        let mut marks: Vec<Mark> = lines.flat_map(|heard| heard.marks.iter().copied()).collect();
        let records = self.records.iter().zip(&self.record_lines);
        let records = records.filter(|(record, _)| parts.contains(&record.event.to_string().as_str()));
        marks.extend(records.map(|(_, line)| Mark { line: *line, start: 0, length: 0 }));
        if marks.is_empty() {
            marks.extend(self.asked);
        }
        marks.truncate(MAX_MARKS);
        marks
    }

    /// The module has started anew: nothing is owed any more.
    pub(crate) fn restarted(&mut self) {
        self.watch.starts();
        self.watch.missed();
        self.exchange.handle_restart();
        self.clock.clear();
        self.held.clear();
        self.answer = Answer::default();
        self.starts += 1;
    }
}
