//! Why a command is refused, before any document gives it a code.

use hayes_at::flaw::Flaws;

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The module knows no such command, or the command no such form.
    Unknown,
    /// A value is wrong.
    Parameters,
    /// Not now.
    State,
    /// Something else, by its code of 27.007.
    Code(i64),
}

impl Refusal {
    /// Why a command with these flaws is refused.
    pub(crate) fn of(flaws: Flaws) -> Self {
        if flaws.has(Flaws::LONG) {
            Self::Code(24)
        } else if flaws.has(Flaws::CHARS) {
            Self::Code(25)
        } else {
            Self::Parameters
        }
    }

    /// The code of 27.007.
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Unknown => 4,
            Self::Parameters => 50,
            Self::State => 3,
            Self::Code(code) => code,
        }
    }
}
