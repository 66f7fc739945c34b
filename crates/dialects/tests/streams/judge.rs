//! Holds what an exchange heard against what a dialogue meant.

use hayes_at::exchange::{Other, What};
use hayes_at::flaw::Flaws;
use hayes_at::visible::Visible;
use hayes_at::write;
use hayes_dialects::Dialect;
use hayes_dialects::generate::{Dialogue, Means, Turn};

use crate::feed::Heard;

/// What is wrong with what was heard, if anything is.
pub(crate) fn as_meant(dialect: &Dialect, said: &Dialogue, heard: &[Heard]) -> Option<String> {
    let mut commands = vec![0; said.turns.len()];
    let mut events = heard.iter();
    for (i, turn) in said.turns.iter().enumerate() {
        let Some(event) = next(&mut events) else { return Some(format!("turn {i} was not heard")) };
        if let Means::Command(_) = turn.means {
            commands[i] = event.seq;
        }
        if let Some(why) = wrong_with(dialect, turn, event, &commands) {
            let (text, story) = (Visible(&turn.text), story(&said.turns[..=i]));
            return Some(format!(
                "{why}: {:?} {text:?} was heard as {:?} {:?} {:?}\n{story}",
                turn.means,
                event.what,
                Visible(&event.text),
                event.flaws
            ));
        }
    }
    if let Some(more) = next(&mut events) {
        return Some(format!("nobody said {:?}", more.what));
    }
    settled_wrongly(said, heard)
}

/// An unclear line must have been what it was settled to be.
fn settled_wrongly(said: &Dialogue, heard: &[Heard]) -> Option<String> {
    let carry_bytes = heard.iter().filter(|e| !matches!(e.what, What::Settled { .. }));
    let means = |seq: u64| carry_bytes.clone().position(|e| e.seq == seq).map(|i| &said.turns[i].means);
    heard.iter().find_map(|event| {
        let What::Settled { line, answer } = event.what else { return None };
        let meant = means(line)?;
        let wrong = matches!(meant, Means::Info(..)) != answer;
        wrong.then(|| format!("{meant:?} was settled as {answer}\n{}", story(&said.turns)))
    })
}

/// The next event that carries bytes.
fn next<'h>(events: &mut std::slice::Iter<'h, Heard>) -> Option<&'h Heard> {
    events.find(|e| !matches!(e.what, What::Settled { .. }))
}

/// Is the event what the turn meant, or unclear with that among what it may be?
fn is_meant(turn: &Means, event: What, commands: &[u64]) -> bool {
    let is = |at: &usize, seq: u64| commands[*at] == seq;
    match (turn, event) {
        (Means::Command(_), What::Command) | (Means::HostData | Means::UrcData, What::Data { .. }) => true,
        (Means::Echo(at), What::Echo { of })
        | (Means::DataEcho(at), What::DataEcho { of })
        | (Means::Prompt(at), What::Prompt { of: Some(of) })
        | (Means::Later(at, ..), What::Unclear { or: Other::Later(of), .. }) => is(at, of),
        (Means::Info(at, form), What::Info { of, form: heard } | What::Unclear { of, form: heard, .. }) => {
            is(at, of) && *form == heard
        }
        (Means::Final(at, result), What::Final { of: Some(of), result: heard, documented, .. }) => {
            is(at, of) && *result == heard && documented
        }
        (Means::Later(at, form, interim), What::Later { of, form: heard, interim: more, early: false }) => {
            is(at, of) && *form == heard && *interim == more
        }
        (Means::Urc(urc), What::Urc(heard) | What::Unclear { or: Other::Urc(heard), .. })
        | (Means::BlockEnd(urc, _), What::Urc(heard)) => *urc == heard,
        _ => false,
    }
}

fn wrong_with(dialect: &Dialect, turn: &Turn, event: &Heard, commands: &[u64]) -> Option<&'static str> {
    let grammar = dialect.grammar();
    let right = is_meant(&turn.means, event.what, commands);
    let bytes = event.shape.filter(|_| event.what != What::Command);
    let spelled = event.flaws.has(Flaws::OTHER_NAME);
    match () {
        () if !right => Some("another meaning"),
        () if turn.text != event.text => Some("other bytes"),
        () if !event.flaws.without(Flaws::COSMETIC).is_none() => Some("flaws in what is right"),
        () if bytes
            .is_some_and(|s| !spelled && write::line(grammar.shape(s), &event.message) != turn.text) =>
        {
            Some("the values do not say the line")
        }
        () if matches!(&turn.means, Means::BlockEnd(_, parts) if event.carried.as_ref() != Some(parts)) => {
            Some("the block carried something else")
        }
        () => None,
    }
}

fn story(turns: &[Turn]) -> String {
    let lines = turns.iter().map(|t| format!("    {:?} {:?}", Visible(&t.bytes), t.means));
    lines.collect::<Vec<_>>().join("\n")
}

/// What was heard but for what came unasked, with commands by their number among commands.
pub(crate) fn told(said: &Dialogue, heard: &[Heard]) -> Vec<String> {
    let mut events = heard.iter();
    let mut commands = Vec::new();
    let mut told = Vec::new();
    for turn in &said.turns {
        let Some(event) = next(&mut events) else { break };
        if event.what == What::Command {
            commands.push(event.seq);
        }
        if turn.means.is_unsolicited() {
            continue;
        }
        let number = |seq: u64| commands.iter().position(|c| *c == seq);
        let what = match event.what {
            What::Echo { of } | What::DataEcho { of } | What::Data { of, .. } | What::Info { of, .. } => {
                format!("{:?} {:?}", std::mem::discriminant(&event.what), number(of))
            }
            What::Final { of, result, documented, .. } => {
                format!("final {:?} {result} {documented}", of.and_then(number))
            }
            What::Later { of, interim, early, .. } => format!("later {:?} {interim} {early}", number(of)),
            What::Prompt { of } => format!("prompt {:?}", of.and_then(number)),
            What::Unclear { of, form, or: Other::Later(later) } => {
                format!("unclear {:?} {form:?} {:?}", number(of), number(later))
            }
            What::Unclear { of, form, or } => format!("unclear {:?} {form:?} {or:?}", number(of)),
            what => format!("{what:?}"),
        };
        told.push(format!("{what} {:?} {:?}", Visible(&event.text), event.flaws));
    }
    told
}
