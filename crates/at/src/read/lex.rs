//! Takes one value off the front of a line. Knows forms and types, not shapes.

use crate::fields::Form;
use crate::message::Number;

/// A bare number at the start of `line`: its form, its number, its length. `None` if there is no digit.
pub(super) fn number(line: &[u8]) -> Option<(Form, Option<i64>, usize)> {
    // The common case first: a few digits without sign or leading zero.
    let mut value: i64 = 0;
    let mut len = 0;
    while let Some(digit) = line.get(len).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
        if len == 18 {
            return odd_number(line);
        }
        value = value * 10 + i64::from(digit);
        len += 1;
    }
    if len > 0 && (line[0] != b'0' || len == 1) {
        return Some((Form::Int, Some(value), len));
    }
    odd_number(line)
}

#[cold]
fn odd_number(line: &[u8]) -> Option<(Form, Option<i64>, usize)> {
    let sign = usize::from(matches!(line.first(), Some(b'-' | b'+')));
    let digits = line[sign..].iter().take_while(|b| b.is_ascii_digit()).count();
    let len = sign + digits;
    let read = Number::read(&line[..len])?;
    let form = if matches!(read, Number::Plain(_)) { Form::Int } else { Form::Digits };
    Some((form, read.get(), len))
}

/// Numbers separated by commas at the start of `line`, with or without spaces behind the commas; their length. Only
/// shortest spellings are taken.
pub(super) fn list(line: &[u8]) -> Option<usize> {
    let mut end = None;
    let mut at = 0;
    loop {
        let Some((Form::Int, Some(_), len)) = number(&line[at..]) else { return end };
        end = Some(at + len);
        at += len;
        if line.get(at) != Some(&b',') {
            return end;
        }
        at += 1;
        at += line[at..].iter().take_while(|b| **b == b' ').count();
    }
}

/// The form and number of bare bytes.
pub(super) fn bare(bytes: &[u8]) -> (Form, Option<i64>) {
    match Number::read(bytes) {
        _ if bytes.is_empty() => (Form::Empty, None),
        Some(n @ Number::Plain(_)) => (Form::Int, n.get()),
        Some(n @ (Number::Odd(_) | Number::TooLarge)) => (Form::Digits, n.get()),
        Some(n @ Number::Hex(_)) => (Form::Hex, n.get()),
        Some(Number::OddHex(_)) | None => (Form::Bare, None),
    }
}
