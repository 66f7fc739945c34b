//! Counts what reading costs, for the oracle that bounds it: with the cargo feature `oracles` a number for each
//! thread, without it nothing at all. A step is a step of a shape, a part of a line, a poll; or a stretch of
//! bytes that is looked through, copied or compared. Counted, not timed: the same on every machine.

#[cfg(feature = "oracles")]
use std::cell::Cell;

/// So many bytes are looked through in a step.
#[cfg(feature = "oracles")]
const STRETCH: usize = 32;

#[cfg(feature = "oracles")]
thread_local!(static STEPS: Cell<u64> = const { Cell::new(0) });

/// One step was taken.
#[inline]
pub(crate) fn step() {
    #[cfg(feature = "oracles")]
    STEPS.set(STEPS.get() + 1);
}

/// So many bytes were looked through, copied or compared.
#[inline]
pub(crate) fn bytes(count: usize) {
    #[cfg(feature = "oracles")]
    STEPS.set(STEPS.get() + 1 + (count / STRETCH) as u64);
    #[cfg(not(feature = "oracles"))]
    let _ = count;
}

/// How many steps this thread has taken.
#[cfg(feature = "oracles")]
pub(crate) fn steps() -> u64 {
    STEPS.get()
}
