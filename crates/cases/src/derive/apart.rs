//! What is set for one client changes nothing for another one.

use hayes_at::kind::Kind;
use hayes_at::message::Value;
use hayes_at::shape::Shape;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form};

use super::build::{Made, is_lawful, is_owner, plain, slot_of, with_value};
use super::positive::{lawful_values, only_sets};
use super::readback::Readback;
use super::{case_of, expect, send, shown};
use crate::case::{Case, Way};

/// For a form that sets something of one owner among several.
pub(super) fn case(dialect: &Dialect, command: &Command, form: &Form) -> Option<Case> {
    let shape =
        form.shape.filter(|_| only_sets(dialect, command, form)).map(|id| dialect.grammar().shape(id))?;
    let owner = form.args.iter().find(|place| is_owner(dialect, place))?;
    let slot = slot_of(shape, form, owner)?;
    let Kind::Int(set) = &shape.slots[usize::from(slot)].kind else { return None };
    let (one, other) = (set.lowest(), set.highest());
    if one == other || other == i64::MAX {
        return None;
    }
    let readback = Readback::of(dialect, command, form)?;
    let own = readback.of_owner(command, shape, slot, one)?;
    // The next one, which a setting spills over to first, and the last.
    let mut owners: Vec<i64> = [one + 1, other].into_iter().filter(|owner| set.holds(*owner)).collect();
    owners.dedup();
    let others = owners
        .iter()
        .map(|owner| Some((format!("of{owner}"), readback.of_owner(command, shape, slot, *owner)?)));
    let others: Vec<_> = others.collect::<Option<_>>()?;
    let shown_others: Vec<String> = owners.iter().map(ToString::to_string).collect();
    let title = format!(
        "{}: what is set for <{}> {one} leaves that of {} as it is",
        shown(command, form),
        owner.written,
        shown_others.join(" and ")
    );
    let mut case = case_of(dialect, command, form, "another-owner", title);
    case.steps = own.ask_for("own");
    case.steps.extend(others.iter().flat_map(|(name, other)| other.ask_for(name)));
    for made in lines(dialect, command, form, shape, (slot, one)) {
        // Whether it may be set now is not asked here.
        case.steps.extend([send(&made.line), expect(&[Way::Answered])]);
        for (name, other) in &others {
            case.steps.extend(other.unchanged_from(name)?);
        }
        case.undo = own.put_back_from("own");
    }
    (!case.undo.is_empty()).then_some(case)
}

/// Lines that set different values: one of them is not what another owner has already.
fn lines(
    dialect: &Dialect,
    command: &Command,
    form: &Form,
    shape: &Shape,
    (owner, one): (u16, i64),
) -> Vec<Made> {
    let settings = form.args.iter().filter(|place| !is_owner(dialect, place));
    let mut lines = Vec::new();
    for place in settings {
        let Some(slot) = slot_of(shape, form, place) else { continue };
        let Some(plain) = plain(dialect, command, form, Some(place.id)) else { continue };
        let Some(base) = with_value(command, shape, &plain, owner, Value::Int(one)) else { continue };
        let mut values = lawful_values(&shape.slots[usize::from(slot)].kind);
        let last = values.pop();
        values.truncate(1);
        values.extend(last);
        let made = values.into_iter().filter_map(|(_, value)| with_value(command, shape, &base, slot, value));
        lines.extend(made.filter(|made| is_lawful(dialect, &made.line)));
    }
    lines
}
