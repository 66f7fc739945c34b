//! The head of a scenario: its title, the rules it stands for, what it needs, and of a setup what it gives.

use super::block::Reader;
use super::cursor::Cursor;
use crate::case::{Bench, Needs};

/// What the head says.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) rules: Vec<String>,
    pub(super) clause: Option<String>,
    pub(super) needs: Needs,
    pub(super) gives: Vec<String>,
    pub(super) readings: Vec<String>,
    pub(super) unwatched: Option<String>,
}

impl Reader<'_> {
    /// Reads a line of the head; false where it is none.
    pub(super) fn head_line(&mut self, mut line: Cursor<'_>) -> bool {
        let whole = line;
        let Some(key) = line.word() else { return true };
        match key.rest() {
            "rule" => self.rules(line, key),
            "clause" => self.head.clause = Some(line.rest().to_owned()),
            "needs" => self.needs(line, key),
            "gives" => self.gives(line),
            "reading" => self.readings(line),
            "unwatched" if line.rest().is_empty() => {
                self.wrong(
                    key,
                    "`unwatched` says why monitors do not judge the case",
                    "unwatched what is left of the data may be read as commands",
                );
            }
            "unwatched" => self.head.unwatched = Some(line.rest().to_owned()),
            "allow" if line.rest().is_empty() => {
                self.wrong(key, "`allow` names what a user must allow, such as `flash` or `attach`", "");
            }
            "allow" => self.head.needs.allow = Some(line.rest().to_owned()),
            "slow" => {
                self.head.needs.slow = hayes_broker::orders::duration::parse(line.rest());
                if self.head.needs.slow.is_none() {
                    let message = "`slow` says how long the case takes at least, such as `slow 90s`";
                    self.wrong(whole, message, "");
                }
            }
            _ => return false,
        }
        true
    }

    fn rules(&mut self, mut line: Cursor<'_>, key: Cursor<'_>) {
        if line.rest().is_empty() {
            self.wrong(key, "`rule` names the rule that the case stands for", "`hayes spec list` shows them");
        }
        while let Some(rule) = line.word() {
            if self.dialect.rule(rule.rest()).is_none() {
                let known = self.dialect.rules.iter().map(|r| r.id.as_str());
                let hint = near(rule.rest(), known, "`hayes spec list` shows the rules of a dialect");
                self.wrong(rule, format!("{} has no rule `{}`", self.dialect.id, rule.rest()), hint);
            }
            self.head.rules.push(rule.rest().to_owned());
        }
    }

    fn needs(&mut self, mut line: Cursor<'_>, key: Cursor<'_>) {
        if line.rest().is_empty() {
            let hint = self.words_of_needs();
            self.wrong(key, "`needs` names a state of the module or what the bench must offer", hint);
        }
        while let Some(word) = line.word() {
            let text = word.rest();
            let (name, wanted) = text.strip_prefix("not-").map_or((text, true), |name| (name, false));
            let bench = Bench::ALL.into_iter().find(|(_, name)| *name == text);
            if self.dialect.state(name).is_some() {
                self.head.needs.states.push((name.to_owned(), wanted));
            } else if let Some((bench, _)) = bench {
                self.need(bench);
            } else {
                let states = self.dialect.states.iter().map(|s| s.id.as_str());
                let known = states.chain(Bench::ALL.iter().map(|(_, word)| *word));
                let hint = near(name, known, &self.words_of_needs());
                self.wrong(word, format!("nothing that can be needed is called `{text}`"), hint);
            }
        }
    }

    fn readings(&mut self, mut line: Cursor<'_>) {
        while let Some(reading) = line.word() {
            if !self.dialect.readings.iter().any(|r| r.id == reading.rest()) {
                let known = self.dialect.readings.iter().map(|r| r.id.as_str());
                let hint = near(reading.rest(), known, "`hayes spec list` shows the readings of a dialect");
                self.wrong(reading, format!("{} has no reading `{}`", self.dialect.id, reading.rest()), hint);
            }
            self.head.readings.push(reading.rest().to_owned());
        }
    }

    fn gives(&mut self, mut line: Cursor<'_>) {
        while let Some(state) = line.word() {
            if self.dialect.state(state.rest()).is_none() {
                let known = self.dialect.states.iter().map(|s| s.id.as_str());
                let hint = near(state.rest(), known, "`hayes spec list` shows the states of a dialect");
                self.wrong(state, format!("{} has no state `{}`", self.dialect.id, state.rest()), hint);
            }
            self.head.gives.push(state.rest().to_owned());
        }
    }

    fn words_of_needs(&self) -> String {
        let states = self.dialect.states.iter().map(|s| s.id.as_str());
        let words: Vec<&str> = states.chain(Bench::ALL.iter().map(|(_, word)| *word)).collect();
        format!("one of {}; `not-` before a state for its opposite", words.join(", "))
    }

    /// The bench must offer this.
    pub(super) fn need(&mut self, bench: Bench) {
        if !self.head.needs.bench.contains(&bench) {
            self.head.needs.bench.push(bench);
        }
    }
}

/// A hint with the known name that is spelled most alike.
pub(super) fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>, otherwise: &str) -> String {
    hayes_dialects::nearest(name, known)
        .map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}
