//! Makes messages of a shape from choices: right ones (`right`) and wrong ones (`wrong`). The choices may
//! come from a property test, a fuzzer or a counter; the same choices make the same message.

mod right;
mod values;
mod wrong;

pub use right::right;
pub use wrong::{Slip, wrong};

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
