//! What the documents leave to the MQTT client, as this module goes.

use std::time::Duration;

use super::names::KEEP_ALIVE;
use super::plan;
use super::subscribe::IN_FLIGHT;
use crate::board::Board;
use crate::client::Manners;

/// Readings of how long a packet is waited for, and the ways that settle it against the document's own time.
const WAITS: &[&str] = &["timeout.wait", "time.product-or-attempts", "within.default-40"];

/// A client's manners.
pub(super) fn of(number: i64, board: &Board) -> Manners {
    let keep_alive = plan::number(board, number, KEEP_ALIVE).and_then(|n| u64::try_from(n).ok());
    let patient = board.goes(&["keepalive.ping-wait"], &["keepalive"]);
    Manners {
        hurries: hurries(number, board),
        repeats_ids: board.goes(IN_FLIGHT, &["host"]),
        settles_early: board.goes(&["pub.qos2-ack", "qmtpub.qos2-ack"], &["pubrec"]),
        waits_for_release: board.goes(&["recv.qos2"], &["released"]),
        steady: board.goes(&["keepalive.ping-time"], &["steady"]),
        pong_wait: keep_alive.filter(|seconds| patient && *seconds > 0).map(Duration::from_secs),
        ping_again: plan::heartbeat(board, number)
            .filter(|_| board.goes(&["qmtcfg.heartbeat-or-keepalive"], &["keepalive"])),
    }
}

/// Does the document's time for a packet leave no room for a wait behind the last repeat?
fn hurries(number: i64, board: &Board) -> bool {
    if board.goes(WAITS, &["stops"]) {
        return true;
    }
    if board.goes(WAITS, &["attempts", "tries"]) {
        return false;
    }
    let retry = plan::retry(board, number);
    let seconds = i64::try_from(retry.timeout.as_secs()).unwrap_or(i64::MAX);
    let value = |name: &str| match name {
        "pkt_timeout" => Some(seconds),
        "retry_times" => Some(i64::from(retry.times)),
        _ => None,
    };
    let command = board.dialect.command("+QMTSUB");
    let form = command.and_then(|c| c.forms.iter().find(|f| f.syntax.is_some()));
    let limit = form.and_then(|form| form.within.as_ref()?.limit(&value));
    limit.is_some_and(|limit| limit < retry.timeout.saturating_mul(retry.times.saturating_add(1)))
}
