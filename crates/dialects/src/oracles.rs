//! What must hold of any input, with the built-in dialects: one function per fuzz target, from bytes to a
//! panic in words on a breach. Fuzzing, the replay of `corpora/` and property tests all use these.

mod messages;
mod model;
mod reference;
mod streams;
mod texts;

pub use hayes_at::oracles::split as splitter;
pub use messages::{differential, messages};
pub use streams::{exchanges, lines, payloads};
pub use texts::{dialect_file, example_file, notation};

use std::sync::OnceLock;

use crate::dialect::Dialect;

/// An oracle: takes any bytes, panics on a breach.
pub type Oracle = fn(&[u8]);

/// All oracles by name; a folder of `corpora/` and a target of `fuzz/` have the same names.
pub const TARGETS: [(&str, Oracle); 9] = [
    ("notation", notation),
    ("dialect_file", dialect_file),
    ("example_file", example_file),
    ("splitter", splitter),
    ("lines", lines),
    ("exchanges", exchanges),
    ("payloads", payloads),
    ("messages", messages),
    ("differential", differential),
];

/// The built-in dialects, loaded once.
pub fn dialects() -> &'static [Dialect] {
    static DIALECTS: OnceLock<Vec<Dialect>> = OnceLock::new();
    DIALECTS.get_or_init(|| {
        let load = |id| crate::load_builtin(id).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        crate::builtin().map(load).collect()
    })
}

/// A dialect chosen by the first byte, and the rest.
fn chosen(data: &[u8]) -> Option<(&'static Dialect, &[u8])> {
    let (first, rest) = data.split_first()?;
    Some((&dialects()[usize::from(*first) % dialects().len()], rest))
}
