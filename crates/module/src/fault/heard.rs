//! A command line as it was typed: what becomes of it before it is read. Data that are typed.

use super::kinds::{DataThen, Fault, Kind, LineHas, LineThen, UnknownThen};
use super::{Active, Faults};
use crate::typing::{Ends, Entering, Habits};

/// Longer than any line that a command needs.
const OVERLONG: usize = 4096;

/// What becomes of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It is read, as it is or otherwise.
    Line(Vec<u8>),
    /// It is refused.
    Refuse,
    /// It is not answered.
    Silence,
    /// Nothing is ever answered again.
    Hang,
    /// The module restarts.
    Crash,
}

impl Faults {
    /// What becomes of a command line.
    pub(crate) fn hear(&mut self, mut line: Vec<u8>) -> Heard {
        if self.is_none() {
            return Heard::Line(line);
        }
        if std::mem::take(&mut self.swallows) {
            return Heard::Silence;
        }
        for Active { fault, gate } in &mut self.active {
            let Fault::Line(on) = fault else { continue };
            let named = on.form.as_ref().is_none_or(|forms| {
                forms
                    .names()
                    .any(|name| line.windows(name.len()).any(|w| w.eq_ignore_ascii_case(name.as_bytes())))
            });
            if !named || !has(&line, on.has) || !gate.strikes(&on.when) {
                continue;
            }
            match on.then {
                LineThen::Refuse => return Heard::Refuse,
                LineThen::Silence => return Heard::Silence,
                LineThen::Hang => return Heard::Hang,
                LineThen::Crash => return Heard::Crash,
                LineThen::SwallowNext => {
                    self.swallows = true;
                    return Heard::Silence;
                }
                LineThen::FirstOnly => {
                    let end = outside(&line).position(|b| b == b';');
                    line.truncate(end.unwrap_or(usize::MAX));
                }
                LineThen::Wrap => line = wrapped(&line),
                LineThen::Unquote => line = unquoted_end(&line),
                LineThen::CutLetters => line = without_letters(&line),
                LineThen::Take | LineThen::Wait | LineThen::DropSurplus => {}
            }
        }
        Heard::Line(line)
    }

    /// A command line that was too long to be kept: what becomes of it.
    pub(crate) fn hear_overlong(&mut self) -> Heard {
        self.hear([b"AT".as_slice(), &[b'x'; OVERLONG]].concat())
    }

    /// How the host is listened to.
    pub(crate) fn habits(&self) -> Habits {
        let mut habits = Habits::default();
        for active in &self.active {
            match &active.fault {
                Fault::Line(on) if on.has == LineHas::NoPrefix => habits.bare_lines = true,
                Fault::Line(on) if on.has == LineHas::NoLineFeed => habits.needs_line_feed = true,
                Fault::Data { then } => match then {
                    DataThen::EndIgnored => habits.end_ignored = true,
                    DataThen::EndKept => habits.end_kept = true,
                    DataThen::EndEchoed => habits.end_echoed = true,
                    DataThen::CancelIgnored => habits.cancel_ignored = true,
                    DataThen::CancelEnds => habits.cancel_ends = true,
                    DataThen::Stuck => habits.stuck = true,
                    DataThen::CountEnded => habits.count_ended = true,
                    DataThen::CountMended => habits.count_mended = true,
                    _ => {}
                },
                _ => {}
            }
        }
        habits
    }

    /// How data are entered.
    pub(crate) fn entering(&self, mut how: Entering) -> Entering {
        for active in &self.active {
            let Fault::Data { then } = &active.fault else { continue };
            match then {
                DataThen::Echoed => how.echo = true,
                DataThen::NotEchoed => how.echo = false,
                DataThen::Most(most) => how.most = how.most.min(*most),
                DataThen::CountAdd(by) => {
                    if let Ends::Count(count) = how.end {
                        let by = isize::try_from(*by).unwrap_or_default();
                        how.end = Ends::Count(count.saturating_add_signed(by));
                        how.most = how.most.saturating_add_signed(by);
                    }
                }
                _ => {}
            }
        }
        how
    }

    /// How long data are not heard after the prompt.
    pub(crate) fn deaf(&self) -> Option<std::time::Duration> {
        self.active.iter().find_map(|active| match &active.fault {
            Fault::Data { then: DataThen::Deaf(millis) } => Some(std::time::Duration::from_millis(*millis)),
            _ => None,
        })
    }

    /// Does what was typed when time was up count as complete?
    pub(crate) fn timeout_sends(&self) -> bool {
        self.active.iter().any(|a| matches!(&a.fault, Fault::Data { then: DataThen::TimeoutSends }))
    }

    /// What becomes of a command that the module does not have: whether it is answered well (true), or not at all.
    pub(crate) fn unknown(&self, line: &[u8]) -> Option<bool> {
        let kind_of = |text: &[u8]| match text {
            [.., b'=', b'?'] => Kind::Test,
            [.., b'?'] => Kind::Read,
            _ if text.contains(&b'=') => Kind::Write,
            _ => Kind::Execute,
        };
        self.active.iter().find_map(|active| match &active.fault {
            Fault::Unknown { form, kind, then } => {
                let text = line.get(2..).unwrap_or_default();
                let starts = |name: &str| {
                    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
                };
                let named = form.as_ref().is_none_or(|forms| forms.names().any(starts));
                let fits = kind.is_none_or(|kind| kind == kind_of(text));
                (named && fits).then_some(*then == UnknownThen::Ok)
            }
            _ => None,
        })
    }
}

/// The bytes outside quotes, a zero in place of each that is inside.
fn outside(line: &[u8]) -> impl Iterator<Item = u8> {
    let mut quoted = false;
    line.iter().map(move |b| {
        quoted ^= *b == b'"';
        if quoted { 0 } else { *b }
    })
}

fn has(line: &[u8], what: LineHas) -> bool {
    let quotes = line.split(|b| *b == b'"').count() - 1;
    match what {
        LineHas::LowerCasePrefix => line.starts_with(b"at"),
        LineHas::Several => outside(line).any(|b| b == b';'),
        LineHas::Spaces => outside(line).any(|b| b == b' '),
        LineHas::OverlongLine => line.len() >= OVERLONG,
        LineHas::ZeroByte => line.contains(&0),
        LineHas::UnbalancedQuote => !quotes.is_multiple_of(2),
        LineHas::HugeNumber => numbers(line).any(|(_, _, number)| number.is_none_or(|n| n > u32::MAX.into())),
        LineHas::LetteredNumber => without_letters(line).len() < line.len(),
        LineHas::EmptyParameter => {
            let outside: Vec<u8> = outside(line).collect();
            let two = |a, b| outside.windows(2).any(|w| w == [a, b]);
            two(b',', b',') || two(b'=', b',') || (outside.contains(&b'=') && outside.ends_with(b","))
        }
        LineHas::InnerQuotes => quotes > 4,
        LineHas::QuotedNumber => quoted_number(line).is_some(),
        LineHas::MixedPrefix => line.starts_with(b"At") || line.starts_with(b"aT"),
        LineHas::LowerName => name_of(line).iter().any(u8::is_ascii_lowercase),
        LineHas::LowerKey => key_of(line).iter().any(u8::is_ascii_lowercase),
        LineHas::MixedKey => {
            let key = key_of(line);
            key.iter().any(u8::is_ascii_lowercase) && key.iter().any(u8::is_ascii_uppercase)
        }
        LineHas::NoPrefix | LineHas::NoLineFeed | LineHas::SurplusParameters => false,
    }
}

/// The command's name, without AT.
fn name_of(line: &[u8]) -> &[u8] {
    let name = line.get(2..).unwrap_or_default();
    let end = name.iter().position(|b| matches!(b, b'=' | b'?' | b';' | b' ')).unwrap_or(name.len());
    &name[..end]
}

/// The text right behind the equals sign.
fn key_of(line: &[u8]) -> &[u8] {
    let at = line.windows(2).position(|two| two == b"=\"");
    let key = at.and_then(|at| line.get(at + 2..)).unwrap_or_default();
    &key[..key.iter().position(|b| *b == b'"').unwrap_or(0)]
}

/// The runs of digits outside quotes: where, and the number if it fits.
fn numbers(line: &[u8]) -> impl Iterator<Item = (usize, usize, Option<u128>)> {
    let outside: Vec<u8> = outside(line).collect();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + outside.get(at..)?.iter().position(u8::is_ascii_digit)?;
        let len = outside[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        at = start + len;
        let text = String::from_utf8_lossy(&outside[start..at]).into_owned();
        Some((start, at, text.parse().ok()))
    })
}

fn wrapped(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut from = 0;
    for (start, end, number) in numbers(line) {
        out.extend_from_slice(&line[from..start]);
        match number {
            Some(number) if number <= u32::MAX.into() => out.extend_from_slice(&line[start..end]),
            Some(number) => out.extend_from_slice((number % (1 << 32)).to_string().as_bytes()),
            None => out.push(b'0'),
        }
        from = end;
    }
    out.extend_from_slice(&line[from..]);
    out
}

/// The line without the letters that stand right behind a number.
fn without_letters(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let (mut from, mut quoted) = (0, false);
    let ends = |at: usize| line.get(at).is_none_or(|b| *b == b',');
    for (at, byte) in line.iter().enumerate() {
        quoted ^= *byte == b'"';
        if quoted || at < from || !matches!(byte, b'=' | b',') {
            continue;
        }
        let run = |from: usize, is: fn(&u8) -> bool| from + line[from..].iter().take_while(|b| is(b)).count();
        let digits = run(at + 1, u8::is_ascii_digit);
        let letters = run(digits, u8::is_ascii_alphabetic);
        if digits > at + 1 && letters > digits && ends(letters) {
            out.extend_from_slice(&line[from..digits]);
            from = letters;
        }
    }
    out.extend_from_slice(&line[from..]);
    out
}

/// Where the number stands between quotes that ends a line.
fn quoted_number(line: &[u8]) -> Option<usize> {
    let body = line.strip_suffix(b"\"")?;
    let quote = body.iter().rposition(|b| *b == b'"')?;
    let digits = &body[quote + 1..];
    (!digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && body[..quote].ends_with(b","))
        .then_some(quote)
}

fn unquoted_end(line: &[u8]) -> Vec<u8> {
    quoted_number(line)
        .map_or_else(|| line.to_vec(), |at| [&line[..at], &line[at + 1..line.len() - 1]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(LineHas::LowerCasePrefix, "at", true)]
    #[case(LineHas::LowerCasePrefix, "At", false)]
    #[case(LineHas::MixedPrefix, "aT+X", true)]
    #[case(LineHas::LowerName, "AT+x=\"A\"", true)]
    #[case(LineHas::LowerName, "AT+X=\"a\"", false)]
    #[case(LineHas::LowerKey, "AT+X=\"key\",1", true)]
    #[case(LineHas::MixedKey, "AT+X=\"Key\",1", true)]
    #[case(LineHas::MixedKey, "AT+X=\"KEY\",\"Key\"", false)]
    #[case(LineHas::Several, "AT+X;+Y", true)]
    #[case(LineHas::Several, "AT+X=\"a;b\"", false)]
    #[case(LineHas::Spaces, "AT+X=\"a b\"", false)]
    #[case(LineHas::Spaces, "AT +X", true)]
    #[case(LineHas::UnbalancedQuote, "AT+X=\"a", true)]
    #[case(LineHas::UnbalancedQuote, "AT+X=\"a\"", false)]
    #[case(LineHas::HugeNumber, "AT+X=4294967295", false)]
    #[case(LineHas::HugeNumber, "AT+X=4294967296", true)]
    #[case(LineHas::HugeNumber, "AT+X=\"4294967296\"", false)]
    #[case(LineHas::LetteredNumber, "AT+X=1abc,2", true)]
    #[case(LineHas::LetteredNumber, "AT+X=\"a\",1abc", true)]
    #[case(LineHas::LetteredNumber, "AT+X=\"1abc\",abc,12", false)]
    #[case(LineHas::EmptyParameter, "AT+X=1,,2", true)]
    #[case(LineHas::EmptyParameter, "AT+X=,2", true)]
    #[case(LineHas::EmptyParameter, "AT+X=1,", true)]
    #[case(LineHas::EmptyParameter, "AT+X=\",,\"", false)]
    #[case(LineHas::QuotedNumber, "AT+X=1,\"42\"", true)]
    #[case(LineHas::QuotedNumber, "AT+X=1,\"4x\"", false)]
    fn lines_are_looked_at(#[case] what: LineHas, #[case] line: &str, #[case] expected: bool) {
        assert_eq!(has(line.as_bytes(), what), expected);
    }

    #[test]
    fn numbers_wrap_and_quotes_go() {
        assert_eq!(wrapped(b"AT+X=4294967300,7,\"4294967300\""), b"AT+X=4,7,\"4294967300\"");
        assert_eq!(unquoted_end(b"AT+X=\"a\",\"42\""), b"AT+X=\"a\",42");
    }
}
