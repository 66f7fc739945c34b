//! Made-up dialogues of every built-in dialect: each line is what its maker meant, however the bytes are cut,
//! and what comes unasked changes nothing else. Single messages are for `round_trip`.

#[path = "streams/feed.rs"]
mod feed;
#[path = "streams/judge.rs"]
mod judge;

use feed::{Heard, hear};
use hayes_at::choose::FromSeed;
use hayes_dialects::generate::{Dialogue, builtin_dialects, dialogue, dialogue_of};
use proptest::prelude::*;

/// How many dialogues of each dialect are played, beside those that proptest chooses.
const DIALOGUES: u64 = 400;

#[test]
fn every_line_is_what_was_meant() {
    let mut broken = Vec::new();
    for dialect in builtin_dialects() {
        for seed in 0..DIALOGUES {
            let said = dialogue(dialect, &mut FromSeed(seed));
            let heard = hear(dialect, &said, &[]);
            let wrong = judge::as_meant(dialect, &said, &heard);
            broken.extend(wrong.map(|why| format!("{} {seed}: {why}", dialect.id)));
        }
    }
    assert!(broken.is_empty(), "{} dialogues:\n{}", broken.len(), broken.join("\n"));
}

fn any_dialogue() -> impl Strategy<Value = (usize, Dialogue)> {
    (0..builtin_dialects().len())
        .prop_flat_map(|which| (Just(which), dialogue_of(&builtin_dialects()[which])))
}

proptest! {
    #[test]
    fn any_dialogue_is_what_was_meant((which, said) in any_dialogue()) {
        let dialect = &builtin_dialects()[which];
        let heard = hear(dialect, &said, &[]);
        prop_assert_eq!(judge::as_meant(dialect, &said, &heard), None);
    }

    #[test]
    fn cuts_change_nothing(
        (which, said) in any_dialogue(), cuts in prop::collection::vec(1..40_usize, 1..40),
    ) {
        let dialect = &builtin_dialects()[which];
        let whole = hear(dialect, &said, &[]);
        prop_assert_eq!(hear(dialect, &said, &cuts), whole.clone());
        prop_assert_eq!(hear(dialect, &said, &[1]), whole);
    }

    #[test]
    fn what_comes_unasked_changes_nothing_else((which, said) in any_dialogue()) {
        let dialect = &builtin_dialects()[which];
        let quiet = said.quiet(dialect);
        let told = |said: &Dialogue| judge::told(said, &hear(dialect, said, &[]));
        prop_assert_eq!(told(&said), told(&quiet));
    }
}

/// One event of every kind must have been among the made-up ones: else the tests above say little.
#[test]
fn dialogues_hold_everything() {
    let mut kinds = std::collections::BTreeSet::new();
    for dialect in builtin_dialects() {
        for seed in 0..DIALOGUES {
            let said = dialogue(dialect, &mut FromSeed(seed));
            kinds.extend(said.turns.iter().map(|t| kind_of(&format!("{:?}", t.means))));
            kinds.extend(hear(dialect, &said, &[]).iter().map(|h: &Heard| kind_of(&format!("{:?}", h.what))));
        }
    }
    insta::assert_snapshot!(kinds.into_iter().collect::<Vec<_>>().join(" "));
}

fn kind_of(debug: &str) -> String {
    debug.chars().take_while(|c| c.is_alphanumeric()).collect()
}
