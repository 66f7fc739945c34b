//! The list of known deviations beside a run: which failures are no news, and what became of each entry. How the list is
//! written is `hayes-dialects`' matter.

use std::collections::BTreeMap;
use std::time::Duration;

use hayes_dialects::deviations::Deviation;
use hayes_journal::verdict::{Entry, Known, Standing};
use hayes_journal::{Finished, Verdict};

use crate::plan::Glob;

/// Of so many cases it is told that they show what became of an entry.
const MAX_TOLD: usize = 20;

/// The entries of the list that concern a dialect.
#[derive(Debug, Clone, Default)]
pub struct Deviations {
    lines: Vec<Line>,
}

/// An entry, and what is known of its cases.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    entry: Deviation,
    case: Glob,
    expired: bool,
    /// It is for other firmware, or for firmware of which nobody knows.
    elsewhere: bool,
    /// Some case of the catalogue fits it.
    fits_any: bool,
    /// The cases that fit it, and how they ended.
    ended: BTreeMap<String, Verdict>,
}

/// Does an entry concern a dialect at all?
fn concerns(entry: &Deviation, dialect: &str) -> bool {
    let named = entry.dialect.as_ref().is_none_or(|glob| Glob::new(glob).fits(dialect));
    let place = entry.case.split_once('/').map_or("*", |(place, _)| place);
    named && Glob::new(place).fits(dialect)
}

impl Deviations {
    /// The entries for a dialect whose cases are these, on a day.
    pub fn new(list: &[Deviation], dialect: &str, cases: &[&str], today: &str) -> Self {
        let line = |entry: &Deviation| {
            let case = Glob::new(&entry.case);
            Line {
                entry: entry.clone(),
                fits_any: cases.iter().any(|id| case.fits(id)),
                case,
                expired: entry.expires.as_str() < today,
                elsewhere: entry.firmware.is_some(),
                ended: BTreeMap::new(),
            }
        };
        Self { lines: list.iter().filter(|entry| concerns(entry, dialect)).map(line).collect() }
    }

    /// The module has told its firmware.
    pub fn firmware(&mut self, firmware: &str) {
        for line in &mut self.lines {
            let fits = |glob: &String| Glob::new(glob).fits(firmware);
            line.elsewhere = line.entry.firmware.as_ref().is_some_and(|glob| !fits(glob));
        }
    }

    /// Has a failure that is on the list say so.
    pub(crate) fn judge(&mut self, finished: &mut Finished) {
        let Some(line) = self.note(&finished.case, finished.verdict) else { return };
        let Deviation { reason, expires, .. } = line.entry.clone();
        if finished.verdict != Verdict::Fail {
            return;
        }
        if line.expired {
            let said = finished.reason.take().map_or(String::new(), |said| format!("{said}; "));
            finished.reason = Some(format!("{said}this was known until {expires}: {reason}"));
        } else {
            finished.known = Some(Known { reason, expires });
        }
    }

    /// Remembers how a case ended, with the first entry that it fits.
    pub(crate) fn note(&mut self, case: &str, verdict: Verdict) -> Option<&Line> {
        let line = self.lines.iter_mut().find(|line| !line.elsewhere && line.case.fits(case))?;
        line.ended.insert(case.to_owned(), verdict);
        Some(line)
    }

    /// What became of the entries. One for other firmware is not told of.
    pub fn entries(&self, at: Duration) -> Vec<Entry> {
        self.lines.iter().filter(|line| !line.elsewhere).map(|line| line.entry(at)).collect()
    }
}

impl Line {
    fn entry(&self, at: Duration) -> Entry {
        let Deviation { case, reason, expires, .. } = self.entry.clone();
        let (state, verdict) = self.standing();
        let cases = self.ended.iter().filter(|(_, ended)| Some(**ended) == verdict);
        let cases = cases.map(|(case, _)| case.clone()).take(MAX_TOLD).collect();
        Entry { at, pattern: case, reason, expires, state, cases }
    }

    /// What became of it, and which verdict shows it.
    fn standing(&self) -> (Standing, Option<Verdict>) {
        let some = |verdict| self.ended.values().any(|ended| *ended == verdict);
        let judged = |verdict: &Verdict| *verdict != Verdict::Skipped;
        let all_pass =
            some(Verdict::Pass) && self.ended.values().filter(|v| judged(v)).all(|v| *v == Verdict::Pass);
        match () {
            () if !self.fits_any => (Standing::Stale, None),
            () if self.expired => (Standing::Expired, Some(Verdict::Fail)),
            () if some(Verdict::Fail) => (Standing::Fits, Some(Verdict::Fail)),
            () if all_pass => (Standing::UnexpectedPass, Some(Verdict::Pass)),
            () => (Standing::Open, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hayes_dialects::deviations::Deviation;
    use hayes_journal::verdict::Standing;
    use hayes_journal::{Finished, Verdict};
    use rstest::rstest;

    use super::Deviations;

    const CASES: [&str; 3] = ["bc26/a/one", "bc26/a/two", "bc26/b"];

    fn entry(case: &str) -> Deviation {
        Deviation {
            case: case.to_owned(),
            reason: "ticket 7".to_owned(),
            expires: "2027-01-31".to_owned(),
            dialect: None,
            firmware: None,
        }
    }

    /// What became of the one entry after cases ended so: `p`, `f`, `i`, `s` for each of `CASES` in turn.
    fn after(entry: Deviation, ends: &str, today: &str) -> (Vec<Standing>, usize) {
        let mut deviations = Deviations::new(&[entry], "bc26", &CASES, today);
        let mut known = 0;
        for (case, letter) in CASES.iter().zip(ends.chars()) {
            let verdict = match letter {
                'p' => Verdict::Pass,
                'f' => Verdict::Fail,
                'i' => Verdict::Inconclusive,
                _ => Verdict::Skipped,
            };
            let mut finished = Finished::new(Duration::ZERO, case, verdict);
            deviations.judge(&mut finished);
            known += usize::from(finished.known.is_some());
        }
        (deviations.entries(Duration::ZERO).iter().map(|entry| entry.state).collect(), known)
    }

    #[rstest]
    #[case("bc26/a/one", "fpp", Standing::Fits, 1)]
    #[case("bc26/a/one", "pfp", Standing::UnexpectedPass, 0)]
    #[case("bc26/a/one", "ipp", Standing::Open, 0)]
    #[case("bc26/a/one", "spp", Standing::Open, 0)]
    #[case("*/a/*", "fff", Standing::Fits, 2)]
    #[case("*/a/*", "pfp", Standing::Fits, 1)]
    #[case("*/a/*", "ppf", Standing::UnexpectedPass, 0)]
    #[case("*/a/*", "psf", Standing::UnexpectedPass, 0)]
    #[case("*/a/*", "pif", Standing::Open, 0)]
    #[case("bc26/c", "fff", Standing::Stale, 0)]
    fn an_entry_comes_to(
        #[case] pattern: &str,
        #[case] ends: &str,
        #[case] state: Standing,
        #[case] known: usize,
    ) {
        assert_eq!(after(entry(pattern), ends, "2027-01-31"), (vec![state], known));
    }

    #[test]
    fn an_expired_entry_excuses_nothing_and_says_so() {
        assert_eq!(after(entry("bc26/b"), "ppf", "2027-02-01"), (vec![Standing::Expired], 0));
        let mut deviations = Deviations::new(&[entry("bc26/b")], "bc26", &CASES, "2027-02-01");
        let mut failed = Finished::new(Duration::ZERO, "bc26/b", Verdict::Fail);
        failed.reason = Some("no answer".to_owned());
        deviations.judge(&mut failed);
        assert_eq!(failed.reason.as_deref(), Some("no answer; this was known until 2027-01-31: ticket 7"));
    }

    #[rstest]
    #[case("simcom/*", None, false)]
    #[case("bc26/b", Some("sim*"), false)]
    #[case("*", Some("bc*"), true)]
    #[case("*/b", None, true)]
    fn entries_for_other_dialects_are_not_told_of(
        #[case] case: &str,
        #[case] dialect: Option<&str>,
        #[case] told: bool,
    ) {
        let entry = Deviation { dialect: dialect.map(str::to_owned), ..entry(case) };
        assert_eq!(after(entry, "ppf", "2026-01-01").0.len(), usize::from(told));
    }

    #[test]
    fn firmware_has_to_be_known_and_to_fit() {
        let entry = Deviation { firmware: Some("A0?".to_owned()), ..entry("bc26/b") };
        for (told, covers) in [(None, false), (Some("A07"), true), (Some("B07"), false)] {
            let mut deviations = Deviations::new(std::slice::from_ref(&entry), "bc26", &CASES, "2026-01-01");
            if let Some(firmware) = told {
                deviations.firmware(firmware);
            }
            let mut failed = Finished::new(Duration::ZERO, "bc26/b", Verdict::Fail);
            deviations.judge(&mut failed);
            assert_eq!(
                (failed.known.is_some(), deviations.entries(Duration::ZERO).len()),
                (covers, covers.into())
            );
        }
    }
}
