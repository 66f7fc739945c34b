//! Makes messages of a shape from choices: right ones (`right`) and wrong ones (`wrong`). The choices may
//! come from a property test, a fuzzer or a counter; the same choices make the same message.

#[cfg(feature = "generate")]
mod generate;
mod right;
mod values;
mod wrong;

#[cfg(feature = "generate")]
pub use generate::{right_message, seeds, wrong_message};
pub use right::{right, right_given};
pub use wrong::{Slip, wrong, wrong_by};

/// A source of choices.
pub trait Choices {
    /// A number below `bound`; 0 when `bound` is 0 or nothing is left to choose from.
    fn below(&mut self, bound: u64) -> u64;

    /// One choice out of two.
    fn flip(&mut self) -> bool {
        self.below(2) == 1
    }
}

/// Choices out of a string of bytes; when it is used up, always the first.
#[derive(Debug, Clone)]
pub struct FromBytes<'a>(pub &'a [u8]);

impl Choices for FromBytes<'_> {
    fn below(&mut self, bound: u64) -> u64 {
        if bound < 2 {
            return 0;
        }
        let width = (64 - (bound - 1).leading_zeros()).div_ceil(8) as usize;
        let (now, rest) = self.0.split_at(width.min(self.0.len()));
        self.0 = rest;
        now.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)) % bound
    }
}

/// Choices without end, the same for the same seed.
#[derive(Debug, Clone)]
pub struct FromSeed(pub u64);

impl Choices for FromSeed {
    fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64: every seed gives a good row of numbers, also 0, 1, 2.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        if bound < 2 { 0 } else { (mixed ^ (mixed >> 31)) % bound }
    }
}
