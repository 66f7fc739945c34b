//! Commands that were seen, and what became of them. Knows no vendor.

use std::collections::VecDeque;
use std::time::Duration;

use hayes_at::exchange::Seq;
use hayes_at::grammar::FormId;

use super::Stand;
use super::settings::Sets;
use crate::family::{self, Role};

/// The most commands that are remembered.
pub(crate) const MOST: usize = 24;

/// How long a byte is on a line at the slowest speed that is usual.
const PER_BYTE: Duration = Duration::from_micros(1042);

/// A command that was seen.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one command")]
pub(crate) struct Asked {
    pub(crate) seq: Seq,
    pub(crate) line: u64,
    pub(crate) time: Option<Duration>,
    /// When its data were in.
    pub(crate) typed: Option<Duration>,
    /// Its name without AT, in upper case.
    pub(crate) name: String,
    pub(crate) form: Option<FormId>,
    pub(crate) role: Role,
    /// It writes: `=...`.
    pub(crate) writes: bool,
    /// The client it is about.
    pub(crate) client: Option<i64>,
    /// What it is about, for the story: server, topic.
    pub(crate) about: String,
    /// The documented limit to the final result and to the later one.
    pub(crate) limits: (Option<Duration>, Option<Duration>),
    /// Something of weight that was wrong with it.
    pub(crate) wrong: Option<String>,
    /// Where its secrets stand.
    pub(crate) hidden: Vec<(usize, usize)>,
    pub(crate) text: Vec<u8>,
    /// Bytes of data it declared.
    pub(crate) declared: Option<i64>,
    pub(crate) prompted: bool,
    pub(crate) data: u64,
    /// They are over.
    pub(crate) data_over: bool,
    /// Its final result has come, and was good.
    pub(crate) ended: Option<bool>,
    /// The document has a later result, and it has not come.
    pub(crate) owes: bool,
    /// Lines that may have been it, as far as is known.
    pub(crate) perhaps: Vec<Seq>,
    /// The code that its answer gave before the final result, and what it means.
    pub(crate) told: Option<(i64, String)>,
    /// A failing result came before the final one, and was remarked.
    pub(crate) failed_early: bool,
    /// URCs came in between.
    pub(crate) urcs: bool,
    /// What it sets, once it is accepted.
    pub(crate) sets: Sets,
    /// The document leaves the time of its result to the network.
    pub(crate) by_network: bool,
    /// That a result is overdue was told.
    pub(crate) overdue: bool,
    /// A quoted text of it holds quotes.
    pub(crate) inner_quotes: bool,
    /// Something has come that is its answer.
    pub(crate) answered: bool,
    /// A line of its answer is the result that the document has after the final one.
    pub(crate) result_first: bool,
}

/// The most lines that are remembered as perhaps a result.
const MOST_PERHAPS: usize = 8;

impl Asked {
    /// A line has come that is its later result, or part of another's answer.
    pub(crate) fn may_be_said(&mut self, line: Seq) {
        if self.perhaps.len() < MOST_PERHAPS {
            self.perhaps.push(line);
        }
    }

    /// From when the module's time counts: from the command, or from the end of the data that it asked for.
    pub(crate) fn since(&self) -> Option<Duration> {
        self.typed.or(self.time)
    }

    /// How much longer than documented it may be until an answer is heard: `grace`, and what the bytes of a command or its
    /// data need of a slow line, where they were not all there when they were written.
    pub(crate) fn slack(&self, grace: Duration) -> Duration {
        let bytes = if self.typed.is_some() { self.data } else { self.text.len() as u64 };
        if grace.is_zero() { grace } else { grace + PER_BYTE * u32::try_from(bytes).unwrap_or(u32::MAX) }
    }

    /// How long the module has taken until then.
    pub(crate) fn took(&self, stand: Stand) -> Option<Duration> {
        stand.time?.checked_sub(self.since()?)
    }

    /// Does it owe a result whose documented time is not over?
    fn may_still_be_told(&self, now: Option<Duration>) -> bool {
        let until = self.since().zip(self.limits.1).map(|(since, limit)| since + limit);
        self.owes && until.zip(now).is_some_and(|(until, now)| now <= until)
    }

    /// A command that the log does not show, of which a result is there.
    pub(crate) fn unseen(name: &str, line: u64) -> Self {
        Self {
            seq: Seq::MAX,
            line,
            time: None,
            typed: None,
            name: name.to_owned(),
            form: None,
            role: family::role(name),
            writes: true,
            client: None,
            about: String::new(),
            limits: (None, None),
            wrong: None,
            hidden: Vec::new(),
            text: Vec::new(),
            declared: None,
            prompted: false,
            data: 0,
            data_over: false,
            ended: Some(true),
            owes: false,
            perhaps: Vec::new(),
            told: None,
            failed_early: false,
            urcs: false,
            inner_quotes: false,
            answered: false,
            result_first: false,
            sets: Sets::new(),
            by_network: false,
            overdue: false,
        }
    }
}

/// The commands seen last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    list: VecDeque<Asked>,
}

impl Ledger {
    /// Adds one; gives back one that had to make room while it still owed something.
    pub(crate) fn add(&mut self, asked: Asked) -> Option<Asked> {
        let now = asked.time;
        self.list.push_back(asked);
        if self.list.len() <= MOST {
            return None;
        }
        // A result that a report was taken for may come all the same, up to its documented time. The newest stay as well.
        let mut old = self.list.iter().take(MOST / 2);
        let over = old.position(|a| !a.may_still_be_told(now)).unwrap_or_default();
        self.list.remove(over).filter(|a| a.owes)
    }

    pub(crate) fn of(&mut self, seq: Seq) -> Option<&mut Asked> {
        self.list.iter_mut().rev().find(|a| a.seq == seq)
    }

    /// This line was part of an answer, and nobody's later result.
    pub(crate) fn not_said(&mut self, line: Seq) {
        self.list.iter_mut().for_each(|a| a.perhaps.retain(|l| *l != line));
    }

    /// The last one that awaits its final result.
    pub(crate) fn open(&mut self) -> Option<&mut Asked> {
        self.list.back_mut().filter(|a| a.ended.is_none())
    }

    /// The command on a line.
    pub(crate) fn at_line(&mut self, line: u64) -> Option<&mut Asked> {
        self.list.iter_mut().rev().find(|a| a.line == line)
    }

    /// Forgets those from a line on.
    pub(crate) fn forget(&mut self, line: u64) {
        self.list.retain(|asked| asked.line < line);
    }

    pub(crate) fn last(&self) -> Option<&Asked> {
        self.list.back()
    }

    /// The newest command of a name: awaiting its result first.
    pub(crate) fn of_name(&mut self, name: &[u8]) -> Option<&mut Asked> {
        self.list.iter_mut().rev().find(|a| a.name.as_bytes() == name)
    }

    /// The newest command of a role that still owes a result.
    pub(crate) fn owing_role(&mut self, role: Role) -> Option<&mut Asked> {
        self.owing_of(role, None)
    }

    /// That of this client, where both are known.
    pub(crate) fn owing_of(&mut self, role: Role, client: Option<i64>) -> Option<&mut Asked> {
        let same = |a: &Asked| client.is_none() || a.client.is_none() || a.client == client;
        self.list.iter_mut().rev().find(|a| a.role == role && a.owes && same(a))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Asked> {
        self.list.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Asked> {
        self.list.iter_mut()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
