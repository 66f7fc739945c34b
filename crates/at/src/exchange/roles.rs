//! What one line may be in each of its roles, and the best reading in each. Weighs nothing against each other.

use crate::grammar::{FormId, ShapeId};

use super::owed::Found;

/// The best reading so far in each role, by what is wrong with it.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) info: Option<(u32, FormId, ShapeId)>,
    pub(super) later: Option<(u32, Found)>,
    pub(super) early: Option<(u32, FormId, ShapeId)>,
    pub(super) urc: Option<(u32, u16, ShapeId)>,
    pub(super) unasked: Option<(u32, FormId, ShapeId)>,
    pub(super) result: Option<(u32, u16, ShapeId)>,
}

impl Roles {
    /// What is wrong with the best reading; more than any can have where there is none.
    pub(super) fn least(&self) -> u32 {
        let best = |cost: Option<u32>| cost.unwrap_or(u32::MAX);
        best(self.info.map(|r| r.0))
            .min(best(self.later.map(|r| r.0)))
            .min(best(self.early.map(|r| r.0)))
            .min(best(self.urc.map(|r| r.0)))
            .min(best(self.result.map(|r| r.0)))
            .min(best(self.unasked.map(|r| r.0)))
    }
}

/// Keeps the reading with less wrong in it; of equals, the one with more values.
pub(super) fn keep<T>(best: &mut Option<(u32, T, ShapeId)>, new: (u32, T, ShapeId)) {
    if best.as_ref().is_none_or(|b| new.0 < b.0) {
        *best = Some(new);
    }
}
