//! Tables of values as text, one per line: a number, what it means, and after ` | ` what to do about it.

use super::Loading;
use crate::dialect::Meaning;
use crate::entry::{Keys, Phrase};
use crate::source::Spot;

impl Loading<'_> {
    /// Reads `values`; each with its place.
    pub(super) fn values(&mut self, keys: &Keys<'_>) -> Vec<(Meaning, Spot)> {
        let Some(phrase) = keys.phrase("values", self.report) else { return Vec::new() };
        let mut list: Vec<(Meaning, Spot)> = Vec::new();
        let mut at = 0;
        for line in phrase.text.split('\n') {
            if !line.trim().is_empty() {
                self.value(phrase, line, at, &mut list);
            }
            at += line.len() + 1;
        }
        list
    }

    fn value(&mut self, phrase: Phrase<'_>, line: &str, at: usize, list: &mut Vec<(Meaning, Spot)>) {
        let start = at + line.len() - line.trim_start().len();
        let line = line.trim();
        let word = line.split([' ', '\t']).next().unwrap_or("");
        let spot = self.report.inside(phrase.spot, start, start + word.len());
        let Some(number) = number_of(word) else {
            let hint = "a line is a number, a space and what the value means";
            self.report.error(spot, "this line does not start with a number", hint);
            return;
        };
        if list.iter().any(|(known, _)| known.number == number) {
            self.report.error(spot, format!("the value {number} is explained twice"), "");
        }
        let rest = line[word.len()..].trim();
        let (meaning, advice) = match rest.split_once(" | ") {
            Some((meaning, advice)) => (meaning.trim(), Some(advice.trim().to_owned())),
            None => (rest, None),
        };
        if meaning.is_empty() {
            self.report.error(
                spot,
                format!("the value {number} has no meaning"),
                "say what it means behind the number",
            );
        }
        list.push((Meaning { number, meaning: meaning.to_owned(), advice }, spot));
    }
}

/// A decimal or hexadecimal number, all of the word.
fn number_of(word: &str) -> Option<i64> {
    match word.strip_prefix("0x") {
        Some(digits) if !digits.starts_with(['+', '-']) => i64::from_str_radix(digits, 16).ok(),
        Some(_) => None,
        None if word.starts_with('+') => None,
        None => word.parse().ok(),
    }
}
