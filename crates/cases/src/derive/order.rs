//! Commands too early and too late: what needs a state is not done without it, what needs it gone is not done in it.

use hayes_at::grammar::FormKind;
use hayes_at::kind::Kind;
use hayes_at::message::Value;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, Needs, Place};

use super::acting::{data_for, typed};
use super::build::{Made, is_owner, plain, readings_of, slot_of, with_value};
use super::{case_of, expect, ground, reach_far_end, shown, step};
use crate::case::{Case, Condition, Expect, Setup, Step, Way, What, slug};
use crate::pattern::Template;
use crate::way;

/// For each state that a form needs to be or not to be: where it is the other way, the form's line is refused, or a later
/// result tells that nothing came of it.
pub(super) fn cases(dialect: &Dialect, command: &Command, form: &Form, setups: &[Setup]) -> Vec<Case> {
    let needed = form.needs.iter().filter(|need| !is_open(dialect, form, need));
    needed.filter_map(|need| otherwise(dialect, command, form, need, setups)).collect()
}

/// The plainest line that does what the form is for: one that leaves all out that may be asks, where the form has a query, and
/// asking needs no state.
fn setting(dialect: &Dialect, command: &Command, form: &Form) -> Option<Made> {
    let shape = dialect.grammar().shape(form.shape?);
    let optional = |place: &&Place| {
        slot_of(shape, form, place).is_some_and(|slot| !shape.slots[usize::from(slot)].required)
    };
    let set = form.args.iter().find(optional).filter(|_| form.query.is_some());
    plain(dialect, command, form, set.map(|place| place.id))
}

/// May it be done all the same by some reading?
fn is_open(dialect: &Dialect, form: &Form, need: &Needs) -> bool {
    let opened =
        if need.wanted { format!("order:{}", need.state) } else { format!("order:not-{}", need.state) };
    !readings_of(dialect, form, Some(&opened)).is_empty()
}

fn otherwise(
    dialect: &Dialect,
    command: &Command,
    form: &Form,
    need: &Needs,
    setups: &[Setup],
) -> Option<Case> {
    let made = ground::of(dialect, command, form, setups).map(|ground| ground.made);
    let made = made.or_else(|| setting(dialect, command, form));
    let line = match form.kind {
        FormKind::Read => Template::literal(format!("AT{}?", command.name).as_bytes()),
        FormKind::Execute => Template::literal(format!("AT{}", command.name).as_bytes()),
        _ => ground::template(&made.as_ref()?.line),
    };
    let (not, what) = if need.wanted { ("not ", "not-") } else { ("", "while-") };
    let title = format!("{} is refused while {not}{}", shown(command, form), need.state);
    let what = format!("{what}{}", slug(&need.state));
    let mut case = case_of(dialect, command, form, &what, title);
    for (state, wanted) in &mut case.needs.states {
        if *state == need.state {
            *wanted = !*wanted;
        }
    }
    way::to(setups, &case.needs.states)?;
    let into = setups.iter().find(|setup| setup.gives.contains(&need.state))?;
    if need.wanted && into.case.undo.is_empty() {
        return None; // nothing leads out of it again
    }
    reach_far_end(&mut case, &line);
    case.steps = refused(dialect, form, line, made.as_ref());
    case.undo = ground::undo(ground::of(dialect, command, form, setups).as_ref()).unwrap_or_default();
    Some(case)
}

/// A line that is to be refused, at once or when its data are in.
fn refused(dialect: &Dialect, form: &Form, line: Template, made: Option<&Made>) -> Vec<Step> {
    let mut steps = vec![step(What::Send(line))];
    if let (Some(data), Some(made)) = (&form.data, made) {
        let shape = form.shape.map(|id| dialect.grammar().shape(id));
        let prompt = Expect { ways: vec![Way::Prompt], within: None };
        let send = typed(data, data_for(&data.end, &made.message, shape));
        steps.push(step(What::If(Condition::Comes(prompt), send, Vec::new())));
    }
    steps.push(expect(&[Way::Refused]));
    steps
}

/// For a form that needs a state of its owner: another owner, who is not in it, is refused while one is.
pub(super) fn another(dialect: &Dialect, command: &Command, form: &Form, setups: &[Setup]) -> Option<Case> {
    let place = form.args.iter().find(|place| is_owner(dialect, place))?;
    let of_owner = |need: &&Needs| {
        let state = dialect.states.iter().find(|state| state.id == need.state);
        need.wanted && state.is_some_and(|state| state.per.as_deref() == Some(place.param.name.as_str()))
    };
    // What nothing leads out of may hold of any owner by now.
    let left = |need: &Needs| {
        let mut into = setups.iter().filter(|setup| setup.gives.contains(&need.state));
        into.next().is_some_and(|setup| !setup.case.undo.is_empty())
    };
    let need = form.needs.iter().filter(of_owner).find(|need| !is_open(dialect, form, need) && left(need))?;
    let shape = dialect.grammar().shape(form.shape?);
    let slot = slot_of(shape, form, place)?;
    let made = ground::of(dialect, command, form, setups).map(|ground| ground.made);
    let made = made.or_else(|| plain(dialect, command, form, None))?;
    let (Some(Value::Int(one)), Kind::Int(set)) =
        (made.message.get(slot), &shape.slots[usize::from(slot)].kind)
    else {
        return None;
    };
    let ends = [set.highest(), set.lowest()];
    let other = ends.into_iter().find(|end| end != one && *end != i64::MAX)?;
    let title = format!(
        "{} for <{}> {other} is refused while only {one} is {}",
        shown(command, form),
        place.written,
        need.state
    );
    let made = with_value(command, shape, &made, slot, Value::Int(other))?;
    let mut case = case_of(dialect, command, form, "another-owner-unready", title);
    way::to(setups, &case.needs.states)?;
    let line = ground::template(&made.line);
    reach_far_end(&mut case, &line);
    case.steps = refused(dialect, form, line, Some(&made));
    Some(case)
}
