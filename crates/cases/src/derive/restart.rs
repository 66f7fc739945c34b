//! What a new start leaves of settings, where the document says it: the documented defaults, or what was set. A start
//! costs minutes on a bench: one case for all settings of a command.

use std::time::Duration;

use hayes_at::grammar::FormKind;
use hayes_at::message::Value;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::Command;

use super::build::Made;
use super::positive::{default_of, lawful_values};
use super::readback::Readback;
use super::subject::Subject;
use super::{expect, send, step};
use crate::case::{Bench, Case, Condition, Expect, Setup, Step, Supply, Way, What, bare, slug};
use crate::way;

/// How long a start may take until the module announces it, where it announces any.
const ANNOUNCED: Duration = Duration::from_secs(30);
/// What is waited behind that: some are not ready to answer at once.
const READY: Duration = Duration::from_secs(5);

/// A setting, what is done before the start, and what is asked after it.
struct Part {
    before: Vec<Step>,
    after: Vec<Step>,
    undo: Vec<Step>,
}

/// For a command that says of its settings whether they survive.
pub(super) fn case<'d>(dialect: &'d Dialect, command: &'d Command, setups: &'d [Setup]) -> Option<Case> {
    let mut states: Vec<(String, bool)> = Vec::new();
    let mut parts = Vec::new();
    let mut first = None;
    for (_, form) in dialect.documented_forms().filter(|(of, _)| of.name == command.name) {
        let needs = form.needs.iter().map(|need| (need.state.clone(), need.wanted)).collect::<Vec<_>>();
        let against = needs.iter().any(|(state, wanted)| states.contains(&(state.clone(), !wanted)));
        // What setups make of the form is not asked here.
        let subject = Subject::of(dialect, (command, form), &[]);
        let Some(part) = part(&subject, parts.len()).filter(|_| !against) else { continue };
        states.extend(needs.into_iter().filter(|need| !states.contains(need)).collect::<Vec<_>>());
        parts.push(part);
        first.get_or_insert(subject);
    }
    let title = format!("AT{}: a restart leaves of every setting what the document says", command.name);
    let first = first?;
    let mut case = first.case("restart", title);
    case.id = format!("{}/{}/restart/settings", dialect.id, slug(bare(&command.name)));
    case.clause.clone_from(&command.clause);
    case.rules = first.rules(None, "restart");
    case.needs.states = states;
    case.needs.bench.push(Bench::Power);
    case.steps = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.before)).collect();
    case.steps.extend(start());
    // The states are over with the start, and asking may need them.
    let way = way::to(setups, &case.needs.states)?;
    case.steps.extend(way.iter().flat_map(|setup| setup.case.steps.clone()));
    case.steps.extend(parts.iter_mut().flat_map(|part| std::mem::take(&mut part.after)));
    case.undo = parts.into_iter().flat_map(|part| part.undo).collect();
    Some(case)
}

/// The start. Not every module announces it.
fn start() -> [Step; 2] {
    let announced = Expect { ways: vec![Way::Started], within: Some(ANNOUNCED) };
    let ready = vec![step(What::Wait(READY))];
    [step(What::Power(Supply::Restart)), step(What::If(Condition::Comes(announced), ready, Vec::new()))]
}

/// A form that sets what can be asked for. `nth` tells its variables from those of others.
fn part(subject: &Subject<'_>, nth: usize) -> Option<Part> {
    let form = subject.form;
    let saved = form.saved?;
    let sets = form.kind == FormKind::Write
        && form.data.is_none()
        && !form.has_later()
        && subject.readings(Some("saved")).is_empty();
    let shape = subject.shape().filter(|_| sets)?;
    let readback = Readback::of(subject).filter(Readback::is_told_unset)?;
    let made = odd(subject)?;
    let after = if saved { readback.changed(&made.message, shape)? } else { readback.by_default(form)? };
    let own = format!("before{nth}");
    // What is to survive must have been taken; what is not need not.
    let taken: &[Way] = if saved { &[Way::Accepted] } else { &[Way::Answered] };
    let set = [send(&made.line), expect(taken)];
    Some(Part {
        before: [readback.ask_for(&own), set.to_vec()].concat(),
        after,
        undo: readback.put_back_from(&own),
    })
}

/// A line by which as much as can be is something else than by default.
fn odd(subject: &Subject<'_>) -> Option<Made> {
    let mut made = subject.plain(Some(subject.settings().next_back()?.id))?;
    for place in subject.settings() {
        let Some((at, slot)) = subject.slot(place).filter(|(at, _)| made.message.get(*at).is_some()) else {
            continue;
        };
        let Some(default @ Value::Int(_)) = default_of(place) else { continue };
        let mut values = lawful_values(&slot.kind).into_iter().map(|(_, value)| value);
        let other = values.rfind(|value| *value != default);
        let line = other.and_then(|value| subject.with_value(&made, at, value));
        made = line.filter(|line| subject.is_lawful(line)).unwrap_or(made);
    }
    Some(made)
}
