//! Lines that are hard to read and shapes that are hard to read by: what is easily read differently once a
//! detail of the reader changes.

#[allow(dead_code, reason = "each test uses its part of it")]
mod reading;

use hayes_at::fields::{Carried, Field, Fields, Form, SURPLUS};
use hayes_at::flaw::Flaws;
use hayes_at::message::{Arg, Message, Value};
use hayes_at::names::Names;
use hayes_at::notation::Notation;
use hayes_at::read::{self, Fit, fit, fit_miscounted};
use hayes_at::shape::{Shape, ShapeError};
use hayes_at::visible::Visible;
use hayes_at::write;
use reading::{build, param, reading};
use rstest::rstest;

#[rstest]
#[case::counted_in_quotes("<len>,<counted>", "3,\"abc\"", "int(3) text(abc)")]
#[case::counted_bare("<len>,<counted>", "3,abc", "int(3) bare(abc)")]
#[case::counted_bare_with_a_comma("<len>,<counted>,<n>", "3,a,b,1", "int(3) bare(a,b) int(1)")]
#[case::raw_with_a_comma("<len>,<raw>,<n>", "3,a,b,1", "int(3) bare(a,b) int(1)")]
#[case::raw_at_the_end_keeps_its_commas("<n>,<raw>", "x,a,b", "bare(x)!type bare(a,b) loosely")]
#[case::raw_before_a_value_does_not("<n>,<raw>,<n>", "x,a,b", "bare(x)!type bare(a) bare(b)!type loosely")]
#[case::another_letter_case("+X: <n>", "+x: 9a", "bare(9a)!type line!letter-case loosely")]
#[case::two_constants("+X: <n>,a,b,<n>", "+X: 9a,a,b,1", "bare(9a)!type int(1) loosely")]
#[case::one_of_two_constants("+X: <n>,a,b,<n>", "+X: 9a,a,c,1", "another's")]
#[case::free_in_brackets("(<free>),<n>", "(\"a\"),1", "text(a) int(1)")]
#[case::quoted_or_not("<either>,<word>", "\"ab\",IP", "text(ab) bare(IP)")]
#[case::not_quoted("<either>,<word>", "ab,IP", "bare(ab) bare(IP)")]
#[case::open_word("<word>", "\"IP", "open(IP)!unbalanced loosely")]
#[case::colon_is_no_digit("<n>", "5:", "bare(5:)!type loosely")]
#[case::colon_alone("<n>", ":", "bare(:)!type loosely")]
#[case::list_before_a_word("<list>,<word>", "0,1,IP", "list(0,1) bare(IP)")]
#[case::list_and_a_comma("<list>,<word>", "0,1,", "list(0,1) empty()!empty loosely")]
#[case::list_with_blanks("<list>,<word>", "0, 1,IP", "list(0, 1) bare(IP) line!spacing")]
#[case::list_behind_a_blank("<n>,<list>", "x, 0,1", "bare(x)!type list(0,1) line!spacing loosely")]
#[case::list_with_a_blank("<n>,<list>", "x,0, 1", "bare(x)!type list(0, 1) line!spacing loosely")]
#[case::raw_of_nothing("<n>,<raw>", "x,", "bare(x)!type empty()!short loosely")]
#[case::group_without_room("<n>[,<n>],<word>", "x,IP", "bare(x)!type bare(IP) loosely")]
#[case::group_of_a_constant("<n>[,a[,<n>]],<word>", "x,a,5,IP", "bare(x)!type int(5) bare(IP) loosely")]
#[case::group_behind_a_constant("<n>,a[,<n>],<word>", "x,a,IP", "bare(x)!type bare(IP) loosely")]
#[case::space_in_a_literal("+X:A,<n>", "+X: A,1", "int(1) line!spacing")]
#[case::spaces_in_a_literal("+X:A,<n>", "+X:   A,1", "int(1) line!spacing")]
#[case::space_and_another_letter("+X:A,<n>", "+X: B,1", "another's")]
#[case::constant("+X: <n>,\"x\",<n>", "+X: 9a,\"x\",1", "bare(9a)!type int(1) loosely")]
#[case::constant_behind_a_blank("+X: <n>,\"x\",<n>", "+X: 9a, \"x\",1", "bare(9a)!type int(1) loosely")]
#[case::constant_in_blanks("+X: <n>,x,<n>", "+X: 9a,  x ,1", "bare(9a)!type int(1) loosely")]
#[case::other_constant("+X: <n>,\"x\",<n>", "+X: 9a,\"y\",1", "another's")]
#[case::constant_without_values("+X: <n>,\"x\",<n>", "+X: 9a", "bare(9a)!type line!missing loosely")]
#[case::constant_last("+X: <n>,\"x\"", "+X: 9a,\"x\"", "bare(9a)!type loosely")]
#[case::constant_missing_at_the_end("+X: <n>,\"x\"", "+X: 9a", "another's")]
#[case::constant_missing_behind_a_group("+X: <n>[,<n>,<n>],\"k\"", "+X: x,1,2", "another's")]
#[case::bracket_is_no_constant("(<n>)", "(9a)", "bare(9a))!type loosely")]
#[case::quoted_text_behind_one_that_may_be_bare("<either>,<t>", "ab,\"abcde\"", "bare(ab) text(abcde)!long")]
#[case::rounds_without_a_value("<n>[)...]", "x,1", "bare(x)!type surplus(1)!surplus loosely")]
#[case::text_goes_on_before_a_number("<free>,<n>", "\"a\",x\",5", "text(a\",x) int(5)")]
#[case::constant_head("+X: \"x\"[,<n>]", "+X: \"x\",a", "bare(a)!type loosely")]
#[case::constant_head_alone("+X: \"x\"[,<n>]", "+X: \"x\"", "")]
#[case::constant_head_goes_on("+X: \"x\"[,<n>]", "+X: \"x\"a", "another's")]
#[case::blank_before_a_quote("<n>,<t>,<n>", "x, \"a\",1", "bare(x)!type text(a) int(1) line!spacing loosely")]
#[case::blanks_before_a_quote(
    "<n>,<t>,<n>",
    "x,   \"a\",1",
    "bare(x)!type text(a) int(1) line!spacing loosely"
)]
#[case::blank_before_a_number("<n>,<n>,<n>", "x, 5,1", "bare(x)!type int(5) int(1) line!spacing loosely")]
#[case::blank_alone("<n>,<n>,<n>", "x, ,1", "bare(x)!type bare( )!type int(1) loosely")]
#[case::blank_at_the_end("<n>,<n>,<n>", "x,1, ", "bare(x)!type int(1) bare( )!type loosely")]
fn a_line_is_read(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(notation, line), expected);
}

/// What a counted text still needs is told with the closing quote.
#[rstest]
#[case("<len>,<body>", "9,\"abc", Fit::Short { need: 13 })]
#[case("<len>,<raw>", "9,abc", Fit::Short { need: 11 })]
#[case("<free>,<n>", "\"abc", Fit::Short { need: 4 })]
fn a_line_that_is_too_short_tells_its_need(
    #[case] notation: &str,
    #[case] line: &str,
    #[case] expected: Fit,
) {
    let shape = build(notation).expect("a shape");
    assert_eq!(fit(&shape, line.as_bytes(), &Carried::default(), &mut Fields::default()), expected);
}

/// Which place, and in which round of its group, each value of a wrong line gets; `+` is none.
#[rstest]
#[case::left_out_between_commas("<n>,[<n>],<n>", "x,,1", "0 2")]
#[case::not_left_out("<n>,[<n>],<n>", "x,2,1", "0 1 2")]
#[case::left_out_with_its_comma("<n>,[<n>],<n>", "x,1", "0 1 !missing")]
#[case::the_second_group_suits("<n>[,<t>][,<n>]", "x,5", "0 2")]
#[case::the_first_group_suits("<n>[,<t>][,<n>]", "x,\"a\"", "0 1")]
#[case::both_groups("<n>[,<t>][,<n>]", "x,\"a\",5", "0 1 2")]
#[case::neither_group_suits("<n>[,<t>][,<n>]", "x,b", "0 1")]
#[case::half_a_group("<n>[,<n>,<n>]", "x,1", "0 1 !missing")]
#[case::a_whole_group("<n>[,<n>,<n>]", "x,1,2", "0 1 2")]
#[case::a_group_and_more("<n>[,<n>,<n>]", "x,1,2,3", "0 1 2 +")]
#[case::groups_in_groups("<n>[,<n>[,<t>]]", "x,1,\"a\"", "0 1 2")]
#[case::the_inner_group_suits("<n>[,<n>[,<t>]]", "x,\"a\"", "0 1")]
#[case::rounds("<n>[,<t>,<n>...]", "x,\"a\",1,\"b\",2", "0 1 2 1.1 2.1")]
#[case::half_a_round("<n>[,<t>,<n>...]", "x,\"a\",1,\"b\"", "0 1 2 1.1 !missing")]
#[case::a_value_behind_rounds("<n>[,<t>...],<n>", "x,\"a\",\"b\",2", "0 1 1.1 2")]
#[case::a_group_before_a_value_that_is_needed("<n>[,<n>],<n>", "x,1", "0 2")]
#[case::two_groups_before_it("<n>[,<n>][,<n>],<n>", "x,1,2", "0 1 3")]
#[case::a_constant_before_a_group("+X: <n>,\"k\"[,<n>]", "+X: x,\"k\",1", "0 1")]
#[case::a_group_before_a_constant("+X: <n>[,<n>],\"k\"", "+X: x,\"k\"", "0")]
#[case::a_group_that_is_there_before_a_constant("+X: <n>[,<n>],\"k\"", "+X: x,1,\"k\"", "0 1")]
#[case::a_constant_in_a_group("+X: <n>[,\"k\",<n>]", "+X: x,\"k\",1", "0 1")]
#[case::a_list_takes_what_follows("<n>,<list>", "x,0,1,2", "0 1")]
#[case::nothing_is_there("<n>,<n>", "", " !missing")]
#[case::nothing_behind_the_head("+X: <n>,<n>", "+X: ", " !missing")]
#[case::commas_alone("<n>,<n>", ",", "0 1")]
#[case::more_than_places("<n>", "x,1,", "0 + +")]
fn a_wrong_line_is_read_place_by_place(#[case] notation: &str, #[case] line: &str, #[case] expected: &str) {
    let shape = build(notation).expect("a shape");
    let mut fields = Fields::default();
    assert!(read::loose(&shape, line.as_bytes(), &mut fields));
    let place = |f: &Field| match (f.slot, f.round) {
        (SURPLUS, _) => "+".to_owned(),
        (slot, 0) => slot.to_string(),
        (slot, round) => format!("{slot}.{round}"),
    };
    let flaws = if fields.flaws.is_none() { String::new() } else { format!(" !{:?}", fields.flaws) };
    assert_eq!(fields.iter().map(place).collect::<Vec<_>>().join(" ") + &flaws, expected);
}

/// Reads by a shape of literals alone, looking back.
fn fits(notation: &str, line: &str) -> bool {
    let shape = build(notation).expect("a shape");
    fit_miscounted(&shape, line.as_bytes(), &Carried::default(), &mut Fields::default()) == Fit::Yes
}

/// So many groups may be left out again; the next one must be there.
#[rstest]
#[case(47, true)]
#[case(48, false)]
fn a_line_has_so_many_open_choices(#[case] count: usize, #[case] expected: bool) {
    let (notation, line) = ("[a]".repeat(count), "a".repeat(count));
    assert!(fits(&format!("{notation}c"), &format!("{line}c")));
    assert_eq!(fits(&format!("{notation}[b]c"), &format!("{line}c")), expected);
}

/// A line may take as many steps as a shape can have, and no more: ways without number are not all tried.
#[test]
fn a_line_takes_a_bounded_number_of_steps() {
    assert!(fits(&format!("{}b", "[a]".repeat(1365)), &format!("{}b", "a".repeat(1365))));
    assert!(!fits(&format!("<n>{}", "[,<n>]".repeat(40)), &format!("1{},x", ",1".repeat(20))));
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

/// A list is no number, even though it begins with one, however the rest of the line is read.
#[rstest]
#[case("5,0,1")]
#[case("x,0,1")]
fn a_list_has_no_number(#[case] line: &str) {
    let shape = build("<n>,<list>").expect("a shape");
    let mut fields = Fields::default();
    read::line(&shape, line.as_bytes(), &mut fields);
    let list = fields.iter().nth(1).expect("a list");
    assert_eq!((list.form, list.number), (Form::List, None));
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
