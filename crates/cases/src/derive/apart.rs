//! What is set for one client changes nothing for another one.

use hayes_at::message::Value;

use super::build::Made;
use super::positive::{lawful_values, only_sets};
use super::readback::Readback;
use super::subject::Subject;
use super::{expect, send};
use crate::case::{Case, Way};

/// For a form that sets something of one owner among several.
pub(super) fn case(subject: &Subject<'_>) -> Option<Case> {
    let (owner, slot, set) = subject.owner().filter(|_| only_sets(subject))?;
    let (one, other) = (set.lowest(), set.highest());
    if one == other || other == i64::MAX {
        return None;
    }
    let readback = Readback::of(subject)?;
    let own = readback.of_owner(subject, slot, one)?;
    // The next one, which a setting spills over to first, and the last.
    let mut owners: Vec<i64> = [one + 1, other].into_iter().filter(|owner| set.holds(*owner)).collect();
    owners.dedup();
    let others =
        owners.iter().map(|owner| Some((format!("of{owner}"), readback.of_owner(subject, slot, *owner)?)));
    let others: Vec<_> = others.collect::<Option<_>>()?;
    let shown_others: Vec<String> = owners.iter().map(ToString::to_string).collect();
    let title = format!(
        "{}: what is set for <{}> {one} leaves that of {} as it is",
        subject.shown(),
        owner.written,
        shown_others.join(" and ")
    );
    let mut case = subject.case("another-owner", title);
    case.steps = own.ask_for("own");
    case.steps.extend(others.iter().flat_map(|(name, other)| other.ask_for(name)));
    for made in lines(subject, (slot, one)) {
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
fn lines(subject: &Subject<'_>, (owner, one): (u16, i64)) -> Vec<Made> {
    let mut lines = Vec::new();
    for place in subject.settings() {
        let Some((at, slot)) = subject.slot(place) else { continue };
        let Some(plain) = subject.plain(Some(place.id)) else { continue };
        let Some(base) = subject.with_value(&plain, owner, Value::Int(one)) else { continue };
        let mut values = lawful_values(&slot.kind);
        let last = values.pop();
        values.truncate(1);
        values.extend(last);
        lines.extend(subject.lawful_lines(&base, at, values).into_iter().map(|(.., made)| made));
    }
    lines
}
