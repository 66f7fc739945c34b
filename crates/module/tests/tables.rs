//! The tables of quirks and variants: names, categories, what they break, and that nothing is left out.

mod bench;

use std::collections::{BTreeMap, BTreeSet};

use bench::dialect;
use hayes_module::quirk::{self, Category, Quirk};
use hayes_module::{Module, Setup, SetupError, variant};
use rstest::rstest;

fn is_kebab(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[test]
fn there_are_enough_quirks_of_every_category() {
    let mut names = BTreeSet::new();
    let mut categories: BTreeMap<Category, usize> = BTreeMap::new();
    for quirk in quirk::all() {
        assert!(is_kebab(&quirk.name) && names.insert(&quirk.name), "{}", quirk.name);
        assert!(!quirk.says.is_empty() && quirk.says.len() <= 110, "{}: {}", quirk.name, quirk.says);
        *categories.entry(quirk.category).or_default() += 1;
    }
    assert!(names.len() >= 120, "{}", names.len());
    assert_eq!(categories.len(), 9);
    assert!(categories.values().all(|count| *count >= 8), "{categories:?}");
}

#[test]
fn every_quirk_breaks_what_its_dialects_have() {
    for quirk in quirk::all() {
        assert!(!quirk.breaks.is_empty(), "{} breaks nothing", quirk.name);
        for breaks in &quirk.breaks {
            let dialect = dialect(&breaks.dialect);
            assert!(!breaks.rules.is_empty(), "{} breaks nothing of {}", quirk.name, breaks.dialect);
            for rule in &breaks.rules {
                let is_rule = dialect.rules.iter().any(|known| known.id == *rule);
                let (command, form) = rule.split_once('.').unwrap_or((rule, ""));
                let command = dialect.commands.iter().find(|known| known.name == command);
                let is_form = command.is_some_and(|c| form.is_empty() || c.form(form).is_some());
                assert!(is_rule || is_form, "{}: {} has no {rule}", quirk.name, breaks.dialect);
            }
        }
    }
}

/// The rules that no quirk breaks, by dialect and id.
fn unbroken() -> BTreeSet<(String, String)> {
    let lines =
        include_str!("unbroken.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        let (what, why) = line.split_once(": ")?;
        let (dialect, rule) = what.split_once(' ')?;
        (!why.is_empty()).then(|| (dialect.to_owned(), rule.to_owned()))
    };
    lines.map(|line| read(line).unwrap_or_else(|| panic!("no reason: {line}"))).collect()
}

#[rstest]
#[case("quectel-bc20")]
#[case("quectel-bc26")]
#[case("quectel-ecx00u")]
#[case("simcom-sim7672")]
#[case("fibocom")]
fn every_rule_that_can_be_seen_is_broken_by_a_quirk(#[case] id: &str) {
    let breaks = quirk::all().iter().flat_map(|quirk| &quirk.breaks).filter(|breaks| breaks.dialect == id);
    let broken: BTreeSet<&String> = breaks.flat_map(|breaks| &breaks.rules).collect();
    let excused = unbroken();
    for rule in dialect(id).rules.iter().filter(|rule| !rule.seen_by.is_empty()) {
        let is_excused = excused.contains(&(id.to_owned(), rule.id.clone()));
        assert_ne!(broken.contains(&rule.id), is_excused, "{id} {}: {}", rule.id, rule.says);
    }
    let is_rule = |name: &String| dialect(id).rules.iter().any(|rule| rule.id == *name);
    let lost: Vec<_> = excused.iter().filter(|(of, rule)| of == id && !is_rule(rule)).collect();
    assert_eq!(lost, Vec::<&(String, String)>::new());
}

#[rstest]
#[case("quectel-bc20", "keepalive-tenfld", Some("keepalive-tenfold"))]
#[case("fibocom", "utterly-unheard-of-thing", None)]
// It exists, but in other dialects.
#[case("fibocom", "window-of-six", None)]
fn an_unknown_quirk_is_no_setup(#[case] id: &str, #[case] name: &str, #[case] near: Option<&str>) {
    let setup = Setup { quirks: vec![name.to_owned()], ..Setup::default() };
    let error = Module::new(dialect(id).clone(), setup).err();
    assert_eq!(error, Some(SetupError::Quirk(name.to_owned(), near.map(str::to_owned))));
}

#[test]
fn an_unknown_variant_is_no_setup() {
    let name = "reading/mqttopen.protocol/v5".to_owned();
    let setup = Setup { variants: vec![name.clone()], ..Setup::default() };
    let error = Module::new(dialect("fibocom").clone(), setup).err();
    let near = Some("reading/mqttopen.protocol/v31".to_owned());
    assert_eq!(error, Some(SetupError::Variant(name, near)));
}

#[test]
fn a_dialect_of_ones_own_has_the_quirks_of_its_family() {
    let names = |id: &str, family: &str| -> BTreeSet<&str> {
        quirk::of(id, family).map(|quirk: &Quirk| quirk.name.as_str()).collect()
    };
    let own = names("my-quectel", "quectel");
    assert!(own.is_superset(&names("quectel-bc26", "quectel")));
    assert!(own.contains("window-of-six") && !own.contains("block-without-end"));
}

#[rstest]
#[case("quectel-bc20")]
#[case("quectel-bc26")]
#[case("quectel-ecx00u")]
#[case("simcom-sim7672")]
#[case("fibocom")]
fn there_is_a_variant_for_every_way_of_every_reading(#[case] id: &str) {
    let dialect = dialect(id);
    let all = variant::all(dialect);
    let names: BTreeSet<&str> = all.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!(names.len(), all.len());
    let ways: usize = dialect.readings.iter().map(|reading| reading.ways.len()).sum();
    assert!(ways >= 40 && all.len() > ways, "{} of {ways}", all.len());
    for reading in &dialect.readings {
        for (way, _) in &reading.ways {
            assert!(names.contains(format!("reading/{}/{way}", reading.id).as_str()), "{} {way}", reading.id);
        }
    }
}
