//! Every message of every kind of shape comes back as it went out, the wrong ones flagged.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::choose::FromBytes;
use hayes_at::names::Names;
use hayes_at::oracles::{right_message, wrong_message};
use hayes_at::shape::Shape;
use proptest::prelude::*;

fn shapes() -> Vec<Shape> {
    let mut names = Names::default();
    small::NOTATIONS.iter().map(|n| small::shape(&mut names, n)).collect()
}

proptest! {
    #[test]
    fn a_right_message_survives(which in 0..small::NOTATIONS.len(), seed in prop::collection::vec(any::<u8>(), 0..400)) {
        right_message(&shapes()[which], &mut FromBytes(&seed));
    }

    #[test]
    fn a_wrong_message_survives_flagged(which in 0..small::NOTATIONS.len(), seed in prop::collection::vec(any::<u8>(), 0..400)) {
        wrong_message(&shapes()[which], &mut FromBytes(&seed));
    }
}
