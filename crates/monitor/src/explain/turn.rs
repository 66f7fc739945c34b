//! Logs of several modules: when commands of another family are accepted, another module speaks. Its lines are
//! taken up again from there with a dialect of that family; the session before is told and closed.

use hayes_at::exchange::Exchange;
use hayes_dialects::Dialect;

use super::{Explainer, Sink, Summary};
use crate::finding;
use crate::monitor::Monitor;

/// The most lines that are held back until it is clear whose they are.
const MOST: usize = 64;
/// The most turns that are taken: a log of nothing but turns is no log.
const MOST_TURNS: u32 = 256;
/// The most sessions whose story is kept.
const MOST_SESSIONS: usize = 16;

/// Lines that may be another module's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suspect {
    /// The first of them.
    pub(super) line: u64,
    family: &'static str,
}

/// A session that is over, for the summary.
#[derive(Debug)]
pub(super) struct Past {
    dialect: String,
    lines: (u64, u64),
    summary: Summary,
}

/// The family whose MQTT command or report this surely is.
fn family_of(text: &[u8]) -> Option<&'static str> {
    const NAMES: [(&[u8], &str); 3] = [(b"+QMT", "quectel"), (b"+CMQTT", "simcom"), (b"+MQTT", "fibocom")];
    let name = text.strip_prefix(b"AT").or_else(|| text.strip_prefix(b"at")).unwrap_or(text);
    let is = |prefix: &[u8]| name.len() > prefix.len() && name[..prefix.len()].eq_ignore_ascii_case(prefix);
    NAMES.iter().find(|(prefix, _)| is(prefix)).map(|(_, family)| *family)
}

impl<'d> Explainer<'d> {
    /// A line of another family, of which there is a dialect.
    fn stranger(&self, text: &[u8]) -> Option<Suspect> {
        if self.options.given_dialect || self.replaying || self.turns >= MOST_TURNS {
            return None;
        }
        let family = family_of(text).filter(|family| *family != self.dialect.family)?;
        let known = self.others.iter().any(|dialect| dialect.family == family);
        known.then_some(Suspect { line: self.line, family })
    }

    /// The host has sent this command.
    pub(super) fn suspect(&mut self, text: &[u8]) {
        if self.suspect.is_none() && text.len() > 6 {
            self.suspect = self.stranger(text);
            self.story_before = self.suspect.map(|_| self.monitor.story.clone());
        }
    }

    /// The module has said a line that its dialect does not explain.
    pub(super) fn unexplained(&mut self, text: &[u8]) {
        if let Some(found) = self.stranger(text) {
            self.turn = Some(self.suspect.take().filter(|s| s.family == found.family).unwrap_or(found));
        }
    }

    /// A final result: a module that accepts a command of a family is of that family.
    pub(super) fn settled(&mut self, good: bool) {
        if let Some(suspect) = self.suspect.take()
            && good
        {
            self.turn = Some(suspect);
        }
    }

    /// May a line leave, or is it not clear yet whose it is?
    pub(super) fn may_leave(&mut self, line: u64) -> bool {
        if self.queue.len() > MOST {
            self.suspect = None;
        }
        self.suspect.is_none_or(|suspect| line < suspect.line)
    }

    /// Another module speaks from a line on: what came before is closed, and the line taken up again.
    pub(super) fn take_turn(&mut self, sink: &mut Sink<'_, 'd>) {
        let Some(turn) = self.turn.take() else { return };
        self.turns += 1;
        self.silence();
        let at = self.queue.iter().position(|w| w.line >= turn.line).unwrap_or(self.queue.len());
        let held: Vec<(u64, Vec<u8>)> = self.queue.drain(at..).map(|w| (w.line, w.raw)).collect();
        self.suspect = None;
        self.hand_out(true, sink);
        let mut lines: Vec<(u64, Vec<u8>)> = Vec::new();
        for (line, raw) in held {
            match lines.last_mut() {
                Some((last, bytes)) if *last == line => bytes.extend_from_slice(&raw),
                _ => lines.push((line, raw)),
            }
        }
        let all: Vec<u8> = lines.iter().flat_map(|(_, raw)| raw.iter().copied()).collect();
        self.change(self.best_of(turn.family, &all), turn.line);
        self.replaying = true;
        for (line, raw) in lines {
            self.line = line - 1;
            self.physical(&raw, sink);
        }
        self.replaying = false;
    }

    /// The dialect of a family that reads these lines best.
    fn best_of(&self, family: &str, lines: &[u8]) -> &'d Dialect {
        let found = &self.others[finding::find(lines, self.others).dialect];
        let first = || self.others.iter().find(|dialect| dialect.family == family);
        if found.family == family { found } else { first().unwrap_or(self.dialect) }
    }

    /// Closes the session before and begins one with another dialect.
    fn change(&mut self, dialect: &'d Dialect, line: u64) {
        let fresh = Monitor::new(dialect, self.others, self.options);
        let mut before = std::mem::replace(&mut self.monitor, fresh);
        std::mem::swap(&mut self.monitor.secrets, &mut before.secrets);
        let lines = (self.begun, line.saturating_sub(1));
        // What was said of the lines that are taken up again was said of another module.
        if let Some(story) = self.story_before.take() {
            before.story = story;
        }
        before.forget(line);
        let summary = super::close(&mut before);
        // A log may begin with the wrong dialect: of a session without lines there is nothing to tell.
        if lines.1 >= lines.0 && self.past.len() < MOST_SESSIONS {
            self.past.push(Past { dialect: self.dialect.id.clone(), lines, summary });
        }
        self.announce =
            Some(format!("another module speaks from here on: {} ({})", dialect.id, dialect.family));
        self.dialect = dialect;
        self.exchange = Exchange::new(dialect.grammar());
        self.begun = line;
        self.fed = [0; 2];
        self.open_host = 0;
        self.module_left = 0;
        self.owed_end = None;
        self.echoed = false;
    }

    /// The summary of all sessions, that of the last one given.
    pub(super) fn together(&mut self, last: Summary) -> Summary {
        if self.past.is_empty() {
            return last;
        }
        let lines = (self.begun, self.line);
        self.past.push(Past { dialect: self.dialect.id.clone(), lines, summary: last });
        let mut whole = Summary { story: Vec::new(), root: None, open: Vec::new(), clean: true };
        for past in self.past.drain(..) {
            whole.story.push(format!("lines {} to {}, {}:", past.lines.0, past.lines.1, past.dialect));
            whole.story.extend(past.summary.story.into_iter().map(|line| format!("  {line}")));
            whole.root = whole.root.or(past.summary.root);
            whole.open.extend(past.summary.open);
            whole.clean &= past.summary.clean;
        }
        whole
    }
}
