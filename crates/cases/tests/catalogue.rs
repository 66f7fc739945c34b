//! The catalogue of each built-in dialect: every scenario reads, every state can be reached, reasons are not stale.

use hayes_cases::catalogue::Catalogue;

#[test]
fn every_state_has_a_way() {
    for id in hayes_dialects::builtin() {
        let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
        let catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
        for state in &dialect.states {
            let way = catalogue.way_to(&[(state.id.clone(), true)]);
            let last = way.as_ref().and_then(|way| way.last()).map(|setup| setup.gives.clone());
            assert_eq!(last, Some(vec![state.id.clone()]), "{id}");
        }
    }
}

#[test]
fn identifiers_are_unique() {
    for id in hayes_dialects::builtin() {
        let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
        let catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
        let ids: std::collections::BTreeSet<_> = catalogue.cases.iter().map(|c| &c.id).collect();
        assert_eq!(ids.len(), catalogue.cases.len());
    }
}

#[test]
fn a_way_that_would_break_what_is_needed_is_none() {
    let dialect = hayes_dialects::find("simcom-sim7672").unwrap_or_else(|e| panic!("{e}"));
    let catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
    let state = |name: &str, wanted| (name.to_owned(), wanted);
    let way = catalogue.way_to(&[state("started", true), state("acquired", false)]);
    assert_eq!(way.map(|way| way.len()), Some(1));
    assert!(catalogue.way_to(&[state("acquired", true), state("started", false)]).is_none());
}

#[test]
fn a_reason_for_having_no_case_is_that_of_a_rule_without_one() {
    for id in hayes_dialects::builtin() {
        let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
        let catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
        let covered = catalogue.rules(&dialect);
        for (rule, reason) in hayes_cases::scenario::without_case(id) {
            let known = covered.iter().find(|known| known.name == rule);
            let known = known.unwrap_or_else(|| panic!("{id} has no rule `{rule}`"));
            assert_eq!(known.cases, Vec::<String>::new(), "{id} {rule} has cases: {reason}");
            assert_eq!(known.why_not, Some(reason), "{id} {rule}");
        }
    }
}
