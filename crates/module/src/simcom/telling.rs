//! What read commands tell: a line for each client there can be, whether somebody holds it or not.

use hayes_at::message::Value;

use super::client::Client;
use super::names::{
    ADDRESS, CHECK, CLEAN, CLIENT, CLIENT_ID, CONTEXT, DISCONNECTED, KEEP_ALIVE, PASSWORD, PATIENCE,
    SERVER_TYPE, TOPIC, USER,
};
use super::{Simcom, number};
use crate::ask::Ask;
use crate::board::{Board, Turn};
use crate::say::Given;

impl Simcom {
    pub(super) fn tell_contexts(ask: &Ask, board: &mut Board) -> Turn {
        let row = |client: usize| {
            let given = Given::new().int(CLIENT, number(client));
            given.int(CONTEXT, Self::context_of(client, board))
        };
        let rows: Vec<Given> = Self::all(board).map(row).collect();
        board.answer_rows(ask, &rows)
    }

    pub(super) fn tell_clients(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let row = |client: usize| {
            let held = self.clients.get(&client);
            let id = held.map_or(&[][..], |c| &c.id);
            let kind = i64::from(held.is_some_and(|c| c.secure));
            Given::new().int(CLIENT, number(client)).text(CLIENT_ID, id).int(SERVER_TYPE, kind)
        };
        let rows: Vec<Given> = Self::all(board).map(row).collect();
        board.answer_rows(ask, &rows)
    }

    pub(super) fn tell_config(ask: &Ask, board: &mut Board) -> Turn {
        let row = |client: usize| {
            let whose = Some(number(client));
            let flag = board.number_named("checkUTF8", whose, CHECK).unwrap_or(1);
            let patience = board.number_named("optimeout", whose, PATIENCE).unwrap_or(120);
            Given::new().int(CHECK, flag).int(PATIENCE, patience)
        };
        let rows: Vec<Given> = Self::all(board).map(row).collect();
        board.answer_rows(ask, &rows)
    }

    pub(super) fn tell_servers(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let kept = board.way("cmqttconnect.read-after", "number") == "kept";
        let shown = board.way("cmqttconnect.read-password", "shown") == "shown";
        let row = |client: usize| {
            let held = self.clients.get(&client).filter(|c| c.connected || kept);
            let Some(server) = held.and_then(|c| c.server.as_ref()) else { return Given::new() };
            let given = Given::new().text(ADDRESS, &server.address).int(KEEP_ALIVE, server.keep_alive);
            let given = given.int(CLEAN, i64::from(server.clean));
            let given = server.user.iter().fold(given, |given, user| given.text(USER, user));
            server.password.iter().filter(|_| shown).fold(given, |given, word| given.text(PASSWORD, word))
        };
        let rows: Vec<Given> = Self::all(board).map(row).collect();
        board.answer_rows(ask, &rows)
    }

    pub(super) fn tell_connections(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let away = |client: usize| !self.clients.get(&client).is_some_and(|c| c.connected);
        let row = |client: usize| Given::new().int(DISCONNECTED, i64::from(away(client)));
        let rows: Vec<Given> = Self::all(board).map(row).collect();
        board.answer_rows(ask, &rows)
    }

    pub(super) fn tell_topics(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let quoted = board.way("cmqttsub.read-quotes", "bare") == "quoted";
        let spelled = |topic: &Vec<u8>| {
            if quoted { Value::Text(topic.clone()) } else { Value::Bare(topic.clone()) }
        };
        let topics = self.clients.values().flat_map(Client::topics);
        let rows: Vec<Given> = std::iter::once(Given::new())
            .chain(topics.map(|topic| Given::new().value(TOPIC, spelled(topic))))
            .collect();
        board.answer_rows(ask, &rows)
    }

    /// All clients that there can be.
    fn all(board: &Board) -> impl Iterator<Item = usize> + use<> {
        0..usize::try_from(board.limit("clients", 2)).unwrap_or_default()
    }
}
