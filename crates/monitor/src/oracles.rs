//! What must hold of any log: nothing is lost, nothing is there twice, no control byte comes out, the work is
//! bounded.

use std::sync::OnceLock;

use hayes_dialects::Dialect;

use crate::output::{json, text};
use crate::{Explainer, Options, find};

/// Explains any bytes and checks what comes out.
///
/// # Panics
///
/// On a breach.
pub fn explain(log: &[u8]) {
    let found = find(log, dialects());
    let whole = run(log, log.len().max(1), found.dialect);
    let cut = run(log, 7, found.dialect);
    assert!(whole == cut, "how a log is cut into reads changes what is said about it");
}

/// Explains a log in reads of `read` bytes; gives all that comes out.
fn run(log: &[u8], read: usize, dialect: usize) -> String {
    let dialect = &dialects()[dialect];
    let mut explainer = Explainer::new(dialect, dialects(), log, Options::default());
    let mut back: Vec<u8> = Vec::with_capacity(log.len());
    let (mut as_text, mut as_json) = (String::new(), String::new());
    let end = explainer.usual_end();
    let mut line = 0;
    let mut take = |record: &crate::Record<'_, '_>| {
        assert!(record.line == line || record.line == line + 1, "lines come in order");
        line = record.line;
        back.extend_from_slice(record.raw);
        text::record(record, end, &mut as_text);
        json::record(record, &mut as_json);
    };
    for piece in log.chunks(read) {
        explainer.push(piece, &mut take);
    }
    let summary = explainer.finish(&mut take);
    assert!(back == log, "every byte is in exactly one record");
    text::summary(&summary, &mut as_text);
    json::summary(&summary, dialect, None, &mut as_json);
    as_text.push_str(&as_json);
    assert!(!as_text.chars().any(|c| c.is_control() && c != '\n'), "no control character comes out");
    assert!(as_text.len() < 60_000 + log.len() * 1500, "the output is bounded by the log");
    as_text
}

/// The built-in dialects, loaded once.
pub fn dialects() -> &'static [Dialect] {
    static DIALECTS: OnceLock<Vec<Dialect>> = OnceLock::new();
    DIALECTS.get_or_init(|| {
        let load = |id| hayes_dialects::load_builtin(id).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        hayes_dialects::builtin().map(load).collect()
    })
}
