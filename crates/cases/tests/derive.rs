//! What follows from the dialects: identifiers that stay, lines that do what they say.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_cases::case::{Case, Way, What};
use hayes_cases::catalogue::Catalogue;
use hayes_cases::derive::derive;
use hayes_cases::pattern::Variables;
use rstest::rstest;

fn all() -> impl Iterator<Item = (hayes_dialects::Dialect, Vec<Case>)> {
    hayes_dialects::builtin().map(|id| {
        let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
        let setups = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}")).setups;
        let cases = derive(&dialect, &setups);
        (dialect, cases)
    })
}

#[test]
fn identifiers_are_unique_and_begin_with_their_dialect() {
    for (dialect, cases) in all() {
        let ids: BTreeSet<&str> = cases.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids.len(), cases.len(), "{}", dialect.id);
        assert!(ids.iter().all(|id| id.starts_with(&dialect.id)));
    }
}

#[test]
fn what_must_be_refused_has_a_flaw_and_what_must_be_accepted_has_none() {
    for (dialect, cases) in all() {
        // What comes too early or too late, or for an owner who is not ready, is refused though nothing is wrong with its line.
        let untimely = ["/not-", "/while-", "/another-owner-unready"];
        for case in cases.iter().filter(|case| !untimely.iter().any(|part| case.id.contains(part))) {
            let mut line = Vec::new();
            for step in &case.steps {
                match &step.what {
                    What::Send(text) => line = text.fill(&Variables::new()).unwrap_or_default(),
                    What::Expect(expect) => {
                        let mut fields = Fields::default();
                        let read = dialect.grammar().read_command(&line, &mut fields);
                        let lawful = read
                            .and_then(|r| r.first().copied())
                            .is_some_and(|p| p.form.is_some() && p.flaws.without(Flaws::COSMETIC).is_none());
                        match expect.ways[..] {
                            [Way::Refused] => assert!(!lawful, "{}", case.id),
                            [Way::Accepted] => {
                                assert!(lawful, "{} {}", case.id, String::from_utf8_lossy(&line));
                            }
                            _ => {}
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Where nothing may be told before it was set, what was told is put back all the same; the undoing does not go all the way
/// where nothing was, and a run sees to it then.
#[test]
fn what_may_not_be_told_is_put_back_where_it_is() {
    let (_, cases) = all().find(|(dialect, _)| dialect.id == "quectel-bc26").unwrap_or_else(|| panic!());
    let case = cases.iter().find(|case| case.id.ends_with("QMTCFG.aliauth/write/product_key/longest"));
    let undo: Vec<String> =
        case.map(|case| case.undo.iter().map(|step| shown(&step.what)).collect()).unwrap_or_default();
    assert_eq!(undo, ["> AT+QMTCFG=\"aliauth\",0,{before}", "< accepted"]);
}

#[test]
fn the_catalogue_of_a_dialect_reads_like_this() {
    for (dialect, cases) in all() {
        let mut text = String::new();
        for case in &cases {
            let clause = case.clause.as_deref().unwrap_or("-");
            let _ = writeln!(text, "{} [{clause}]\n  # {}", case.id, case.title);
            for step in &case.steps {
                let _ = writeln!(text, "  {}", shown(&step.what));
            }
        }
        insta::assert_snapshot!(format!("derived-{}", dialect.id), text);
    }
}

fn shown(what: &What) -> String {
    let text = match what {
        What::Send(text) => format!("> {text}"),
        What::Expect(expect) => format!("< {expect}"),
        other => format!("{other:?}"),
    };
    if text.len() > 160 { format!("{}... ({} bytes)", &text[..100], text.len()) } else { text }
}

/// A dialect of somebody's own, which says `saved` of its settings or is silent.
fn of_ones_own(saved: &str) -> Vec<Case> {
    let text = format!(
        r#"
version = 1
id = "mine"
family = "mine"
modules = ["M1"]
document = {{ title = "M1" }}
fails = ["ERROR"]

[[command]]
name = "+RATE"
clause = "1"
{saved}
read = '+RATE: <rate>,<name>'
[[command.write]]
syntax = '<rate>,<name>'
[command.params]
rate = {{ int = "0-9", default = 4, says = "how fast" }}
name = {{ text = "1-8", says = "what it is called" }}
"#
    );
    let dialect = hayes_dialects::load_str("mine.toml", &text).unwrap_or_else(|e| panic!("{e}"));
    derive(&dialect, &[])
}

#[test]
fn what_a_restart_leaves_is_asked_only_where_the_document_says_it() {
    let asked = |saved: &str| {
        let cases = of_ones_own(saved);
        let case = cases.iter().find(|case| case.id == "mine/RATE/restart/settings");
        case.map(|case| case.steps.iter().map(|step| shown(&step.what)).collect::<Vec<_>>().join("\n"))
    };
    assert_eq!(asked(""), None);
    let (lost, kept) =
        (asked("saved = false").unwrap_or_default(), asked("saved = true").unwrap_or_default());
    assert!(lost.contains("> AT+RATE=9,\"hayes\"") && lost.contains("< +RATE: 4,<name>"), "{lost}");
    assert!(kept.contains("> AT+RATE=9,\"hayes\"") && kept.contains("< +RATE: 9,\"hayes\""), "{kept}");
}

/// What the document wants before a state is refused in it, unless a reading lets it be done then.
#[rstest]
#[case::opened_twice("fibocom/MQTTOPEN/write/while-open", true)]
#[case::set_while_open("fibocom/MQTTUSER/write/while-open", false)]
#[case::started_twice("simcom-sim7672/CMQTTSTART/execute/while-started", true)]
#[case::stopped_too_early("simcom-sim7672/CMQTTSTOP/execute/while-acquired", false)]
fn what_comes_too_late_is_refused(#[case] id: &str, #[case] derived: bool) {
    assert_eq!(all().any(|(_, cases)| cases.iter().any(|case| case.id == id)), derived);
}
