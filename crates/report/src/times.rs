//! How long answers took: enough of it for percentiles, in little memory.

use std::collections::BTreeMap;
use std::time::Duration;

/// Each power of two is cut into so many pieces: a percentile is right to a thirtieth.
const PIECES: u64 = 16;

/// So much, and a hundredth of the limit, are the clock's matter and not the module's.
const CLOCK: Duration = Duration::from_millis(10);

/// How long a form's answers took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormTimes {
    /// How many answers.
    pub count: u64,
    /// The quickest.
    pub min: Duration,
    /// The slowest.
    pub max: Duration,
    /// How long an answer may take, by the document: the largest that was said.
    pub limit: Option<Duration>,
    /// Answers that took longer than they may, by more than clocks differ.
    pub over: u64,
    /// Of these, the one that took the most beyond its limit: how long it took, and the limit.
    pub latest: Option<(Duration, Duration)>,
    buckets: BTreeMap<u16, u64>,
}

impl FormTimes {
    /// One answer more. `room` says whether there is memory for what is not yet told apart.
    pub(crate) fn add(&mut self, took: Duration, limit: Option<Duration>, room: impl FnOnce() -> bool) {
        self.min = if self.count == 0 { took } else { self.min.min(took) };
        self.max = self.max.max(took);
        self.limit = self.limit.max(limit);
        if let Some(limit) = limit.filter(|limit| took > *limit + *limit / 100 + CLOCK) {
            self.over += 1;
            let beyond = |(took, limit): (Duration, Duration)| took.saturating_sub(limit);
            if self.latest.is_none_or(|latest| beyond(latest) < beyond((took, limit))) {
                self.latest = Some((took, limit));
            }
        }
        self.count += 1;
        let bucket = bucket(micros(took));
        match self.buckets.get_mut(&bucket) {
            Some(count) => *count += 1,
            None if room() => drop(self.buckets.insert(bucket, 1)),
            None => {}
        }
    }

    /// The time that this share of the answers did not exceed, to a thirtieth; `share` is in thousandths.
    pub fn quantile(&self, share: u64) -> Duration {
        let held: u64 = self.buckets.values().sum();
        let wanted = (u128::from(held) * u128::from(share.min(1000))).div_ceil(1000).max(1);
        let mut before = 0;
        for (bucket, count) in &self.buckets {
            before += u128::from(*count);
            if before >= wanted {
                return middle(*bucket).clamp(self.min, self.max);
            }
        }
        self.max
    }

    /// The time that half of the answers did not exceed.
    pub fn median(&self) -> Duration {
        self.quantile(500)
    }

    /// How many answers took about how long, the quickest first: what a plot shows.
    pub fn spread(&self) -> impl Iterator<Item = (Duration, u64)> {
        self.buckets.iter().map(|(bucket, count)| (middle(*bucket).clamp(self.min, self.max), *count))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Small times have a bucket each; above, each power of two has [`PIECES`].
fn bucket(micros: u64) -> u16 {
    if micros < PIECES {
        return micros as u16;
    }
    let power = u64::from(micros.ilog2() - PIECES.ilog2());
    (power * PIECES + (micros >> power)) as u16
}

/// The time in the middle of a bucket.
fn middle(bucket: u16) -> Duration {
    let bucket = u64::from(bucket);
    if bucket < 2 * PIECES {
        return Duration::from_micros(bucket);
    }
    let power = bucket / PIECES - 1;
    let first = (bucket % PIECES + PIECES) << power;
    Duration::from_micros(first + (1 << power) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_what_is_near_its_middle() {
        for shift in 0..64 {
            for micros in [1_u64 << shift, (1_u64 << shift) + (1_u64 << shift) / 3, u64::MAX >> shift] {
                let near = middle(bucket(micros)).as_micros();
                let off = near.abs_diff(u128::from(micros));
                assert!(off * 30 <= u128::from(micros), "{micros} is taken for {near}");
            }
        }
    }

    #[test]
    fn buckets_follow_each_other() {
        let numbers: Vec<u16> = (1..100_000).map(bucket).collect();
        assert!(numbers.is_sorted());
        assert!(numbers.windows(2).all(|pair| pair[1] - pair[0] <= 1));
    }
}
