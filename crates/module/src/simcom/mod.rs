//! How modules of the family `simcom` behave: the service, its clients, and what each command does. Which command
//! goes where is here; what it does is in the rooms beside.

mod address;
mod certificates;
mod clearing;
mod client;
mod codes;
mod config;
mod connect;
mod gate;
mod happening;
mod input;
mod names;
mod network;
mod publish;
mod receive;
mod service;
mod subscribe;
mod telling;

use std::collections::BTreeMap;

use hayes_at::grammar::{FormId, FormKind};
use hayes_dialects::Dialect;

use crate::air::Gone;
use crate::ask::Ask;
use crate::board::{Behaviour, Board, Entered, Refusal, Turn};
use crate::link::LinkEvent;
use crate::manner::Manner;
use crate::timers::Timer;
use certificates::Files;
use client::Client;
use codes::Cause;

/// The prompt of this family has nothing behind it.
pub(crate) const MANNER: Manner = Manner { prompt: b"\r\n>", code: Refusal::code };

/// The service has started, or stopped.
const SERVICE: Timer = Timer { what: 0x101, whose: 0 };
/// What a client was at has taken too long, or is to be reported only now.
const WORK: u16 = 0x102;

/// The behaviour.
#[derive(Debug)]
pub(crate) struct Simcom {
    service: Service,
    /// The packet context that the start of the service has activated.
    context: Option<i64>,
    /// The clients that are acquired.
    clients: BTreeMap<usize, Client>,
    /// Certificates and keys; they outlive everything.
    files: Files,
}

/// How the service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Stopped,
    Starting(FormId),
    Running,
    Stopping(FormId),
}

impl Simcom {
    pub(crate) fn new(_dialect: &Dialect) -> Self {
        Self { service: Service::Stopped, context: None, clients: BTreeMap::new(), files: Files::default() }
    }

    fn write(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        match ask.name.as_str() {
            "+CMQTTACCQ" => self.acquire(ask, client, board),
            "+CMQTTREL" => self.release(ask, client, board),
            "+CMQTTCFG" => Self::configure(ask, board),
            "+CMQTTSSLCFG" => self.choose_context(ask, client, board),
            "+CMQTTCONNECT" => self.connect(ask, client, board),
            "+CMQTTDISC" => self.disconnect(ask, client, board),
            "+CMQTTPUB" => self.publish(ask, client, board),
            "+CMQTTSUB" | "+CMQTTUNSUB" if !takes_data(ask, board) => self.queued(ask, client, board),
            "+CMQTTSUB" | "+CMQTTUNSUB" | "+CMQTTTOPIC" | "+CMQTTPAYLOAD" | "+CMQTTWILLTOPIC"
            | "+CMQTTWILLMSG" => Self::prompt(ask, board),
            _ => Turn::Unknown,
        }
    }

    fn read(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        match ask.name.as_str() {
            "+CMQTTACCQ" => self.tell_clients(ask, board),
            "+CMQTTREL" => board.accept(ask),
            "+CMQTTCFG" => Self::tell_config(ask, board),
            "+CMQTTSSLCFG" => Self::tell_contexts(ask, board),
            "+CMQTTCONNECT" => self.tell_servers(ask, board),
            "+CMQTTDISC" => self.tell_connections(ask, board),
            "+CMQTTSUB" => self.tell_topics(ask, board),
            _ => Turn::Unknown,
        }
    }
}

impl Behaviour for Simcom {
    fn before(&mut self, ask: &Ask, board: &mut Board) -> Option<Turn> {
        self.gate(ask, board)
    }

    fn refuse(&mut self, ask: &Ask, refusal: Refusal, board: &mut Board) -> Turn {
        let ours =
            board.dialect.command_of(ask.form).is_some_and(hayes_dialects::dialect::Command::documented);
        if ours { Self::wrong(ask, board) } else { board.refuse(ask, refusal) }
    }

    fn drops_surplus(&self, _ask: &Ask, board: &Board) -> bool {
        board.way("input.surplus", "dropped") == "dropped"
    }

    fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        if let Some(turn) = self.files.ask(ask, board) {
            return turn;
        }
        let client = ask.number(names::CLIENT).and_then(|n| usize::try_from(n).ok());
        let waits = matches!(ask.name.as_str(), "+CMQTTCONNECT" | "+CMQTTDISC" | "+CMQTTPUB" | "+CMQTTREL")
            || matches!(ask.name.as_str(), "+CMQTTSUB" | "+CMQTTUNSUB");
        if waits && client.is_some_and(|client| self.is_busy(client)) {
            return Self::decline(ask, Cause::Busy, board);
        }
        if let Some(cause) = self.unmet(ask, board) {
            return Self::decline(ask, cause, board);
        }
        match (ask.name.as_str(), ask.kind, client) {
            ("+CMQTTSTART", ..) => self.start_service(ask, board),
            ("+CMQTTSTOP", ..) => self.stop_service(ask, board),
            (_, FormKind::Read, _) => self.read(ask, board),
            (_, FormKind::Write, Some(client)) => self.write(ask, client, board),
            _ => Turn::Unknown,
        }
    }

    fn data(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        self.entered(ask, entered, board)
    }

    fn link(&mut self, index: usize, event: LinkEvent, board: &mut Board) {
        self.happened(index, event, board);
    }

    fn timer(&mut self, timer: Timer, board: &mut Board) {
        match timer {
            SERVICE => self.service_done(board),
            Timer { what: WORK, whose } => {
                if let Ok(client) = usize::try_from(whose) {
                    self.time_is_over(client, board);
                }
            }
            _ => {}
        }
    }

    fn gone(&mut self, _gone: Gone, board: &mut Board) {
        self.network_gone(board);
    }

    fn start(&mut self, _board: &mut Board) {
        let files = std::mem::take(&mut self.files);
        *self = Self { files, service: Service::Stopped, context: None, clients: BTreeMap::new() };
    }
}

/// Does a form ask for data?
fn takes_data(ask: &Ask, board: &Board) -> bool {
    board.dialect.form(ask.form).is_some_and(|form| form.data.is_some())
}

/// The timer of what a client is at.
fn work_of(client: usize) -> Timer {
    Timer { what: WORK, whose: number(client) }
}

/// A client's number as lines say it.
fn number(client: usize) -> i64 {
    i64::try_from(client).unwrap_or(i64::MAX)
}
