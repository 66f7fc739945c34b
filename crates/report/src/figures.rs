//! Numbers and times as pages and screens show them to people. Not texts of a journal, and not markup.

use std::time::Duration;

/// How long, in three digits or so.
pub(crate) fn span(time: Duration) -> String {
    let us = time.as_micros();
    let of = |unit: f64| time.as_secs_f64() * 1e6 / unit;
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..10_000 => format!("{:.1} ms", of(1e3)),
        10_000..1_000_000 => format!("{:.0} ms", of(1e3)),
        1_000_000..10_000_000 => format!("{:.2} s", of(1e6)),
        10_000_000..60_000_000 => format!("{:.1} s", of(1e6)),
        60_000_000..3_600_000_000 => format!("{} min {} s", us / 60_000_000, us / 1_000_000 % 60),
        _ => format!("{} h {} min", us / 3_600_000_000, us / 60_000_000 % 60),
    }
}

/// A limit, as documents write it: without digits that say nothing.
pub(crate) fn limit(time: Duration) -> String {
    match time.as_millis() {
        ms if ms % 1000 == 0 => format!("{} s", ms / 1000),
        ms if ms > 1000 => format!("{} s", time.as_secs_f64()),
        ms => format!("{ms} ms"),
    }
}

/// A number with its thousands apart.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut apart = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

/// So many of something.
pub(crate) fn count(number_of: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(number_of), if number_of == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(0, "0")]
    #[case(999, "999")]
    #[case(1_000, "1,000")]
    #[case(12_345_678, "12,345,678")]
    fn thousands_stand_apart(#[case] of: u64, #[case] shown: &str) {
        assert_eq!(number(of), shown);
    }

    #[rstest::rstest]
    #[case(420, "420 µs")]
    #[case(4_200, "4.2 ms")]
    #[case(999_400, "999 ms")]
    #[case(2_000_000, "2.00 s")]
    #[case(75_000_000, "1 min 15 s")]
    fn times_have_three_digits(#[case] us: u64, #[case] shown: &str) {
        assert_eq!(span(Duration::from_micros(us)), shown);
    }
}
