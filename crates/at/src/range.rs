//! Sets of integers as the documents print them: `0,60-180`, `1-65535`, `-1,0-5`.

use std::fmt;

/// A set of integer ranges that remembers how it was spelled, because a test answer prints the spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeSet {
    spelled: Box<str>,
    ranges: Box<[(i64, i64)]>,
}

/// Where and why a text is no range set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeError {
    /// Byte offset in the text.
    pub at: usize,
    /// What is wrong there.
    pub why: &'static str,
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why)
    }
}

impl std::error::Error for RangeError {}

impl RangeSet {
    /// Reads `0,60-180`; `1-` is open above and `-` holds every number. Spaces are allowed and kept.
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        let mut ranges = Vec::new();
        let mut at = 0;
        for part in text.split(',') {
            let lead = part.len() - part.trim_start().len();
            ranges.push(parse_range(part.trim()).map_err(|e| RangeError { at: at + lead + e.at, ..e })?);
            at += part.len() + 1;
        }
        Ok(Self { spelled: text.into(), ranges: ranges.into() })
    }

    /// The set of everything from `low` to `high`.
    pub fn span(low: i64, high: i64) -> Self {
        let spelled = match (low, high) {
            (i64::MIN, i64::MAX) => "-".to_owned(),
            (_, i64::MAX) => format!("{low}-"),
            _ if low == high => low.to_string(),
            _ => format!("{low}-{high}"),
        };
        Self { spelled: spelled.into(), ranges: Box::new([(low, high)]) }
    }

    /// Is `number` in the set?
    pub fn holds(&self, number: i64) -> bool {
        self.ranges.iter().any(|&(low, high)| low <= number && number <= high)
    }

    /// The ranges, lowest and highest number of each, in the order in which they are spelled.
    pub fn ranges(&self) -> &[(i64, i64)] {
        &self.ranges
    }

    /// The smallest number of the set.
    pub fn lowest(&self) -> i64 {
        self.ranges.iter().map(|r| r.0).min().unwrap_or(i64::MIN)
    }

    /// The largest number of the set.
    pub fn highest(&self) -> i64 {
        self.ranges.iter().map(|r| r.1).max().unwrap_or(i64::MAX)
    }

    /// Do the two hold the same numbers, however they are spelled?
    pub fn same_numbers(&self, other: &Self) -> bool {
        self.merged() == other.merged()
    }

    fn merged(&self) -> Vec<(i64, i64)> {
        let mut sorted = self.ranges.to_vec();
        sorted.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for (low, high) in sorted {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        merged
    }
}

impl fmt::Display for RangeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled)
    }
}

fn parse_range(text: &str) -> Result<(i64, i64), RangeError> {
    if text == "-" {
        return Ok((i64::MIN, i64::MAX));
    }
    let (low, used) = parse_number(text, 0)?;
    match text.as_bytes().get(used) {
        None => Ok((low, low)),
        Some(b'-') if used + 1 == text.len() => Ok((low, i64::MAX)),
        Some(b'-') => {
            let (high, end) = parse_number(text, used + 1)?;
            if end != text.len() {
                return Err(RangeError { at: end, why: "expected a comma after the range" });
            }
            if high < low {
                return Err(RangeError { at: used + 1, why: "the upper bound is below the lower one" });
            }
            Ok((low, high))
        }
        Some(_) => Err(RangeError { at: used, why: "expected `-` or a comma after the number" }),
    }
}

/// Reads a decimal or `0x` number at `from`; gives it and the offset behind it.
fn parse_number(text: &str, from: usize) -> Result<(i64, usize), RangeError> {
    let rest = &text[from..];
    let negative = rest.starts_with('-');
    let digits = &rest[usize::from(negative)..];
    let (radix, prefix) =
        if digits.starts_with("0x") || digits.starts_with("0X") { (16, 2) } else { (10, 0) };
    let body = &digits[prefix..];
    let len = body.find(|c: char| !c.is_digit(radix)).unwrap_or(body.len());
    if len == 0 {
        return Err(RangeError { at: from, why: "expected a number" });
    }
    // One more bit than the result has: the lowest number has no positive twin.
    let value = i128::from_str_radix(&body[..len], radix).map(|n| if negative { -n } else { n });
    let value = value.ok().and_then(|n| i64::try_from(n).ok());
    let value = value.ok_or(RangeError { at: from, why: "the number is too large" })?;
    Ok((value, from + usize::from(negative) + prefix + len))
}
