//! Whether states can be kept from one case to the next. A module that loses one with no line that tells fails case after case that
//! has nothing to do with it, each of them only until the states are reached anew: after a few, none are kept any more. What failed
//! until then stays a failure.

/// So many cases may fail on what was kept and pass once it was reached anew.
const MOST: u32 = 3;

/// What is known of it.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The case in hand was begun in states that were kept.
    pub(super) now: bool,
    lost: u32,
}

impl Kept {
    /// Are states kept?
    pub(super) fn on(&self) -> bool {
        self.lost < MOST
    }

    /// A case failed in states that were kept, and passed in the same ones, reached anew. True where none are kept from now on.
    pub(super) fn lost(&mut self) -> bool {
        self.lost += 1;
        self.lost == MOST
    }
}
