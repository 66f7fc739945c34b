//! Cases that ended alike, told of together: one fault is one thing to read, however many cases it fails.

use std::collections::HashMap;

use crate::case::{Case, Standing};
use crate::run::Run;

/// Cases of the same standing that are about the same rule and ended for the same reason, in the order of the plan.
pub(crate) fn alike(run: &Run, standing: Standing) -> Vec<Vec<&Case>> {
    let about = |case: &Case| {
        case.rules.first().copied().map_or_else(|| Err(run.clause_of(case).map(str::to_owned)), Ok)
    };
    grouped(run, standing, |case| (about(case), reason(case)))
}

/// Cases of the same standing that ended for the same reason.
pub(crate) fn by_reason(run: &Run, standing: Standing) -> Vec<Vec<&Case>> {
    grouped(run, standing, reason)
}

fn reason(case: &Case) -> Option<&str> {
    case.outcome.as_ref().and_then(|outcome| outcome.reason.as_deref())
}

fn grouped<'r, K: std::hash::Hash + Eq>(
    run: &'r Run,
    standing: Standing,
    key: impl Fn(&'r Case) -> K,
) -> Vec<Vec<&'r Case>> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<Vec<&Case>> = Vec::new();
    for case in run.cases.iter().filter(|case| case.standing() == standing) {
        let place = *places.entry(key(case)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(case),
            None => groups.push(vec![case]),
        }
    }
    groups
}
