//! Reads how a module starts: its banner, its patience, and what it is told before anything else.

use std::time::Duration;

use super::read::Reading;
use super::{Line, Start};
use crate::entry::{Keys, Phrase, phrase_of};
use crate::tree::{Node, Value};

/// How long the answer to a line of the preamble may take where nothing says so.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

impl Reading<'_> {
    pub(super) fn start(&mut self, keys: &Keys<'_>) -> Start {
        let usual = Start::default();
        let known = ["banner", "within", "registers_within", "preamble"];
        let Some(keys) = self.table(keys, "start", &known) else { return usual };
        Start {
            banner: keys.phrase("banner", self.report).map(Phrase::said),
            within: self.time(&keys, "within").unwrap_or(usual.within),
            registers_within: self.time(&keys, "registers_within").unwrap_or(usual.registers_within),
            preamble: self.preamble(&keys),
        }
    }

    fn preamble(&mut self, keys: &Keys<'_>) -> Vec<Line> {
        match keys.get("preamble") {
            Some(Node { value: Value::List(list), .. }) => {
                list.iter().filter_map(|node| self.line(node)).collect()
            }
            Some(node) => self.line(node).into_iter().collect(),
            None => Vec::new(),
        }
    }

    fn line(&mut self, node: &Node) -> Option<Line> {
        let line = match &node.value {
            Value::Table(_) => {
                let keys = Keys::of(node, &["send", "within", "may_fail"], self.report)?;
                Line {
                    send: keys.needed("send", self.report)?.said(),
                    within: self.time(&keys, "within").unwrap_or(ANSWERS_WITHIN),
                    may_fail: keys.flag("may_fail", self.report),
                }
            }
            _ => Line { send: phrase_of(node, self.report)?.said(), within: ANSWERS_WITHIN, may_fail: false },
        };
        if !line.send.text.get(..2).is_some_and(|at| at.eq_ignore_ascii_case("AT")) {
            self.report.error(
                line.send.spot,
                "a line of the preamble is a command line",
                "it begins with AT",
            );
        }
        Some(line)
    }
}
