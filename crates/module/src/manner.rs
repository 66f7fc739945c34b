//! What each family does in a way of its own where other rooms need to know: how it prompts, and which code
//! stands for a refusal where the document's table has none for it.

use crate::refusal::Refusal;

/// A family's manner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// The prompt for data, byte for byte.
    pub(crate) prompt: &'static [u8],
    /// The code of a refusal where the code of 27.007 is none of the document's.
    pub(crate) code: fn(Refusal) -> i64,
}

impl Default for Manner {
    fn default() -> Self {
        Self { prompt: b"\r\n> ", code: Refusal::code }
    }
}
