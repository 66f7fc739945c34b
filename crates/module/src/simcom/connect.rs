//! Connecting to a server and disconnecting from it.

use std::time::Duration;

use super::client::{Server, What, Work};
use super::codes::Cause;
use super::names::{
    ADDRESS, CHECK, CLEAN, CLIENT, ERR, KEEP_ALIVE, PASSWORD, PATIENCE, QOS, TIMEOUT, USER, VERSION,
};
use super::{Simcom, address, network, number, work_of};
use crate::ask::{Ask, number_of};
use crate::board::{Board, Turn};
use crate::client::{Protocol, Retry, Setup, Will};
use crate::say::Given;

impl Simcom {
    pub(super) fn connect(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        let server = Server {
            address: ask.bytes(ADDRESS).unwrap_or_default().to_vec(),
            keep_alive: ask.number(KEEP_ALIVE).unwrap_or_default(),
            clean: ask.number(CLEAN) == Some(1),
            user: ask.bytes(USER).map(<[u8]>::to_vec),
            password: ask.bytes(PASSWORD).map(<[u8]>::to_vec),
        };
        let secure = self.clients.get(&client).is_some_and(|c| c.secure);
        let place = address::read(&server.address, default_port(secure, board));
        let alone = server.user.is_some() && server.password.is_none();
        let half = will_of(client, board).is_err();
        let refused = match &place {
            None => Some(Cause::Parameter),
            _ if alone && board.way("cmqttconnect.user-alone", "allowed") == "both" => Some(Cause::Parameter),
            _ if half => Some(Cause::Parameter),
            _ if !network::is_online(board) => Some(Cause::NetworkNotOpen),
            _ => None,
        };
        let (Some((host, port)), None) = (place, refused) else {
            Self::clear_after(&ask.name, client, false, board);
            return Self::decline(ask, refused.unwrap_or(Cause::Parameter), board);
        };
        self.hang_up(client, board);
        if let Some(held) = self.clients.get_mut(&client) {
            held.server = Some(server);
            held.work = Some(Work { form: ask.form, what: What::Open });
        }
        match self.files.wish(secure, Self::context_of(client, board), board) {
            Ok(tls) => {
                board.links.open(client, host, port, tls);
                let patience = patience(client, board);
                board.wake(work_of(client), patience);
            }
            Err(cause) => self.fail(client, cause, board),
        }
        board.accept(ask)
    }

    /// The socket is connected: the server is asked to accept the client.
    pub(super) fn greet(&mut self, client: usize, board: &mut Board) {
        board.timers.cancel(work_of(client));
        let Some(held) = self.clients.get_mut(&client) else { return board.links.abort(client) };
        let Some(work) = held.work.as_mut().filter(|work| work.what == What::Open) else { return };
        work.what = What::Connect;
        let Some(server) = held.server.clone() else { return };
        let whose = Some(number(client));
        let protocol = protocol_of(client, board);
        let patience = patience(client, board);
        let setup = Setup {
            protocol,
            client_id: held.id.clone(),
            user: server.user,
            password: server.password,
            will: will_of(client, board).unwrap_or_default(),
            keep_alive: u16::try_from(server.keep_alive).unwrap_or(u16::MAX),
            clean: server.clean,
            connect_timeout: patience,
            retry: Retry { timeout: patience, times: 0 },
            ping: None,
        };
        board.links.connect(board.now, client, setup);
        if board.number_named("checkUTF8", whose, CHECK) == Some(0) {
            board.links.take_any_topic(client);
        }
    }

    pub(super) fn disconnect(&mut self, ask: &Ask, client: usize, board: &mut Board) -> Turn {
        if ask.number(TIMEOUT) == Some(0) && board.way("cmqttdisc.zero", "allowed") == "refused" {
            return Self::decline(ask, Cause::Parameter, board);
        }
        let now = board.now;
        board.links.with(now, client, |mqtt| mqtt.disconnect(now));
        self.hang_up(client, board);
        Self::clear_after(&ask.name, client, true, board);
        board.result(ask.form, &Given::new().int(CLIENT, number(client)).int(ERR, 0));
        board.accept(ask)
    }

    /// The connection of a client ends by its own doing.
    pub(super) fn hang_up(&mut self, client: usize, board: &mut Board) {
        board.timers.cancel(work_of(client));
        if board.links.is_open(client) {
            board.links.close(board.now, client);
        } else {
            board.links.abort(client);
        }
        if let Some(held) = self.clients.get_mut(&client) {
            held.left();
        }
    }
}

/// How long a client waits for its server.
pub(super) fn patience(client: usize, board: &Board) -> Duration {
    let seconds = board.number_named("optimeout", Some(number(client)), PATIENCE).unwrap_or(120);
    Duration::from_secs(u64::try_from(seconds).unwrap_or(120).max(1))
}

pub(super) fn protocol_of(client: usize, board: &Board) -> Protocol {
    let whose = Some(number(client));
    let unset = VERSION.iter().all(|name| board.settings.get("version", whose, name).is_none());
    let four = match board.way("cmqttcfg.default-version", "three") {
        "four" if unset => true,
        _ => board.number_named("version", whose, VERSION) == Some(4),
    };
    if four { Protocol::V311 } else { Protocol::V31 }
}

fn default_port(secure: bool, board: &Board) -> u16 {
    if secure && board.way("cmqttconnect.ssl-port", "same") == "secure" {
        return 8883;
    }
    u16::try_from(board.limit("default_port", 1883)).unwrap_or(1883)
}

/// The will of a client: none, unless it was given topic and message. Fails where half a will is no will at all.
fn will_of(client: usize, board: &Board) -> Result<Option<Will>, ()> {
    let whose = Some(number(client));
    let topic = Simcom::input("+CMQTTWILLTOPIC", client, board);
    let message = Simcom::input("+CMQTTWILLMSG", client, board);
    let (topic, message) = match (topic, message) {
        (None, None) => return Ok(None),
        (Some(topic), Some(message)) => (topic, message),
        (topic, message) => match board.way("will.half", "none") {
            "refused" => return Err(()),
            "empty" => (topic.unwrap_or_default(), message.unwrap_or_default()),
            _ => return Ok(None),
        },
    };
    let qos = board.settings.get("+CMQTTWILLMSG", whose, QOS[0]).and_then(number_of).unwrap_or(0);
    let retain = board.way("will.retain", "cleared") == "set";
    Ok(Some(Will { topic, message, qos: u8::try_from(qos).unwrap_or(0), retain }))
}
