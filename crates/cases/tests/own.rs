//! What follows from a user's own small dialect: every kind of derived case that its file gives ground for.

use hayes_cases::case::{Case, Step, What};
use hayes_cases::catalogue::Catalogue;
use hayes_dialects::Dialect;
use rstest::rstest;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/own/nw80.toml");

fn dialect() -> Dialect {
    hayes_dialects::find(FILE).unwrap_or_else(|e| panic!("{e}"))
}

/// The catalogue with ways into the states, as a user writes them beside the dialect.
fn catalogue(dialect: &Dialect) -> Catalogue {
    let setups = [
        (
            "setup/up.scenario",
            "gives up\n> AT+NWLINK=1,\"{host}\",{port}\n< OK\n< +NWLINK: 1,0\nundo\n> AT+NWDOWN=1\n< accepted | refused\n",
        ),
        (
            "setup/joined.scenario",
            "gives joined\nneeds up\n> AT+NWJOIN=1,\"{client}\"\n< OK\n< +NWJOIN: 1,0\nundo\n> AT+NWDOWN=1\n< accepted | refused\n",
        ),
    ];
    let mut catalogue = Catalogue::of(dialect).unwrap_or_else(|e| panic!("{e}"));
    for (file, steps) in setups {
        let text = format!("# A way into a state.\n{steps}");
        catalogue.add(file, &text, dialect).unwrap_or_else(|e| panic!("{e}"));
    }
    catalogue
}

#[rstest]
#[case::test_answer("NWSET/test/answer")]
#[case::read_answer("NWLINK/read/answer")]
#[case::told_without_values("NWTEMP/execute/answer")]
#[case::lowest("NWSET.keep/write/keep/lowest")]
#[case::beside_a_gap("NWSET.keep/write/keep/value-30")]
#[case::in_a_gap("NWSET.keep/write/keep/in-a-gap")]
#[case::end_of_a_gap("NWSET.keep/write/keep/at-the-end-of-a-gap")]
#[case::too_high("NWTEMP/write/high/above-max")]
#[case::another_owner("NWSET.keep/write/another-owner")]
#[case::what_the_far_end_sees("NWSET.keep/write/keep/carried-value-30")]
#[case::line_ends_as_data("NWPOST/write/data/carried-line-ends")]
#[case::done_when_acknowledged("NWPOST/write/acknowledged")]
#[case::what_comes_is_answered("NWHEAR/write/answers-qos1")]
#[case::the_end_is_sent("NWDOWN/write/sends-disconnect")]
#[case::too_early("NWPOST/write/not-joined")]
#[case::too_late("NWSET.keep/write/while-up")]
#[case::after_a_restart("NWSET/restart/settings")]
#[case::over_a_restart("NWTEMP/restart/settings")]
fn a_small_dialect_has_it(#[case] id: &str) {
    let dialect = dialect();
    let catalogue = catalogue(&dialect);
    let id = format!("{}/{id}", dialect.id);
    let ids: Vec<&str> = catalogue.cases.iter().map(|case| case.id.as_str()).collect();
    assert!(ids.contains(&id.as_str()), "{id} is none of {ids:#?}");
}

/// The case whose identifier ends so.
fn case(id: &str) -> Case {
    let found = catalogue(&dialect()).cases.into_iter().find(|case| case.id.ends_with(id));
    found.unwrap_or_else(|| panic!("no {id}"))
}

fn sent(steps: &[Step]) -> Vec<String> {
    let lines = steps.iter().filter_map(|step| match &step.what {
        What::Send(text) => Some(text.to_string()),
        _ => None,
    });
    lines.collect()
}

/// An answer that names again whose setting it tells: only what is behind that is put back.
#[test]
fn an_owner_that_is_told_again_is_no_part_of_the_setting() {
    let case = case("NWSET.keep/write/keep/highest");
    assert_eq!(sent(&case.undo), ["AT+NWSET=\"keep\",1,{before}"]);
}

/// A form that sets what a CONNECT carries is followed by whatever leads to a connection, though no form says that it sends one;
/// data that are called off are looked for at the far end.
#[rstest]
#[case::client("KMINIT/write/client/carried-digits", &["AT+KMINIT=0,\"00123456789\"", "AT+KMCON=0,\"{host}\",{port}"])]
#[case::login("KMAUTH/write/user/carried-digits", &["AT+KMAUTH=0,\"00123456789\",\"hayes\"", "AT+KMCON=0,\"{host}\",{port}"])]
#[case::called_off("KMTXT/write/data/called-off", &["AT+KMTXT=0,\"hayes\""])]
fn a_connection_is_made_by_the_setups(#[case] id: &str, #[case] lines: &[&str]) {
    let file = FILE.replace("nw80", "km12");
    let dialect = hayes_dialects::find(&file).unwrap_or_else(|e| panic!("{e}"));
    let mut catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
    let setups = [
        ("set-up", "gives set-up\n> AT+KMINIT=0,\"{client}\"\n< OK\n"),
        (
            "connected",
            "gives connected\nneeds set-up\n> AT+KMCON=0,\"{host}\",{port}\n< OK\n< +KMCON: 0,0\nundo\n> AT+KMDIS=0\n< accepted | refused\n",
        ),
    ];
    for (name, steps) in setups {
        let text = format!("# A way into a state.\n{steps}");
        let file = format!("setup/{name}.scenario");
        catalogue.add(&file, &text, &dialect).unwrap_or_else(|e| panic!("{e}"));
    }
    let case = catalogue.cases.into_iter().find(|case| case.id.ends_with(id));
    assert_eq!(sent_at_all(&case.unwrap_or_else(|| panic!("no {id}")).steps), lines);
}

/// What is sent, in whatever branch.
fn sent_at_all(steps: &[Step]) -> Vec<String> {
    let lines = |step: &Step| match &step.what {
        What::Send(text) => vec![text.to_string()],
        What::If(_, then, otherwise) => [sent_at_all(then), sent_at_all(otherwise)].concat(),
        _ => Vec::new(),
    };
    steps.iter().flat_map(lines).collect()
}

/// Asking needs no state: what is to be refused in one is a line that sets something.
#[test]
fn what_a_state_forbids_is_setting_and_not_asking() {
    let case = case("NWSET.keep/write/while-up");
    assert_eq!(sent(&case.steps), ["AT+NWSET=\"keep\",1,0"]);
}

/// What is set for one owner is looked for at its neighbour and at the last one.
#[test]
fn other_owners_are_the_next_and_the_last() {
    let case = case("NWSET.keep/write/another-owner");
    let sent = sent(&case.steps);
    let asks = |owner: u8| sent.iter().filter(|line| **line == format!("AT+NWSET=\"keep\",{owner}")).count();
    assert!(asks(2) > 1 && asks(3) > 1, "{sent:?}");
}

/// What a user's own setups lead into, a derived case leads out of again: the next one finds the client that it expects.
#[test]
fn what_a_case_does_is_undone_as_the_setup_says() {
    let case = case("NWJOIN/write/name/carried-digits");
    assert_eq!(sent(&case.undo), ["AT+NWDOWN=1"]);
}

/// A setting that the read form tells is asked for before and after, and put back.
#[test]
fn what_is_set_is_read() {
    for id in ["NWTEMP/write/high/highest", "NWTEMP/write/high/above-max"] {
        let case = case(id);
        let asked = sent(&case.steps).into_iter().filter(|line| line == "AT+NWTEMP?").count();
        assert_eq!(asked, 2, "{id}");
        assert_eq!(sent(&case.undo), ["AT+NWTEMP={before}"], "{id}");
    }
}
