//! Durations in orders: `2s`, `1.5s`, `200ms`.

use std::time::Duration;

const UNITS: [(&str, u64); 5] =
    [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000)];
/// A week: longer than any run, and far from any overflow.
const LONGEST: u64 = 7 * 24 * 3600 * 1_000_000_000;

/// Reads one: a number with `ns`, `us`, `ms`, `s` or `m`, a week at most.
pub fn parse(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole = whole.parse::<u64>().ok()?.checked_mul(*scale)?;
    let part = u128::from(fraction.parse::<u64>().ok()?) * u128::from(*scale);
    let part = u64::try_from(part / 10u128.pow(fraction.len() as u32)).ok()?;
    let nanos = whole.checked_add(part).filter(|nanos| *nanos <= LONGEST)?;
    Some(Duration::from_nanos(nanos))
}

/// The shortest text that says it, in whole numbers.
pub fn print(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let (unit, scale) = UNITS[..4]
        .iter()
        .rev()
        .find(|(_, scale)| nanos.is_multiple_of(u128::from(*scale)))
        .unwrap_or(&UNITS[0]);
    format!("{}{unit}", nanos / u128::from(*scale))
}
