//! How a halt becomes a verdict with its culprit.

use std::time::Duration;

use hayes_cases::case::Case;
use hayes_journal::{Finished, Verdict};

use crate::execute::Unmet;

/// Where a case came to a halt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On the way into the states that it needs.
    Way,
    /// In its own steps.
    Steps,
}

/// The verdict over something that was not as expected.
pub(crate) fn unmet(case: &Case, at: Duration, place: Place, unmet: &Unmet) -> Finished {
    let verdict = match place {
        Place::Way => Verdict::Inconclusive,
        Place::Steps => Verdict::Fail,
    };
    let reason = match place {
        Place::Way => "the module could not be taken into the state that the case needs".to_owned(),
        Place::Steps if unmet.line > 0 => format!("line {} of the scenario does not hold", unmet.line),
        Place::Steps => "the answer is not what the clause allows".to_owned(),
    };
    Finished {
        reason: Some(reason),
        expected: Some(unmet.expected.clone()),
        actual: Some(unmet.actual.clone()),
        ..Finished::new(at, &case.id, verdict)
    }
}
