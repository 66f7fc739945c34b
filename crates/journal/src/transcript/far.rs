//! A record of the far end in one line. Knows how records are written, not what they mean.

use hayes_at::visible::Visible;
use serde_json::{Map, Value};

use crate::notation::shown_bytes;

/// What every record has, or what stands elsewhere in the line.
const PASSED: [&str; 11] =
    ["format", "at_us", "connection", "client", "event", "type", "packet", "note", "text", "cause", "reason"];

/// Sentences; a record has one at most.
const SENTENCES: [&str; 4] = ["note", "text", "cause", "reason"];

/// The record in words: what happened, to which packet, with which values. Raw bytes stand there only where
/// nothing says what they mean.
pub fn record_line(record: &Value) -> String {
    let Value::Object(record) = record else { return format!("record {}", show(record)) };
    let mut words = Vec::new();
    words.extend(record.get("connection").map(|connection| format!("#{}", show(connection))));
    let named = ["event", "type"].into_iter().filter_map(|key| record.get(key));
    words.extend(named.filter(|value| !value.is_null()).map(bare));
    let packet = record.get("packet").and_then(Value::as_object);
    words.extend(packet.into_iter().flat_map(pairs));
    let is_said = |key: &str| PASSED.contains(&key) || key == "raw" && packet.is_some();
    words.extend(record.iter().filter(|(key, _)| !is_said(key)).filter_map(|(key, value)| pair(key, value)));
    let mut line = words.join(" ");
    for sentence in SENTENCES.into_iter().filter_map(|key| record.get(key)) {
        line.push_str(": ");
        line.push_str(&bare(sentence));
    }
    line
}

fn pairs(object: &Map<String, Value>) -> impl Iterator<Item = String> {
    object.iter().filter_map(|(key, value)| pair(key, value))
}

/// What is none is not said. Payloads are bytes in the notation already, all else is text.
fn pair(key: &str, value: &Value) -> Option<String> {
    let bytes = value.as_str().filter(|_| key == "payload").and_then(|text| shown_bytes(text).ok());
    let shown = bytes.map_or_else(|| show(value), |bytes| quoted(&bytes));
    (!value.is_null()).then(|| format!("{}={shown}", Visible(key.as_bytes())))
}

/// A text without quotes.
fn bare(value: &Value) -> String {
    match value {
        Value::String(text) => Visible(text.as_bytes()).to_string(),
        other => show(other),
    }
}

/// Any value, safe on a terminal.
fn show(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text.as_bytes()),
        Value::Array(values) => format!("[{}]", values.iter().map(show).collect::<Vec<_>>().join(",")),
        Value::Object(map) => format!("{{{}}}", pairs(map).collect::<Vec<_>>().join(" ")),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// In quotes, and none inside them: a topic cannot pass for a payload.
fn quoted(bytes: &[u8]) -> String {
    format!("\"{}\"", Visible(bytes).to_string().replace('"', "\\x22"))
}
