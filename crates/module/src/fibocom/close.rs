//! The end of a connection: by command, or by loss.

use super::codes::{Cause, Status, refuse};
use super::names::{CAUSE, CLIENT, STATUS};
use super::ways::goes;
use super::{Fibocom, Phase, index, owed};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

impl Fibocom {
    /// Which clients can be closed.
    pub(super) fn tell_open(&self, ask: &Ask, board: &mut Board) -> Turn {
        let none_free = self.clients.values().all(|client| client.phase != Phase::Free);
        if goes(board, "mqttclose.read-meaning", "closed") {
            return self.tell_numbers(ask, board, |client| client.phase == Phase::Free);
        }
        if none_free && goes(board, "mqttclose.read-none", "none-free") {
            return board.answer_rows(ask, &[]);
        }
        self.tell_numbers(ask, board, |client| matches!(client.phase, Phase::Open | Phase::Broken))
    }

    /// Takes leave of the server and closes the socket.
    pub(super) fn close(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let phase = ask.number(CLIENT).and_then(|number| Some((number, self.clients.get(&number)?.phase)));
        let Some((number, phase)) = phase else { return refuse(ask, Refusal::Parameters, board) };
        let turn = board.accept(ask);
        let status = match phase {
            Phase::Free | Phase::Opening(_) => Status::of(goes(board, "mqttclose.not-open", "done")),
            Phase::Open | Phase::Broken => {
                self.take_leave(number, board);
                Status::Done
            }
        };
        owed::tell(ask.form, number, status, board);
        turn
    }

    fn take_leave(&mut self, number: i64, board: &mut Board) {
        // A server publishes the will of who goes without a word.
        let has_will = board.links.client(index(number)).is_some_and(|client| client.setup().will.is_some());
        if has_will || !goes(board, "mqttclose.disconnect", "bare") {
            board.links.with(board.now, index(number), |client| client.disconnect(board.now));
        }
        board.links.close(board.now, index(number));
        self.let_go(number, board);
    }

    /// A connection is lost: that is reported, and the client is closed, which is reported as well.
    pub(super) fn broken(&mut self, number: i64, cause: Cause, board: &mut Board) {
        if self.clients.get(&number).is_none_or(|client| client.phase != Phase::Open) {
            return;
        }
        board.links.abort(index(number));
        self.let_go(number, board);
        if goes(board, "mqttbreak.reopen", "close-first")
            && let Some(client) = self.clients.get_mut(&number)
        {
            client.phase = Phase::Broken;
        }
        board.urc("break", &Given::new().int(CLIENT, number).int(CAUSE, cause.number()), None);
        if !goes(board, "mqttbreak.close-follows", "alone") {
            let closed = Given::new().int(CLIENT, number).int(STATUS, Status::Done.number());
            board.urc("closed", &closed, None);
        }
    }
}
