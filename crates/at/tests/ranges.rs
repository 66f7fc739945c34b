//! Sets of integers as the documents spell them.

use hayes_at::range::{RangeError, RangeSet};
use rstest::rstest;

const ALL: (i64, i64) = (i64::MIN, i64::MAX);

#[rstest]
#[case("5", &[(5, 5)])]
#[case("0-5", &[(0, 5)])]
#[case("0,60-180", &[(0, 0), (60, 180)])]
#[case("-1,0-5", &[(-1, -1), (0, 5)])]
#[case("-5--1", &[(-5, -1)])]
#[case("-5-5", &[(-5, 5)])]
#[case("1-", &[(1, i64::MAX)])]
#[case("-3-", &[(-3, i64::MAX)])]
#[case("-", &[ALL])]
#[case("0, 60 ,-1", &[(0, 0), (60, 60), (-1, -1)])]
#[case(" 0-1 ", &[(0, 1)])]
#[case("0xFF-0x1FF", &[(255, 511)])]
#[case("007", &[(7, 7)])]
#[case("5-5", &[(5, 5)])]
#[case("3,1-2,3", &[(3, 3), (1, 2), (3, 3)])]
#[case("9223372036854775807", &[(i64::MAX, i64::MAX)])]
#[case("-9223372036854775808-0", &[(i64::MIN, 0)])]
fn a_set_is_what_it_says_and_keeps_its_spelling(#[case] text: &str, #[case] ranges: &[(i64, i64)]) {
    let set = RangeSet::parse(text).expect("a set");
    assert_eq!(set.ranges(), ranges);
    assert_eq!(set.to_string(), text);
}

#[rstest]
#[case("", 0, "expected a number")]
#[case("1,,2", 2, "expected a number")]
#[case("1,", 2, "expected a number")]
#[case("a", 0, "expected a number")]
#[case("--", 0, "expected a number")]
#[case("+5", 0, "expected a number")]
#[case("0x", 0, "expected a number")]
#[case("0-x", 2, "expected a number")]
#[case("5-1", 2, "the upper bound is below the lower one")]
#[case("0, 5-1", 5, "the upper bound is below the lower one")]
#[case("1-2-3", 3, "expected a comma after the range")]
#[case("1 2", 1, "expected `-` or a comma after the number")]
#[case("1;2", 1, "expected `-` or a comma after the number")]
#[case("0,1é", 3, "expected `-` or a comma after the number")]
#[case("9223372036854775808", 0, "the number is too large")]
#[case("0,-9223372036854775809", 2, "the number is too large")]
#[case("0-99999999999999999999999999999999999999999999", 2, "the number is too large")]
fn a_fault_is_pointed_at(#[case] text: &str, #[case] at: usize, #[case] why: &'static str) {
    assert_eq!(RangeSet::parse(text).unwrap_err(), RangeError { at, why });
}

#[rstest]
#[case("0,60-180", &[0, 60, 61, 180], &[-1, 1, 59, 181, i64::MAX, i64::MIN])]
#[case("1-", &[1, i64::MAX], &[0, -1])]
#[case("-", &[0, i64::MAX, i64::MIN], &[])]
fn a_set_holds_its_ends_and_nothing_beside(
    #[case] text: &str,
    #[case] inside: &[i64],
    #[case] outside: &[i64],
) {
    let set = RangeSet::parse(text).expect("a set");
    assert!(inside.iter().all(|n| set.holds(*n)));
    assert!(!outside.iter().any(|n| set.holds(*n)));
}

#[rstest]
#[case("180,0-5,60", 0, 180)]
#[case("-3,7-", -3, i64::MAX)]
fn lowest_and_highest_do_not_depend_on_the_order(#[case] text: &str, #[case] low: i64, #[case] high: i64) {
    let set = RangeSet::parse(text).expect("a set");
    assert_eq!((set.lowest(), set.highest()), (low, high));
}

#[rstest]
#[case("0,1,2", "0-2", true)]
#[case("2,0-1", "0-2", true)]
#[case("0-5,3-9", "0-9", true)]
#[case("0-9,3-5", "0-9", true)]
#[case("0x10", "16", true)]
#[case("0-2", "0-3", false)]
#[case("0,2", "0-2", false)]
#[case("-", "-9223372036854775808-9223372036854775807", true)]
fn the_same_numbers_may_be_spelled_in_many_ways(#[case] a: &str, #[case] b: &str, #[case] same: bool) {
    let [a, b] = [a, b].map(|text| RangeSet::parse(text).expect("a set"));
    assert_eq!(a.same_numbers(&b), same);
    assert_eq!(b.same_numbers(&a), same);
}

#[rstest]
#[case(0, 5, "0-5")]
#[case(7, 7, "7")]
#[case(1, i64::MAX, "1-")]
#[case(i64::MIN, i64::MAX, "-")]
#[case(-5, -1, "-5--1")]
fn a_span_is_spelled_as_short_as_can_be(#[case] low: i64, #[case] high: i64, #[case] spelled: &str) {
    assert_eq!(RangeSet::span(low, high).to_string(), spelled);
    assert_eq!(RangeSet::parse(spelled).expect("a set").ranges(), [(low, high)]);
}

#[test]
fn what_is_wrong_with_a_set_is_said_in_words() {
    let error = RangeSet::parse("0,5-1").expect_err("it goes down");
    assert!(error.to_string().contains(error.why) && error.why.len() > 10, "{error}");
}
