//! Does what came fulfil an expectation? Waiting is not done here.

use hayes_at::visible::Visible;
use hayes_broker::Record;
use hayes_cases::case::{Expect, Way};
use hayes_cases::pattern::{Part, Variables};
use hayes_cases::saw;

use crate::heard::{Heard, Kind};
use crate::seen;
use crate::session::Answer;

/// What came of an expectation so far.
#[derive(Debug)]
pub(crate) enum Met {
    /// It is fulfilled, by the line of this number where a line did it, with these values.
    Yes(Option<usize>, Variables),
    /// It can no longer be.
    No(String),
    /// Not yet.
    NotYet,
}

/// Looks at all that was heard.
pub(crate) fn look(
    expect: &Expect,
    heard: &[Heard],
    answer: &Answer,
    owes: bool,
    variables: &Variables,
) -> Met {
    for (index, line) in heard.iter().enumerate() {
        for way in &expect.ways {
            if let Some(bound) = fits(way, line, variables) {
                return Met::Yes(Some(index), bound);
            }
        }
    }
    let whole = |way: &Way| way.is_of_whole();
    for way in expect.ways.iter().filter(|way| whole(way)) {
        match ended(way, answer, owes) {
            Some(true) => return Met::Yes(None, Variables::new()),
            Some(false) if expect.ways.len() == 1 => return Met::No(how_ended(answer)),
            _ => {}
        }
    }
    // A final result that is none of the expected lines ends the wait for them, unless a later one is owed.
    let against = heard.iter().find(|line| match line.kind {
        Kind::Final { good, .. } => !(good && (owes || expect.ways.iter().any(may_follow))),
        Kind::Info => !expect.ways.iter().any(whole),
        _ => false,
    });
    match against {
        Some(line) if !expect.ways.iter().any(whole) => Met::No(Visible(&line.text).to_string()),
        _ if settled(answer, owes) && expect.ways.iter().all(whole) => Met::No(how_ended(answer)),
        _ => Met::NotYet,
    }
}

/// May such a line still come when the command has ended well? A report that follows from it may, however soon or late;
/// the time of the expectation bounds it.
fn may_follow(way: &Way) -> bool {
    let Way::Line(pattern) = way else { return false };
    let finals: [&[u8]; 4] = [b"OK", b"ERROR", b"+CME ERROR", b"+CMS ERROR"];
    match pattern.0.first() {
        Some(Part::Literal(text)) => !finals.iter().any(|end| text.starts_with(end)),
        _ => false,
    }
}

/// Does a line fulfil a way?
fn fits(way: &Way, line: &Heard, variables: &Variables) -> Option<Variables> {
    match (way, line.kind) {
        (Way::Line(_), Kind::Echo | Kind::Noise) => None,
        (Way::Echo(pattern), Kind::Echo) => pattern.matches(&line.text, variables),
        (Way::Line(pattern), _) => {
            let exact = pattern.matches(&line.text, variables);
            exact.or_else(|| pattern.matches_loosely(&line.text, variables))
        }
        (Way::Prompt | Way::Taken, Kind::Prompt) | (Way::Started, Kind::Urc { boot: true }) => {
            Some(Variables::new())
        }
        _ => None,
    }
}

/// Has the command ended so? None while that is open.
fn ended(way: &Way, answer: &Answer, owes: bool) -> Option<bool> {
    let (good, documented) = answer.end?;
    match way {
        Way::Final => return Some(true),
        Way::Taken => return Some(good),
        Way::Told => return Some(good && answer.tells_what_is_possible()),
        _ => {}
    }
    if good && owes {
        return None;
    }
    let well = good && answer.later.iter().all(|good| *good);
    match way {
        Way::Accepted => Some(well && documented && answer.flawed.is_none()),
        Way::Refused => Some(!well),
        Way::Answered => Some(true),
        _ => None,
    }
}

fn settled(answer: &Answer, owes: bool) -> bool {
    answer.end.is_some_and(|(good, _)| !good || !owes)
}

/// How a command ended, in words.
fn how_ended(answer: &Answer) -> String {
    if let Some(line) = answer.impossible.as_ref().or(answer.flawed.as_ref()) {
        return format!("a line that the document does not allow: {}", Visible(line));
    }
    match (answer.end, answer.later.last()) {
        (Some((true, _)), Some(false)) => "accepted, and then reported as failed".to_owned(),
        (Some((true, true)), _) => "accepted".to_owned(),
        (Some((true, false)), _) => "ended well, but without the lines that the document prints".to_owned(),
        (Some((false, _)), _) => "refused".to_owned(),
        (None, _) => "no final result".to_owned(),
    }
}

/// The first record that fits a packet, with the values bound on the way.
pub(crate) fn packet(wanted: &saw::Packet, records: &[Record], variables: &Variables) -> Option<Variables> {
    records.iter().filter_map(seen::packet).filter(|(kind, _)| *kind == wanted.kind).find_map(|(_, sets)| {
        sets.iter().find_map(|set| wanted.matches(&|name| set.get(name).cloned(), variables))
    })
}

/// How many records fit a packet.
pub(crate) fn packets(wanted: &saw::Packet, records: &[Record], variables: &Variables) -> usize {
    records.iter().filter(|record| packet(wanted, std::slice::from_ref(record), variables).is_some()).count()
}
