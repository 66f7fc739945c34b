//! The documented defaults, without a new start: of many owners there is one whose settings nobody has touched. Where every one
//! of them has something else, that is no default that somebody changed.

use super::positive::only_sets;
use super::readback::Readback;
use super::step;
use super::subject::Subject;
use crate::case::{Case, What};

/// With fewer owners, what was set before a run might be what all of them have.
const ENOUGH: usize = 3;
/// The most owners that are asked.
const MOST: i64 = 8;

/// For a form that sets something of one owner among many, with a default that is known. The last owner is asked first: what is
/// set by hand is mostly the first one's.
pub(super) fn case(subject: &Subject<'_>) -> Option<Case> {
    let (owner, slot, set) = subject.owner().filter(|_| only_sets(subject))?;
    let last = set.highest().min(set.lowest() + MOST - 1);
    let owners: Vec<i64> = (set.lowest()..=last).filter(|owner| set.holds(*owner)).collect();
    let readback = Readback::of(subject).filter(Readback::is_told_unset)?;
    let of = |owner: i64| readback.of_owner(subject, slot, owner);
    let (first, others) = owners.split_first().filter(|_| owners.len() >= ENOUGH)?;
    let mut steps = of(*first)?.by_default(subject.form)?;
    for owner in others {
        let (name, asked) = (format!("of{owner}"), of(*owner)?);
        let unless = What::If(asked.is_default(&name, subject.form)?, Vec::new(), steps);
        steps = asked.ask_for(&name);
        steps.push(step(unless));
    }
    let title = format!("{}: an untouched <{}> has the documented default", subject.shown(), owner.written);
    let mut case = subject.case("untouched-default", title);
    case.rules = subject.rules(None, "restart");
    case.steps = steps;
    Some(case)
}
