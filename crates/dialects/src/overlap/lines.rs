//! Lines of a shape, made up; the same ones every time.

use hayes_at::choose::{Choices, right};
use hayes_at::shape::Shape;
use hayes_at::write::write;

/// How many lines are made up of a shape.
const LINES: u64 = 300;

/// Right lines of a shape, each once.
pub(super) fn of(shape: &Shape) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = (1..=LINES)
        .map(|seed| {
            let mut line = Vec::new();
            write(shape, &right(shape, &mut Dice(seed)), &mut line);
            line
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

/// Choices without a pattern: a linear generator whose bits are stirred before they are given out.
struct Dice(u64);

impl Choices for Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        if bound == 0 { 0 } else { bits % bound }
    }
}
