//! The scenario language: what reads, what it comes to, and how mistakes are shown.

use std::time::Duration;

use hayes_cases::case::{Bench, Way, What};
use hayes_cases::pattern::{Pattern, Template, Variables};
use hayes_cases::scenario::read_scenario;
use rstest::rstest;

fn dialect() -> hayes_dialects::Dialect {
    hayes_dialects::find("quectel-ecx00u").unwrap_or_else(|e| panic!("{e}"))
}

const GOOD: &str = r#"# A QoS 1 publish is reported sent only after
# the broker has acknowledged it.
rule   qmtpubex.qos1-puback
needs  connected
slow   2s

broker delay PUBACK 2s
> AT+QMTPUBEX=0,1,1,0,"{topic}",5
< >
= hello
< OK
no +QMTPUBEX for 1500ms
< +QMTPUBEX: 0,<msgid>,0 within 3s
broker saw PUBLISH qos=1 retain=0 id={msgid} topic="{topic}" payload="hel<rest>"
broker saw no PUBLISH dup=1 for 1s
repeat 3
  any order
    < OK | ERROR
    < +QMTSTAT: ...
  end
end
"#;

#[test]
fn a_scenario_reads_like_a_terminal() {
    let dialect = dialect();
    let text = GOOD.replace("qmtpubex.qos1-puback", &dialect.rules[0].id);
    let case =
        read_scenario("some/where/puback late.scenario", &text, &dialect).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(case.id, "quectel-ecx00u/scenario/puback-late");
    assert_eq!(case.title, "A QoS 1 publish is reported sent only after the broker has acknowledged it.");
    assert_eq!(case.needs.states, [("connected".to_owned(), true)]);
    assert_eq!(case.needs.bench, [Bench::FarEnd]);
    assert_eq!(case.needs.slow, Some(Duration::from_secs(2)));
    assert_eq!(case.steps.len(), 10);
    assert_eq!(case.steps[0].line, 7);
    let What::Expect(prompt) = &case.steps[2].what else { panic!("{:?}", case.steps[2]) };
    assert_eq!(prompt.ways, [Way::Prompt]);
    let What::Repeat(3, inside) = &case.steps[9].what else { panic!("{:?}", case.steps[9]) };
    assert!(matches!(&inside[0].what, What::AnyOrder(lines) if lines.len() == 2));
}

#[test]
fn every_mistake_of_a_file_is_shown_with_its_place() {
    let text = "rule qmtpubex.no-such-rule\nneeds conected\nslow soon\n> AT{nobody}\n= \\q\n< +QMTPUBEXX: 1\n\
        < OK | \nno OK\nbroker refuse CONNECT 6\nbroker delay PUBAKC 1s\nbroker saw PUBLSH\nbroker saw PUBLISH colour=1\n\
        broker saw PUBLISH topic=\"x\nwait long\npower maybe\nset 1 = 2\n<< OK\nend\nrepeat 0\n> {fill 99999999}\n\
        any order\n> AT\nend\nend\nrepeat 2\n";
    let mistakes = read_scenario("wrong.scenario", text, &dialect()).expect_err("all of it is wrong");
    insta::assert_snapshot!(mistakes);
}

#[rstest]
#[case::literal("OK", "OK", Some(&[][..]))]
#[case::other("OK", "OKAY", None)]
#[case::value("+CSQ: <rssi>,<ber>", "+CSQ: 12,99", Some(&[("rssi", "12"), ("ber", "99")][..]))]
#[case::shortest("+X: <a>,<b>", "+X: 1,2,3", Some(&[("a", "1"), ("b", "2,3")][..]))]
#[case::end_wins("\"<text>\"", "\"a\"b\"", Some(&[("text", "a\"b")][..]))]
#[case::rest("+QMTRECV: 0,<id>,...", "+QMTRECV: 0,7,\"t\",\"x\"", Some(&[("id", "7")][..]))]
#[case::variable("+X: {topic}", "+X: hayes/1", Some(&[][..]))]
#[case::length("+X: {length topic},<n>", "+X: 7,1", Some(&[("n", "1")][..]))]
#[case::braces("{{\"a\":<n>}}", "{\"a\":5}", Some(&[("n", "5")][..]))]
#[case::no_value("+X: {nothing}", "+X: ", None)]
#[case::empty_value("<a>x", "x", Some(&[("a", "")][..]))]
fn patterns_take_what_fits(
    #[case] pattern: &str,
    #[case] line: &str,
    #[case] taken: Option<&[(&str, &str)]>,
) {
    let variables = Variables::from([("topic".to_owned(), b"hayes/1".to_vec())]);
    let pattern = Pattern::parse(pattern).unwrap_or_else(|e| panic!("{e:?}"));
    let wanted: Option<Variables> =
        taken.map(|list| list.iter().map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())).collect());
    assert_eq!(pattern.matches(line.as_bytes(), &variables), wanted);
}

#[rstest]
#[case::no_space("+CSQ: <rssi>,<ber>", "+CSQ:12,99", true)]
#[case::more_spaces("+X: 1,2", "+X: 1, 2", true)]
#[case::in_quotes("+X: \"a, b\"", "+X: \"a,b\"", false)]
#[case::other_value("+X: 1,2", "+X: 1, 3", false)]
fn spaces_behind_colons_and_commas_may_be_others(
    #[case] pattern: &str,
    #[case] line: &str,
    #[case] fits: bool,
) {
    let pattern = Pattern::parse(pattern).unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(pattern.matches_loosely(line.as_bytes(), &Variables::new()).is_some(), fits);
}

proptest::proptest! {
    #[test]
    fn what_is_written_reads_the_same(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..40)) {
        let template = Template::literal(&bytes);
        let read = Template::parse(&template.to_string()).map_err(|e| proptest::test_runner::TestCaseError::fail(e.message))?;
        proptest::prop_assert_eq!(read.fill(&Variables::new()), Ok(bytes));
    }

    #[test]
    fn any_text_reads_or_is_explained(text in "\\PC{0,40}(\n[ -~]{0,30}){0,6}") {
        let _ = read_scenario("any.scenario", &text, &dialect()).map_err(|mistakes| mistakes.to_string());
    }

    #[test]
    fn no_line_breaks_a_pattern(pattern in "[a-c<>{}.,\" ]{0,20}", line in proptest::collection::vec(proptest::num::u8::ANY, 0..30)) {
        if let Ok(pattern) = Pattern::parse(&pattern) {
            pattern.matches(&line, &Variables::new());
        }
    }
}
