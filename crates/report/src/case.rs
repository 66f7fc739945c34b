//! A case of a run: what was planned, how it ended, and where in the journal its lines are.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use hayes_journal::Verdict;
use hayes_journal::verdict::{Mark, Repeats};

/// A case. Its rules and forms are places in the run's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: Arc<str>,
    /// What it shows; empty where it was not planned.
    pub title: Box<str>,
    /// The rules that it stands for: places in [`crate::Run::rules`].
    pub rules: Vec<u32>,
    /// The forms that it is about: places in [`crate::Run::forms`].
    pub forms: Vec<u32>,
    /// Where the document says so.
    pub clause: Option<Box<str>>,
    /// Under what it is summed up: a place in [`crate::Run::areas`].
    pub area: u32,
    /// What it was made of: `derived`, `scenario NAME`, `example NAME`, `monitor`.
    pub source: Option<Box<str>>,
    /// Whether the plan has it.
    pub planned: bool,
    /// Each time that it ran, in order.
    pub attempts: Vec<Attempt>,
    /// How often it ran and there was no room for one more attempt.
    pub more_attempts: u32,
    /// How it ended, last.
    pub outcome: Option<Outcome>,
    /// It passes, and stands in the list of known deviations.
    pub unexpected: bool,
    /// The first breach that it is about, of a monitor's case: a place in [`crate::Run::breaches`].
    pub breach: Option<u32>,
}

/// A case that ran, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// For which time, as the journal says.
    pub number: u32,
    /// In which part of the run: 0 until it was resumed for the first time.
    pub part: u32,
    /// When it began, since its part of the run did.
    pub began: Duration,
    /// The number of its first line in the journal.
    pub line: u64,
    /// Where in the journal its lines are.
    pub bytes: Range<u64>,
    /// How long it took, as far as that is known.
    pub took: Duration,
    /// The verdict that ended it; none where it was cut off, or still runs.
    pub verdict: Option<Verdict>,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How.
    pub verdict: Verdict,
    /// It failed, and passed when it was repeated.
    pub flaky: bool,
    /// How often it ran and how often it failed, where that was more than once.
    pub repeats: Option<Repeats>,
    /// The deviation that is known.
    pub known: Option<Box<Known>>,
    /// Why, in a sentence.
    pub reason: Option<Box<str>>,
    /// What the clause has.
    pub expected: Option<Box<str>>,
    /// What was there.
    pub actual: Option<Box<str>>,
    /// The bytes that show it.
    pub evidence: Box<[Mark]>,
}

/// A deviation that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the journal")]
pub struct Known {
    pub reason: Box<str>,
    pub expires: Box<str>,
}

/// What a reader is told of a case. One word more than there are verdicts: a known deviation is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It fails, and nobody knew.
    Fail,
    /// It fails, and that is known.
    Known,
    /// The bench broke.
    Rig,
    /// The environment got in the way.
    Inconclusive,
    /// It was not run, for a reason.
    Skipped,
    /// It passes.
    Pass,
    /// It has no verdict.
    Open,
}

impl Standing {
    /// All of them, what matters most first.
    pub const ALL: [Self; 7] =
        [Self::Fail, Self::Known, Self::Rig, Self::Inconclusive, Self::Skipped, Self::Pass, Self::Open];

    /// All of them, as counts are told: passes and failures first.
    pub const TOLD: [Self; 7] =
        [Self::Pass, Self::Fail, Self::Known, Self::Inconclusive, Self::Rig, Self::Skipped, Self::Open];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Known => "known",
            Self::Rig => "rig",
            Self::Inconclusive => "inconclusive",
            Self::Skipped => "skipped",
            Self::Pass => "pass",
            Self::Open => "no verdict",
        }
    }
}

impl Case {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.outcome.as_ref().map_or(Standing::Open, Outcome::standing)
    }

    /// The attempt that the verdict tells of: the one that the evidence is from, else the first that ended so.
    pub fn attempt(&self) -> Option<&Attempt> {
        let Some(outcome) = &self.outcome else { return self.attempts.last() };
        let shown =
            outcome.evidence.first().and_then(|mark| self.attempts.iter().rfind(|it| it.line <= mark.line));
        let part = self.attempts.last().map(|last| last.part);
        let last_part = || self.attempts.iter().filter(|attempt| Some(attempt.part) == part);
        shown
            .or_else(|| last_part().find(|attempt| attempt.verdict == Some(outcome.verdict)))
            .or_else(|| last_part().next())
    }

    /// How long it took, with its repeats.
    pub fn took(&self) -> Duration {
        self.attempts.iter().fold(Duration::ZERO, |sum, attempt| sum.saturating_add(attempt.took))
    }
}

impl Outcome {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match self.verdict {
            Verdict::Fail if self.known.is_some() => Standing::Known,
            Verdict::Fail => Standing::Fail,
            Verdict::Pass => Standing::Pass,
            Verdict::Inconclusive => Standing::Inconclusive,
            Verdict::Skipped => Standing::Skipped,
            Verdict::Rig => Standing::Rig,
        }
    }
}
