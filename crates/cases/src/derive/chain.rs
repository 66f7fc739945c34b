//! From a setting to the packet that carries it: the setups behind which such a packet goes out.

use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form};

use super::ground::{self, Ground};
use super::subject::Subject;
use crate::case::{Setup, Step, What};
use crate::way;

/// What there is to do behind a form's line until a packet goes out.
pub(super) struct Chain {
    /// The states to be in before the line, and those not to be in yet.
    pub(super) needs: Vec<(String, bool)>,
    /// The steps of the setups that are left, without lines of the form itself.
    pub(super) steps: Vec<Step>,
    /// How they are undone.
    pub(super) undo: Vec<Step>,
}

/// The way from a form, which sets something, to a packet of this kind. None where no setup leads there.
pub(super) fn behind(subject: &Subject<'_>, packet: &str) -> Option<Chain> {
    let Subject { dialect, form, setups, .. } = *subject;
    let target = sender(dialect, setups, packet).or_else(|| connected(dialect, packet))?;
    let all = way::to(setups, &target)?;
    let mut needs: Vec<(String, bool)> = form.needs.iter().map(|n| (n.state.clone(), n.wanted)).collect();
    let before = way::to(setups, &needs)?;
    let rest: Vec<&Setup> = all.into_iter().filter(|setup| !before.contains(setup)).collect();
    for setup in &rest {
        for (state, wanted) in &setup.case.needs.states {
            let ours = rest.iter().any(|other| other.gives.contains(state));
            if *wanted && !ours && !needs.iter().any(|(known, _)| known == state) {
                needs.push((state.clone(), true));
            }
        }
    }
    // A setup that nothing undoes can be done again.
    let undone = rest.iter().filter(|setup| !setup.case.undo.is_empty());
    let given: Vec<&String> = undone.flat_map(|setup| &setup.gives).collect();
    if needs.iter().any(|(state, wanted)| *wanted && given.contains(&state)) {
        return None;
    }
    for state in given {
        if !needs.iter().any(|(known, _)| known == state) {
            needs.push((state.clone(), false));
        }
    }
    let steps = rest.iter().flat_map(|setup| without(dialect, form, &setup.case.steps)).collect();
    let undo = rest.iter().rev().flat_map(|setup| setup.case.undo.clone()).collect();
    Some(Chain { needs, steps, undo })
}

/// The states that the first setup gives which uses a form that sends such a packet.
fn sender(dialect: &Dialect, setups: &[Setup], packet: &str) -> Option<Vec<(String, bool)>> {
    let sends = |(_, form): &(&Command, &Form)| {
        let carries = form.carried.iter().any(|carried| carried.packet == packet);
        carries && form.has_later()
    };
    let mut forms = dialect.documented_forms().filter(sends);
    let setup = forms
        .find_map(|(command, form)| Ground::of(dialect, command, form, setups).map(|ground| ground.setup))?;
    Some(setup.gives.iter().map(|state| (state.clone(), true)).collect())
}

/// The states in which a module subscribes or publishes: a CONNECT has gone out by then, whatever form has sent it.
fn connected(dialect: &Dialect, packet: &str) -> Option<Vec<(String, bool)>> {
    let talks = |(_, form): &(&Command, &Form)| {
        let carries = form.carried.iter().any(|carried| carried.packet != "CONNECT");
        carries && form.has_later()
    };
    let (_, form) = dialect.documented_forms().find(talks).filter(|_| packet == "CONNECT")?;
    Some(form.needs.iter().filter(|need| need.wanted).map(|need| (need.state.clone(), true)).collect())
}

/// Steps without the lines of a form and what is expected of them.
fn without(dialect: &Dialect, form: &Form, steps: &[Step]) -> Vec<Step> {
    let mut left = Vec::new();
    let mut ours = false;
    for step in steps {
        if let What::Send(template) = &step.what {
            ours = ground::form_of(dialect, template) == Some(form.id);
        }
        if !ours {
            left.push(step.clone());
        }
    }
    left
}
