//! Records as JSON: one object per line, in the order in which the keys are promised.

use std::fmt::Write as _;

use super::redacted;
use crate::explain::{Record, Summary};
use crate::finding::Finding;
use crate::remark::Remark;
use crate::words;

/// One record. `text` holds all its bytes in visible notation, line end included.
pub fn record(record: &Record<'_, '_>, out: &mut String) {
    let note = record.note;
    out.push_str("{\"line\":");
    super::number(record.line, out);
    for part in [",\"from\":\"", words::side(note.from), "\",\"kind\":\"", note.kind.word(), "\",\"text\":"] {
        out.push_str(part);
    }
    raw_text(record, out);
    out.push_str(",\"message\":");
    string(&note.message, out);
    out.push_str(",\"clause\":");
    optional(note.clause, out);
    out.push_str(",\"params\":[");
    for (index, param) in note.params.iter().enumerate() {
        out.push_str(if index == 0 { "{\"name\":" } else { ",{\"name\":" });
        string(param.name, out);
        out.push_str(",\"value\":");
        string(&param.value, out);
        out.push_str(",\"means\":");
        optional(param.means, out);
        out.push('}');
    }
    out.push_str("],\"remarks\":[");
    remarks(note.remarks.iter().map(|r| (None, r)), out);
    out.push(']');
    if let Some(of) = note.of {
        out.push_str(",\"of\":");
        super::number(of, out);
    }
    if let Some(took) = note.took {
        let _ = write!(out, ",\"seconds\":{}", took.as_secs_f64());
    }
    out.push_str("}\n");
}

/// All bytes of a record, in visible notation, as a JSON string.
fn raw_text(record: &Record<'_, '_>, out: &mut String) {
    let (body, end) = match record.raw {
        [body @ .., b'\r', b'\n'] => (body, "\\\\r\\\\n\""),
        [body @ .., b'\n'] => (body, "\\\\n\""),
        body => (body, "\""),
    };
    // The usual line: plain, without a secret and without quotes.
    if record.hidden.is_empty()
        && super::is_plain(body)
        && memchr::memchr(b'"', body).is_none()
        && let Ok(text) = std::str::from_utf8(body)
    {
        out.push('"');
        out.push_str(text);
        out.push_str(end);
        return;
    }
    let mut text = String::with_capacity(record.raw.len() + 8);
    redacted(record.raw, record.hidden, &mut text);
    string(&text, out);
}

/// The last object: `summary`.
pub fn summary(
    summary: &Summary,
    dialect: &hayes_dialects::Dialect,
    finding: Option<&Finding>,
    out: &mut String,
) {
    out.push_str("{\"summary\":{\"dialect\":");
    string(&dialect.id, out);
    out.push_str(",\"sure\":");
    optional(finding.map(|f| f.sure.word()), out);
    out.push_str(",\"story\":[");
    for (index, line) in summary.story.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        string(line, out);
    }
    out.push_str("],\"remarks\":[");
    remarks(summary.open.iter().map(|(l, r)| (Some(*l), r)), out);
    out.push_str("],\"cause\":");
    match &summary.root {
        Some((line, remark)) => remarks(std::iter::once((Some(*line), remark)), out),
        None => out.push_str("null"),
    }
    out.push_str("}}\n");
}

fn remarks<'r>(list: impl Iterator<Item = (Option<u64>, &'r Remark)>, out: &mut String) {
    for (index, (line, remark)) in list.enumerate() {
        out.push_str(if index == 0 { "{" } else { ",{" });
        if let Some(line) = line {
            let _ = write!(out, "\"line\":{line},");
        }
        let _ = write!(
            out,
            "\"name\":\"{}\",\"weight\":\"{}\",\"text\":",
            remark.kind.name(),
            remark.kind.weight().word()
        );
        string(&remark.text, out);
        if let Some((start, end)) = remark.at {
            let _ = write!(out, ",\"at\":[{start},{end}]");
        }
        if let Some(breaks) = &remark.breaks {
            let _ = write!(out, ",\"breaks\":{{\"rule\":\"{}\",\"clause\":", breaks.rule);
            optional(breaks.clause.as_deref(), out);
            out.push('}');
        }
        out.push_str(",\"causes\":[");
        for (index, cause) in remark.causes.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            string(cause, out);
        }
        out.push_str("]}");
    }
}

fn optional(text: Option<&str>, out: &mut String) {
    match text {
        Some(text) => string(text, out),
        None => out.push_str("null"),
    }
}

/// A JSON string.
fn string(text: &str, out: &mut String) {
    out.push('"');
    if super::is_plain(text.as_bytes()) && memchr::memchr(b'"', text.as_bytes()).is_none() {
        out.push_str(text);
        out.push('"');
        return;
    }
    // What needs an escape is rare: what stands between goes over as a whole.
    let mut from = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '"' | '\\') || c.is_control()) {
        out.push_str(&text[from..at]);
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
        }
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
    out.push('"');
}
