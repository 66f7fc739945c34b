//! How many cases stand how.

use crate::case::{Case, Standing};

/// How many cases stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    by_standing: [u64; Standing::ALL.len()],
    /// Of the failures, those that a repeat did not show again.
    pub flaky: u64,
    /// Of those that pass, the ones in the list of known deviations.
    pub unexpected: u64,
}

impl Counts {
    /// Of some cases.
    pub fn of<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Self {
        let mut counts = Self::default();
        cases.into_iter().for_each(|case| counts.add(case));
        counts
    }

    /// Counts one more.
    pub fn add(&mut self, case: &Case) {
        self.by_standing[case.standing() as usize] += 1;
        self.flaky += u64::from(case.outcome.as_ref().is_some_and(|outcome| outcome.flaky));
        self.unexpected += u64::from(case.unexpected);
    }

    /// Of several runs together.
    pub fn together<'c>(all: impl IntoIterator<Item = &'c Self>) -> Self {
        let mut counts = Self::default();
        all.into_iter().for_each(|other| counts.add_all(other));
        counts
    }

    fn add_all(&mut self, other: &Self) {
        for (own, theirs) in self.by_standing.iter_mut().zip(other.by_standing) {
            *own += theirs;
        }
        self.flaky += other.flaky;
        self.unexpected += other.unexpected;
    }

    /// Each standing with how many stand so, in the order of [`Standing::TOLD`].
    pub fn told(&self) -> impl Iterator<Item = (Standing, u64)> + use<'_> {
        Standing::TOLD.into_iter().map(|standing| (standing, self.get(standing)))
    }

    /// How many stand so.
    pub fn get(&self, standing: Standing) -> u64 {
        self.by_standing[standing as usize]
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.by_standing.iter().sum()
    }
}
