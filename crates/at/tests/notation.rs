//! The vendors' syntax lines: what tree each spelling means, and where the fault of a wrong one is.

use hayes_at::notation::NotationFault as Fault;
use hayes_at::notation::{Node, Notation, NotationError};
use rstest::rstest;

/// A tree in one line: `'literal'`, `<bare>`, `<"quoted">`, `[group]`, `[group]*`; `?` when all is optional.
fn tree(notation: &Notation) -> String {
    fn nodes(list: &[Node]) -> String {
        let node = |node: &Node| match node {
            Node::Literal(text) => format!("'{text}'"),
            Node::Param { name, quoted: false, .. } => format!("<{name}>"),
            Node::Param { name, quoted: true, .. } => format!("<\"{name}\">"),
            Node::Optional { nodes: inner, repeats } => {
                format!("[{}]{}", nodes(inner), if *repeats { "*" } else { "" })
            }
        };
        list.iter().map(node).collect::<Vec<_>>().join(" ")
    }
    format!("{}{}", if notation.optional { "? " } else { "" }, nodes(&notation.nodes))
}

#[rstest]
#[case::nothing("", "")]
#[case::plain("<client_idx>", "<client_idx>")]
#[case::group("<a>[,<b>,<c>]", "<a> [',' <b> ',' <c>]")]
#[case::nested("<a>[,<b>[,<c>[,<d>]]]", "<a> [',' <b> [',' <c> [',' <d>]]]")]
#[case::chained("<a>[,<b>][,<c>]", "<a> [',' <b>] [',' <c>]")]
#[case::repeated("<a>,<b1>,<c1>[,<b2>,<c2>...]", "<a> ',' <b1> ',' <c1> [',' <b2> ',' <c2>]*")]
#[case::repeated_alone("[<a>...]", "[<a>]*")]
#[case::nested_in_repeated("<a>[,<b>[,<c>]...]", "<a> [',' <b> [',' <c>]]*")]
#[case::whole_line("[+QMTOPEN: <a>,<b>]", "? '+QMTOPEN: ' <a> ',' <b>")]
#[case::whole_line_with_a_group("[+QMTCFG: \"will\",<a>[,<b>]]", "? '+QMTCFG: \"will\",' <a> [',' <b>]")]
#[case::whole_line_twice("[[<a>]]", "? [<a>]")]
#[case::not_the_whole_line("[<a>][<b>]", "[<a>] [<b>]")]
#[case::group_first("[<a>,]<b>", "[<a> ','] <b>")]
#[case::group_in_the_middle("<a>[,<b>],<c>", "<a> [',' <b>] ',' <c>")]
#[case::quotes_inside("<\"Topic\">,<\"Remote IP/URL\">", "<\"Topic\"> ',' <\"Remote IP/URL\">")]
#[case::quotes_outside("\"<topic1>\"[,\"<topic2>\"]", "<\"topic1\"> [',' <\"topic2\">]")]
#[case::quotes_on_both_sides("\"<\"a\">\"", "<\"a\">")]
#[case::sub_key("\"keepalive\",<a>[,<b>]", "'\"keepalive\",' <a> [',' <b>]")]
#[case::spaces_in_a_name("<Keepalive Time>,< a >", "<Keepalive Time> ',' <a>")]
#[case::spaces_between("<a>, <b> [, <c>]", "<a> ', ' <b> ' ' [', ' <c>]")]
#[case::other_scripts("<客户端>,é<a>", "<客户端> ',é' <a>")]
#[case::escapes(r"\[\]\<\>\\<a>", r"'[]<>\' <a>")]
#[case::prompt(">", "'>'")]
#[case::parentheses("(<a>),(0-1)", "'(' <a> '),(0-1)'")]
#[case::dots_in_a_name("<a.b>.", "<a.b> '.'")]
#[case::two_dots("1..2", "'1..2'")]
#[case::literal_quotes("+CPIN: \"x\"", "'+CPIN: \"x\"'")]
fn a_syntax_line_means_a_tree(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(Notation::parse(text).map(|n| tree(&n)), Ok(expected.to_owned()));
}

#[rstest]
#[case("<a>[,<b>", 3, Fault::BracketOpen)]
#[case("[[<a>]", 0, Fault::BracketOpen)]
#[case("<a>,<b>]", 7, Fault::BracketClose)]
#[case("é<a>]]", 5, Fault::BracketClose)]
#[case("<a>[]", 3, Fault::GroupEmpty)]
#[case("<a>[...]", 3, Fault::GroupEmpty)]
#[case("<a>,<b", 4, Fault::AngleOpen)]
#[case("<", 0, Fault::AngleOpen)]
#[case("\"<a", 1, Fault::AngleOpen)]
#[case("<a>>", 3, Fault::AngleClose)]
#[case("a>", 1, Fault::AngleClose)]
#[case(">>", 0, Fault::AngleClose)]
#[case("<a>,<>", 4, Fault::Name)]
#[case("< >", 0, Fault::Name)]
#[case("<\"\">", 0, Fault::Name)]
#[case("<a<b>", 0, Fault::Name)]
#[case("<\"a>", 0, Fault::Name)]
#[case("<a,b>", 0, Fault::Name)]
#[case("<a>,\"<b>,<c>", 4, Fault::Quote)]
#[case("\"<a>", 0, Fault::Quote)]
#[case("<a>...", 3, Fault::Dots)]
#[case("<a>[,<b>...,<c>]", 8, Fault::Dots)]
#[case("[<a>....]", 4, Fault::Dots)]
#[case("...", 0, Fault::Dots)]
#[case("<a>\\", 3, Fault::Escape)]
#[case("\\n<a>", 0, Fault::Escape)]
#[case("é\\,", 2, Fault::Escape)]
#[case("[[[[[[[[[[[[[[[[[<a>]]]]]]]]]]]]]]]]]", 16, Fault::Depth)]
fn a_fault_is_pointed_at(#[case] text: &str, #[case] at: usize, #[case] why: Fault) {
    assert_eq!(Notation::parse(text).unwrap_err(), NotationError { at, why });
}

/// Sixteen is deep enough for anyone, and lawful; siblings do not add to the depth.
#[test]
fn groups_may_nest_to_a_depth() {
    let deep = "[".repeat(16) + "<a>" + &"]".repeat(16);
    assert!(Notation::parse(&deep).is_ok());
    assert!(Notation::parse(&"[<a>]".repeat(40)).is_ok());
}

/// A hundred thousand brackets are refused, not followed.
#[test]
fn brackets_without_end_are_a_fault() {
    let error = Notation::parse(&"[".repeat(100_000)).unwrap_err();
    assert_eq!((error.at, error.why), (16, Fault::Depth));
}

#[rstest]
#[case("\"keepalive\",<a>", Some("keepalive"))]
#[case("\"recv/mode\"", Some("recv/mode"))]
#[case("\"\",<a>", Some(""))]
#[case("\"<a>\",<b>", None)]
#[case("<a>,\"key\"", None)]
#[case("+X: \"key\"", None)]
#[case("\"open", None)]
fn a_line_that_starts_with_a_quoted_literal_has_a_sub_key(#[case] text: &str, #[case] key: Option<&str>) {
    assert_eq!(Notation::parse(text).expect("a notation").key(), key);
}

#[test]
fn parameters_come_in_order_with_their_offsets() {
    let notation = Notation::parse("é\"<a>\"[,<b>[,< c >]...],<\"d\">").expect("a notation");
    assert_eq!(notation.params(), [("a", 3), ("b", 9), ("c", 14), ("d", 25)]);
}

/// Only `(<name>)` lives in a test answer; the rest is bytes, whatever it looks like.
#[rstest]
#[case("+CMQTTSUB: (<a>),(<b>)", "'+CMQTTSUB: (' <a> '),(' <b> ')'")]
#[case("+MQTTPUB: (<Client id>),255,(0-2),1024", "'+MQTTPUB: (' <Client id> '),255,(0-2),1024'")]
#[case("(<a>,<b>)", "'(<a>,<b>)'")]
#[case("(<>)", "'(<>)'")]
#[case("((<a>))", "'((' <a> '))'")]
#[case("(<(<a>)", "'(<(' <a> ')'")]
#[case("(<a", "'(<a'")]
#[case("[<a>]...\\", "'[<a>]...\\'")]
#[case("", "")]
fn a_test_answer_is_bytes_but_for_its_ranges(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(tree(&Notation::parse_test_answer(text)), expected);
}

/// Where each parameter stands is what a diagnostic points at.
#[test]
fn parameters_of_a_test_answer_have_their_places() {
    let notation = Notation::parse_test_answer("+X: (<a>),(<b>),<no>,(<c>)");
    assert_eq!(notation.params(), [("a", 5), ("b", 11), ("c", 22)]);
}

#[rstest]
#[case("<a>[", Fault::BracketOpen)]
#[case("<a>]", Fault::BracketClose)]
#[case("<a>[]", Fault::GroupEmpty)]
fn a_fault_is_told_with_a_hint(#[case] text: &str, #[case] fault: Fault) {
    let error = Notation::parse(text).expect_err("it is wrong");
    assert_eq!(error.why, fault);
    assert!(error.to_string().contains(&fault.to_string()), "{error}");
    assert!(fault.to_string().len() > 10 && fault.hint().len() > 10, "{fault}: {}", fault.hint());
}
