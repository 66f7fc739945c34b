//! The service: starting and stopping it, the packet context under it, and the loss of the network.

use std::time::Duration;

use super::codes::Cause;
use super::names::ERR;
use super::{SERVICE, Service, Simcom};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

/// How long the document gives the service to start or stop.
const LIMIT: Duration = Duration::from_secs(12);

impl Simcom {
    pub(super) fn start_service(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        if self.service != Service::Stopped {
            return board.refuse(ask, Refusal::State);
        }
        self.service = Service::Starting(ask.form);
        let takes = board.setup.pace.work(&mut board.chance, Some(LIMIT));
        board.wake(SERVICE, takes);
        board.accept(ask)
    }

    pub(super) fn stop_service(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let clients: Vec<usize> = self.clients.keys().copied().collect();
        for client in clients {
            self.drop_client(client, board);
        }
        self.service = Service::Stopping(ask.form);
        let takes = board.setup.pace.work(&mut board.chance, Some(LIMIT));
        board.wake(SERVICE, takes);
        board.accept(ask)
    }

    /// The start or stop that was under way has come to its end.
    pub(super) fn service_done(&mut self, board: &mut Board) {
        match self.service {
            Service::Starting(form) => {
                let up = self.bring_up(board);
                self.service = if up { Service::Running } else { Service::Stopped };
                let code = if up { 0 } else { Cause::NetworkOpen.code().unwrap_or(1) };
                board.result(form, &Given::new().int(ERR, code));
            }
            Service::Stopping(form) => {
                self.service = Service::Stopped;
                self.take_down(board);
                board.result(form, &Given::new().int(ERR, 0));
            }
            Service::Stopped | Service::Running => {}
        }
    }
}
