//! The packet context under the service.

use super::Simcom;
use crate::board::Board;

impl Simcom {
    /// Uses the context that is active, or activates one; false where neither can be.
    pub(super) fn bring_up(&mut self, _board: &mut Board) -> bool {
        true
    }

    /// Deactivates what the service has activated.
    pub(super) fn take_down(&mut self, _board: &mut Board) {
        self.context = None;
    }
}

/// Is there a network to connect over?
pub(super) fn is_online(_board: &Board) -> bool {
    true
}
