//! Does what came fulfil an expectation? Waiting is not done here.

use hayes_at::visible::Visible;
use hayes_broker::Record;
use hayes_cases::case::{Expect, Way};
use hayes_cases::pattern::{Part, Variables};
use hayes_cases::saw;

use crate::answer::Answer;
use crate::heard::{Heard, Kind};
use crate::seen;

/// What came of an expectation so far.
#[derive(Debug)]
pub(crate) enum Met {
    /// It is fulfilled, by the line of this number where a line did it, with these values.
    Yes(Option<usize>, Variables),
    /// It can no longer be, as far as the answer tells.
    No(String),
    /// It can no longer be, whatever else comes: the result that it is about has come, and is another one.
    Never(String),
    /// Hardly: that result has come and is another one, but a report of its own may yet stand for it.
    Hardly,
    /// Not yet.
    NotYet,
}

/// Which results are due.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owed {
    /// One of the last command.
    pub(crate) last: bool,
    /// One of any command.
    pub(crate) any: bool,
}

/// Looks at all that was heard.
pub(crate) fn look(
    expect: &Expect,
    heard: &[Heard],
    answer: &Answer,
    owed: Owed,
    variables: &Variables,
) -> Met {
    let owes = owed.last;
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
    match (against, decided(expect, heard, answer, owed)) {
        (_, Some((line, true))) => Met::Never(Visible(&line.text).to_string()),
        (None, Some((_, false))) => Met::Hardly,
        (Some(line), _) if !expect.ways.iter().any(whole) => Met::No(Visible(&line.text).to_string()),
        _ if settled(answer, owes) && expect.ways.iter().all(whole) => Met::No(how_ended(answer)),
        _ => Met::NotYet,
    }
}

/// The later result of the last command, where an expectation is about it and nothing owes another: true where it is about
/// nothing else.
fn decided<'h>(
    expect: &Expect,
    heard: &'h [Heard],
    answer: &Answer,
    owed: Owed,
) -> Option<(&'h Heard, bool)> {
    if owed.any || expect.ways.iter().any(Way::is_of_whole) {
        return None;
    }
    let is_result = |line: &&Heard| {
        line.of.is_some()
            && line.of == answer.command
            && matches!(line.kind, Kind::Later { interim: false, .. })
    };
    heard.iter().filter(is_result).find_map(|line| {
        let about = |way: &Way| name(way).is_some_and(|name| line.text.starts_with(name));
        let all = expect.ways.iter().all(about);
        expect.ways.iter().any(about).then_some((line, all))
    })
}

/// What a line begins with that a way is about: the name before its colon.
pub(crate) fn name(way: &Way) -> Option<&[u8]> {
    let Way::Line(pattern) = way else { return None };
    let Some(Part::Literal(text)) = pattern.0.first() else { return None };
    Some(&text[..=text.iter().position(|byte| *byte == b':')?])
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
