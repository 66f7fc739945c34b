//! Runs of bytes as numbers: what is one, how it is spelled, and that none ever wraps.

use hayes_at::message::{Number, Value};
use rstest::rstest;

#[rstest]
#[case("0", Some(Number::Plain(0)))]
#[case("42", Some(Number::Plain(42)))]
#[case("-1", Some(Number::Plain(-1)))]
#[case("9223372036854775807", Some(Number::Plain(i64::MAX)))]
#[case("-9223372036854775808", Some(Number::Plain(i64::MIN)))]
#[case("9223372036854775808", Some(Number::TooLarge))]
#[case("-9223372036854775809", Some(Number::TooLarge))]
#[case("18446744073709551617", Some(Number::TooLarge))]
#[case("00000000000000000000000000000001", Some(Number::Odd(1)))]
#[case("007", Some(Number::Odd(7)))]
#[case("+5", Some(Number::Odd(5)))]
#[case("+9223372036854775808", Some(Number::TooLarge))]
#[case("-0", Some(Number::Odd(0)))]
#[case("-00", Some(Number::Odd(0)))]
#[case("0xFFFF", Some(Number::Hex(0xFFFF)))]
#[case("0x0", Some(Number::Hex(0)))]
#[case("0xFFFFFFFFFFFFFFFF", Some(Number::Hex(u64::MAX)))]
#[case("0xffff", Some(Number::OddHex(0xFFFF)))]
#[case("0XFFFF", Some(Number::OddHex(0xFFFF)))]
#[case("0x00FF", Some(Number::OddHex(0xFF)))]
#[case("0x10000000000000000", None)]
#[case("0x00000000000000001", None)]
#[case("0x+1", None)]
#[case("0x", None)]
#[case("0xG", None)]
#[case("-0x1", None)]
#[case("", None)]
#[case("-", None)]
#[case("+", None)]
#[case("1 ", None)]
#[case("1.5", None)]
#[case("1e3", None)]
#[case("--1", None)]
#[case("١", None)]
fn a_run_of_bytes_is_a_number_or_not(#[case] text: &str, #[case] number: Option<Number>) {
    assert_eq!(Number::read(text.as_bytes()), number);
}

#[rstest]
#[case("0x7FFFFFFFFFFFFFFF", Some(i64::MAX))]
#[case("0x8000000000000000", None)]
#[case("9223372036854775808", None)]
#[case("-00012", Some(-12))]
fn a_number_that_does_not_fit_is_none(#[case] text: &str, #[case] number: Option<i64>) {
    assert_eq!(Number::read(text.as_bytes()).and_then(Number::get), number);
}

#[rstest]
#[case("12", Value::Int(12))]
#[case("012", Value::Digits(b"012".to_vec()))]
#[case("99999999999999999999", Value::Digits(b"99999999999999999999".to_vec()))]
#[case("0xAB", Value::Hex(0xAB))]
#[case("0xab", Value::Bare(b"0xab".to_vec()))]
#[case("IPV4V6", Value::Bare(b"IPV4V6".to_vec()))]
#[case("", Value::Empty)]
fn bare_bytes_have_one_value_and_are_written_as_they_were(#[case] text: &str, #[case] value: Value) {
    assert_eq!(Value::of_bare(text.as_bytes()), value);
    let mut out = Vec::new();
    value.write(&mut out);
    assert_eq!(out, text.as_bytes());
}

#[rstest]
#[case(Value::Text(b"a\"b".to_vec()), "\"a\"b\"")]
#[case(Value::Unbalanced(b"ab".to_vec()), "\"ab")]
#[case(Value::List(vec![1, -1, i64::MIN]), "1,-1,-9223372036854775808")]
#[case(Value::List(vec![]), "")]
#[case(Value::Hex(u64::MAX), "0xFFFFFFFFFFFFFFFF")]
#[case(Value::Int(i64::MIN), "-9223372036854775808")]
fn a_value_is_written_in_one_way(#[case] value: Value, #[case] text: &str) {
    let mut out = Vec::new();
    value.write(&mut out);
    assert_eq!(out, text.as_bytes());
}
