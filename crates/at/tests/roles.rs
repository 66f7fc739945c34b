//! Lines that could be several things: which reading counts, by who asked, what is owed, and what is wrong with each.

mod lean;

use lean::{grammar, heard};
use rstest::rstest;

const FINALS: &str = "final good OK\nfinal bad ERROR\n";

#[track_caller]
fn check(text: &str, dialogue: &[&str], expected: &[&str]) {
    assert_eq!(heard(&grammar(&[FINALS, text].concat()), dialogue), expected);
}

/// What was asked for counts even if something is wrong with it, and something that nobody asked for has less wrong.
#[rstest]
#[case::an_answer(
    "AT+A? = +A: <five> | OK\nAT+A = +A: <n> | OK",
    &["AT+A?", "+A: 7", "OK"],
    &["info +A read !range", "final 0"]
)]
#[case::an_owed_result(
    "AT+A=<n> = OK | +A: <five>\nAT+A? = +A: <n> | OK",
    &["AT+A=1", "OK", "+A: 7"],
    &["final 0", "later +A write !range"]
)]
#[case::a_result_that_comes_early(
    "AT+A=<n> = OK | +A: <five>\nAT+A? = +A: <n> | OK",
    &["AT+A=1", "+A: 7", "OK"],
    &["early +A write !range", "final 0"]
)]
#[case::a_urc("urc a +A: <five>\nAT+A? = +A: <n> | OK", &["+A: 7"], &["urc a !range"])]
#[case::a_urc_while_something_else_is_in_flight(
    "urc a +A: <five>\nAT+A? = +A: <n> | OK\nAT+B = OK",
    &["AT+B", "+A: 7", "OK"],
    &["urc a !range", "final 0"]
)]
fn what_was_asked_for_goes_before_what_was_not(
    #[case] text: &str,
    #[case] dialogue: &[&str],
    #[case] expected: &[&str],
) {
    check(text, dialogue, expected);
}

/// Of what may come at any time, the reading with less wrong in it counts; of equals the one that is known first.
#[rstest]
#[case::the_second_is_right("urc a +A: <five>\nurc b +A: <n>", &["+A: 7"], &["urc b"])]
#[case::the_first_is_right("urc a +A: <n>\nurc b +A: <five>", &["+A: 7"], &["urc a"])]
#[case::both_are_right("urc a +A: <five>\nurc b +A: <n>", &["+A: 3"], &["urc a"])]
#[case::an_answer_that_is_right(
    "AT+A? = +A: <five> | OK\nAT+A = +A: <n> | OK",
    &["+A: 7"],
    &["unasked +A execute"]
)]
#[case::a_urc_goes_before_an_answer("AT+A? = +A: <n> | OK\nurc a +A: <n>\nurc b +A: <five>", &["+A: 3"], &["urc a"])]
#[case::an_answer_or_a_urc("urc a +A: <n>\nAT+A? = +A: <n> | OK", &["AT+A?", "+A: 3", "OK"], &["info +A read or urc a", "final 0"])]
#[case::an_answer_that_is_right_and_no_urc(
    "urc a +A: <five>\nAT+A? = +A: <n> | OK",
    &["AT+A?", "+A: 7", "OK"],
    &["info +A read", "final 0"]
)]
#[case::a_urc_that_is_right_and_no_answer(
    "urc a +A: <n>\nAT+A? = +A: <five> | OK",
    &["AT+A?", "+A: 7", "+A: 3", "OK"],
    &["urc a", "info +A read or urc a", "final 0"]
)]
fn the_reading_with_less_wrong_counts(
    #[case] text: &str,
    #[case] dialogue: &[&str],
    #[case] expected: &[&str],
) {
    check(text, dialogue, expected);
}

/// Results that are spelled alike: the one that the command can end with.
#[rstest]
#[case::only_the_first("AT+A = SAME", "final 2")]
#[case::only_the_second("AT+A = SAME#2", "final 3")]
#[case::both("AT+A = SAME // SAME#2", "final 2")]
#[case::neither("AT+A = OK", "final 2 undocumented")]
fn results_that_are_spelled_alike(#[case] text: &str, #[case] expected: &str) {
    check(&["final good SAME\nfinal bad SAME\n", text].concat(), &["AT+A", "SAME"], &[expected]);
}

/// Of the results that are owed, the one whose line has less wrong in it; of equals the oldest.
#[rstest]
#[case::of_equals(&["AT+A=1", "OK", "AT+A=2", "OK", "+X: 3"], &["final 0", "final 0", "later +A write"])]
#[case::the_second_is_right(&["AT+A=1", "OK", "AT+B=1", "OK", "+X: 7"], &["final 0", "final 0", "later +B write"])]
#[case::the_first_is_right(&["AT+B=1", "OK", "AT+A=1", "OK", "+X: 7"], &["final 0", "final 0", "later +B write"])]
#[case::both_are_right(&["AT+B=1", "OK", "AT+A=1", "OK", "+X: 3"], &["final 0", "final 0", "later +B write"])]
#[case::the_first_need_not_come(&["AT+C=1", "OK", "AT+B=1", "OK", "+X: 7"], &["final 0", "final 0", "later +B write"])]
#[case::the_second_need_not_come(&["AT+B=1", "OK", "AT+C=1", "OK", "+X: 7"], &["final 0", "final 0", "later +B write"])]
#[case::right_but_need_not_come(&["AT+C=1", "OK", "AT+A=1", "OK", "+X: 7"], &["final 0", "final 0", "later +C write"])]
#[case::neither_need_come(&["AT+C=1", "OK", "AT+D=1", "OK", "+X: 3"], &["final 0", "final 0", "later +C write"])]
fn an_owed_result_is_credited(#[case] dialogue: &[&str], #[case] expected: &[&str]) {
    let text = "AT+A=<m> = OK | +X: <five>\nAT+B=<m> = OK | +X: <n>\nAT+C=<m> = OK | +X: <n> // OK\n\
                AT+D=<m> = OK | +X: <n> // OK";
    check(text, dialogue, expected);
}

/// Commands of one line answer in turn; a command that may have said all leaves the line to the next only where the
/// next could say it as well.
#[rstest]
#[case::each_has_one(
    "AT+A? = +X: <n> | OK\nAT+A = +X: <n> | OK",
    &["AT+A?;+A", "+X: 1", "+X: 2", "OK"],
    &["info +A read", "info +A execute", "final 0"]
)]
#[case::the_first_may_have_none(
    "AT+A? = [+X: <n>] | OK\nAT+A = +X: <n> | OK",
    &["AT+A?;+A", "+X: 1", "OK"],
    &["info +A execute", "final 0"]
)]
#[case::it_is_wrong_for_the_second(
    "AT+A? = [+X: <n>] | OK\nAT+A = +X: <five> | OK",
    &["AT+A?;+A", "+X: 7", "+X: 3", "OK"],
    &["info +A read", "info +A execute", "final 0"]
)]
#[case::it_is_wrong_for_the_first(
    "AT+A? = +X: <five> | OK\nAT+A = +X: <n> | OK",
    &["AT+A?;+A", "+X: 7", "+X: 3", "OK"],
    &["info +A execute", "info +A read", "final 0"]
)]
#[case::two_ways_of_one_command(
    "AT+A? = [+X: <n>] | OK // [+X: <n>] | ERROR",
    &["AT+A?", "+X: 1", "ERROR"],
    &["info +A read", "final 1"]
)]
fn commands_of_one_line_take_their_lines(
    #[case] text: &str,
    #[case] dialogue: &[&str],
    #[case] expected: &[&str],
) {
    check(text, dialogue, expected);
}

/// A line without a beginning of its own takes what nothing else explains; in quotes it is known for itself.
#[rstest]
#[case::something_else_explains_it(
    "urc a +A: <n>\nAT+I = <line>[...] | OK",
    &["AT+I", "+A: 3", "BC26", "OK"],
    &["urc a", "info +I execute", "final 0"]
)]
#[case::in_quotes("AT+I = <t>,<n> | OK", &["AT+I", "\"x\",3", "OK"], &["info +I execute", "final 0"])]
#[case::in_quotes_out_of_range("AT+I = <t>,<five> | OK", &["AT+I", "\"x\",7", "OK"], &["info +I execute !range", "final 0"])]
#[case::a_number_first("AT+I = <n>,<t> | OK", &["AT+I", "7,\"x\"", "OK"], &["info +I execute", "final 0"])]
#[case::a_result_is_no_such_line("AT+I = <line>[...] | OK", &["AT+I", "ERROR"], &["final 1 undocumented"])]
#[case::nothing_asked_for_it("AT+I = <line>[...] | OK", &["BC26"], &["unknown"])]
fn lines_without_a_beginning(#[case] text: &str, #[case] dialogue: &[&str], #[case] expected: &[&str]) {
    check(text, dialogue, expected);
}
