//! What no driver can see of a module, for the oracles.

use super::{Module, Supply};

impl Module {
    /// Is it on, and through with starting?
    pub(crate) fn is_running(&self) -> bool {
        self.supply == Supply::Running
    }

    /// Does it wait for data?
    pub(crate) fn awaits_data(&self) -> bool {
        self.typing.is_entering()
    }

    /// Has every command line that it read its final result, said and done?
    pub(crate) fn is_idle(&self) -> bool {
        !self.desk.in_hand && !self.board.voice.is_answering() && !self.awaits_data()
    }
}
