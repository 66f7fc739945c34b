//! A comparison as text for a terminal or a log: what got worse first. Without colour: a sign stands before each line.

use std::fmt::Write as _;

use crate::case::Standing;
use crate::counts::Counts;
use crate::figures::{count, limit, number, span};
use crate::text::safe;

use super::{Change, Comparison, Difference, Kind, Only, Pair, Shift};

/// How many cases of a kind are told in full; those beyond are named.
const TOLD: usize = 50;
/// How many lines of a difference are told.
const LINES: usize = 16;

/// What the kinds of changes are called, what matters most first.
pub(super) const KINDS: [(Kind, &str); 3] =
    [(Kind::NewFailure, "New failures"), (Kind::Fixed, "Fixed"), (Kind::Other, "Other changes of verdicts")];

impl Comparison {
    /// As text.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.headline());
        for pair in &self.pairs {
            text.push_str(&of_pair(pair));
        }
        for (only, which) in self.only.iter().zip(["first", "second"]) {
            for dialect in only {
                let _ = writeln!(text, "\nOnly the {which} run has {}.", safe(dialect));
            }
        }
        let _ = writeln!(text, "\n{}", self.in_a_word());
        text
    }

    /// Whether it is worse, in a sentence.
    pub(super) fn in_a_word(&self) -> String {
        match self.all_of(Kind::NewFailure).count() as u64 {
            0 => "Nothing got worse: no case fails that did not fail before.".to_owned(),
            some => format!("Worse: {} that did not fail before.", count(some, "case fails", "cases fail")),
        }
    }
}

fn of_pair(pair: &Pair) -> String {
    let mut text = format!("\n{}\n", safe(&pair.dialect));
    for (which, (module, counts)) in ["first ", "second"].iter().zip(pair.modules.iter().zip(&pair.counts)) {
        let _ = writeln!(text, "  {which}  {}: {}", safe(module), counted(counts));
    }
    for condition in &pair.conditions {
        let _ = writeln!(text, "  not the same: {}", safe(condition));
    }
    for (which, missing) in ["first", "second"].iter().zip(&pair.missing) {
        for word in missing {
            let _ = writeln!(text, "  missing of the {which}: {}", safe(word));
        }
    }
    for (kind, title) in KINDS {
        let changes: Vec<&Change> = pair.all_of(kind).collect();
        heading(&mut text, title, changes.len() as u64);
        changes.iter().take(TOLD).for_each(|change| of_change(&mut text, change));
        for change in changes.iter().skip(TOLD) {
            let _ = writeln!(text, "    {}", safe(&change.id));
        }
    }
    heading(&mut text, "Changed answers that do not fail", pair.answers.len() as u64 + pair.more_answers);
    for answer in pair.answers.iter().take(TOLD) {
        let _ = writeln!(text, "    {}\n      {}", safe(&answer.id), safe(&answer.title));
        of_difference(&mut text, &answer.difference);
    }
    more(&mut text, pair.answers.len().saturating_sub(TOLD) as u64 + pair.more_answers);
    heading(&mut text, "Response times", pair.shifts.len() as u64);
    for shift in &pair.shifts {
        let _ = writeln!(text, "    {}", in_words(shift));
    }
    heading(&mut text, "Changed readings", pair.readings.len() as u64);
    for reading in &pair.readings {
        let [was, is] = reading.ways.each_ref().map(|ways| safe(&ways.join(", ")));
        let _ = writeln!(text, "    {}: {was}, now {is}", safe(&reading.id));
    }
    for (only, which) in pair.only.iter().zip(["first", "second"]) {
        heading(&mut text, &format!("Cases only in the {which} run"), only.count);
        text.push_str(&names(only));
    }
    text
}

fn heading(text: &mut String, title: &str, held: u64) {
    if held > 0 {
        let _ = writeln!(text, "\n  {title} ({})", number(held));
    }
}

fn more(text: &mut String, held: u64) {
    if held > 0 {
        let _ = writeln!(text, "    and {} more", number(held));
    }
}

fn names(only: &Only) -> String {
    let mut text = String::new();
    for (id, standing) in only.first.iter().take(TOLD) {
        let _ = writeln!(text, "    {} ({})", safe(id), standing.word());
    }
    more(&mut text, only.count - only.first.len().min(TOLD) as u64);
    text
}

fn of_change(text: &mut String, change: &Change) {
    let [was, is] = change.in_words();
    let _ = writeln!(text, "    {}: {was}, now {is}", safe(&change.id));
    let _ = writeln!(text, "      {}", safe(&change.title));
    if let Some(rule) = &change.rule {
        let _ = writeln!(text, "      rule: {}", safe(rule));
    }
    if let Some(clause) = &change.clause {
        let _ = writeln!(text, "      clause {}", safe(clause));
    }
    for (name, said) in ["was: ", "now: "].iter().zip(&change.said) {
        if let Some(said) = said {
            let _ = writeln!(text, "      {name}{}", safe(said));
        }
    }
    of_difference(text, &change.difference);
}

fn of_difference(text: &mut String, difference: &Difference) {
    for (tag, line) in difference.lines.iter().take(LINES) {
        let _ = writeln!(text, "      {} {line}", tag.sign());
    }
    let left_out = difference.lines.len().saturating_sub(LINES) as u64 + difference.more;
    if left_out > 0 {
        let _ = writeln!(text, "        and {} more", count(left_out, "line", "lines"));
    }
}

/// A shift in a sentence.
pub(super) fn in_words(shift: &Shift) -> String {
    let word = if shift.is_slower() { "slower" } else { "quicker" };
    let [was, is] = shift.medians.map(span);
    let [ours, theirs] = shift.counts.map(number);
    let allowed = shift.limit.map_or_else(String::new, |allowed| format!(", {} allowed", limit(allowed)));
    format!(
        "{}: {word}, half within {was}, now {is}{allowed} ({ours} and {theirs} answers, {:.1} standard deviations)",
        safe(&shift.form),
        shift.deviations.abs()
    )
}

/// How cases stand, in short.
pub(super) fn counted(counts: &Counts) -> String {
    let held = Standing::ALL.into_iter().filter(|standing| counts.get(*standing) > 0);
    let words: Vec<String> =
        held.map(|standing| format!("{} {}", number(counts.get(standing)), standing.word())).collect();
    if words.is_empty() { "no case".to_owned() } else { words.join(", ") }
}
