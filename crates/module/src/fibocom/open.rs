//! Opening: socket and CONNECT in one command, whose status follows OK.

use std::time::Duration;

use hayes_at::grammar::FormId;
use hayes_at::message::{Arg, Message, Value};

use super::codes::{self, Status, refuse};
use super::names::{CLIENT, HOST, PORT};
use super::text::text_of;
use super::ways::goes;
use super::{Fibocom, Phase, config, index};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::client::Event;
use crate::link::LinkEvent;
use crate::timers::Timer;
use crate::voice::Role;

/// The timer after which an opening that nothing has come of has failed.
pub(super) const PATIENCE: u16 = 1;

/// How long that is; the document names no time.
const TIME: Duration = Duration::from_secs(75);

impl Fibocom {
    /// Which clients can be opened.
    pub(super) fn tell_free(&self, ask: &Ask, board: &mut Board) -> Turn {
        self.tell_numbers(ask, board, |client| client.phase == Phase::Free)
    }

    pub(super) fn open(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let port = ask.number(PORT).and_then(|port| u16::try_from(port).ok());
        let (Some(number), Some(port), Some(host)) = (ask.number(CLIENT), port, text_of(ask, HOST, board))
        else {
            return refuse(ask, Refusal::Parameters, board);
        };
        if host.is_empty() && goes(board, "mqttopen.address-empty", "refused") {
            return refuse(ask, Refusal::Parameters, board);
        }
        let nobody = config::user_of(board, Some(number)).is_none();
        let setup = config::setup(ask, number, board);
        let Some(client) = self.clients.get_mut(&number) else {
            return refuse(ask, Refusal::Parameters, board);
        };
        // Ways to read what was wanted before: the connection does not come about, or stays as it is.
        if client.phase != Phase::Free || (nobody && goes(board, "mqttuser.missing", "status")) {
            let turn = board.accept(ask);
            super::owed::tell(ask.form, number, Status::Failed, board);
            return turn;
        }
        client.phase = Phase::Opening(ask.form);
        client.refused = None;
        client.setup = Some(setup);
        let waits = goes(board, "mqttopen.refusal", "error");
        let turn = if waits { Turn::Open } else { board.accept(ask) };
        self.dial(number, &host, port, board);
        turn
    }

    fn dial(&mut self, number: i64, host: &[u8], port: u16, board: &mut Board) {
        if host.is_empty() {
            // An address that is none is not even looked up.
            return self.open_failed(number, None, board);
        }
        let host = address(&String::from_utf8_lossy(host));
        board.links.open(index(number), host, port, None);
        board.wake(Timer { what: PATIENCE, whose: number }, TIME);
    }

    /// Something happened to a client that is being opened.
    pub(super) fn opening(&mut self, number: i64, event: &LinkEvent, board: &mut Board) {
        match event {
            LinkEvent::Opened => {
                let setup = self.clients.get_mut(&number).and_then(|client| client.setup.take());
                if let Some(setup) = setup {
                    board.links.connect(board.now, index(number), setup);
                }
            }
            LinkEvent::Mqtt(Event::Connected { session_present }) => {
                if let Some(client) = self.clients.get_mut(&number).filter(|_| !session_present) {
                    client.topics = super::topics::Topics::default();
                }
                self.end_opening(number, Phase::Open, None, board);
            }
            LinkEvent::Mqtt(Event::Refused(code)) => self.open_failed(number, Some(*code), board),
            LinkEvent::Failed(_)
            | LinkEvent::Lost(_)
            | LinkEvent::Mqtt(Event::ConnectTimedOut | Event::Broken(_)) => {
                self.open_failed(number, None, board);
            }
            // What an earlier connection's session still has to say concerns nobody.
            LinkEvent::Mqtt(_) => {}
        }
    }

    /// Nothing came of it; the server's code of CONNACK, where it gave one.
    pub(super) fn open_failed(&mut self, number: i64, connack: Option<u8>, board: &mut Board) {
        board.links.close(board.now, index(number));
        let refused = connack.map(codes::refused);
        if let Some(client) = self.clients.get_mut(&number) {
            client.refused = refused;
        }
        self.end_opening(number, Phase::Free, refused, board);
    }

    fn end_opening(&mut self, number: i64, phase: Phase, refused: Option<Refusal>, board: &mut Board) {
        board.timers.cancel(Timer { what: PATIENCE, whose: number });
        let Some(client) = self.clients.get_mut(&number) else { return };
        if let Phase::Opening(form) = client.phase {
            client.phase = phase;
            client.setup = None;
            report(form, number, Status::of(phase == Phase::Open), refused, board);
        }
    }
}

/// An address of four octets without the zeros that each may begin with; anything else as it is.
fn address(host: &str) -> String {
    let octet = |text: &str| {
        let digits = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u8>().ok()).flatten()
    };
    match host.split('.').map(octet).collect::<Option<Vec<u8>>>().as_deref() {
        Some([a, b, c, d]) => format!("{a}.{b}.{c}.{d}"),
        _ => host.to_owned(),
    }
}

/// Tells how an opening went, in the way that the module has with refusals.
fn report(form: FormId, number: i64, status: Status, refused: Option<Refusal>, board: &mut Board) {
    if goes(board, "mqttopen.refusal", "error") {
        let refused = refused.filter(|_| status == Status::Failed);
        let ending =
            refused.map(|why| codes::in_words(why, board).unwrap_or_else(|| board.refusal(Some(form), why)));
        let refuses = ending.is_some();
        // The result is said behind the final result that was waited for.
        board.voice.hold();
        board.end(ending.unwrap_or_else(|| board.good()));
        if !refuses {
            super::owed::tell(form, number, status, board);
        }
        return;
    }
    super::owed::tell(form, number, status, board);
    if let Some(Refusal::Code(code)) = refused.filter(|_| goes(board, "mqttopen.refusal", "both")) {
        let shape = board.dialect.grammar().finals().iter().map(|f| f.shape);
        let line = board.dialect.finals.iter().zip(shape).find(|(f, _)| f.line.starts_with("ERROR: "));
        if let Some((_, shape)) = line {
            let message = Message { args: vec![Arg::new(0, Value::Int(code))], surplus: Vec::new() };
            board.line(Role::Later, shape, message);
        }
    }
}
