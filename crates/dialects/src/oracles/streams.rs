//! Oracles for streams of both sides: cuts, interleaving, payloads.

use std::cell::RefCell;

use hayes_at::choose::{Choices, FromBytes};
use hayes_at::exchange::Exchange;
use hayes_at::oracles::{self, Heard, Said};

use super::{chosen, dialects};
use crate::dialect::Dialect;

/// Whatever both sides send, however it is cut: the same events, every byte in one of them, no standing still,
/// and no more events than bytes.
pub fn lines(data: &[u8]) {
    let Some((dialect, rest)) = chosen(data) else { return };
    let (cuts, rest) = rest.split_at(rest.len().min(4));
    let said = records(rest);
    let bytes: usize = said.iter().map(size).sum();
    let heard = same_however_cut(dialect, &said, cuts);
    // An unclear line may be settled by an event without bytes: two events for the bytes of one at most.
    assert!(heard.len() <= 2 * bytes + 1, "{} events of {bytes} bytes", heard.len());
}

/// A dialogue that a dialect documents, with URCs put in anywhere: what was said is heard as it was meant.
pub fn exchanges(data: &[u8]) {
    let Some((dialect, rest)) = chosen(data) else { return };
    let (cuts, rest) = rest.split_at(rest.len().min(4));
    let (places, script) = rest.split_at(rest.len().min(8));
    let grammar = dialect.grammar();
    let clean = cuts.first().is_some_and(|cut| cut % 2 == 0);
    let said = oracles::dialogue(grammar, &mut FromBytes(script), clean);
    same_however_cut(dialect, &said, cuts);
    if clean {
        oracles::answered_in_time(grammar, &said);
        let urc = marked_urc(&dialect.family);
        if let Some(urc) = urc.filter(|urc| !said.iter().any(|s| holds(s, urc))) {
            oracles::urcs_change_nothing(grammar, &said, urc, &mut FromBytes(places));
        }
    }
}

/// A payload survives every shape that counts it.
pub fn payloads(data: &[u8]) {
    let Some((dialect, rest)) = chosen(data) else { return };
    let (cuts, rest) = rest.split_at(rest.len().min(4));
    let (choices, payload) = rest.split_at(rest.len().min(16));
    oracles::payload_survives(dialect.grammar(), payload, &mut FromBytes(choices), cuts);
}

/// By an exchange of the dialect that is used again from input to input.
fn same_however_cut(dialect: &'static Dialect, said: &[Said], cuts: &[u8]) -> Vec<Heard> {
    thread_local!(static EXCHANGES: RefCell<Vec<Exchange<'static>>> =
        RefCell::new(dialects().iter().map(|d| Exchange::new(d.grammar())).collect()));
    let place = dialects().iter().position(|d| std::ptr::eq(d, dialect)).unwrap_or(0);
    EXCHANGES.with_borrow_mut(|exchanges| oracles::same_by(&mut exchanges[place], said, cuts))
}

fn holds(said: &Said, bytes: &[u8]) -> bool {
    match said {
        Said::Host(text) | Said::Module(text) => text.windows(bytes.len()).any(|w| w == bytes),
        Said::Silence => false,
    }
}

/// A URC of the family that a generated dialogue seldom holds.
fn marked_urc(family: &str) -> Option<&'static [u8]> {
    match family {
        "quectel" => Some(b"+QMTSTAT: 5,7"),
        "simcom" => Some(b"+CMQTTCONNLOST: 1,3"),
        "fibocom" => Some(b"+MQTTBREAK: 2,3"),
        _ => None,
    }
}

/// Reads what both sides said from bytes: a header tells the side, silence, and how many bytes follow.
fn records(data: &[u8]) -> Vec<Said> {
    let mut said = Vec::new();
    let mut rest = data;
    while let [header, tail @ ..] = rest {
        let len = FromBytes(&[*header]).below(64).try_into().unwrap_or(0_usize).min(tail.len());
        let (bytes, tail) = tail.split_at(len);
        rest = tail;
        said.push(match header >> 6 {
            0 => Said::Host(bytes.to_vec()),
            1 if len == 0 => Said::Silence,
            _ => Said::Module(bytes.to_vec()),
        });
    }
    said
}

fn size(said: &Said) -> usize {
    match said {
        Said::Host(bytes) | Said::Module(bytes) => bytes.len(),
        Said::Silence => 0,
    }
}
