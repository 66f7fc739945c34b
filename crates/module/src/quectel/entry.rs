//! Data that a command asks for: what ends them, how many are kept, whether they are echoed, how long they may
//! take.

use std::time::Duration;

use hayes_dialects::dialect::{Data, DataEnd};

use super::file::MAX_FILE;
use super::names::{CLIENT, EDIT_LIMITED, EDIT_TIMEOUT};
use super::{format, plan};
use crate::ask::Ask;
use crate::board::Board;
use crate::typing::{Ends, Entering};

fn data_of<'a>(ask: &Ask, board: &'a Board) -> Option<&'a Data> {
    board.dialect.form(ask.form)?.data.as_ref()
}

/// Does the command prompt for data?
pub(super) fn is_asked_for(ask: &Ask, board: &Board) -> bool {
    data_of(ask, board).is_some()
}

/// How many bytes its data may have.
pub(super) fn most(ask: &Ask, board: &Board) -> usize {
    let most = data_of(ask, board).and_then(|data| data.max);
    let most = most.map(|most| board.faults.limit("payload", most.into()));
    let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(MAX_FILE);
    most * digits(ask, board)
}

/// How many digits stand for what counts as one byte.
fn digits(ask: &Ask, board: &Board) -> usize {
    const READINGS: &[&str] = &["dataformat.hex-limit", "qmtcfg.hex-length-sent"];
    let digits = ask.number(CLIENT).is_some_and(|number| format::takes_digits(number, board));
    let message = ask.name.starts_with("+QMTPUB");
    if message && digits && board.goes(READINGS, &["bytes", "published"]) { 2 } else { 1 }
}

/// Are bytes beyond the data dropped?
pub(super) fn drops_surplus(ask: &Ask, board: &Board) -> bool {
    let surplus = data_of(ask, board).and_then(|data| data.surplus.as_deref());
    let drops = surplus.is_some_and(|surplus| surplus.starts_with("drop"));
    drops && !board.goes(&["qmtpubex.rest-of-data"], &["command"])
}

/// How its data are to be entered.
pub(super) fn of(ask: &Ask, board: &Board) -> Entering {
    let data = data_of(ask, board);
    let end = match data.map(|data| &data.end) {
        Some(DataEnd::Count(place)) => Ends::Count(
            number_of(ask, &place.param.name).and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
                * digits(ask, board),
        ),
        Some(DataEnd::Byte { cancel: None, .. }) => Ends::CtrlZAlone,
        Some(DataEnd::Byte { .. }) | None => Ends::CtrlZ,
    };
    let echoed_by = data.and_then(|data| data.echoed_by.as_ref());
    let shown = echoed_by.is_some_and(|setting| board.setting_is(setting, ask.number(CLIENT), &[1]));
    let both = board.goes(&["qmtcfg.view-or-echo"], &["both"]);
    let echo = shown && (!both || board.number("E", None, "value") != Some(0));
    // One byte more than is lawful is kept, so that too many are seen.
    Entering { end, most: most(ask, board) + 1, echo }
}

fn number_of(ask: &Ask, name: &str) -> Option<i64> {
    ask.values().iter().find(|(n, _)| n == name).and_then(|(_, value)| crate::ask::number_of(value))
}

/// How long the module waits for data: as the setting says, while it is switched on.
pub(super) fn pause(ask: &Ask, documented: Option<Duration>, board: &Board) -> Option<Duration> {
    if ask.name == "+QFUPL" {
        let seconds = number_of(ask, "timeout").and_then(|n| u64::try_from(n).ok()).unwrap_or(5);
        return Some(Duration::from_secs(seconds));
    }
    let number = ask.number(CLIENT)?;
    let will = ask.name == "+QMTCFG" && board.goes(&["qmtcfg.willex-short"], &["timeout"]);
    let edit = || plan::number(board, number, EDIT_TIMEOUT).and_then(|n| u64::try_from(n).ok());
    let documented = if will { edit().map(Duration::from_secs) } else { documented };
    documented.filter(|_| plan::number(board, number, EDIT_LIMITED).is_none_or(|on| on == 1))
}
