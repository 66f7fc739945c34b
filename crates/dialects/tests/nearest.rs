//! Which known name a misspelled one is taken for.

use hayes_dialects::nearest;
use rstest::rstest;

/// A third of the characters may differ, four at most; two that are swapped count once, letter case not at all.
#[rstest]
#[case::the_same("keepalive", "keepalive", true)]
#[case::letter_case("KeepALIVE", "keepalive", true)]
#[case::short_and_of_another_case("A", "a", true)]
#[case::short_and_another("ab", "ax", false)]
#[case::one_of_three("abx", "abc", true)]
#[case::two_of_three("axx", "abc", false)]
#[case::one_is_missing("abd", "abcd", true)]
#[case::one_is_missing_in_front("bcd", "abcd", true)]
#[case::one_is_missing_at_the_end("abc", "abcd", true)]
#[case::two_are_missing("abc", "abcde", false)]
#[case::one_too_many("abcd", "abd", true)]
#[case::one_too_many_in_front("xabc", "abc", true)]
#[case::two_too_many("abcde", "abc", false)]
#[case::two_are_swapped("acb", "abc", true)]
#[case::the_first_two_are_swapped("bac", "abc", true)]
#[case::two_swaps_in_six("abdcfe", "abcdef", true)]
#[case::three_swaps_in_six("badcfe", "abcdef", false)]
#[case::a_swap_and_a_change("abdcxf", "abcdef", true)]
#[case::a_swap_and_two_changes("abdcxx", "abcdef", false)]
#[case::not_next_to_each_other("cba", "abc", false)]
#[case::four_of_fifteen("xxxxefghijklmno", "abcdefghijklmno", true)]
#[case::five_of_fifteen("xxxxxfghijklmno", "abcdefghijklmno", false)]
#[case::four_are_missing("efghijklmnopqrs", "abcdefghijklmnopqrs", true)]
#[case::letters_of_two_bytes("größe", "große", true)]
#[case::nothing("", "", false)]
fn a_name_is_near(#[case] name: &str, #[case] known: &str, #[case] near: bool) {
    assert_eq!(nearest(name, [known]), near.then_some(known));
}

/// The nearest of several; of equals the first.
#[rstest]
#[case("keepalve", &["keepaxve", "keepalive", "keepalvxx"], Some("keepaxve"))]
#[case("keepalve", &["kepaxve", "keepalive", "xeepalvx"], Some("keepalive"))]
#[case("session", &["sessions", "section", "session"], Some("session"))]
#[case("abc", &["", "abx"], Some("abx"))]
#[case("abc", &["xyz"], None)]
#[case("abc", &[], None)]
fn the_nearest_is_found(#[case] name: &str, #[case] known: &[&str], #[case] expected: Option<&str>) {
    assert_eq!(nearest(name, known.iter().copied()), expected);
}
