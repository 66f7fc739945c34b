//! What is left to chance, decided by the seed.

use std::time::Duration;

use hayes_at::choose::{Choices, FromSeed};

/// Choices that are the same for the same seed.
#[derive(Debug, Clone)]
pub(crate) struct Chance(FromSeed);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(FromSeed(seed))
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0.below(bound)
    }

    /// A time between two, in steps of 100 microseconds.
    pub(crate) fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let steps = most.saturating_sub(least).as_micros() / 100;
        let step = self.below(u64::try_from(steps).unwrap_or(u64::MAX).saturating_add(1));
        least + Duration::from_micros(step * 100)
    }
}
