//! What is wrong with an order's text, and where.

use std::fmt;
use std::ops::Range;

/// A diagnostic for an order's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderError {
    /// Which bytes of the text it is about.
    pub span: Range<usize>,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl OrderError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }

    /// The text with a caret under the place, and the message.
    pub fn render(&self, text: &str) -> String {
        let before = text.get(..self.span.start).unwrap_or(text).chars().count();
        let width = text.get(self.span.clone()).map_or(1, |part| part.chars().count()).max(1);
        let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{shown}\n{:before$}{} {}", "", "^".repeat(width), self.message)
    }
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at offset {}: {}", self.span.start, self.message)
    }
}

impl std::error::Error for OrderError {}
