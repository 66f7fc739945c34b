//! What a dialect's author is told about what follows from nothing: packets that no form says it sends, states without a way in or out.

use hayes_cases::catalogue::Catalogue;
use hayes_cases::gaps;
use hayes_dialects::Dialect;
use rstest::rstest;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/own/");

fn dialect(id: &str) -> Dialect {
    hayes_dialects::find(&format!("{FOLDER}{id}.toml")).unwrap_or_else(|e| panic!("{e}"))
}

#[rstest]
#[case::a_rule("rule con.after-connack is judged by `acknowledged`")]
#[case::what_connect_carries(
    "AT+KMINIT sets what CONNECT carries, and no form with a later result says that it sends it"
)]
fn a_file_that_names_no_packet_is_told(#[case] beginning: &str) {
    let told = gaps::of_file(&dialect("km12"));
    assert!(told.iter().any(|gap| gap.starts_with(beginning)), "{told:#?}");
}

const SET_UP: &str = "# Slot 0 is set up.\ngives set-up\n> AT+KMINIT=0,\"{client}\"\n< OK\n";
const CONNECTED: &str = "# Slot 0 is connected.\ngives connected\nneeds set-up\n> AT+KMCON=0,\"{host}\",{port}\n< OK\n\
                         < +KMCON: 0,0\nundo\n> AT+KMDIS=0\n< accepted | refused\n";

#[rstest]
#[case::no_setup(&[], &["no setup gives the state `connected`", "no setup gives the state `set-up`"])]
#[case::no_way_out(&[("set-up", SET_UP), ("connected", CONNECTED)], &["nothing leads out of the state `set-up`"])]
fn states_without_a_way_are_told(#[case] setups: &[(&str, &str)], #[case] beginnings: &[&str]) {
    let dialect = dialect("km12");
    let mut catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
    for (name, text) in setups {
        catalogue.add(&format!("setup/{name}.scenario"), text, &dialect).unwrap_or_else(|e| panic!("{e}"));
    }
    let told = gaps::of_setups(&dialect, &catalogue.setups);
    assert_eq!(told.len(), beginnings.len(), "{told:#?}");
    for (gap, beginning) in told.iter().zip(beginnings) {
        assert!(gap.starts_with(beginning), "{gap}");
    }
    assert!(catalogue.gaps(&dialect).ends_with(&told));
}

/// A module that cannot be taken there fails the setup's case, whether it names a rule or not.
#[test]
fn a_setup_that_acts_is_a_case_without_a_rule_too() {
    let dialect = dialect("km12");
    let mut catalogue = Catalogue::of(&dialect).unwrap_or_else(|e| panic!("{e}"));
    let asks = "# Whether it is registered.\ngives connected\n> AT+CREG?\n< accepted\n";
    catalogue.add("setup/asked.scenario", asks, &dialect).unwrap_or_else(|e| panic!("{e}"));
    catalogue.add("setup/set-up.scenario", SET_UP, &dialect).unwrap_or_else(|e| panic!("{e}"));
    let of_setups: Vec<_> = catalogue.cases.iter().filter(|case| case.id.contains("/setup/")).collect();
    let [case] = &of_setups[..] else { panic!("{of_setups:#?}") };
    assert_eq!((case.id.as_str(), case.clause.as_deref()), ("kestrel-km12/setup/set-up", Some("2.1")));
}

/// The built-in documents leave nothing unsaid that an author could mend.
#[test]
fn built_in_dialects_have_no_gap_of_their_file() {
    for id in hayes_dialects::builtin() {
        let dialect = hayes_dialects::find(id).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(gaps::of_file(&dialect), Vec::<String>::new(), "{id}");
    }
}
