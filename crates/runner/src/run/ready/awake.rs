//! Gets a module to listen to commands that may be in the middle of anything: a data mode, half a command, a start, another
//! speed. Each way has its end; where none helps, what was seen says why.

use std::fmt::Write as _;
use std::time::Duration;

use hayes_at::visible::Visible;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::DataEnd;
use hayes_journal::sink::Sink;
use hayes_ports::serial::neighbours;
use hayes_ports::world::World;

use super::super::Run;
use super::TRIES;
use crate::bare::{end_of, lines};
use crate::session::Broken;

/// How long AT is waited for, in each try.
const TRY: Duration = Duration::from_secs(1);
/// What the escape from a transparent mode needs of silence before and behind it, with some room.
const GUARD: Duration = Duration::from_millis(1100);
/// How long a pause is after which a module has said what it had to say.
const QUIET: Duration = Duration::from_millis(400);
/// How long one may go on with that: lines of AT that it had kept are answered one after the other.
const REST: Duration = Duration::from_secs(5);
/// The longest that one may take for a single line of AT.
const SLOW: Duration = Duration::from_millis(500);
/// The most data that a module may still wait for; a count that the document does not bound is taken to be no larger.
const MOST_DATA: usize = 16 * 1024;
/// The most lines of AT that are written at once.
const BLOCK: usize = 256;

/// What was seen of a module that may not answer.
#[derive(Debug, Default)]
pub(in crate::run) struct Sight {
    /// Bytes that came, and those of them that are no text.
    heard: usize,
    odd: usize,
    /// The last of them.
    last: Vec<u8>,
    /// It repeats what it is told.
    pub(super) echo: bool,
    /// It answers in words.
    pub(super) words: bool,
    /// It had to be told to answer at all.
    pub(super) silent: bool,
    /// It repeats what we never said.
    stranger: Option<Vec<u8>>,
}

impl Sight {
    pub(super) fn take(&mut self, heard: &[u8]) {
        self.heard += heard.len();
        self.odd += heard.iter().filter(|byte| !matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t')).count();
        if !heard.is_empty() {
            self.last = heard[heard.len().saturating_sub(60)..].to_vec();
        }
        let echo = lines(heard).any(|line| line.eq_ignore_ascii_case(b"AT"));
        if end_of(heard).is_some() {
            self.echo = echo;
            self.words = lines(heard).any(|line| line == b"OK" || line == b"ERROR");
        }
        let strange = |line: &&[u8]| {
            line.starts_with(b"AT+GCAP") || line.starts_with(b"AT+CPMS") || line.starts_with(b"ATQ0 V1")
        };
        if let Some(line) = lines(heard).find(strange) {
            self.stranger = Some(line[..line.len().min(60)].to_vec());
        }
    }

    /// Does most of it look like bits that were read at another speed?
    fn is_odd(&self) -> bool {
        self.odd > 0 && self.odd * 4 >= self.heard
    }
}

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Gets the module to listen; false: it does not.
    pub(in crate::run) fn wake(&mut self) -> Result<bool, Broken> {
        self.sight = Sight::default();
        let woken = self.nudge()?
            || (self.sight.is_odd() && self.find_speed()?)
            || self.end_typing()?
            // Once it was known to be well, a restart is quicker than to guess, and leaves it clean.
            || (self.known.is_some() && self.restart_alone()?)
            || self.fill()?
            || self.find_speed()?
            || self.wait_for_start()?
            || (self.known.is_none() && self.restart_alone()?);
        self.rest_is_over(woken)
    }

    /// The run is stopped in the middle of anything: gets the module to listen if that is quickly done.
    pub(super) fn wake_once_more(&mut self) -> Result<bool, Broken> {
        self.session.abandon();
        let woken = self.nudge()? || self.end_typing()?;
        self.rest_is_over(woken)
    }

    /// Whatever a module that was woken still had to say belongs to what was before.
    fn rest_is_over(&mut self, woken: bool) -> Result<bool, Broken> {
        if woken {
            self.hear_out(REST)?;
            self.session.afresh()?;
        }
        Ok(woken)
    }

    /// Until it has said all, or for so long: an answer that is late would be taken for the next command's.
    fn hear_out(&mut self, longest: Duration) -> Result<(), Broken> {
        let until = self.session.now() + longest;
        loop {
            let rest = self.session.bare(b"", QUIET, &|_| false)?;
            self.sight.take_rest(&rest);
            if rest.is_empty() || self.session.now() >= until {
                return Ok(());
            }
        }
    }

    /// Does it answer AT, in this time?
    pub(super) fn attends(&mut self, time: Duration) -> Result<bool, Broken> {
        let heard = self.session.bare_ask(b"AT", time)?;
        self.sight.take(&heard);
        Ok(end_of(&heard) == Some(true))
    }

    /// AT, several times: half a command that was typed before takes the first one.
    fn nudge(&mut self) -> Result<bool, Broken> {
        for _ in 0..TRIES {
            if self.attends(TRY)? {
                return Ok(true);
            }
        }
        self.needs_line_feed()
    }

    /// Does it answer only what a line feed ends as well? Then every command line ends so from now on, and cases about the
    /// line's end show what is wrong.
    fn needs_line_feed(&mut self) -> Result<bool, Broken> {
        // What was typed so far would stand before the next command.
        self.session.bare(b"\n", TRY, &|heard| end_of(heard).is_some())?;
        let usual = std::mem::replace(&mut self.session.line_end, b"\r\n");
        if usual == self.session.line_end || !self.attends(TRY)? {
            self.session.line_end = usual;
            return Ok(false);
        }
        // It may just have become ready.
        self.session.line_end = usual;
        if !self.attends(TRY)? {
            self.session.line_end = b"\r\n";
            // The line feed ends what was just sent.
            self.session.bare(b"\n", TRY, &|heard| end_of(heard).is_some())?;
            self.remark("it answers a command only behind CR LF: every command line ends so from now on")?;
        }
        Ok(true)
    }

    /// Out of what waits for an end: a prompt's text, a transparent connection; and out of saying nothing.
    fn end_typing(&mut self) -> Result<bool, Broken> {
        self.remark("it is taken out of data modes: Esc, Ctrl+Z, +++, a line end")?;
        for (way_out, time) in [(&b"\x1B"[..], TRY), (b"\x1A", TRY * 2), (b"\r", TRY)] {
            let heard = self.session.bare(way_out, time, &|heard| end_of(heard).is_some())?;
            self.sight.take(&heard);
            if self.attends(TRY)? {
                return Ok(true);
            }
        }
        self.session.bare(b"", GUARD, &|_| false)?;
        self.session.bare(b"+++", GUARD, &|heard| end_of(heard).is_some())?;
        if self.nudge()? {
            return Ok(true);
        }
        // One that reports no results says nothing to ATQ0 before it has heard it.
        self.session.bare_ask(b"ATQ0", TRY)?;
        self.sight.silent = self.attends(TRY)?;
        Ok(self.sight.silent)
    }

    /// Gives a module that counts bytes what it may still wait for: line after line of AT, so that the first one that is no
    /// data any more is answered.
    fn fill(&mut self) -> Result<bool, Broken> {
        let most = most_data(self.session.dialect);
        if most == 0 {
            return Ok(false);
        }
        self.remark("it may wait for data: as many bytes as a message may have are sent, as lines of AT")?;
        let (mut sent, mut count) = (0, 16);
        while sent < most {
            let block = b"AT\r".repeat(count);
            let time = self.time_of(block.len()) + TRY / 2;
            let heard = self.session.bare(&block, time, &|heard| end_of(heard).is_some())?;
            self.sight.take(&heard);
            if end_of(&heard).is_some() {
                // The other lines of AT are answered as well.
                self.hear_out(
                    self.time_of(block.len() * 4) + REST + SLOW * u32::try_from(count).unwrap_or(1),
                )?;
                return self.nudge();
            }
            sent += block.len();
            count = (count * 2).min(BLOCK);
        }
        self.nudge()
    }

    /// It may just be starting.
    fn wait_for_start(&mut self) -> Result<bool, Broken> {
        let until = self.session.now() + self.bench.profile.start.within;
        while self.session.now() < until {
            if self.attends(TRY * 2)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How long so many bytes are on the line.
    fn time_of(&self, bytes: usize) -> Duration {
        let baud = self.bench.baud.unwrap_or(115_200).max(50);
        Duration::from_micros(bytes as u64 * 10_000_000 / u64::from(baud))
    }

    /// Why nothing can be asked of this module, as far as that shows. It names the bench: a module that was never heard has
    /// broken nothing.
    pub(in crate::run) fn silence_in_words(&self) -> String {
        let mut why = match (&self.sight, self.bench.baud) {
            (sight, Some(baud)) if sight.is_odd() => format!(
                "what comes from the port is no text (`{}`), at {baud} bits per second as well as at the other usual speeds: \
                 is this the speed of the module, and is it a port for AT commands?",
                Visible(&sight.last)
            ),
            (sight, _) if sight.heard > 0 => format!(
                "the port is open and something speaks there (`{}`), but it answers no AT: is it a port for AT commands?",
                Visible(&sight.last)
            ),
            _ => "the port is open, but nothing answers AT there: is the module on, and is this its port for AT commands?"
                .to_owned(),
        };
        if let Some(line) = &self.sight.stranger {
            let _ = write!(
                why,
                "; commands are repeated there that nobody here has sent (`{}`): another program uses the port",
                Visible(line)
            );
        }
        for neighbour in self.bench.address.iter().flat_map(neighbours) {
            why.push_str("; ");
            why.push_str(&neighbour);
        }
        why
    }
}

impl Sight {
    /// What came after an answer says nothing about how the module answers.
    fn take_rest(&mut self, rest: &[u8]) {
        let (echo, words) = (self.echo, self.words);
        self.take(rest);
        (self.echo, self.words) = (echo, words);
    }
}

/// The most bytes that a command of the dialect takes after a prompt by their count.
fn most_data(dialect: &Dialect) -> usize {
    let forms = dialect.commands.iter().flat_map(|command| &command.forms);
    let counted = forms.filter_map(|form| form.data.as_ref()).filter_map(|data| match &data.end {
        DataEnd::Count(place) => {
            let most = data
                .max
                .map(i64::from)
                .or_else(|| place.param.range().map(hayes_at::range::RangeSet::highest));
            Some(usize::try_from(most.unwrap_or(i64::MAX)).unwrap_or(usize::MAX).min(MOST_DATA))
        }
        DataEnd::Byte { .. } => None,
    });
    counted.max().unwrap_or(0)
}
