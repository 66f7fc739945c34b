//! The generator's messages as strategies for `proptest` and as `Arbitrary`. Makes no choices of its own.

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use hayes_at::choose::{Choices, FromBytes, seeds};
use proptest::collection::vec;
use proptest::prelude::*;

use super::dialogue::{Dialogue, dialogue};
use super::said::{Said, right, wrong};
use super::stand::{Stand, stands};
use crate::dialect::Dialect;

/// Every built-in dialect with its places.
static BUILTIN: LazyLock<(Vec<Dialect>, Vec<Vec<Stand>>)> = LazyLock::new(|| {
    let load = |id| crate::load_builtin(id).unwrap_or_else(|found| panic!("{found}"));
    let dialects: Vec<Dialect> = crate::builtin().map(load).collect();
    let places = dialects.iter().map(stands).collect();
    (dialects, places)
});

/// The built-in dialects, loaded once.
pub fn builtin_dialects() -> &'static [Dialect] {
    &BUILTIN.0
}

/// Right messages for one place of a dialect.
pub fn message_at(dialect: &Dialect, stand: Stand) -> impl Strategy<Value = Said<'_>> {
    seeds().prop_map(move |seed| right(dialect, stand, &mut FromBytes(&seed)))
}

/// Messages with one slip for one place of a dialect, which must have room for one.
pub fn wrong_message_at(dialect: &Dialect, stand: Stand) -> impl Strategy<Value = Said<'_>> {
    seeds().prop_filter_map("no slip is possible", move |seed| wrong(dialect, stand, &mut FromBytes(&seed)))
}

/// Messages of any built-in dialect, right or wrong.
pub fn any_message() -> impl Strategy<Value = Said<'static>> {
    seeds().prop_map(|seed| chosen(&mut FromBytes(&seed)))
}

/// Dialogues of a dialect.
pub fn dialogue_of(dialect: &Dialect) -> impl Strategy<Value = Dialogue> {
    vec(any::<u8>(), 0..2000).prop_map(move |seed| dialogue(dialect, &mut FromBytes(&seed)))
}

impl<'a> Arbitrary<'a> for Said<'static> {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(chosen(u))
    }
}

/// A message of some built-in dialect; where the place has no room for a slip, a right one.
fn chosen(choices: &mut dyn Choices) -> Said<'static> {
    let pick = |len: usize, choices: &mut dyn Choices| {
        usize::try_from(choices.below(len as u64)).unwrap_or_default()
    };
    let (dialects, places) = &*BUILTIN;
    let which = pick(dialects.len(), choices);
    let stand = places[which][pick(places[which].len(), choices)];
    let slip = if choices.flip() { wrong(&dialects[which], stand, choices) } else { None };
    slip.unwrap_or_else(|| right(&dialects[which], stand, choices))
}
