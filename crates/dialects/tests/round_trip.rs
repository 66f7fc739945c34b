//! Every message of every built-in dialect comes back as it went out: every command form, every line of every
//! outcome, every URC and final result, right and with every slip. Dialogues are for `streams`.

#[path = "round_trip/command.rs"]
mod command;
#[path = "round_trip/line.rs"]
mod line;

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use hayes_at::choose::{FromSeed, Slip, wrong_by};
use hayes_dialects::generate::{
    Said, Stand, any_message, builtin_dialects, message_at, right, stands, wrong, wrong_message_at,
};
use proptest::prelude::*;

/// How many right messages of each place are tried.
const RIGHT: u64 = 300;
/// How many messages with each slip.
const WRONG: u64 = 25;

fn check(said: &Said<'_>) -> Result<(), String> {
    match said.stand {
        Stand::Command(form) => command::check(said, form),
        _ => line::check(said),
    }
}

/// What fails first in each place, all at once: one defect of a file shows in many places.
fn check_all(messages: impl Iterator<Item = Said<'static>>, broken: &mut Vec<String>) {
    for said in messages {
        if let Err(why) = check(&said) {
            broken.push(why);
            return;
        }
    }
}

#[test]
fn every_place_of_every_dialect_right() {
    let mut broken = Vec::new();
    for dialect in builtin_dialects() {
        for stand in stands(dialect) {
            check_all((0..RIGHT).map(|seed| right(dialect, stand, &mut FromSeed(seed))), &mut broken);
        }
    }
    assert!(broken.is_empty(), "{} places:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn every_place_of_every_dialect_wrong() {
    let mut broken = Vec::new();
    for dialect in builtin_dialects() {
        let grammar = dialect.grammar();
        for stand in stands(dialect) {
            let Some(shape) = stand.shape(grammar) else { continue };
            for slip in Slip::ALL {
                let made = |seed| wrong_by(grammar.shape(shape), slip, &mut FromSeed(seed));
                let said = |message| Said { dialect, stand, message, slip: Some(slip) };
                check_all((0..WRONG).filter_map(made).map(said), &mut broken);
            }
        }
    }
    assert!(broken.is_empty(), "{} places:\n{}", broken.len(), broken.join("\n"));
}

/// Places with a value have room for a slip: else the loops above would pass by saying nothing. Only lines
/// that may say anything at all have none.
#[test]
fn places_with_values_have_slips() {
    let mut without = BTreeSet::new();
    for dialect in builtin_dialects() {
        let grammar = dialect.grammar();
        for stand in stands(dialect) {
            let Some(shape) = stand.shape(grammar).map(|id| grammar.shape(id)) else { continue };
            let slips = (0..WRONG).filter(|seed| wrong(dialect, stand, &mut FromSeed(*seed)).is_some());
            if shape.slots.iter().any(|s| s.required) && slips.count() == 0 {
                let names: Vec<&str> = shape.slots.iter().map(|s| grammar.names.text(s.name)).collect();
                let head = String::from_utf8_lossy(shape.head());
                without.insert(format!("{}: {head}<{}>", dialect.id, names.join(">,<")));
            }
        }
    }
    insta::assert_snapshot!(without.into_iter().collect::<Vec<_>>().join("\n"));
}

fn any_place() -> impl Strategy<Value = (usize, Stand)> {
    (0..builtin_dialects().len()).prop_flat_map(|which| {
        let places = stands(&builtin_dialects()[which]);
        (Just(which), prop::sample::select(places))
    })
}

proptest! {
    #[test]
    fn any_message_survives(said in any_message()) {
        check(&said).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_message_of_unstructured_bytes_survives(bytes in hayes_at::choose::seeds()) {
        let said = Said::arbitrary(&mut Unstructured::new(&bytes)).expect("bytes are enough");
        check(&said).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn a_right_message_of_any_place_survives((said, more) in any_place().prop_flat_map(|(which, stand)| {
        let dialect = &builtin_dialects()[which];
        (message_at(dialect, stand), message_at(dialect, stand))
    })) {
        check(&said).map_err(TestCaseError::fail)?;
        command::check_line_of_two(&said, &more);
    }

    #[test]
    fn a_command_in_any_dress_survives(
        (which, stand) in any_place(), seed in hayes_at::choose::seeds(), lower: bool, spaced: bool,
    ) {
        let said = right(&builtin_dialects()[which], stand, &mut hayes_at::choose::FromBytes(&seed));
        command::check_dressed(&said, lower, spaced);
    }

    #[test]
    fn a_wrong_message_survives(said in wrong_message_of_a_command()) {
        check(&said).map_err(TestCaseError::fail)?;
    }
}

/// Wrong command lines of forms that have parameters.
fn wrong_message_of_a_command() -> impl Strategy<Value = Said<'static>> {
    let with_values = |(which, stand): &(usize, Stand)| {
        let grammar = builtin_dialects()[*which].grammar();
        matches!(stand, Stand::Command(_)) && stand.shape(grammar).is_some()
    };
    let place = any_place().prop_filter("it has values", with_values);
    place.prop_flat_map(|(which, stand)| wrong_message_at(&builtin_dialects()[which], stand))
}
