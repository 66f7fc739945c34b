//! Where bytes stand that are not where they were, for marks that count them as they came.

use std::collections::BTreeMap;

use crate::cover::Shift;
use crate::verdict::Mark;

/// In how many lines of a case it is known where bytes are that stand elsewhere than they did.
const MAX_SHIFTS: usize = 1024;

/// The lines of a case in which bytes are not where they were.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    shifts: BTreeMap<u64, Shift>,
    /// Before this line it is not known any more: marks there stand for the line as a whole.
    known_from: u64,
}

impl Moved {
    /// Another case begins.
    pub(crate) fn clear(&mut self) {
        self.shifts.clear();
    }

    /// In this line they have moved so.
    pub(crate) fn remember(&mut self, line: u64, shift: Shift) {
        self.shifts.insert(line, shift);
        if self.shifts.len() > MAX_SHIFTS
            && let Some((line, _)) = self.shifts.pop_first()
        {
            self.known_from = line + 1;
        }
    }

    /// Has a mark count the bytes as they are written.
    pub(crate) fn follow(&self, mark: &mut Mark) {
        if mark.length == 0 {
            return;
        }
        if mark.line < self.known_from {
            (mark.start, mark.length) = (0, 0);
        } else if let Some(shift) = self.shifts.get(&mark.line) {
            (mark.start, mark.length) = shift.range(mark.start, mark.length);
        }
    }
}
