//! A comparison as Markdown, for a pull request or a ticket. What a module wrote stands in code only.

use std::fmt::Write as _;

use crate::figures::{count, number};
use crate::text::safe;

use super::terminal::{KINDS, counted, in_words};
use super::{Change, Comparison, Difference, Kind, Pair};

/// How many cases of a kind are told.
const TOLD: usize = 20;
/// How many lines of a difference are told.
const LINES: usize = 12;

impl Comparison {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("## {}\n\n{}\n", self.headline(), self.in_a_word());
        for pair in &self.pairs {
            of_pair(&mut text, pair);
        }
        for (only, which) in self.only.iter().zip(["first", "second"]) {
            for dialect in only {
                let _ = writeln!(text, "\nOnly the {which} run has {}.", code(dialect));
            }
        }
        text
    }
}

fn of_pair(text: &mut String, pair: &Pair) {
    let _ = writeln!(text, "\n### {}\n\n| | module | cases |\n|---|---|---|", code(&pair.dialect));
    for (which, (module, counts)) in ["first", "second"].iter().zip(pair.modules.iter().zip(&pair.counts)) {
        let _ = writeln!(text, "| {which} | {} | {} |", code(module).replace('|', "\\|"), counted(counts));
    }
    let missing = ["first", "second"].iter().zip(&pair.missing);
    let missing = missing.flat_map(|(which, words)| {
        words.iter().map(move |word| format!("missing of the {which}: {}", code(word)))
    });
    let notes =
        pair.conditions.iter().map(|condition| format!("not the same: {}", code(condition))).chain(missing);
    let notes: Vec<String> = notes.map(|note| format!("- {note}\n")).collect();
    if !notes.is_empty() {
        let _ = write!(text, "\n{}", notes.concat());
    }
    for (kind, title) in KINDS {
        let changes: Vec<&Change> = pair.all_of(kind).collect();
        heading(text, title, changes.len());
        changes.iter().take(TOLD).for_each(|change| of_change(text, change));
        more(text, changes.len().saturating_sub(TOLD) as u64);
    }
    heading(text, "Changed answers that do not fail", pair.answers.len());
    for answer in pair.answers.iter().take(TOLD) {
        let _ = writeln!(text, "\n- {}", code(&answer.id));
        of_difference(text, &answer.difference);
    }
    more(text, pair.answers.len().saturating_sub(TOLD) as u64 + pair.more_answers);
    heading(text, "Response times", pair.shifts.len());
    list(text, pair.shifts.iter().map(|shift| code(&in_words(shift))));
    heading(text, "Changed readings", pair.readings.len());
    list(
        text,
        pair.readings.iter().map(|reading| {
            let [was, is] = reading.ways.each_ref().map(|ways| code(&ways.join(", ")));
            format!("{}: {was}, now {is}", code(&reading.id))
        }),
    );
    for (only, which) in pair.only.iter().zip(["first", "second"]) {
        if only.count > 0 {
            let _ =
                writeln!(text, "\n{} only in the {which} run.", count(only.count, "case is", "cases are"));
        }
    }
}

fn heading(text: &mut String, title: &str, held: usize) {
    if held > 0 {
        let _ = writeln!(text, "\n#### {title} ({})", number(held as u64));
    }
}

fn more(text: &mut String, held: u64) {
    if held > 0 {
        let _ = writeln!(text, "\nand {} more", number(held));
    }
}

fn list(text: &mut String, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| format!("- {item}\n")).collect();
    if !items.is_empty() {
        let _ = write!(text, "\n{}", items.concat());
    }
}

fn of_change(text: &mut String, change: &Change) {
    let [was, is] = change.in_words();
    let _ = writeln!(text, "\n- {} {was}, now **{is}**", code(&change.id));
    let clause = change.clause.as_ref().map(|clause| format!("clause {clause}"));
    let said = if change.kind == Kind::Fixed { &change.said[0] } else { &change.said[1] };
    for part in [&change.rule, &clause, said].into_iter().flatten() {
        let _ = writeln!(text, "  <br>{}", code(part));
    }
    of_difference(text, &change.difference);
}

/// A block of code, with a fence that nothing in it ends.
fn of_difference(text: &mut String, difference: &Difference) {
    if difference.lines.is_empty() {
        return;
    }
    let lines = difference.lines.iter().take(LINES).map(|(tag, line)| format!("  {}{line}\n", tag.sign()));
    let lines: String = lines.collect();
    let fence = fence(&lines, 3);
    let left_out = difference.lines.len().saturating_sub(LINES) as u64 + difference.more;
    let _ = writeln!(text, "\n  {fence}diff\n{lines}  {fence}");
    if left_out > 0 {
        let _ = writeln!(text, "\n  and {} more", count(left_out, "line", "lines"));
    }
}

/// A text as code: nothing in it is markup, whatever it is.
fn code(of: &str) -> String {
    let shown = safe(of);
    if shown.is_empty() {
        return String::new();
    }
    let fence = fence(&shown, 1);
    let space = if shown.starts_with('`') || shown.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{shown}{space}{fence}")
}

/// More backticks than stand together in a text.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("+QMTPUB: 0,1", "`+QMTPUB: 0,1`")]
    #[case("a`b", "``a`b``")]
    #[case("`", "`` ` ``")]
    #[case("<b>\n# x", "`<b>\\n# x`")]
    fn code_stays_code(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(code(text), shown);
    }
}
