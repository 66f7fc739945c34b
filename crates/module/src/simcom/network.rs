//! The packet context under the service, and the loss of the network.

use super::{Service, Simcom};
use crate::air::FIRST_CONTEXT;
use crate::board::Board;
use crate::say::Given;

impl Simcom {
    /// Uses the context that is active, or activates one; false where neither can be.
    pub(super) fn bring_up(&mut self, board: &mut Board) -> bool {
        if board.air.is_reachable() {
            return true;
        }
        let up = board.air.is_attached() && board.air.activate(FIRST_CONTEXT, true);
        self.context = up.then_some(FIRST_CONTEXT);
        up
    }

    /// Deactivates what the service has activated.
    pub(super) fn take_down(&mut self, board: &mut Board) {
        if let Some(context) = self.context.take()
            && board.way("cmqttstop.pdp", "deactivated") == "deactivated"
        {
            board.air.activate(context, false);
        }
    }

    /// The network may be gone. Connections that were lost with it are reported already.
    pub(super) fn network_gone(&mut self, board: &mut Board) {
        if board.air.is_reachable() || !matches!(self.service, Service::Running | Service::Stopping(_)) {
            return;
        }
        self.context = None;
        board.urc("nonet", &Given::new(), None);
        if board.way("cmqttnonet.clients", "released") == "released" {
            let clients: Vec<usize> = self.clients.keys().copied().collect();
            for client in clients {
                self.drop_client(client, board);
            }
        }
        if self.service == Service::Running && board.way("cmqttnonet.service", "stopped") == "stopped" {
            self.service = Service::Stopped;
        }
    }
}

/// Is there a network to connect over?
pub(super) fn is_online(board: &Board) -> bool {
    board.air.is_reachable()
}
