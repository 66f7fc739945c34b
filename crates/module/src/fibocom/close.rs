//! The end of a connection: by command, or by loss.

use super::codes::{Cause, Status};
use super::names::{CAUSE, CLIENT, STATUS};
use super::{Fibocom, Phase, index, owed};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

impl Fibocom {
    /// Which clients can be closed.
    pub(super) fn tell_open(&self, ask: &Ask, board: &mut Board) -> Turn {
        self.tell_numbers(ask, board, |client| client.phase == Phase::Open)
    }

    /// Takes leave of the server and closes the socket.
    pub(super) fn close(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let Some(number) = ask.number(CLIENT) else { return board.refuse(ask, Refusal::Parameters) };
        let turn = board.accept(ask);
        board.links.with(board.now, index(number), |client| client.disconnect(board.now));
        board.links.close(board.now, index(number));
        self.let_go(number, board);
        owed::tell(ask.form, number, Status::Done, board);
        turn
    }

    /// A connection is lost: that is reported, and the client is closed, which is reported as well.
    pub(super) fn broken(&mut self, number: i64, cause: Cause, board: &mut Board) {
        if self.clients.get(&number).is_none_or(|client| client.phase != Phase::Open) {
            return;
        }
        board.links.abort(index(number));
        self.let_go(number, board);
        board.urc("break", &Given::new().int(CLIENT, number).int(CAUSE, cause.number()), None);
        let closed = Given::new().int(CLIENT, number).int(STATUS, Status::Done.number());
        board.urc("closed", &closed, None);
    }
}
