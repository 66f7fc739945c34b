//! The reference cards of the built-in dialects, to be read beside the documents.

use rstest::rstest;

#[rstest]
#[case("quectel-bc20")]
#[case("quectel-ecx00u")]
#[case("simcom-sim7672")]
#[case("quectel-bc26")]
#[case("fibocom")]
fn the_card(#[case] id: &str) {
    let dialect = hayes_dialects::load_builtin(id).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    insta::assert_snapshot!(id, hayes_dialects::show::card(&dialect));
}
