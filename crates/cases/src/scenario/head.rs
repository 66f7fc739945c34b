//! The head of a scenario: its title, the rules it stands for, what it needs.

use super::block::Reader;
use super::cursor::Cursor;
use crate::case::{Bench, Needs, Stage};

/// What the head says.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) rules: Vec<String>,
    pub(super) clause: Option<String>,
    pub(super) needs: Needs,
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
            "allow" => {
                let kind = line.rest().to_owned();
                if kind.is_empty() {
                    self.wrong(key, "`allow` names what a user must allow, such as `flash` or `attach`", "");
                }
                self.head.needs.allow = Some(kind);
            }
            "slow" => match hayes_broker::orders::duration::parse(line.rest()) {
                Some(time) => self.head.needs.slow = Some(time),
                None => {
                    self.wrong(whole, "`slow` says how long the case takes at least, such as `slow 90s`", "");
                }
            },
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
            self.wrong(key, "`needs` names a stage or what the bench must offer", words_of_needs());
        }
        while let Some(word) = line.word() {
            let stage = Stage::ALL.into_iter().find(|(_, name)| *name == word.rest());
            let bench = Bench::ALL.into_iter().find(|(_, name)| *name == word.rest());
            match (stage, bench) {
                (Some((stage, _)), _) => self.head.needs.state = stage,
                (_, Some((bench, _))) => self.head.needs.bench.push(bench),
                _ => self.wrong(
                    word,
                    format!("nothing that can be needed is called `{}`", word.rest()),
                    words_of_needs(),
                ),
            }
        }
        if self.head.needs.state > Stage::Ready && !self.head.needs.bench.contains(&Bench::FarEnd) {
            self.head.needs.bench.push(Bench::FarEnd);
        }
    }
}

fn words_of_needs() -> String {
    let stages = Stage::ALL.iter().map(|(_, word)| *word);
    let words: Vec<&str> = stages.chain(Bench::ALL.iter().map(|(_, word)| *word)).collect();
    format!("one of {}", words.join(", "))
}

/// A hint with the known name that is spelled most alike.
pub(super) fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>, otherwise: &str) -> String {
    hayes_dialects::nearest(name, known)
        .map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}
