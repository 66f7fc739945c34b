//! How modules of the family `fibocom` behave: two connections, a status whose 1 is success, messages reported
//! or fetched. Commands find their room here, and what they need is asked for.

mod call;
mod close;
mod codes;
mod config;
mod names;
mod needs;
mod open;
mod owed;
mod publish;
mod receive;
mod spelling;
mod subscribe;
mod text;
mod topics;
mod ways;

use std::collections::BTreeMap;
use std::time::Duration;

use hayes_at::grammar::{FormId, FormKind};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::ParamKind;

use crate::air::Gone;
use crate::ask::Ask;
use crate::board::{Behaviour, Board, Entered, Refusal, Turn};
use crate::client::Event;
use crate::fault::Point;
use crate::link::LinkEvent;
use crate::timers::Timer;
use call::Call;
pub(crate) use codes::MANNER;
use names::CLIENT;
use owed::Owed;
use receive::{Inbox, Received};
use topics::Topics;
use ways::goes;

/// The most connections that a document may speak of.
const MAX_CLIENTS: usize = 16;

/// The behaviour.
#[derive(Debug)]
pub(crate) struct Fibocom {
    clients: BTreeMap<i64, Client>,
    call: Call,
}

/// One of the connections.
#[derive(Debug, Default)]
struct Client {
    phase: Phase,
    /// How it is to connect, until it does.
    setup: Option<crate::client::Setup>,
    /// Why a command that wants it connected is refused, where the server said so.
    refused: Option<Refusal>,
    owed: Owed,
    inbox: Inbox,
    topics: Topics,
}

/// How far a connection is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Free,
    /// It is being opened by this form.
    Opening(FormId),
    Open,
    /// It was lost and has to be closed, as one reading has it.
    Broken,
}

impl Fibocom {
    pub(crate) fn new(dialect: &Dialect) -> Self {
        let mut module = Self { clients: BTreeMap::new(), call: Call::default() };
        module.clients = numbers(dialect).map(|number| (number, Client::default())).collect();
        module
    }
}

impl Behaviour for Fibocom {
    fn before(&mut self, ask: &Ask, board: &mut Board) -> Option<Turn> {
        self.lacks(ask, board).map(|refusal| codes::refuse(ask, refusal, board))
    }

    fn refuse(&mut self, ask: &Ask, refusal: Refusal, board: &mut Board) -> Turn {
        if !board.dialect.command(&ask.name).is_some_and(is_ours) {
            return board.refuse(ask, refusal);
        }
        match text::mended(ask, board) {
            Some(mended) => self.before(&mended, board).unwrap_or_else(|| self.ask(&mended, board)),
            None => codes::refuse(ask, refusal, board),
        }
    }

    fn drops_surplus(&self, _ask: &Ask, board: &Board) -> bool {
        goes(board, "mqttpub.too-many", "dropped")
    }

    fn pause(&self, _ask: &Ask, documented: Option<Duration>, board: &Board) -> Option<Duration> {
        documented.or_else(|| publish::pause(board))
    }

    fn test(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        if board.dialect.command(&ask.name).is_some_and(is_ours) {
            spelling::test(ask, board)
        } else {
            Turn::Unknown
        }
    }

    fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        match (ask.name.as_str(), ask.kind) {
            ("+MQTTUSER", FormKind::Read) => config::tell_users(ask, board),
            ("+MQTTUSER", _) => config::set_user(ask, board),
            ("+MQTTWILL", FormKind::Read) => config::tell_wills(ask, board),
            ("+MQTTWILL", _) => config::set_will(ask, board),
            ("+MQTTCONF", FormKind::Read) => board.tell(ask, None),
            ("+MQTTCONF", _) => self.set_mode(ask, board),
            ("+MQTTOPEN", FormKind::Read) => self.tell_free(ask, board),
            ("+MQTTOPEN", _) => self.open(ask, board),
            ("+MQTTCLOSE", FormKind::Read) => self.tell_open(ask, board),
            ("+MQTTCLOSE", _) => self.close(ask, board),
            ("+MQTTSUB", _) => self.subscribe(ask, board),
            ("+MQTTUNSUB", _) => self.unsubscribe(ask, board),
            ("+MQTTPUB", _) => self.publish(ask, board),
            ("+MQTTREAD", _) => self.read(ask, board),
            ("+MIPCALL", FormKind::Read) => self.call.tell(ask, board),
            ("+MIPCALL", _) => self.call.ask(ask, board),
            _ => Turn::Unknown,
        }
    }

    fn data(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        match ask.name.as_str() {
            "+MQTTPUB" => {
                let mended = text::mended(ask, board);
                self.publish_entered(mended.as_ref().unwrap_or(ask), entered, board)
            }
            _ => Turn::Unknown,
        }
    }

    fn link(&mut self, index: usize, event: LinkEvent, board: &mut Board) {
        let Ok(number) = i64::try_from(index) else { return };
        let opening =
            self.clients.get(&number).is_some_and(|client| matches!(client.phase, Phase::Opening(_)));
        match event {
            LinkEvent::Mqtt(Event::Message { qos, topic, payload, .. }) => {
                self.receive(number, Received { qos, topic, payload }, board);
            }
            event if opening => self.opening(number, &event, board),
            LinkEvent::Lost(loss) => self.broken(number, codes::Cause::of(loss, board), board),
            LinkEvent::Mqtt(Event::PingUnanswered | Event::Broken(_)) => {
                self.broken(number, codes::Cause::Server, board);
            }
            LinkEvent::Mqtt(event) => self.acknowledged(number, &event, board),
            LinkEvent::Opened | LinkEvent::Failed(_) => {}
        }
    }

    fn timer(&mut self, timer: Timer, board: &mut Board) {
        match timer.what {
            open::PATIENCE => self.open_failed(timer.whose, None, board),
            call::UP => self.call.come_up(board),
            _ => {}
        }
    }

    fn gone(&mut self, _gone: Gone, board: &mut Board) {
        self.call.check(board);
    }

    fn start(&mut self, board: &mut Board) {
        let keeps = board.faults.at(Point::MessagesSurvive);
        for client in self.clients.values_mut() {
            let inbox = std::mem::take(&mut client.inbox);
            *client = Client { inbox: if keeps { inbox } else { Inbox::default() }, ..Client::default() };
        }
        self.call = Call::default();
    }
}

impl Fibocom {
    /// The mode may be set at any time, or only after a subscription.
    fn set_mode(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        let subscribed = self.clients.values().any(|client| !client.topics.is_empty());
        if !subscribed && goes(board, "mqttconf.when", "subscribed") {
            return codes::refuse(ask, Refusal::State, board);
        }
        board.configure(ask, None)
    }
}

/// Is a command described by the document, rather than one that every module has?
fn is_ours(command: &hayes_dialects::dialect::Command) -> bool {
    command.name.starts_with("+MQTT") || command.name == "+MIPCALL"
}

/// The numbers that clients have.
fn numbers(dialect: &Dialect) -> impl Iterator<Item = i64> {
    let places = dialect.commands.iter().flat_map(|c| &c.forms).flat_map(|form| &form.params);
    let client = places.map(|place| &place.param).find(|param| CLIENT.contains(&param.name.as_str()));
    let ranges = match client.map(|param| &param.kind) {
        Some(ParamKind::Int(range)) => range.ranges().to_vec(),
        _ => vec![(1, 2)],
    };
    ranges.into_iter().flat_map(|(low, high)| low..=high).filter(|number| *number >= 0).take(MAX_CLIENTS)
}

/// The number of a client as links know it.
fn index(client: i64) -> usize {
    usize::try_from(client).unwrap_or(usize::MAX)
}
