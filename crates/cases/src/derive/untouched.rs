//! The documented defaults, without a new start: of many owners there is one whose settings nobody has touched. Where every one
//! of them has something else, that is no default that somebody changed.

use hayes_at::kind::Kind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form};

use super::build::{is_owner, slot_of};
use super::positive::only_sets;
use super::readback::Readback;
use super::{case_of, cites, shown, step};
use crate::case::{Case, What};

/// With fewer owners, what was set before a run might be what all of them have.
const ENOUGH: usize = 3;
/// The most owners that are asked.
const MOST: i64 = 8;

/// For a form that sets something of one owner among many, with a default that is known. The last owner is asked first: what is
/// set by hand is mostly the first one's.
pub(super) fn case(dialect: &Dialect, command: &Command, form: &Form) -> Option<Case> {
    let shape =
        form.shape.filter(|_| only_sets(dialect, command, form)).map(|id| dialect.grammar().shape(id))?;
    let owner = form.args.iter().find(|place| is_owner(dialect, place))?;
    let slot = slot_of(shape, form, owner)?;
    let Kind::Int(owners) = &shape.slots[usize::from(slot)].kind else { return None };
    let last = owners.highest().min(owners.lowest() + MOST - 1);
    let owners: Vec<i64> = (owners.lowest()..=last).filter(|owner| owners.holds(*owner)).collect();
    let readback = Readback::of(dialect, command, form).filter(Readback::is_told_unset)?;
    let of = |owner: i64| readback.of_owner(command, shape, slot, owner);
    let (first, others) = owners.split_first().filter(|_| owners.len() >= ENOUGH)?;
    let mut steps = of(*first)?.by_default(form)?;
    for owner in others {
        let (name, asked) = (format!("of{owner}"), of(*owner)?);
        let unless = What::If(asked.is_default(&name, form)?, Vec::new(), steps);
        steps = asked.ask_for(&name);
        steps.push(step(unless));
    }
    let title =
        format!("{}: an untouched <{}> has the documented default", shown(command, form), owner.written);
    let mut case = case_of(dialect, command, form, "untouched-default", title);
    case.rules = cites::rules(dialect, command, form, None, "restart");
    case.steps = steps;
    Some(case)
}
