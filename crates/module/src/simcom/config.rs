//! Acquiring and releasing clients, and their settings.

use super::client::Client;
use super::names::{CLIENT, CLIENT_ID, CONTEXT, SERVER_TYPE};
use super::{Simcom, number};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};

impl Simcom {
    pub(super) fn acquire(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        let id = ask.bytes(CLIENT_ID).unwrap_or_default().to_vec();
        self.drop_client(client, board);
        self.clients.insert(client, Client::new(id, ask.number(SERVER_TYPE) == Some(1)));
        board.accept(ask)
    }

    pub(super) fn release(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        self.drop_client(client, board);
        Self::clear_after(&ask.name, client, true, board);
        board.accept(ask)
    }

    /// A client is no more, and nothing that it was given for its connection and its messages.
    pub(super) fn drop_client(&mut self, client: usize, board: &mut Board) {
        self.hang_up(client, board);
        board.links.forget(client);
        self.clients.remove(&client);
        Self::clear_inputs(client, board);
    }

    pub(super) fn configure(ask: &Ask, board: &mut Board) -> Turn {
        let written = ask.key != "version" || board.way("cmqttcfg.version-write", "written") == "written";
        if written { board.configure(ask, Some(CLIENT)) } else { board.refuse(ask, Refusal::Unknown) }
    }

    pub(super) fn choose_context(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        let early = !self.clients.contains_key(&client);
        if early && board.way("cmqttsslcfg.before-acquire", "allowed") == "refused" {
            return board.refuse(ask, Refusal::State);
        }
        board.configure(ask, Some(CLIENT))
    }

    /// The SSL context of a client: the one chosen, else the one of its own number.
    pub(super) fn context_of(client: usize, board: &Board) -> i64 {
        let own = if board.way("cmqttsslcfg.default", "client") == "client" { number(client) } else { 0 };
        board.number_named("+CMQTTSSLCFG", Some(number(client)), CONTEXT).unwrap_or(own)
    }
}
