//! What is wrong with a scenario, and where.

use std::fmt;

use hayes_dialects::Diagnostic;

/// The most mistakes that are kept.
const MOST: usize = 100;

/// Everything that is wrong with a scenario, in the order of its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<Diagnostic>);

impl Mistakes {
    /// The mistakes.
    pub fn list(&self) -> &[Diagnostic] {
        &self.0
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        if self.0.len() < MOST && !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}
