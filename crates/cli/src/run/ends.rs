//! How the runs of all dialects ended, all together: the exit code.

use std::process::ExitCode;

use hayes_journal::Verdict;
use hayes_journal::verdict::Entry;
use hayes_runner::{Counts, Trouble};

/// How runs ended.
#[derive(Debug, Default)]
pub(super) struct Ends {
    passed: usize,
    failed: usize,
    known: usize,
    rig: bool,
    pub(super) stopped: bool,
    /// What became of the entries in the list of known deviations.
    pub(super) entries: Vec<Entry>,
}

impl Ends {
    pub(super) fn add(&mut self, (counts, trouble): (Counts, Option<Trouble>)) {
        self.passed += counts.of(Verdict::Pass);
        self.failed += counts.of(Verdict::Fail) + counts.unexpected();
        self.known += counts.known;
        self.rig |=
            counts.of(Verdict::Rig) > 0 || matches!(trouble, Some(Trouble::Rig(_) | Trouble::Journal(_)));
        self.stopped |= matches!(trouble, Some(Trouble::Stopped));
        self.entries.extend(counts.entries);
    }

    pub(super) fn code(&self) -> ExitCode {
        match self {
            Self { stopped: true, .. } => ExitCode::from(130),
            Self { failed: 1.., .. } => ExitCode::from(1),
            Self { rig: true, .. } | Self { passed: 0, .. } => ExitCode::from(3),
            _ => ExitCode::SUCCESS,
        }
    }
}
