//! How a halt becomes a verdict with its culprit, and what several attempts at a case come to. Runs nothing.

use std::time::Duration;

use hayes_cases::case::Case;
use hayes_journal::verdict::Repeats;
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

/// The most attempts beyond what was asked for, to see a failure without a spoilt line, or none.
const MORE: usize = 3;

/// How an attempt at a case ended.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) finished: Finished,
    /// The line spoilt bytes since the module was last taken to a clean state.
    pub(crate) spoilt: bool,
}

impl Attempt {
    fn is(&self, verdict: Verdict) -> bool {
        self.finished.verdict == verdict
    }

    /// It failed, and not by the line.
    fn convicts(&self) -> bool {
        self.is(Verdict::Fail) && !self.spoilt
    }
}

/// Is a case tried once more? As often as was asked for; a failure until it passed, or failed twice of which once with
/// a line that spoilt nothing.
pub(crate) fn another(attempts: &[Attempt], times: u32, repeat: bool) -> bool {
    let (tried, asked) = (attempts.len(), times.max(1) as usize);
    if tried < asked {
        return true;
    }
    let failed = attempts.iter().filter(|attempt| attempt.is(Verdict::Fail)).count();
    let sure = failed >= 2 && attempts.iter().any(Attempt::convicts);
    repeat && failed == tried && !sure && tried < asked + MORE
}

/// What the attempts at a case come to. One failure is a failure, whatever the others were; only a line that spoilt
/// bytes each time excuses the module.
pub(crate) fn sum(attempts: &[Attempt], at: Duration) -> Finished {
    let of = attempts.len() as u32;
    let failed = attempts.iter().filter(|attempt| attempt.is(Verdict::Fail)).count() as u32;
    let passed = attempts.iter().any(|attempt| attempt.is(Verdict::Pass));
    let repeats = (of > 1).then_some(Repeats { failed, of });
    let shown = attempts
        .iter()
        .find(|attempt| attempt.convicts())
        .or_else(|| attempts.iter().find(|attempt| attempt.is(Verdict::Fail)))
        .or_else(|| attempts.iter().find(|attempt| !attempt.is(Verdict::Pass)))
        .or(attempts.last())
        .cloned();
    // Nobody asks for the sum of nothing.
    let Some(shown) = shown else { return Finished::new(at, "", Verdict::Skipped) };
    let finished = Finished { at, repeats, ..shown.finished.clone() };
    if !shown.is(Verdict::Fail) {
        return finished;
    }
    let said = finished.reason.clone().unwrap_or_default();
    if shown.spoilt {
        let reason = format!("{said}; the line spoilt bytes meanwhile (failed {failed} of {of} times)");
        return Finished { verdict: Verdict::Inconclusive, reason: Some(reason), ..finished };
    }
    let reason = if failed < of { format!("{said} ({failed} of {of} times)") } else { said };
    Finished { flaky: passed, reason: Some(reason).filter(|reason| !reason.is_empty()), ..finished }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hayes_journal::verdict::Repeats;
    use hayes_journal::{Finished, Verdict};
    use rstest::rstest;

    use super::{Attempt, another, sum};

    /// `p` passed, `f` failed, `s` failed on a line that spoilt bytes, `r` the rig, `i` open.
    fn attempts(letters: &str) -> Vec<Attempt> {
        let attempt = |(number, letter): (usize, char)| {
            let verdict = match letter {
                'p' => Verdict::Pass,
                'r' => Verdict::Rig,
                'i' => Verdict::Inconclusive,
                _ => Verdict::Fail,
            };
            let reason = Some(format!("attempt {}", number + 1));
            let finished = Finished { reason, ..Finished::new(Duration::ZERO, "c", verdict) };
            Attempt { finished, spoilt: letter == 's' }
        };
        letters.chars().enumerate().map(attempt).collect()
    }

    #[rstest]
    #[case("p", 1, false)]
    #[case("p", 3, true)]
    #[case("ppp", 3, false)]
    #[case("r", 1, false)]
    #[case("f", 1, true)]
    #[case("ff", 1, false)]
    #[case("fp", 1, false)]
    #[case("s", 1, true)]
    #[case("ss", 1, true)]
    #[case("sf", 1, false)]
    #[case("sss", 1, true)]
    #[case("ssss", 1, false)]
    #[case("fff", 3, false)]
    #[case("sss", 3, true)]
    #[case("", 0, true)]
    fn a_case_is_tried_until_it_is_clear(#[case] so_far: &str, #[case] times: u32, #[case] goes_on: bool) {
        assert_eq!(another(&attempts(so_far), times, true), goes_on);
        assert_eq!(another(&attempts(so_far), times, false), so_far.len() < times.max(1) as usize);
    }

    #[rstest]
    #[case("p", Verdict::Pass, false, "attempt 1")]
    #[case("pp", Verdict::Pass, false, "attempt 2")]
    #[case("pi", Verdict::Inconclusive, false, "attempt 2")]
    #[case("rp", Verdict::Rig, false, "attempt 1")]
    #[case("f", Verdict::Fail, false, "attempt 1")]
    #[case("ff", Verdict::Fail, false, "attempt 1")]
    #[case("fp", Verdict::Fail, true, "attempt 1 (1 of 2 times)")]
    #[case("pf", Verdict::Fail, true, "attempt 2 (1 of 2 times)")]
    #[case("fr", Verdict::Fail, false, "attempt 1 (1 of 2 times)")]
    #[case(
        "sp",
        Verdict::Inconclusive,
        false,
        "attempt 1; the line spoilt bytes meanwhile (failed 1 of 2 times)"
    )]
    #[case("sf", Verdict::Fail, false, "attempt 2")]
    #[case(
        "ssss",
        Verdict::Inconclusive,
        false,
        "attempt 1; the line spoilt bytes meanwhile (failed 4 of 4 times)"
    )]
    #[case("sfp", Verdict::Fail, true, "attempt 2 (2 of 3 times)")]
    fn attempts_come_to(
        #[case] tried: &str,
        #[case] verdict: Verdict,
        #[case] flaky: bool,
        #[case] reason: &str,
    ) {
        let summed = sum(&attempts(tried), Duration::from_secs(1));
        assert_eq!((summed.verdict, summed.flaky, summed.reason.as_deref()), (verdict, flaky, Some(reason)));
        let failed = tried.chars().filter(|letter| matches!(letter, 'f' | 's')).count() as u32;
        let of = tried.len() as u32;
        assert_eq!(summed.repeats, (of > 1).then_some(Repeats { failed, of }));
    }
}
