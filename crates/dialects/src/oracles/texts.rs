//! Oracles for the texts that people write: notation, dialect files, example files.

use crate::diagnostic::Diagnostics;
use crate::overlap::overlaps;
use crate::{examples, load_bytes, show};

use super::model;

/// Any text is a notation or has its fault pointed at; so is a range set, and any bytes can be shown.
pub fn notation(data: &[u8]) {
    hayes_at::oracles::visible(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    hayes_at::oracles::notation(text);
    hayes_at::oracles::range_set(text);
}

/// Any bytes are a dialect that can be shown and used, or have their mistakes pointed at.
pub fn dialect_file(data: &[u8]) {
    match load_bytes("fuzzed.toml", data) {
        Ok(dialect) => {
            let card = show::card(&dialect);
            assert!(card.starts_with(&dialect.id), "a card begins with the dialect's id");
            show::listing(&dialect);
            for overlap in overlaps(&dialect) {
                assert!(!overlap.in_words(&dialect).is_empty(), "an overlap can be told");
            }
            // A line that no dialect has: the grammar must be fit for use, whatever it holds.
            let mut fields = hayes_at::fields::Fields::default();
            dialect.grammar().read_command(b"AT+FUZZED=1,\"two\"", &mut fields);
            assert!(dialect.grammar().uses(b"+FUZZED: 1").list.len() <= dialect.grammar().shapes().len() * 8);
            model::holds_together(&dialect);
            model::lines_are_read(&dialect);
        }
        Err(mistakes) => well_pointed(&mistakes, &String::from_utf8_lossy(data)),
    }
}

/// Any text is an example file or has its mistakes pointed at.
pub fn example_file(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match examples::read_examples("fuzzed.at", &text) {
        Ok(read) => assert!(read.steps.len() <= text.lines().count(), "a step is a line"),
        Err(mistakes) => well_pointed(&mistakes, &text),
    }
}

/// Diagnostics lie in the text, and show nothing that a terminal would obey.
fn well_pointed(mistakes: &Diagnostics, text: &str) {
    assert!(!mistakes.is_empty(), "what does not load has a mistake");
    for mistake in mistakes.list() {
        // A mistake may also lie in a built-in file, where what this text says no longer fits it.
        let here = mistake.file.starts_with("fuzzed.");
        let lines = text.split('\n').count();
        assert!(!here || mistake.line <= lines, "line {} of a shorter text", mistake.line);
        assert!(mistake.column >= 1, "columns count from 1");
    }
    let shown = mistakes.to_string();
    assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "control characters in {shown:?}");
    assert!(shown.len() <= 2_000_000, "{} bytes of diagnostics", shown.len());
}
