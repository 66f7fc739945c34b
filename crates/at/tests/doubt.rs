//! Lines that may be part of an answer or the result that another command owes: what is settled at the final
//! result, what stays open, and what is owed afterwards.

#[allow(dead_code, reason = "each test uses its part of it")]
mod lean;
#[allow(dead_code, reason = "each test uses its part of it")]
mod small;
#[allow(dead_code, reason = "each test uses its part of it")]
mod stage;

use rstest::rstest;
use stage::check;

/// Behind a command that owes its result: lines of an answer, and what comes of them. One line more comes
/// at the end; it is the result where that is still owed.
#[rstest]
#[case::one_line_is_the_answer(
    "> AT+DUE?\n< +DUE: 1,0\n< OK",
    r"
    command `AT+DUE?`
    unclear `+DUE: 1,0` <- AT+DUE? or <- AT+DUE=1
    final good `OK` <- AT+DUE?
    settled `` answer <- +DUE: 1,0
    later `+DUE: 1,9` <- AT+DUE=1
"
)]
#[case::one_of_two_is_the_result(
    "> AT+DUE?\n< +DUE: 1,0\n< +DUE: 1,5\n< OK",
    r"
    command `AT+DUE?`
    unclear `+DUE: 1,0` <- AT+DUE? or <- AT+DUE=1
    unclear `+DUE: 1,5` <- AT+DUE? or <- AT+DUE=1
    final good `OK` <- AT+DUE?
    unasked `+DUE: 1,9`
"
)]
#[case::of_another_client(
    "> AT+DUE?\n< +DUE: 2,0\n< +DUE: 1,5\n< OK",
    r"
    command `AT+DUE?`
    info `+DUE: 2,0` <- AT+DUE?
    later `+DUE: 1,5` <- AT+DUE=1
    final good `OK` <- AT+DUE?
    unasked `+DUE: 1,9`
"
)]
#[case::the_result_first(
    "> AT+DUE?\n< +DUE: 1,5\n< +DUE: 2,0\n< OK",
    r"
    command `AT+DUE?`
    unclear `+DUE: 1,5` <- AT+DUE? or <- AT+DUE=1
    info `+DUE: 2,0` <- AT+DUE?
    final good `OK` <- AT+DUE?
    settled `` other <- +DUE: 1,5
    unasked `+DUE: 1,9`
"
)]
#[case::a_failure_has_no_answer(
    "> AT+DUE?\n< +DUE: 1,0\n< ERROR",
    r"
    command `AT+DUE?`
    unclear `+DUE: 1,0` <- AT+DUE? or <- AT+DUE=1
    final bad `ERROR` <- AT+DUE?
    settled `` other <- +DUE: 1,0
    unasked `+DUE: 1,9`
"
)]
#[case::no_line_at_all(
    "> AT+DUE?\n< OK",
    r"
    command `AT+DUE?`
    final good undocumented `OK` <- AT+DUE?
    later `+DUE: 1,9` <- AT+DUE=1
"
)]
#[case::two_are_wanted(
    "> AT+DUE\n< +DUE: 1,0\n< +DUE: 1,1\n< OK",
    r"
    command `AT+DUE`
    unclear `+DUE: 1,0` <- AT+DUE or <- AT+DUE=1
    unclear `+DUE: 1,1` <- AT+DUE or <- AT+DUE=1
    final good `OK` <- AT+DUE
    settled `` answer <- +DUE: 1,0
    settled `` answer <- +DUE: 1,1
    later `+DUE: 1,9` <- AT+DUE=1
"
)]
#[case::one_of_three(
    "> AT+DUE\n< +DUE: 1,0\n< +DUE: 1,1\n< +DUE: 1,2\n< OK",
    r"
    command `AT+DUE`
    unclear `+DUE: 1,0` <- AT+DUE or <- AT+DUE=1
    unclear `+DUE: 1,1` <- AT+DUE or <- AT+DUE=1
    unclear `+DUE: 1,2` <- AT+DUE or <- AT+DUE=1
    final good `OK` <- AT+DUE
    unasked `+DUE: 1,9`
"
)]
#[case::two_and_a_certain_one(
    "> AT+DUE\n< +DUE: 1,0\n< +DUE: 1,1\n< +DUE: 2,0\n< OK",
    r"
    command `AT+DUE`
    unclear `+DUE: 1,0` <- AT+DUE or <- AT+DUE=1
    unclear `+DUE: 1,1` <- AT+DUE or <- AT+DUE=1
    info `+DUE: 2,0` <- AT+DUE
    final good `OK` <- AT+DUE
    unasked `+DUE: 1,9`
"
)]
#[case::one_and_a_certain_one(
    "> AT+DUE\n< +DUE: 1,0\n< +DUE: 2,0\n< OK",
    r"
    command `AT+DUE`
    unclear `+DUE: 1,0` <- AT+DUE or <- AT+DUE=1
    info `+DUE: 2,0` <- AT+DUE
    final good `OK` <- AT+DUE
    settled `` answer <- +DUE: 1,0
    later `+DUE: 1,9` <- AT+DUE=1
"
)]
fn lines_are_settled_at_the_final_result(#[case] dialogue: &str, #[case] expected: &str) {
    check(
        &small::grammar(),
        &format!("> AT+DUE=1\n< OK\n{dialogue}\n< +DUE: 1,9"),
        &format!("command `AT+DUE=1`\nfinal good `OK` <- AT+DUE=1\n{}", expected.trim()),
    );
}

/// A line that only the result can be settles what the one before it was.
#[test]
fn a_result_that_is_certain_settles_the_line_before_it() {
    check(
        &small::grammar(),
        "> AT+CONN=1,\"c\"\n< OK\n> AT+CONN?\n< +CONN: 1,2\n< +CONN: 1,0\n< OK",
        r#"
        command `AT+CONN=1,"c"`
        final good `OK` <- AT+CONN=1,"c"
        command `AT+CONN?`
        unclear `+CONN: 1,2` <- AT+CONN? or <- AT+CONN=1,"c"
        later `+CONN: 1,0` <- AT+CONN=1,"c"
        final good `OK` <- AT+CONN?
        settled `` answer <- +CONN: 1,2
        "#,
    );
}

/// A refused command may still owe a result; one that was accepted must.
#[rstest]
#[case::sent_again(
    "> AT+LATE=1\n< ERROR\n> AT+LATE=1\n< OK\n< +LATE: 1,0\n< +LATE: 1,5",
    r"
    command `AT+LATE=1`
    final bad `ERROR` <- AT+LATE=1
    command `AT+LATE=1`
    final good `OK` <- AT+LATE=1
    later `+LATE: 1,0` <- AT+LATE=1
    later `+LATE: 1,5` <- AT+LATE=1
"
)]
#[case::refused_alone(
    "> AT+LATE=1\n< ERROR\n< +LATE: 1,5",
    "command `AT+LATE=1`\nfinal bad `ERROR` <- AT+LATE=1\nlater `+LATE: 1,5` <- AT+LATE=1"
)]
fn what_must_come_goes_before_what_may(#[case] dialogue: &str, #[case] expected: &str) {
    check(&small::grammar(), dialogue, expected);
}

/// Ways to answer that the lines have ruled out settle nothing, wherever they stand among the others.
#[rstest]
#[case::too_short_for_its_lines(
    "AT+X? = +X: <n> | +X: <n> | +X: <n> | OK // +X: <n> | OK",
    "> AT+X?\n< +X: 1\n< +X: 2\n< +X: 3\n< OK",
    "unclear `+X: 1` <- AT+X? or <- AT+X=1
    unclear `+X: 2` <- AT+X? or <- AT+X=1
    unclear `+X: 3` <- AT+X? or <- AT+X=1
    final good `OK` <- AT+X?
    settled `` answer <- +X: 1
    settled `` answer <- +X: 2
    settled `` answer <- +X: 3"
)]
#[case::the_result_came_later(
    "AT+X? = [+X: <five>] | OK // [+X: <five>] | [+Y: <n>] | OK",
    "> AT+X?\n< +X: 3\n< +X: 7\n< OK",
    "unclear `+X: 3` <- AT+X? or <- AT+X=1
    later `+X: 7` <- AT+X=1
    final good `OK` <- AT+X?
    settled `` answer <- +X: 3"
)]
#[case::no_way_ends_so(
    "AT+X? = +X: <five> | +X: <five> | OK",
    "> AT+X?\n< +X: 3\n< +X: 7\n< OK",
    "unclear `+X: 3` <- AT+X? or <- AT+X=1
    later `+X: 7` <- AT+X=1
    final good undocumented `OK` <- AT+X?"
)]
fn ways_that_are_out_settle_nothing(#[case] asked: &str, #[case] dialogue: &str, #[case] expected: &str) {
    let text = format!("final good OK\nfinal bad ERROR\nAT+X=<m> = OK | +X: <n>\n{asked}");
    check(
        &lean::grammar(&text),
        &format!("> AT+X=1\n< OK\n{dialogue}"),
        &format!("command `AT+X=1`\nfinal good `OK` <- AT+X=1\ncommand `AT+X?`\n{expected}"),
    );
}

/// More lines in doubt than are followed: nothing is said of those that were given up, and the results that
/// may have come are owed in doubt.
#[test]
fn more_lines_in_doubt_than_are_followed() {
    let each = |say: &dyn Fn(u8) -> String| (0..9).map(say).collect::<Vec<_>>().join("\n");
    let lines = each(&|i| format!("< +DUE: 1,{i}"));
    let unclear = each(&|i| format!("unclear `+DUE: 1,{i}` <- AT+DUE=? or <- AT+DUE=1"));
    check(
        &small::grammar(),
        &format!("> AT+DUE=1\n< OK\n> AT+DUE=?\n{lines}\n< OK"),
        &format!(
            "command `AT+DUE=1`\nfinal good `OK` <- AT+DUE=1\ncommand `AT+DUE=?`\n{unclear}\nfinal good `OK` <- AT+DUE=?"
        ),
    );
}
