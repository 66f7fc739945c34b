//! Values of every kind, right and wrong, in lines of small shapes: which bytes are which value, and exactly
//! which flaws each has.

#[allow(dead_code, reason = "each test uses its part of it")]
mod reading;

use hayes_at::fields::{Carried, Fields};
use hayes_at::kind::Kind;
use hayes_at::names::Names;
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::read::{self, Read};
use hayes_at::shape::{Param, Shape, ShapeError};
use reading::{build, reading};
use rstest::rstest;

#[rstest]
#[case("5", "int(5)")]
#[case("6", "int(6)!range")]
#[case("256", "int(256)!range")]
#[case("-1", "int(-1)!range")]
#[case("005", "digits(005)!spelling")]
#[case("+5", "digits(+5)!spelling")]
#[case("-0", "digits(-0)!spelling")]
#[case("99999999999999999999", "digits(99999999999999999999)!range+overflow")]
#[case("0x5", "hex(0x5)!type loosely")]
#[case("abc", "bare(abc)!type loosely")]
#[case("5a", "bare(5a)!type loosely")]
#[case("\"5\"", "text(5)!type+quoted loosely")]
#[case("\"5", "open(5)!type+unbalanced loosely")]
#[case(" 5", "int(5) line!spacing")]
#[case("5 ", "int(5) line!spacing")]
#[case("", "line!missing loosely")]
#[case("5,", "int(5) surplus()!surplus loosely")]
#[case("5,6", "int(5) surplus(6)!surplus loosely")]
fn an_integer(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<n>", line), expected);
}

#[rstest]
#[case("9223372036854775807", "int(9223372036854775807)")]
#[case("-9223372036854775808", "int(-9223372036854775808)")]
#[case("9223372036854775808", "digits(9223372036854775808)!range+overflow")]
#[case("-9223372036854775809", "digits(-9223372036854775809)!range+overflow")]
#[case("1000000000000000000", "int(1000000000000000000)")]
#[case("0000000000000000000001", "digits(0000000000000000000001)!spelling")]
fn an_integer_at_the_edges(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<all>", line), expected);
}

#[rstest]
#[case("0xFFFF", "hex(0xFFFF)")]
#[case("0x0", "hex(0x0)")]
#[case("0x10000", "hex(0x10000)!range")]
#[case("0xffff", "bare(0xffff)!spelling")]
#[case("0XFF", "bare(0XFF)!spelling")]
#[case("0x00FF", "bare(0x00FF)!spelling")]
#[case("0xFFFFFFFFFFFFFFFF", "hex(0xFFFFFFFFFFFFFFFF)!range+overflow")]
#[case("0x1FFFFFFFFFFFFFFFF", "bare(0x1FFFFFFFFFFFFFFFF)!type loosely")]
#[case("0x", "bare(0x)!type loosely")]
#[case("255", "int(255)!type loosely")]
#[case("\"0xFF\"", "text(0xFF)!type+quoted loosely")]
fn a_hex_number(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<hex>", line), expected);
}

#[rstest]
#[case("\"abcd\"", "text(abcd)")]
#[case("\"abcde\"", "text(abcde)!long")]
#[case("\"\"", "text()!short")]
#[case("\"a\"b\"", "text(a\"b)")]
#[case("\"a\\\\\"", "text(a\\\\)")]
#[case("\"a", "open(a)!unbalanced loosely")]
#[case("\"", "open()!short+unbalanced loosely")]
#[case("a\"", "bare(a\")!unquoted loosely")]
#[case("abc", "bare(abc)!unquoted loosely")]
#[case("12", "int(12)!unquoted+type loosely")]
#[case("\" a\"", "text( a)")]
#[case(" \"a\" ", "text(a) line!spacing")]
#[case("\"é中\"", "text(é中)!long")]
#[case("\"a\",\"b\"", "text(a) surplus(b)!surplus loosely")]
fn a_quoted_text(#[case] line: &str, #[case] expected: &str) {
    let expected = expected.replace("!unquoted+type", "!type+unquoted");
    assert_eq!(reading("<t>", line), expected);
}

#[rstest]
#[case("<utf8>", "\"é\"", "text(é)")]
#[case("<utf8>", "\"\\xFF\"", "text(\\xFF)!chars")]
#[case("<print>", "\"a~ \"", "text(a~ )")]
#[case("<print>", "\"é\"", "text(é)!chars")]
#[case("<hextext>", "\"0aFF\"", "text(0aFF)")]
#[case("<hextext>", "\"0aF\"", "text(0aF)!chars")]
#[case("<hextext>", "\"0g\"", "text(0g)!chars")]
fn the_bytes_of_a_text(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(notation, line), expected);
}

#[rstest]
#[case("<either>", "\"ab\"", "text(ab)")]
#[case("<either>", "ab", "bare(ab)")]
#[case("<either>", "12", "int(12)")]
#[case("<either>,<n>", "\"a,b\",1", "text(a,b) int(1)")]
#[case("<bare>,<n>", "ab,1", "bare(ab) int(1)")]
#[case("<bare>", "abcde", "bare(abcde)!long")]
#[case("<bare>", "\"ab\"", "text(ab)!quoted loosely")]
#[case("<n>,<bare>,<n>", "1,,2", "int(1) empty()!short int(2) loosely")]
fn a_text_that_needs_no_quotes(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(notation, line), expected);
}

#[rstest]
#[case("<word>", "IP", "bare(IP)")]
#[case("<word>", "ip", "bare(ip)!letter-case")]
#[case("<word>", "IPX", "bare(IPX)!range")]
#[case("<word>", "\"IP\"", "text(IP)!quoted loosely")]
#[case("<any>", "a.b/c d", "bare(a.b/c d)")]
#[case("<any>,<n>", "LTE,1", "bare(LTE) int(1)")]
#[case("<any>", "384a", "bare(384a)")]
#[case("<any>", "3840", "int(3840)")]
#[case("<line>", "a,\"b\",1", "bare(a,\"b\",1)")]
#[case("+X: <line>", "+X: ", "line!missing loosely")]
fn words_and_lines(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(notation, line), expected);
}

#[rstest]
#[case("<list>", "0,128,2", "list(0,128,2)")]
#[case("<list>", "1", "list(1)")]
#[case("<list>", "1,3", "list(1,3)!range")]
#[case("<n>,<list>", "1,0,007", "int(1) list(0) surplus(007)!surplus loosely")]
#[case("<list>", "1,2x", "list(1) surplus(2x)!surplus loosely")]
#[case("<list>", "\"1,2\"", "text(1,2)!type+quoted loosely")]
#[case("<list>", "", "line!missing loosely")]
fn a_list_of_integers(#[case] line_shape: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(line_shape, line), expected);
}

#[rstest]
#[case("(0,60-180)", "bare(0,60-180)")]
#[case("(0,60-179)", "bare(0,60-179)!range")]
#[case("(60-180,0)", "bare(60-180,0)!spelling")]
#[case("(x)", "bare(x)!range")]
fn the_range_of_a_test_answer(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("(<range>)", line), expected);
}

#[rstest]
#[case("1,7", "int(1) int(7)")]
#[case("2,7", "int(2) int(7)")]
#[case("0", "int(0)")]
#[case("0,7", "int(0) int(7)!presence")]
#[case("1", "int(1) line!presence")]
fn a_value_that_another_one_calls_for(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<n>[,<p>]", line), expected);
}

#[rstest]
#[case("0,2", "int(0) int(2)")]
#[case("0,3", "int(0) int(3)!range")]
#[case("1,0,128,1", "int(1) list(0,128,1)")]
#[case("2", "int(2)")]
#[case("2,1", "int(2) int(1)!presence")]
#[case("0,\"a\"", "int(0) text(a)!type+quoted loosely")]
fn a_value_whose_type_another_one_decides(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<n>[,<d>]", line), expected);
}

#[test]
fn what_decides_must_stand_before() {
    let error = build("<d>,<n>").unwrap_err();
    assert!(matches!(error, ShapeError::Dependency { at: 0, .. }), "{error:?}");
    let error = build("<n>,<nosuch>").unwrap_err();
    assert_eq!(error, ShapeError::Param { at: 4, why: "no parameter nosuch".to_owned() });
}

#[rstest]
#[case("3,\"abc\"", "int(3) text(abc)")]
#[case("0,\"\"", "int(0) text()")]
#[case("3,\"\",\"\"", "int(3) text(\",\")")]
#[case("2,\"\\r\\n\"", "int(2) text(\\r\\n)")]
#[case("2,\"abc\"", "int(2) text(abc)!count miscounted")]
#[case("4,\"abc\"", "int(4) text(abc)!count miscounted")]
#[case("100,\"abc\"", "int(100) text(abc)!count miscounted")]
#[case("11,\"01234567890\"", "int(11) text(01234567890)!long")]
#[case("9223372036854775807,\"a\"", "int(9223372036854775807)!range text(a)!count miscounted")]
#[case("18446744073709551615,\"a\"", "digits(18446744073709551615)!range+overflow text(a)")]
#[case("-1,\"a\"", "int(-1)!range text(a)")]
#[case("3,\"ab", "int(3) open(ab)!unbalanced loosely")]
#[case("3,abc", "int(3) bare(abc)!unquoted loosely")]
fn a_counted_text(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<len>,<body>", line), expected);
}

#[rstest]
#[case("3,abc", "int(3) bare(abc)")]
#[case("3,a,\"", "int(3) bare(a,\")")]
#[case("3,abcd", "int(3) bare(abcd)!count miscounted")]
#[case("4,abc", "int(4) bare(abc)!count miscounted")]
fn a_counted_payload_without_quotes(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<len>,<raw>", line), expected);
}

#[rstest]
#[case("<n>,<free>", "1,\"a\"b\"", "int(1) text(a\"b)")]
#[case("<free>,<n>", "\"a\",1,\"b\",2", "text(a\",1,\"b) int(2)")]
#[case("<t>,<free>", "\"a\",\"b\",\"c\"", "text(a) text(b\",\"c) line!ambiguous")]
#[case("<free>,<free>", "\"a\",\"b\",\"c\"", "text(a) text(b\",\"c) line!ambiguous")]
#[case("<free>", "\"a\",\"b\"", "text(a\",\"b)")]
#[case("<n>,<free>", "1,\"\"", "int(1) text()")]
fn a_text_that_may_hold_anything(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(notation, line), expected);
}

#[rstest]
#[case("+X: 1,2", "int(1) int(2)")]
#[case("+X:1,2", "int(1) int(2) line!spacing")]
#[case("+X:  1,2", "int(1) int(2) line!spacing")]
#[case("+X: 1, 2", "int(1) int(2) line!spacing")]
#[case("+X: 1,2  ", "int(1) int(2) line!spacing")]
#[case("+x: 1,2", "int(1) int(2) line!letter-case")]
#[case("+x:1,2", "int(1) int(2) line!spacing+letter-case")]
#[case("+X: ,2", "empty()!empty int(2) loosely")]
#[case("+X: 1", "int(1) line!missing loosely")]
#[case("+X: 1,", "int(1) empty()!empty loosely")]
#[case("+X: ", "line!missing loosely")]
#[case("+Y: 1,2", "another's")]
#[case("X: 1,2", "another's")]
fn spaces_letter_case_and_gaps(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("+X: <n>,<m>", line), expected);
}

#[rstest]
#[case("<n>[,<m>[,<t>]]", "1", "int(1)")]
#[case("<n>[,<m>[,<t>]]", "1,2,\"a\"", "int(1) int(2) text(a)")]
#[case("<n>[,<m>[,<t>]]", "1,\"a\"", "int(1) text(a)!type+quoted loosely")]
#[case("<n>[,<m>][,<t>]", "1,\"a\"", "int(1) text(a)")]
#[case("<n>[, <m>][,<t>]", "1,\"a\"", "int(1) text(a)")]
#[case("<n>[,<m>][,<t>]", "1,2", "int(1) int(2)")]
#[case("<n>[,<m>,<t>]", "1,2", "int(1) int(2) line!missing loosely")]
#[case("<n>,<t>[,<n>,<t>...]", "1,\"a\",2,\"b\",3,\"c\"", "int(1) text(a) int(2) text(b) int(3) text(c)")]
#[case("<n>,<t>[,<n>,<t>...]", "1,\"a\",2", "int(1) text(a) int(2) line!missing loosely")]
#[case("[<n>,]<m>", "1,2", "int(1) int(2)")]
#[case("[<n>,]<m>", "2", "int(2)")]
#[case("\"key\",<n>[,<m>]", "\"KEY\",1", "int(1) line!letter-case")]
#[case("\"key\",<n>[,<m>]", "\"key\"", "line!missing loosely")]
#[case("\"<n>\"", "\"1\"", "int(1)")]
fn groups(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(notation, line), expected);
}

/// A number that does not fit is no number at all, least of all a small one.
#[rstest]
#[case("<hex>", "0xFFFFFFFFFFFFFFFF", None)]
#[case("<all>", "99999999999999999999", None)]
#[case("<any>", "99999999999999999999", None)]
#[case("<all>", "007", Some(7))]
#[case("<hex>", "0xFF", Some(255))]
#[case("<t>", "\"7\"", None)]
fn a_field_has_a_number_or_none(#[case] notation: &str, #[case] line: &str, #[case] number: Option<i64>) {
    let mut fields = Fields::default();
    read::line(&build(notation).expect("a shape"), line.as_bytes(), &mut fields).expect("its line");
    assert_eq!(fields.get(0).expect("a value").as_number(), number);
}

/// A text that ends later than it seemed stays in its round.
#[test]
fn values_know_their_round() {
    let mut fields = Fields::default();
    let shape = build("<n>[,<free>...]").expect("a shape");
    let line = b"1,\"a\",\"b\"c\",\"d\"";
    assert_eq!(read::line(&shape, line, &mut fields), Some(Read::Exactly));
    let values: Vec<_> = fields.iter().map(|f| (f.round, f.bytes(line))).collect();
    assert_eq!(values, [(0, b"1".as_slice()), (0, b"a"), (1, b"b\"c"), (2, b"d")]);
}

/// Numbers are carried from line to line by name, the newest of each, and the oldest makes room.
#[test]
fn eight_numbers_are_carried() {
    let mut names = Names::default();
    let mut carried = Carried::default();
    let mut say = |name: &str, line: &str| {
        let id = names.id(name);
        let notation = Notation::parse("<x>").expect("a notation");
        let any = Kind::Int(RangeSet::span(i64::MIN, i64::MAX));
        let shape =
            Shape::build(&notation, &mut |_| Ok::<_, ()>(Param::new(id, any.clone()))).expect("a shape");
        let mut fields = Fields::default();
        read::line(&shape, line.as_bytes(), &mut fields).expect("its line");
        carried.keep(&shape, &fields);
        id
    };
    let ids: Vec<_> = (0..9).map(|i| say(&format!("n{i}"), &i.to_string())).collect();
    say("n4", "44");
    say("n5", "no number");
    let values: Vec<_> = ids.iter().map(|id| carried.get(*id)).collect();
    let expected = [None, Some(1), Some(2), Some(3), Some(44), Some(5), Some(6), Some(7), Some(8)];
    assert_eq!(values, expected);
}
