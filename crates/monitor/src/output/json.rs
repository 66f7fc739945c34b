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
    let _ = write!(
        out,
        "{{\"line\":{},\"from\":\"{}\",\"kind\":\"{}\",\"text\":",
        record.line,
        words::side(note.from),
        note.kind.word()
    );
    let mut text = String::with_capacity(record.raw.len() + 8);
    redacted(record.raw, record.hidden, &mut text);
    string(&text, out);
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
        let _ = write!(out, ",\"of\":{of}");
    }
    if let Some(took) = note.took {
        let _ = write!(out, ",\"seconds\":{}", took.as_secs_f64());
    }
    out.push_str("}\n");
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
    if text.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\') {
        out.push_str(text);
    } else {
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                c if c.is_control() => {
                    let _ = write!(out, "\\u{:04x}", c as u32);
                }
                c => out.push(c),
            }
        }
    }
    out.push('"');
}
