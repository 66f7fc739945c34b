//! Data that the host enters after a prompt: will, topic, payload, and the topics of subscriptions.

use hayes_at::message::Value;
use hayes_dialects::dialect::DataEnd;

use super::codes::Cause;
use super::names::{CHECK, CLIENT, QOS};
use super::{Simcom, number};
use crate::ask::Ask;
use crate::board::{Board, Entered, Turn};
use crate::typing::{Ends, Entering};

impl Simcom {
    /// Asks for data.
    pub(super) fn prompt(ask: &Ask, board: &Board) -> Turn {
        let count = board.dialect.form(ask.form).and_then(|form| form.data.as_ref()).and_then(|data| {
            match &data.end {
                DataEnd::Count(place) => {
                    ask.values().iter().find(|(name, _)| *name == place.param.name || *name == place.written)
                }
                DataEnd::Byte { .. } => None,
            }
        });
        let end = match count.and_then(|(_, value)| crate::ask::number_of(value)) {
            Some(count) => Ends::Count(usize::try_from(count).unwrap_or(0)),
            None => Ends::CtrlZ,
        };
        let echo = board.way("input.echo", "not-echoed") == "as-commands"
            && board.number("E", None, "value") != Some(0);
        Turn::Data(Entering { end, most: crate::typing::MAX_WAITING, echo })
    }

    /// The data are there, or will not come.
    pub(super) fn entered(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        if let Some(turn) = self.files.entered(ask, &entered, board) {
            return turn;
        }
        let Some(client) = ask.number(CLIENT).and_then(|n| usize::try_from(n).ok()) else {
            return Turn::Unknown;
        };
        let Entered::Data(data) = entered else { return Self::decline(ask, Cause::Timeout, board) };
        // The service or the connection may have gone while the host was typing.
        if let Some(cause) = self.unmet(ask, board) {
            return Self::decline(ask, cause, board);
        }
        if checks(ask, client, board) && std::str::from_utf8(&data).is_err() {
            return Self::decline(ask, Cause::NotUtf8, board);
        }
        match ask.name.as_str() {
            "+CMQTTSUB" => self.subscribe(ask, client, data, board),
            "+CMQTTUNSUB" => self.unsubscribe(ask, client, data, board),
            _ => self.keep(ask, client, data, board),
        }
    }

    /// Keeps data for a later command.
    fn keep(&mut self, ask: &Ask, client: usize, data: Vec<u8>, board: &mut Board) -> Turn {
        if ask.name == "+CMQTTTOPIC"
            && let Some(held) = self.clients.get_mut(&client)
        {
            held.last_topic = Some(data.clone());
        }
        Self::set_input(&ask.name, client, data, board);
        if let Some(qos) = ask.number(QOS) {
            board.settings.set(&ask.name, Some(number(client)), QOS[0], Value::Int(qos));
        }
        board.accept(ask)
    }
}

/// Are a client's data to be UTF-8?
fn checks(ask: &Ask, client: usize, board: &Board) -> bool {
    let on = board.number_named("checkUTF8", Some(number(client)), CHECK) != Some(0);
    let is_topic = !matches!(ask.name.as_str(), "+CMQTTPAYLOAD" | "+CMQTTWILLMSG");
    on && (is_topic || board.way("input.which-checked", "all") == "all")
}
