//! Values of every kind, right and wrong, in lines of small shapes: which bytes are which value, and exactly
//! which flaws each has.

use hayes_at::fields::{Carried, Fields, Form, SURPLUS};
use hayes_at::flaw::Flaws;
use hayes_at::kind::{Bytes, Chars, Kind, Quotes, Text};
use hayes_at::message::{Arg, Message, Value};
use hayes_at::names::Names;
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::read::{self, Read};
use hayes_at::shape::{Param, Shape, ShapeError};
use hayes_at::visible::{Visible, bytes_of};
use hayes_at::write;
use rstest::rstest;

/// The parameters of the shapes below, by name.
fn param(names: &mut Names, name: &str) -> Result<Param, String> {
    let set = |text: &str| RangeSet::parse(text).expect("a set");
    let text = |least, most, quotes, free, chars| {
        Kind::Text(Text { bytes: Bytes { least, most }, quotes, free, chars })
    };
    let quoted = |chars| text(1, 4, Quotes::Always, false, chars);
    let id = names.id(name);
    let kind = match name {
        "n" => Kind::Int(set("0-5")),
        "m" => Kind::Int(set("-5-10")),
        "all" => Kind::Int(set("-")),
        "len" => Kind::Int(set("0-100")),
        "t" => quoted(Chars::Any),
        "utf8" => quoted(Chars::Utf8),
        "print" => quoted(Chars::Printable),
        "hextext" => quoted(Chars::Hex),
        "either" => text(1, 4, Quotes::Either, false, Chars::Any),
        "bare" => text(1, 4, Quotes::Never, false, Chars::Any),
        "free" => text(0, u32::MAX, Quotes::Always, true, Chars::Any),
        "hex" => Kind::Hex(set("0-65535")),
        "word" => Kind::Word(["IP", "PPP"].map(Into::into).into()),
        "any" => Kind::Word(Box::default()),
        "line" | "d" => Kind::FreeLine,
        "list" => Kind::List(set("0-2,128")),
        "range" => Kind::Range("0,60-180".into()),
        "freeprint" => text(1, 8, Quotes::Always, true, Chars::Printable),
        "body" => text(0, 10, Quotes::Always, true, Chars::Any),
        "raw" => Kind::Raw { bytes: Bytes { least: 1, most: 10 } },
        "p" => Kind::Int(set("0-9")),
        _ => return Err(format!("no parameter {name}")),
    };
    let mut param = Param::new(id, kind);
    match name {
        "body" | "raw" => param.counted_by = Some(names.id("len")),
        "p" => param.present = Some((names.id("n"), [1, 2].into())),
        "d" => {
            let ways = [(0, Some(Kind::Int(set("0-2")))), (1, Some(Kind::List(set("0-2,128")))), (2, None)];
            param.depends = Some((names.id("n"), ways.into()));
        }
        _ => {}
    }
    Ok(param)
}

fn build(notation: &str) -> Result<Shape, ShapeError<String>> {
    let mut names = Names::default();
    Shape::build(&Notation::parse(notation).expect("a notation"), &mut |name| param(&mut names, name))
}

/// Reads a line and says its values: `form bytes !flaws`, what is wrong with the line, and how it was read.
fn reading(notation: &str, line: &str) -> String {
    let shape = build(notation).expect("a shape");
    let line = bytes_of(line).expect("visible bytes");
    let mut fields = Fields::default();
    let Some(how) = read::line(&shape, &line, &mut fields) else { return "another's".to_owned() };
    let values = fields.iter().map(|f| {
        let form = match f.form {
            _ if f.slot == SURPLUS => "surplus".to_owned(),
            Form::Unbalanced => "open".to_owned(),
            form => format!("{form:?}").to_lowercase(),
        };
        let flaws = if f.flaws.is_none() { String::new() } else { format!("!{:?}", f.flaws) };
        format!("{form}({}){flaws}", Visible(f.bytes(&line)))
    });
    let mut said: Vec<String> = values.collect();
    if !fields.flaws.is_none() {
        said.push(format!("line!{:?}", fields.flaws));
    }
    match how {
        Read::Exactly => {}
        Read::Miscounted => said.push("miscounted".to_owned()),
        Read::Loosely => said.push("loosely".to_owned()),
    }
    said.join(" ")
}

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

/// A text in quotes that the shape prints itself could end at them too.
#[rstest]
#[case("\"a\",\"x\"", "text(a)")]
#[case("\"a\",\"x\",\"x\"", "text(a) line!ambiguous")]
fn printed_quotes_leave_a_text_ambiguous(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading("<free>,\"x\"[,\"x\"]", line), expected);
}

/// What a free text may hold is judged at the end that was settled on.
#[rstest]
#[case("<freeprint>,<n>", "\"a\",9\",1", "text(a\",9) int(1)")]
#[case("<freeprint>,<n>", "\"a\x01\",9\",1", "text(a\\x01\",9)!chars int(1)")]
#[case("<freeprint>,<n>", "\"a\",1", "text(a) int(1)")]
#[case("<freeprint>,<n>", "\"\",1", "text()!short int(1)")]
#[case("<freeprint>,<n>", "\"\",123456789\",1", "text(\",123456789)!long int(1)")]
fn a_free_text_is_judged_as_a_whole(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(notation, line), expected);
}

#[test]
fn the_bytes_of_a_shape_up_to_its_first_place_are_its_head() {
    assert_eq!(build("+X: \"<n>\",<t>").expect("a shape").head(), b"+X: \"");
    assert_eq!(build("<n>").expect("a shape").head(), b"");
}

/// A value more is a step more, and so is what stands between two.
#[test]
fn a_shape_has_a_greatest_size() {
    assert_eq!(build(&"<n>,".repeat(2048)).map(|s| s.steps.len()), Ok(4096));
    assert_eq!(build(&format!("{}<n>", "<n>,".repeat(2048))), Err(ShapeError::TooLong));
}

#[rstest]
#[case(0, "+X: ")]
#[case(1, "+X: 1")]
#[case(2, "+X: 1,1")]
fn a_message_without_its_last_values_is_written_up_to_them(#[case] count: u16, #[case] expected: &str) {
    let shape = build("+X: <n>,<all>").expect("a shape");
    let args = (0..count).map(|slot| Arg { slot, round: 0, value: Value::Int(1) }).collect();
    let message = Message { args, surplus: vec![] };
    assert_eq!(Visible(&write::line(&shape, &message)).to_string(), expected);
}

#[test]
fn a_list_is_a_value_of_its_numbers() {
    let shape = build("<list>").expect("a shape");
    let mut fields = Fields::default();
    read::line(&shape, b"0,128,2", &mut fields);
    assert_eq!(fields.message(b"0,128,2").args[0].value, Value::List(vec![0, 128, 2]));
}

#[test]
fn values_are_the_same_if_they_and_what_is_wrong_with_the_line_are() {
    let shape = build("<n>").expect("a shape");
    let fields = |line: &[u8]| {
        let mut fields = Fields::default();
        read::line(&shape, line, &mut fields);
        fields
    };
    assert!(fields(b"1") == fields(b"1"));
    assert!(fields(b"1") != fields(b"12"));
    assert!(fields(b"1") != fields(b"1 "));
    assert!(Fields::default().is_empty() && !fields(b"1").is_empty());
}

#[test]
fn numbers_that_lines_leave_behind_can_be_forgotten() {
    let (mut names, mut fields, mut carried) = (Names::default(), Fields::default(), Carried::default());
    let notation = Notation::parse("<n>").expect("a notation");
    let shape = Shape::build(&notation, &mut |name| param(&mut names, name)).expect("a shape");
    read::line(&shape, b"3", &mut fields);
    carried.keep(&shape, &fields);
    let name = names.id("n");
    assert_eq!((carried.get(name), names.text(name)), (Some(3), "n"));
    carried.clear();
    assert_eq!(carried.get(name), None);
}

#[test]
fn what_leaves_the_meaning_untouched_is_cosmetic() {
    for flaw in [Flaws::SPACING, Flaws::LETTER_CASE, Flaws::OTHER_NAME, Flaws::AMBIGUOUS] {
        assert!(Flaws::COSMETIC.has(flaw), "{flaw:?}");
    }
    assert!(!Flaws::COSMETIC.has(Flaws::RANGE));
}
