//! The clock: a date and a time that go on from what was set.

use std::time::Duration;

use hayes_at::grammar::FormKind;

use crate::ask::{Ask, Word};
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

const TIME: Word = &["time"];

const DAY: u64 = 24 * 60 * 60;
/// The length of what is told: `yy/MM/dd,hh:mm:ss`, and the zone behind it.
const STAMP: usize = 17;
/// What the clock shows until it is set.
const FIRST: &str = "24/01/01,00:00:00+00";

/// A clock.
#[derive(Debug)]
pub(super) struct Clock {
    /// Seconds since the beginning of the year 2000.
    seconds: u64,
    /// When it showed that.
    at: Duration,
    zone: String,
}

impl Default for Clock {
    fn default() -> Self {
        let mut clock = Self { seconds: 0, at: Duration::ZERO, zone: String::new() };
        clock.set(Duration::ZERO, FIRST);
        clock
    }
}

impl Clock {
    pub(super) fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        if ask.kind == FormKind::Read {
            let shown = self.show(board.now);
            return board.answer(ask, &Given::new().text(TIME, shown.as_bytes()));
        }
        let text = ask.bytes(TIME).and_then(|bytes| std::str::from_utf8(bytes).ok());
        if text.is_some_and(|text| self.set(board.now, text)) {
            board.accept(ask)
        } else {
            board.refuse(ask, Refusal::Parameters)
        }
    }

    fn show(&self, now: Duration) -> String {
        let seconds = self.seconds + now.saturating_sub(self.at).as_secs();
        let (mut days, of_day) = (seconds / DAY, seconds % DAY);
        let mut year = 0;
        while days >= days_of_year(year) {
            days -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while days >= days_of_month(year, month) {
            days -= days_of_month(year, month);
            month += 1;
        }
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        let (year, day) = (year % 100, days + 1);
        format!("{year:02}/{month:02}/{day:02},{hour:02}:{minute:02}:{second:02}{}", self.zone)
    }

    /// Sets it; false where there is no such time.
    fn set(&mut self, now: Duration, text: &str) -> bool {
        let Some((stamp, zone)) = text.split_at_checked(STAMP) else { return false };
        let Some(seconds) = seconds_of(stamp).filter(|_| is_zone(zone)) else { return false };
        *self = Self { seconds, at: now, zone: zone.to_owned() };
        true
    }
}

/// The seconds since 2000 of `yy/MM/dd,hh:mm:ss`.
fn seconds_of(stamp: &str) -> Option<u64> {
    let signs: Vec<u8> = stamp.bytes().skip(2).step_by(3).collect();
    let parts: Vec<u64> = (0..6).map(|i| two_digits(stamp, i * 3)).collect::<Option<_>>()?;
    let [year, month, day, hour, minute, second] = parts[..] else { return None };
    let lawful = (1..=12).contains(&month)
        && (1..=days_of_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !lawful || signs != b"//,::" {
        return None;
    }
    let days = (0..year).map(days_of_year).sum::<u64>()
        + (1..month).map(|month| days_of_month(year, month)).sum::<u64>()
        + (day - 1);
    Some(days * DAY + hour * 3600 + minute * 60 + second)
}

fn two_digits(text: &str, at: usize) -> Option<u64> {
    let digits = text.get(at..at + 2)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// Is this a zone, in quarters of an hour, or none at all?
fn is_zone(zone: &str) -> bool {
    zone.is_empty() || (zone.len() == 3 && zone.starts_with(['+', '-']) && two_digits(zone, 1).is_some())
}

fn is_leap(year: u64) -> bool {
    // From 2000 to 2099 every fourth year is one.
    year.is_multiple_of(4)
}

fn days_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
