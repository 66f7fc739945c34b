//! Whether answers take another time than they took. A firmware is not slower because one answer was: the test is that of
//! Mann and Whitney, with ties, and a shift that is too small to matter is none.

use std::time::Duration;

use crate::run::Run;
use crate::times::FormTimes;

/// How many answers either run must have.
pub(super) const SAMPLES: u64 = 20;
/// How many standard deviations the rank sum must lie from where it would lie if nothing had changed. By chance alone one
/// form in 16,000 gets there.
pub(super) const DEVIATIONS: f64 = 4.0;
/// By which share the median must have moved.
pub(super) const SHARE: f64 = 0.25;
/// By how much the median must have moved.
pub(super) const LEAST: Duration = Duration::from_millis(5);

/// A form that is answered in another time: the times of one run rank above those of the other by four standard
/// deviations at least, and the median moved by a quarter and 5 ms at least; either run has 20 answers or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The form.
    pub form: String,
    /// How many answers.
    pub counts: [u64; 2],
    /// Half of them were within this.
    pub medians: [Duration; 2],
    /// Nineteen in twenty were.
    pub most: [Duration; 2],
    /// How long the document allows.
    pub limit: Option<Duration>,
    /// How many standard deviations; above zero: slower.
    pub deviations: f64,
}

impl Shift {
    /// Whether it became slower.
    pub fn is_slower(&self) -> bool {
        self.deviations > 0.0
    }

    /// Holds the times of one form against each other.
    fn of(form: &str, a: &FormTimes, b: &FormTimes) -> Option<Self> {
        let deviations = deviations(a, b)?;
        let medians = [a.median(), b.median()];
        let moved = medians[0].abs_diff(medians[1]);
        let share = moved.as_secs_f64() / medians[0].min(medians[1]).as_secs_f64().max(1e-6);
        // Ranks and medians can point to different sides; then there is no shift to speak of.
        let agree = (medians[1] > medians[0]) == (deviations > 0.0);
        let counts = deviations.abs() >= DEVIATIONS && moved >= LEAST && share >= SHARE && agree;
        counts.then(|| Self {
            form: form.to_owned(),
            counts: [a.count, b.count],
            medians,
            most: [a.quantile(950), b.quantile(950)],
            limit: b.limit.or(a.limit),
            deviations,
        })
    }
}

/// All forms whose times moved, the largest shift first, and how many could be told at all.
pub(super) fn shifts(a: &Run, b: &Run) -> (Vec<Shift>, usize) {
    let enough = |times: &FormTimes| times.count >= SAMPLES;
    let both = a.forms.iter().filter(|form| enough(&form.times)).filter_map(|form| {
        let other = b.forms.iter().find(|other| other.id == form.id && enough(&other.times))?;
        Some((form, other))
    });
    let both: Vec<_> = both.collect();
    let shifts = both.iter().filter_map(|(form, other)| Shift::of(&form.id, &form.times, &other.times));
    let mut shifts: Vec<Shift> = shifts.collect();
    shifts.sort_by(|a, b| b.deviations.abs().total_cmp(&a.deviations.abs()));
    (shifts, both.len())
}

/// How many standard deviations the rank sum of the second lies above where it would lie if both were alike. Times are
/// held in buckets; those of one bucket are ties, and ranked as such.
#[expect(clippy::cast_precision_loss, reason = "counts of answers are far below 2^52")]
fn deviations(a: &FormTimes, b: &FormTimes) -> Option<f64> {
    let mut buckets: Vec<(Duration, f64, f64)> =
        a.spread().map(|(time, count)| (time, count as f64, 0.0)).collect();
    buckets.extend(b.spread().map(|(time, count)| (time, 0.0, count as f64)));
    buckets.sort_by_key(|(time, ..)| *time);
    buckets.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
            kept.2 += next.2;
        }
        same
    });
    let (n, m) = buckets.iter().fold((0.0, 0.0), |(n, m), (_, ours, theirs)| (n + ours, m + theirs));
    let all = n + m;
    let (mut below, mut wins, mut ties) = (0.0, 0.0, 0.0);
    for (_, ours, theirs) in &buckets {
        wins += theirs * (below + ours / 2.0);
        below += ours;
        let tied = ours + theirs;
        ties += tied.powi(3) - tied;
    }
    let variance = n * m / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    (variance > 0.0).then(|| {
        let off = wins - n * m / 2.0;
        // Counts move in steps: half a step is no evidence.
        off.signum() * (off.abs() - 0.5).max(0.0) / variance.sqrt()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(millis: impl IntoIterator<Item = u64>) -> FormTimes {
        let mut times = FormTimes::default();
        millis.into_iter().for_each(|ms| times.add(Duration::from_millis(ms), None, || true));
        times
    }

    /// Worked by hand: five against five, all of the second above the first. U = 25 of 25, mean 12.5, variance
    /// 25·11/12, so (12.5 - 0.5) / sqrt(22.9167).
    #[test]
    fn the_statistic_is_the_one_of_the_books() {
        let apart = deviations(&times([1, 2, 3, 4, 5]), &times([6, 7, 8, 9, 10])).expect("some variance");
        assert!((apart - 12.0 / 22.916_667_f64.sqrt()).abs() < 1e-6, "{apart}");
    }

    /// With ties: {1,1,2} against {1,2,2}. Pairs won by the second: for its 1: two halves; for each 2: two and a half.
    /// U = 6 of 9, mean 4.5, tie term 2·(27-3)/(6·5), variance 9/12·(7 - 1.6).
    #[test]
    fn ties_take_from_the_variance() {
        let tied = deviations(&times([1, 1, 2]), &times([1, 2, 2])).expect("some variance");
        assert!((tied - 1.0 / 4.05_f64.sqrt()).abs() < 1e-6, "{tied}");
    }

    #[rstest::rstest]
    #[case::much_slower((0..40).map(|n| 100 + n % 7).collect(), (0..40).map(|n| 200 + n % 7).collect(), Some(true))]
    #[case::much_quicker((0..40).map(|n| 200 + n % 7).collect(), (0..40).map(|n| 100 + n % 7).collect(), Some(false))]
    #[case::the_same((0..40).map(|n| 100 + n % 50).collect(), (0..40).map(|n| 100 + (n + 13) % 50).collect(), None)]
    #[case::sure_but_small((0..400).map(|n| 100 + n % 9).collect(), (0..400).map(|n| 112 + n % 9).collect(), None)]
    #[case::a_share_of_little((0..40).map(|_| 1).collect(), (0..40).map(|_| 3).collect(), None)]
    #[case::one_outlier((0..40).map(|_| 100).collect(), (0..40).map(|n| if n == 7 { 9000 } else { 100 }).collect(), None)]
    fn a_shift_is_one_that_is_sure_and_matters(
        #[case] a: Vec<u64>,
        #[case] b: Vec<u64>,
        #[case] slower: Option<bool>,
    ) {
        let shift = Shift::of("+X", &times(a), &times(b));
        assert_eq!(shift.map(|shift| shift.is_slower()), slower);
    }
}
