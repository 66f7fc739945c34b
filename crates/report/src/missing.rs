//! What a journal does not tell: so that no report passes for more than it is.

use std::collections::BTreeMap;

use hayes_at::visible::Visible;

use crate::bounds;
use crate::run::Run;

/// What is missing, or could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// The line that was being written when the run was killed.
    pub torn: Option<u64>,
    /// Whether the run said that it is over.
    pub ended: bool,
    /// Why it was stopped, where it was and did not go on.
    pub stopped: Option<Box<str>>,
    /// The case that began and has no end: a place in [`Run::cases`].
    pub running: Option<u32>,
    /// How many cases were planned and have no verdict.
    pub without_verdict: u64,
    /// Kinds of lines that are not known here, and how many there are of each.
    pub unknown_kinds: BTreeMap<Box<str>, u64>,
    /// How many lines are none of a journal's.
    pub unreadable: u64,
    /// The first of them: number, why, and how they begin.
    pub unreadable_shown: Vec<(u64, Box<str>, Box<str>)>,
    /// A second `run` line, which a journal does not have.
    pub headers: u64,
    /// Cases, rules and so on that there was no room for.
    pub beyond: u64,
    /// Texts that were left out because there was no room for them.
    pub texts: u64,
}

impl Missing {
    /// A line that could not be read.
    pub(crate) fn unreadable(&mut self, line: u64, why: &str, begins: &str) {
        self.unreadable += 1;
        if self.unreadable_shown.len() < bounds::SHOWN {
            let shown = (line, bounds::cut(why, bounds::NAME), bounds::cut(begins, bounds::NAME));
            self.unreadable_shown.push(shown);
        }
    }

    /// A line of a kind that is not known.
    pub(crate) fn unknown(&mut self, kind: &str) {
        let kind = bounds::cut(kind, 40);
        let known = self.unknown_kinds.len() < bounds::SHOWN || self.unknown_kinds.contains_key(&kind);
        let kind = if known { kind } else { "others".into() };
        *self.unknown_kinds.entry(kind).or_default() += 1;
    }

    /// In sentences, what matters most first; empty where nothing is missing. Safe to be shown.
    pub fn in_words(&self, run: &Run) -> Vec<String> {
        let mut words = Vec::new();
        if run.header.is_none() {
            words.push(
                "the journal's first line is missing: which tool, document and seed is not known".to_owned(),
            );
        }
        if let Some(why) = &self.stopped {
            words.push(format!("the run was stopped: {}", Visible(why.as_bytes())));
        } else if !self.ended && run.starts.is_empty() && !run.cases.is_empty() {
            words.push(
                "none of its cases was begun: the run was not that far yet, was stopped, or was killed"
                    .to_owned(),
            );
        } else if !self.ended {
            words.push("the run has not ended: it still goes on, or was killed".to_owned());
        }
        if let Some(case) = self.running.and_then(|case| run.cases.get(case as usize)) {
            words.push(format!("{} was running and has no end", Visible(case.id.as_bytes())));
        }
        if self.without_verdict > 0 {
            words.push(format!("planned cases without a verdict: {}", self.without_verdict));
        }
        if let Some(line) = self.torn {
            words.push(format!("line {line}, the last one, was never finished"));
        }
        if self.unreadable > 0 {
            words.push(format!("lines that are none of a journal's: {}", self.unreadable));
        }
        for (line, why, begins) in &self.unreadable_shown {
            words.push(format!("line {line}: {}: {begins}", Visible(why.as_bytes())));
        }
        for (kind, count) in &self.unknown_kinds {
            words.push(format!(
                "lines of the kind {}, which is not known here: {count}",
                Visible(kind.as_bytes())
            ));
        }
        if self.headers > 1 {
            words.push(format!("{} lines begin a run; the first one counts", self.headers));
        }
        if self.beyond > 0 {
            words.push(format!(
                "{} cases, rules, forms, attempts or marks had no room in the report",
                self.beyond
            ));
        }
        if self.texts > 0 {
            words.push(format!("texts without room in the report: {}", self.texts));
        }
        words
    }

    /// Whether anything is.
    pub fn is_any(&self, run: &Run) -> bool {
        !self.in_words(run).is_empty()
    }
}
