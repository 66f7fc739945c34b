//! What commands need before they go on: states by their names in the dialect, and which ways do without.

use hayes_at::grammar::FormKind;

use super::names::CLIENT;
use super::{Fibocom, Phase, codes, config, is_ours, publish};
use crate::air::Level;
use crate::ask::{Ask, lawful};
use crate::board::{Board, Refusal};
use crate::setup::Sim;

impl Fibocom {
    /// Why a command is refused whatever it says: the first thing that it needs and that is not so.
    pub(super) fn lacks(&self, ask: &Ask, board: &Board) -> Option<Refusal> {
        let dialect = std::sync::Arc::clone(&board.dialect);
        let client = ask.number(CLIENT);
        let form = dialect.form(ask.form).filter(|_| dialect.command(&ask.name).is_some_and(is_ours))?;
        // Wrong values are refused as such, but for a SIM that waits for its PIN.
        let counts = |state: &str| state == "pin" || lawful(ask.flaws);
        let missing = form.needs.iter().find(|n| {
            counts(&n.state)
                && !self.meets(&n.state, n.wanted, client, board)
                && !self.excuses(ask, &n.state, n.wanted, board)
        })?;
        let refusal = if missing.wanted { self.refusal(&missing.state, client) } else { Refusal::State };
        Some(refusal)
    }

    /// Is the module in a state that a command needs? States that nothing here knows hold nobody up.
    fn meets(&self, state: &str, wanted: bool, client: Option<i64>, board: &Board) -> bool {
        if board.faults.forgets_need(state) {
            return true;
        }
        let phase = client.and_then(|number| self.clients.get(&number)).map(|client| client.phase);
        match state {
            "pin" => (board.air.sim == Sim::Ready && board.air.level != Level::Least) == wanted,
            "ip" => self.call.is_up() == wanted,
            "user" => config::user_of(board, client).is_some() == wanted,
            // A client that is being opened is neither connected nor free.
            "open" => phase == Some(if wanted { Phase::Open } else { Phase::Free }),
            _ => true,
        }
    }

    /// The code that tells why a client is not connected.
    fn refusal(&self, state: &str, client: Option<i64>) -> Refusal {
        let client = client.and_then(|number| self.clients.get(&number));
        match state {
            "open" => client.and_then(|client| client.refused).unwrap_or(codes::NOT_OPEN),
            _ => Refusal::State,
        }
    }

    /// May a command go on though it wants a state that the module is not in?
    fn excuses(&self, ask: &Ask, state: &str, wanted: bool, board: &Board) -> bool {
        let any = |reading: &str, ways: &[&str]| board.goes(&[reading], ways);
        let phase = ask.number(CLIENT).and_then(|n| self.clients.get(&n)).map(|client| client.phase);
        match (state, wanted, ask.name.as_str()) {
            ("pin", ..) => {
                matches!(ask.kind, FormKind::Test | FormKind::Read) && any("error.read-test", &["never"])
            }
            ("user", ..) => any("mqttuser.missing", &["status", "anonymous"]),
            ("open", false, "+MQTTUSER") => any("mqttuser.while-open", &["later"]),
            ("open", false, "+MQTTWILL") => any("mqttwill.while-open", &["any"]),
            ("open", false, "+MQTTOPEN") => any("mqttopen.again", &["status"]),
            ("open", true, "+MQTTCLOSE") => {
                phase == Some(Phase::Broken) || any("mqttclose.not-open", &["failed", "done"])
            }
            ("open", true, "+MQTTPUB") if publish::is_counted(ask) => {
                any("mqttpub.not-open-prompt", &["after"]) || any("general.not-open", &["status"])
            }
            ("open", true, "+MQTTSUB" | "+MQTTUNSUB" | "+MQTTPUB") => any("general.not-open", &["status"]),
            _ => false,
        }
    }
}
