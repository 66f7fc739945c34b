//! What has to be so before a command is carried out, as the dialect says it, and how one is refused.

use hayes_at::flaw::Flaws;
use hayes_at::grammar::FormKind;
use hayes_dialects::dialect::{DataEnd, Form, Needs, OutcomeLine};

use super::codes::Cause;
use super::names::{CLIENT, ERR};
use super::{Service, Simcom};
use crate::ask::Ask;
use crate::board::{Board, Refusal, Turn};
use crate::say::Given;

impl Simcom {
    /// Nothing but a start is heard before the service runs.
    pub(super) fn gate(&mut self, ask: &Ask, board: &mut Board) -> Option<Turn> {
        let ours =
            board.dialect.command_of(ask.form).is_some_and(hayes_dialects::dialect::Command::documented);
        if !ours || self.service == Service::Running || ask.name == "+CMQTTSTART" {
            return None;
        }
        let heard = ask.kind == FormKind::Test && board.way("test.before-start", "answered") == "answered";
        (!heard).then(|| board.refuse(ask, Refusal::State))
    }

    /// The first need of a command that is not met.
    pub(super) fn unmet(&self, ask: &Ask, board: &Board) -> Option<Cause> {
        let form = board.dialect.form(ask.form)?;
        let client = ask.number(CLIENT).and_then(|n| usize::try_from(n).ok());
        form.needs.iter().find_map(|needs| self.lacks(needs, client, ask, board))
    }

    fn lacks(&self, needs: &Needs, client: Option<usize>, ask: &Ask, board: &Board) -> Option<Cause> {
        let held = client.and_then(|c| self.clients.get(&c));
        let (met, cause) = match (needs.state.as_str(), needs.wanted) {
            ("started", wanted) => ((self.service == Service::Running) == wanted, Cause::Service),
            ("acquired", true) => (held.is_some(), Cause::NotAcquired),
            ("acquired", false) if client.is_some() => (held.is_none(), Cause::ClientUsed),
            ("acquired", false) => (self.clients.is_empty(), Cause::NotReleased),
            ("connected", true) => (held.is_some_and(|c| c.connected), Cause::NoConnection),
            ("connected", false) => (held.is_none_or(|c| !c.connected), Cause::Busy),
            ("topic-given", true) => {
                (client.is_some_and(|c| Self::input("+CMQTTTOPIC", c, board).is_some()), Cause::TopicEmpty)
            }
            _ => return None,
        };
        (!met && !waived(ask, needs, board)).then_some(cause)
    }

    /// Is a client at something that has to end first?
    pub(super) fn is_busy(&self, client: usize) -> bool {
        self.clients.get(&client).is_some_and(|c| c.work.is_some())
    }

    /// A command is refused for one of its values.
    pub(super) fn wrong(ask: &Ask, board: &mut Board) -> Turn {
        let cause = if ask.wrong(CLIENT).is_some() {
            cause_of_client(ask, board)
        } else if ask.all_wrong().iter().any(|(_, flaws)| flaws.has(Flaws::CHARS)) {
            Some(Cause::NotUtf8)
        } else {
            let form = board.dialect.form(ask.form);
            let lengths = ask.all_wrong().iter().all(|(name, flaws)| is_length(form, name, *flaws));
            match board.way("refusal.range", "length") {
                "length" if lengths && !ask.all_wrong().is_empty() => Some(Cause::Length),
                "bare" => None,
                "failed" => Some(Cause::Failed),
                _ => Some(Cause::Parameter),
            }
        };
        match cause {
            Some(cause) => Self::decline(ask, cause, board),
            None => board.refuse(ask, Refusal::Parameters),
        }
    }

    /// Refuses a command, with the line for its code where the form has one.
    pub(super) fn decline(ask: &Ask, cause: Cause, board: &mut Board) -> Turn {
        let code = cause.code().filter(|_| board.way("refusal.shape", "line") == "line");
        let Some(code) = code else { return board.refuse(ask, Refusal::State) };
        let mut given = Given::new().int(ERR, code);
        if let Some(client) = ask.number(CLIENT) {
            given = given.int(CLIENT, client);
        }
        let late = board.dialect.form(ask.form).is_some_and(tells_late);
        if late && board.way("cmqttconnect.late", "after") == "after" {
            board.result(ask.form, &given);
            return board.refuse(ask, Refusal::State);
        }
        board.decline(ask, &given)
    }
}

/// Where the document leaves open that a need must be met, and this module does not insist on it.
fn waived(ask: &Ask, needs: &Needs, board: &Board) -> bool {
    let (reading, own, free) = match (ask.name.as_str(), needs.state.as_str()) {
        ("+CMQTTSTOP", "acquired") => ("cmqttstop.too-early", "refused", "stops"),
        ("+CMQTTACCQ", "acquired") => ("cmqttaccq.twice", "refused", "replaced"),
        ("+CMQTTREL", "connected") => ("cmqttrel.connected", "refused", "closes"),
        ("+CMQTTCONNECT", "connected") => ("cmqttconnect.twice", "refused", "anew"),
        ("+CMQTTTOPIC" | "+CMQTTPAYLOAD", "connected") => ("input.unconnected", "taken", "taken"),
        ("+CMQTTCFG", "acquired") => ("cmqttcfg.before-acquire", "refused", "taken"),
        ("+CMQTTCFG" | "+CMQTTSSLCFG", "connected") => {
            return board.way("settings.connected", "refused") != "refused";
        }
        _ => return false,
    };
    board.way(reading, own) == free
}

/// The cause where the client's number is what is wrong; none where no code is to tell it.
fn cause_of_client(ask: &Ask, board: &Board) -> Option<Cause> {
    let told = ask.number(CLIENT).is_some();
    match board.way("refusal.client-index", "bare") {
        "line" if told => Some(Cause::ClientIndex),
        "invalid" if told => Some(Cause::Parameter),
        "failed" if told => Some(Cause::Failed),
        _ => None,
    }
}

/// Is it a length that is wrong: of a text, or that of the data to come?
fn is_length(form: Option<&Form>, name: &str, flaws: Flaws) -> bool {
    let counts = form.and_then(|form| form.data.as_ref()).is_some_and(|data| match &data.end {
        DataEnd::Count(place) => place.param.name == name || place.written == name,
        DataEnd::Byte { .. } => false,
    });
    let of_text = flaws.has(Flaws::LONG) || flaws.has(Flaws::SHORT);
    let of_number = flaws.has(Flaws::RANGE) || flaws.has(Flaws::OVERFLOW);
    of_text || (of_number && counts)
}

/// Has a form a failure whose line comes after the final result?
fn tells_late(form: &Form) -> bool {
    form.outcomes.iter().any(|outcome| {
        let ends_first = matches!(outcome.lines.first(), Some(OutcomeLine::Final { .. }));
        let tells = outcome.lines.iter().any(|line| matches!(line, OutcomeLine::Line { later: true, .. }));
        !outcome.good && ends_first && tells
    })
}
