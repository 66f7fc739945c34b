//! Commands too early: what needs a state is not done without it.

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, Needs};

use super::acting::{data_for, typed};
use super::build::{plain, readings_of};
use super::{case_of, expect, ground, shown, step};
use crate::case::{Bench, Case, Condition, Expect, Setup, Way, What, slug};
use crate::pattern::Template;
use crate::way;

/// For each state that a form needs: without it the form's line is refused, or a later result tells that nothing came of it.
pub(super) fn cases(dialect: &Dialect, command: &Command, form: &Form, setups: &[Setup]) -> Vec<Case> {
    // A reading may let it be done all the same.
    let open = |need: &Needs| !readings_of(dialect, form, Some(&format!("order:{}", need.state))).is_empty();
    let needed = form.needs.iter().filter(|need| need.wanted && !open(need));
    needed.filter_map(|need| without(dialect, command, form, need, setups)).collect()
}

fn without(
    dialect: &Dialect,
    command: &Command,
    form: &Form,
    need: &Needs,
    setups: &[Setup],
) -> Option<Case> {
    let made = ground::of(dialect, command, form, setups).map(|ground| ground.made);
    let made = made.or_else(|| plain(dialect, command, form, None));
    let line = match form.kind {
        FormKind::Read => Template::literal(format!("AT{}?", command.name).as_bytes()),
        _ => ground::template(&made.as_ref()?.line),
    };
    let title = format!("{} is refused while not {}", shown(command, form), need.state);
    let what = format!("not-{}", slug(&need.state));
    let mut case = case_of(dialect, command, form, &what, title);
    for (state, wanted) in &mut case.needs.states {
        if *state == need.state {
            *wanted = false;
        }
    }
    way::to(setups, &case.needs.states)?;
    let into = setups.iter().find(|setup| setup.gives.contains(&need.state))?;
    if into.case.undo.is_empty() {
        return None; // nothing leads out of it again
    }
    if line.variables().any(|name| name == "host") {
        case.needs.bench.push(Bench::FarEnd);
    }
    case.steps = vec![step(What::Send(line))];
    if let (Some(data), Some(made)) = (&form.data, &made) {
        let shape = form.shape.map(|id| dialect.grammar().shape(id));
        let prompt = Expect { ways: vec![Way::Prompt], within: None };
        let send = typed(data, data_for(&data.end, &made.message, shape));
        case.steps.push(step(What::If(Condition::Comes(prompt), send, Vec::new())));
    }
    case.steps.push(expect(&[Way::Refused]));
    case.undo = ground::undo(ground::of(dialect, command, form, setups).as_ref()).unwrap_or_default();
    Some(case)
}
