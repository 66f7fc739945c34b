//! Where the document leaves a choice: which way this module goes. The names are those of the readings; each is
//! asked at one place. Without a word on it the module goes the first way, which is what the code does where no
//! other way is asked for.

use super::Fibocom;
use super::names::CLIENT;
use super::{Phase, publish};
use crate::ask::Ask;
use crate::board::Board;
use hayes_at::grammar::FormKind;

/// Does the module read this so?
pub(super) fn goes(board: &Board, reading: &str, way: &str) -> bool {
    board.goes(&[reading], &[way])
}

impl Fibocom {
    /// May a command go on though it wants a state that the module is not in?
    pub(super) fn excuses(&self, ask: &Ask, state: &str, wanted: bool, board: &Board) -> bool {
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
