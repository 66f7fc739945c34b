//! Commands too early and too late: what needs a state is not done without it, what needs it gone is not done in it.

use hayes_at::grammar::FormKind;
use hayes_at::message::Value;
use hayes_dialects::dialect::{Needs, Place};

use super::acting::{data_for, typed};
use super::build::Made;
use super::subject::Subject;
use super::{expect, ground, reach_far_end, step};
use crate::case::{Case, Condition, Expect, Step, Way, What, slug};
use crate::pattern::Template;
use crate::way;

/// For each state that a form needs to be or not to be: where it is the other way, the form's line is refused, or a later
/// result tells that nothing came of it.
pub(super) fn cases(subject: &Subject<'_>) -> Vec<Case> {
    let needed = subject.form.needs.iter().filter(|need| !is_open(subject, need));
    needed.filter_map(|need| otherwise(subject, need)).collect()
}

/// The line that does what the form is for: one that leaves all out that may be asks, where the form has a query, and asking
/// needs no state.
fn setting(subject: &Subject<'_>) -> Option<Made> {
    if subject.ground.is_some() {
        return subject.line();
    }
    let optional = |place: &&Place| subject.slot(place).is_some_and(|(_, slot)| !slot.required);
    let set = subject.form.args.iter().find(optional).filter(|_| subject.form.query.is_some());
    subject.plain(set.map(|place| place.id))
}

/// May it be done all the same by some reading?
fn is_open(subject: &Subject<'_>, need: &Needs) -> bool {
    let not = if need.wanted { "" } else { "not-" };
    !subject.readings(Some(&format!("order:{not}{}", need.state))).is_empty()
}

fn otherwise(subject: &Subject<'_>, need: &Needs) -> Option<Case> {
    let made = setting(subject);
    let line = match subject.form.kind {
        FormKind::Read => Template::literal(format!("AT{}?", subject.command.name).as_bytes()),
        FormKind::Execute => Template::literal(format!("AT{}", subject.command.name).as_bytes()),
        _ => ground::template(&made.as_ref()?.line),
    };
    let (not, what) = if need.wanted { ("not ", "not-") } else { ("", "while-") };
    let title = format!("{} is refused while {not}{}", subject.shown(), need.state);
    let what = format!("{what}{}", slug(&need.state));
    let mut case = subject.case(&what, title);
    for (state, wanted) in &mut case.needs.states {
        if *state == need.state {
            *wanted = !*wanted;
        }
    }
    way::to(subject.setups, &case.needs.states)?;
    let into = subject.setups.iter().find(|setup| setup.gives.contains(&need.state))?;
    if need.wanted && into.case.undo.is_empty() {
        return None; // nothing leads out of it again
    }
    reach_far_end(&mut case, &line);
    case.steps = refused(subject, line, made.as_ref());
    case.undo = subject.undo();
    Some(case)
}

/// A line that is to be refused, at once or when its data are in.
fn refused(subject: &Subject<'_>, line: Template, made: Option<&Made>) -> Vec<Step> {
    let mut steps = vec![step(What::Send(line))];
    if let (Some(data), Some(made)) = (&subject.form.data, made) {
        let prompt = Expect { ways: vec![Way::Prompt], within: None };
        let send = typed(data, data_for(&data.end, &made.message, subject.shape()));
        steps.push(step(What::If(Condition::Comes(prompt), send, Vec::new())));
    }
    steps.push(expect(&[Way::Refused]));
    steps
}

/// For a form that needs a state of its owner: another owner, who is not in it, is refused while one is.
pub(super) fn another(subject: &Subject<'_>) -> Option<Case> {
    let (owner, slot, set) = subject.owner()?;
    let of_owner = |need: &&Needs| {
        let state = subject.dialect.states.iter().find(|state| state.id == need.state);
        need.wanted && state.is_some_and(|state| state.per.as_deref() == Some(owner.param.name.as_str()))
    };
    // What nothing leads out of may hold of any owner by now.
    let left = |need: &Needs| {
        let mut into = subject.setups.iter().filter(|setup| setup.gives.contains(&need.state));
        into.next().is_some_and(|setup| !setup.case.undo.is_empty())
    };
    let mut needs = subject.form.needs.iter().filter(of_owner);
    let need = needs.find(|need| !is_open(subject, need) && left(need))?;
    let made = subject.line()?;
    let Some(Value::Int(one)) = made.message.get(slot) else { return None };
    let ends = [set.highest(), set.lowest()];
    let other = ends.into_iter().find(|end| end != one && *end != i64::MAX)?;
    let title = format!(
        "{} for <{}> {other} is refused while only {one} is {}",
        subject.shown(),
        owner.written,
        need.state
    );
    let made = subject.with_value(&made, slot, Value::Int(other))?;
    let mut case = subject.case("another-owner-unready", title);
    way::to(subject.setups, &case.needs.states)?;
    let line = ground::template(&made.line);
    reach_far_end(&mut case, &line);
    case.steps = refused(subject, line, Some(&made));
    Some(case)
}
