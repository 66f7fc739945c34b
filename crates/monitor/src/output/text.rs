//! Records as text: the line, a caret under what is wrong, the line in words, remarks and causes.

use std::fmt::Write as _;

use super::{clean, is_plain, redacted};
use crate::explain::{Record, Summary};
use crate::finding::Finding;
use crate::note::LineKind;
use crate::remark::Remark;
use crate::words;

/// How far the words stand in.
const INDENT: &str = "                      ";

/// The head: which dialect, how sure, what form the log has.
pub fn head(dialect: &hayes_dialects::Dialect, finding: Option<&Finding>, form: &str, out: &mut String) {
    let _ = writeln!(out, "dialect: {} ({})", dialect.id, dialect.document.title);
    if let Some(found) = finding {
        let _ = writeln!(out, "found:   {}: {}", found.sure.word(), found.why);
    }
    let _ = writeln!(out, "log:     {form}\n");
}

/// One record. `usual_end`: the line end that is not shown.
pub fn record(record: &Record<'_, '_>, usual_end: &[u8], out: &mut String) {
    let note = record.note;
    let shown = record.raw.strip_suffix(usual_end).unwrap_or(record.raw);
    if note.kind == LineKind::Comment && shown.is_empty() {
        let _ = writeln!(out, "{:>6}", record.line);
        return;
    }
    let from = if note.kind == LineKind::Comment { "" } else { words::side(note.from) };
    number(record.line, out);
    padded(from, 7, out);
    padded(note.kind.word(), 8, out);
    let begin = out.len();
    redacted(shown, record.hidden, out);
    let width = out.len() - begin;
    out.push('\n');
    for remark in &note.remarks {
        caret(record, remark, width, out);
    }
    if note.kind == LineKind::Comment {
        return;
    }
    in_words(record, out);
    for remark in &note.remarks {
        self::remark(remark, out);
    }
}

/// A line's number, in its column.
fn number(line: u64, out: &mut String) {
    let begin = out.len();
    super::number(line, out);
    let width = out.len() - begin;
    out.insert_str(begin, &"      "[..6_usize.saturating_sub(width)]);
    out.push(' ');
}

fn padded(word: &str, width: usize, out: &mut String) {
    out.push_str(word);
    out.push_str(&"        "[..width.saturating_sub(word.len()).min(8)]);
}

/// The line in words.
fn in_words(record: &Record<'_, '_>, out: &mut String) {
    let note = record.note;
    let begin = out.len();
    out.push_str(INDENT);
    out.push_str(&note.message);
    for (index, param) in note.params.iter().enumerate() {
        out.push_str(if index == 0 { ": " } else { ", " });
        out.push_str(param.name);
        out.push(' ');
        out.push_str(if param.value.is_empty() { "(empty)" } else { &param.value });
        if let Some(unit) = param.unit {
            out.push(' ');
            out.push_str(unit);
        }
        if let Some(means) = param.means {
            out.push_str(" (");
            out.push_str(means);
            out.push(')');
        }
    }
    if let Some(clause) = note.clause {
        out.push_str(" [");
        out.push_str(clause);
        out.push(']');
    }
    if let Some(of) = note.of {
        out.push_str(" <- line ");
        super::number(of, out);
        if let Some(took) = note.took {
            let _ = write!(out, " after {}", words::time(took));
        }
    }
    // All of it at once: what is not plain is rare.
    if !is_plain(&out.as_bytes()[begin..]) {
        let words = out.split_off(begin);
        clean(&words, out);
    }
    out.push('\n');
}

/// A caret under the place that a remark points at.
fn caret(record: &Record<'_, '_>, remark: &Remark, width: usize, out: &mut String) {
    let (Some(at), Some((start, end))) = (record.at, remark.at) else { return };
    // Where secrets or escapes stand before the place, columns are counted as shown.
    let column = |place: usize| {
        let mut before = String::new();
        let to = (at + place).min(record.raw.len());
        let hidden: Vec<_> = record.hidden.iter().filter(|(_, e, _)| *e <= to).cloned().collect();
        redacted(&record.raw[..to], &hidden, &mut before);
        before.chars().count()
    };
    let first = column(start);
    let len = column(end).saturating_sub(first).clamp(1, width.max(first + 1) - first);
    out.push_str(INDENT);
    out.extend(std::iter::repeat_n(' ', first));
    out.extend(std::iter::repeat_n('^', len.min(60)));
    out.push(' ');
    out.push_str(remark.kind.name());
    out.push('\n');
}

/// A remark with its causes.
fn remark(remark: &Remark, out: &mut String) {
    let _ = write!(out, "{INDENT}{} {}: ", remark.kind.weight().word(), remark.kind.name());
    clean(&remark.text, out);
    out.push('\n');
    for (index, cause) in remark.causes.iter().enumerate() {
        let _ = write!(out, "{INDENT}   cause {}: ", index + 1);
        clean(cause, out);
        out.push('\n');
    }
}

/// The end: what never came, the story, and what explains the rest.
pub fn summary(summary: &Summary, out: &mut String) {
    out.push('\n');
    for (line, found) in &summary.open {
        let _ = writeln!(out, "line {line}");
        remark(found, out);
    }
    out.push_str("the session\n");
    for line in &summary.story {
        out.push_str("  ");
        clean(line, out);
        out.push('\n');
    }
    match &summary.root {
        Some((line, found)) => {
            let _ = write!(out, "what explains the rest\n  line {line}, {}: ", found.kind.name());
            clean(&found.text, out);
            out.push('\n');
            for (index, cause) in found.causes.iter().enumerate() {
                let _ = write!(out, "   cause {}: ", index + 1);
                clean(cause, out);
                out.push('\n');
            }
        }
        None if summary.clean => out.push_str("nothing is wrong\n"),
        None => out.push_str("nothing has failed for good; the remarks above say what to look at\n"),
    }
}
