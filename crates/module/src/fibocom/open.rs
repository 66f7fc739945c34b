//! Opening: socket and CONNECT in one command, whose status follows OK.

use std::time::Duration;

use super::codes::{self, Status};
use super::names::{CLIENT, HOST, PORT};
use super::{Client, Fibocom, Phase, config, index};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::client::{Event, Setup};
use crate::link::LinkEvent;
use crate::say::Given;
use crate::timers::Timer;

/// The timer after which an opening that nothing has come of has failed.
pub(super) const PATIENCE: u16 = 1;

/// How long that is; the document names no time.
const TIME: Duration = Duration::from_secs(75);

impl Fibocom {
    /// Which clients can be opened.
    pub(super) fn tell_free(&self, ask: &Ask, board: &mut Board) -> Turn {
        self.tell_numbers(ask, board, |client| client.phase == Phase::Free)
    }

    /// One line with the numbers of clients, or with the 0 that stands for none.
    pub(super) fn tell_numbers(&self, ask: &Ask, board: &mut Board, which: fn(&Client) -> bool) -> Turn {
        let mut numbers = self.clients.iter().filter(|(_, client)| which(client)).map(|(number, _)| *number);
        let Some(first) = numbers.next() else { return board.answer_rows(ask, &[]) };
        let row = numbers.fold(Given::new().int(CLIENT, first), |given, number| given.int(CLIENT, number));
        board.answer(ask, &row)
    }

    pub(super) fn open(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let port = ask.number(PORT).and_then(|port| u16::try_from(port).ok());
        let (Some(number), Some(port)) = (ask.number(CLIENT), port) else {
            return board.refuse(ask, Refusal::Parameters);
        };
        let setup = config::setup(ask, number, board);
        let Some(client) = self.clients.get_mut(&number).filter(|_| !config::holds_quote(ask, HOST)) else {
            return board.refuse(ask, Refusal::Parameters);
        };
        client.phase = Phase::Opening(ask.form);
        client.refused = None;
        client.setup = Some(setup);
        let turn = board.accept(ask);
        let host = String::from_utf8_lossy(ask.bytes(HOST).unwrap_or_default()).into_owned();
        if host.is_empty() {
            // An address that is none is not even looked up.
            self.open_failed(number, None, board);
        } else {
            board.links.open(index(number), host, port, None);
            board.wake(Timer { what: PATIENCE, whose: number }, TIME);
        }
        turn
    }

    /// Something happened to a client that is being opened.
    pub(super) fn opening(&mut self, number: i64, event: LinkEvent, board: &mut Board) {
        match event {
            LinkEvent::Opened => {
                if let Some(setup) = self.setup_of(number) {
                    board.links.connect(board.now, index(number), setup);
                }
            }
            LinkEvent::Mqtt(Event::Connected { .. }) => self.opened(number, board),
            LinkEvent::Mqtt(Event::Refused(code)) => self.open_failed(number, Some(code), board),
            LinkEvent::Failed(_)
            | LinkEvent::Lost(_)
            | LinkEvent::Mqtt(Event::ConnectTimedOut | Event::Broken(_)) => {
                self.open_failed(number, None, board);
            }
            // What an earlier connection's session still has to say concerns nobody.
            LinkEvent::Mqtt(_) => {}
        }
    }

    fn setup_of(&mut self, number: i64) -> Option<Setup> {
        self.clients.get_mut(&number)?.setup.take()
    }

    fn opened(&mut self, number: i64, board: &mut Board) {
        self.end_opening(number, Phase::Open, Status::Done, board);
    }

    /// Nothing came of it; the server's code of CONNACK, where it gave one.
    pub(super) fn open_failed(&mut self, number: i64, connack: Option<u8>, board: &mut Board) {
        board.links.close(board.now, index(number));
        if let Some(client) = self.clients.get_mut(&number) {
            client.refused = connack.map(codes::refused);
        }
        self.end_opening(number, Phase::Free, Status::Failed, board);
    }

    fn end_opening(&mut self, number: i64, phase: Phase, status: Status, board: &mut Board) {
        board.timers.cancel(Timer { what: PATIENCE, whose: number });
        let Some(client) = self.clients.get_mut(&number) else { return };
        if let Phase::Opening(form) = client.phase {
            client.phase = phase;
            client.setup = None;
            super::owed::tell(form, number, status, board);
        }
    }
}
