//! One value outside its limits, and all else as it is where the line works: nothing comes of it. A line whose other
//! values fail at the network anyway would not show that a module has taken the wrong one.

use hayes_at::kind::{Kind, Quotes};
use hayes_dialects::dialect::Place;

use super::ground::{self, Ground};
use super::negative::beyond;
use super::subject::Subject;
use super::{expect, step};
use crate::case::{Bench, Case, Way, What, slug};

/// For a form that goes to the far end.
pub(super) fn cases(subject: &Subject<'_>) -> Vec<Case> {
    let reaches = |ground: &&Ground<'_>| ground::template(&ground.made.line).needs("host");
    let Some(ground) = subject.ground.as_ref().filter(reaches).filter(|_| subject.form.data.is_none()) else {
        return Vec::new();
    };
    let open = |place: &Place| !subject.readings(Some(&format!("{}:outside", place.written))).is_empty();
    let closed = subject.settings().filter(|place| !open(place));
    closed.flat_map(|place| of_place(subject, place, ground).unwrap_or_default()).collect()
}

fn of_place(subject: &Subject<'_>, place: &Place, ground: &Ground<'_>) -> Option<Vec<Case>> {
    let (at, slot) = subject.slot(place).filter(|(at, _)| !ground.gives_host(*at))?;
    let quoted = matches!(&slot.kind, Kind::Text(text) if text.quotes == Quotes::Always);
    if !quoted && !matches!(slot.kind, Kind::Int(_)) {
        return None;
    }
    let base = subject.base(place)?;
    let lines = beyond(&slot.kind).into_iter().filter_map(|(name, value)| {
        let made = subject.with_value(&base, at, value)?;
        (!subject.is_lawful(&made)).then_some((name, made))
    });
    let cases = lines.map(|(name, made)| {
        let what = format!("{}/{name}-alone", slug(&place.written));
        let title = format!(
            "{} with <{}> {} does nothing although all else is right",
            subject.shown(),
            place.written,
            name.replace('-', " ")
        );
        let mut case = subject.case(&what, title);
        case.rules = subject.rules(Some(&place.written), "range");
        case.needs.bench.push(Bench::FarEnd);
        case.steps = vec![step(What::Send(ground::template(&made.line))), expect(&[Way::Refused])];
        case.undo = subject.undo();
        case
    });
    Some(cases.collect())
}
