//! One value outside its limits, and all else as it is where the line works: nothing comes of it. A line whose other
//! values fail at the network anyway would not show that a module has taken the wrong one.

use hayes_at::kind::{Kind, Quotes};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, Place};

use super::build::{is_lawful, is_owner, readings_of, slot_of, with_value};
use super::negative::beyond;
use super::{case_of, cites, expect, ground, shown, step};
use crate::case::{Bench, Case, Setup, Way, What, slug};

/// For a form that goes to the far end.
pub(super) fn cases(dialect: &Dialect, command: &Command, form: &Form, setups: &[Setup]) -> Vec<Case> {
    let reaches = |ground: &ground::Ground<'_>| ground::template(&ground.made.line).needs("host");
    let Some(ground) = ground::of(dialect, command, form, setups).filter(reaches) else { return Vec::new() };
    if form.data.is_some() {
        return Vec::new();
    }
    let places = form.args.iter().filter(|place| !is_owner(dialect, place));
    let open =
        |place: &Place| !readings_of(dialect, form, Some(&format!("{}:outside", place.written))).is_empty();
    places
        .filter(|place| !open(place))
        .flat_map(|place| of_place(dialect, command, form, place, &ground))
        .collect()
}

fn of_place(
    dialect: &Dialect,
    command: &Command,
    form: &Form,
    place: &Place,
    ground: &ground::Ground<'_>,
) -> Vec<Case> {
    let Some(shape) = form.shape.map(|id| dialect.grammar().shape(id)) else { return Vec::new() };
    let Some(slot) = slot_of(shape, form, place).filter(|slot| !ground.gives_host(*slot)) else {
        return Vec::new();
    };
    let kind = &shape.slots[usize::from(slot)].kind;
    if !matches!(kind, Kind::Int(_)) && !matches!(kind, Kind::Text(text) if text.quotes == Quotes::Always) {
        return Vec::new();
    }
    let Some(base) = ground::base(dialect, command, form, (place.id, slot), Some(ground)) else {
        return Vec::new();
    };
    let lines = beyond(kind).into_iter().filter_map(|(name, value)| {
        let made = with_value(command, shape, &base, slot, value)?;
        (!is_lawful(dialect, &made.line)).then_some((name, made))
    });
    let cases = lines.map(|(name, made)| {
        let what = format!("{}/{name}-alone", slug(&place.written));
        let title = format!(
            "{} with <{}> {} does nothing although all else is right",
            shown(command, form),
            place.written,
            name.replace('-', " ")
        );
        let mut case = case_of(dialect, command, form, &what, title);
        case.rules = cites::rules(dialect, command, form, Some(&place.written), "range");
        case.needs.bench.push(Bench::FarEnd);
        case.steps = vec![step(What::Send(ground::template(&made.line))), expect(&[Way::Refused])];
        case.undo = ground::undo(Some(ground)).unwrap_or_default();
        case
    });
    cases.collect()
}
