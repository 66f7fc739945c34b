//! What the built-in documents' lines could be confused with, and what tells them apart.

use hayes_dialects::overlap::overlaps;
use hayes_dialects::{load_builtin, load_str};
use rstest::rstest;

#[rstest]
fn a_document_s_collisions_are_known(
    #[values("quectel-bc20", "quectel-ecx00u", "simcom-sim7672", "quectel-bc26", "fibocom")] id: &str,
) {
    let dialect = load_builtin(id).unwrap_or_else(|found| panic!("{found}"));
    let told: Vec<String> = overlaps(&dialect).iter().map(|o| o.in_words(&dialect)).collect();
    insta::assert_snapshot!(id, told.join("\n"));
}

#[test]
fn the_same_dialect_has_the_same_overlaps() {
    let dialect = load_builtin("quectel-bc20").unwrap();
    assert_eq!(overlaps(&dialect), overlaps(&dialect));
}

/// A dialect of a client with a few lines that collide.
const SMALL: &str = r#"
version = 1
id = "small"
family = "small"
document = { title = "A small module" }
[params]
client = { int = "0-5" }
result = { int = "-1,0" }
mode = { int = "0,1" }
"#;

#[rstest]
#[case::phase_and_ranges(
    r#"
[[command]]
name = "+CONN"
clause = "1"
read = ['[+CONN: <client>,<state>]', '[...]']
[[command.write]]
syntax = '<client>'
outcomes = { ok = ['OK', '+CONN: <client>,<result>'] }
[command.params]
state = { int = "0-4" }
"#,
    &["+CONN: 0,0 is the answer to AT+CONN? or the later result of AT+CONN=<client>; what helps: phase, ranges"]
)]
#[case::the_answer_must_have_the_line(
    r#"
[[command]]
name = "+CONN"
clause = "1"
read = ['+CONN: <client>,<result>']
[[command.write]]
syntax = '<client>'
outcomes = { ok = ['OK', '+CONN: <client>,<result>'] }
"#,
    &["+CONN: 0,0 is the answer to AT+CONN? or the later result of AT+CONN=<client>; what helps: the final result, phase"]
)]
#[case::a_shorter_answer_may_end_alike(
    r#"
[[command]]
name = "+CONN"
clause = "1"
[command.read]
outcomes = { one = ['+CONN: <client>,<result>', 'OK'], none = ['OK'] }
[[command.write]]
syntax = '<client>'
outcomes = { ok = ['OK', '+CONN: <client>,<result>'] }
"#,
    &["+CONN: 0,0 is the answer to AT+CONN? or the later result of AT+CONN=<client>; what helps: phase"]
)]
#[case::ranges_that_share_nothing(
    r#"
[[command]]
name = "+CONN"
clause = "1"
read = ['[+CONN: <client>,<state>]', '[...]']
[[command.write]]
syntax = '<client>'
outcomes = { ok = ['OK', '+CONN: <client>,<result>'] }
[command.params]
state = { int = "1-4" }
"#,
    &[]
)]
#[case::settings(
    r#"
[[command]]
name = "+MODE"
clause = "1"
[[command.write]]
id = "to"
syntax = '<mode>'
[[urc]]
id = "low"
name = "+MSG"
clause = "1"
syntax = '+MSG: <client>'
when = { "+MODE.mode" = [0] }
[[urc]]
id = "high"
name = "+MSG"
clause = "1"
syntax = '+MSG: <result>'
when = { "+MODE.mode" = [1] }
[[urc]]
id = "any"
name = "+MSG"
clause = "1"
syntax = '+MSG: <client>'
"#,
    &[
        "+MSG: 0 is the URC low or the URC high; what helps: settings, ranges",
        "+MSG: 0 is the URC low or the URC any; what helps: a setting of one of them",
        "+MSG: 0 is the URC high or the URC any; what helps: a setting of one of them, ranges",
    ]
)]
#[case::the_same_setting(
    r#"
[[command]]
name = "+MODE"
clause = "1"
[[command.write]]
id = "to"
syntax = '<mode>'
[[urc]]
id = "one"
name = "+MSG"
clause = "1"
syntax = '+MSG: <client>'
when = { "+MODE.mode" = [1] }
[[urc]]
id = "other"
name = "+MSG"
clause = "1"
syntax = '+MSG: <client>'
when = { "+MODE.mode" = [1] }
"#,
    &["+MSG: 0 is the URC one or the URC other; what helps: nothing"]
)]
#[case::nothing_at_all(
    r#"
[[urc]]
id = "one"
name = "+MSG"
clause = "1"
syntax = '+MSG: <client>,<mode>,<result>'
[[urc]]
id = "other"
name = "+MSG"
clause = "1"
syntax = '+MSG: <client>,<mode>,<result>'
"#,
    &["+MSG: 0,0,0 is the URC one or the URC other; what helps: nothing"]
)]
#[case::ways_of_one_command(
    r#"
[[command]]
name = "+DISC"
clause = "1"
[[command.write]]
syntax = '<client>,<mode>'
outcomes = { early = ['+DISC: <client>,<result>', 'OK'], ok = ['OK', '+DISC: <client>,<result>'] }
"#,
    &[]
)]
#[case::an_answer_that_only_a_query_has(
    r#"
[[command]]
name = "+CFG"
clause = "1"
[[command.write]]
id = "k"
syntax = '"k",<client>[,<mode>]'
query = '"k",<mode>'
[[urc]]
id = "k"
name = "+CFG"
clause = "1"
syntax = '+CFG: "k",<mode>'
"#,
    &[
        "+CFG: \"k\",0 is the answer to AT+CFG=\"k\",<client>[,<mode>] or the URC k; what helps: the final result, a command in flight",
    ]
)]
#[case::an_answer_that_may_be_left_out(
    r#"
[[command]]
name = "+CFG"
clause = "1"
read = { outcomes = { one = ['+CFG: <mode>', 'OK'], none = ['OK'] } }
[[urc]]
id = "k"
name = "+CFG"
clause = "1"
syntax = '+CFG: <mode>'
"#,
    &["+CFG: 0 is the answer to AT+CFG? or the URC k; what helps: a command in flight"]
)]
#[case::final_results_that_are_good_or_not(
    r"
[[final]]
line = '+FAIL: <client>'
good = false
[[final]]
line = '+FAIL: <mode>'
good = false
[[final]]
line = '+END: <client>'
good = true
[[final]]
line = '+END: <mode>'
good = false
",
    &["+END: 0 is the final result +END: <client> or the final result +END: <mode>; what helps: ranges"]
)]
fn what_tells_two_owners_apart(#[case] rest: &str, #[case] expected: &[&str]) {
    // Parameters that no line uses are mistakes; a line that nothing collides with uses them all.
    let unused = "[[urc]]\nid = \"unused\"\nname = \"+ALL\"\nclause = \"1\"\n\
                  syntax = '+ALL: <client>,<result>,<mode>'\n";
    let text = [SMALL, rest, unused].concat();
    let dialect = load_str("small.toml", &text).unwrap_or_else(|found| panic!("{found}"));
    let found = overlaps(&dialect);
    let told: Vec<String> = found.iter().map(|o| o.in_words(&dialect)).collect();
    assert_eq!(told, expected);
    for overlap in found {
        let helps = overlap.in_words(&dialect).split_once("what helps: ").expect("it says what").1.to_owned();
        let sure = helps.split(", ").any(|what| what == "settings" || what == "the final result");
        assert_eq!(overlap.is_told(), sure, "{helps}");
    }
}
