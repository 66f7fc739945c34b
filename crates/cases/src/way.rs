//! Ways into states: which setups, in which order.

use std::collections::BTreeSet;

use crate::case::Setup;

/// The setups that take a module, which is in no state, into these, in order. None where no way leads there.
pub(crate) fn to<'s>(setups: &'s [Setup], states: &[(String, bool)]) -> Option<Vec<&'s Setup>> {
    let mut way = Way { setups, taken: Vec::new(), held: BTreeSet::new() };
    for (state, _) in states.iter().filter(|(_, wanted)| *wanted) {
        way.reach(state, 0)?;
    }
    let spoilt = states.iter().any(|(state, wanted)| !wanted && way.held.contains(state.as_str()));
    (!spoilt).then_some(way.taken)
}

struct Way<'s> {
    setups: &'s [Setup],
    taken: Vec<&'s Setup>,
    held: BTreeSet<&'s str>,
}

impl Way<'_> {
    fn reach(&mut self, state: &str, depth: usize) -> Option<()> {
        if self.held.contains(state) {
            return Some(());
        }
        // A setup that needs itself, over however many others, leads nowhere.
        let gives = |setup: &&Setup| setup.gives.iter().any(|given| given == state);
        let setup = self.setups.iter().find(gives).filter(|_| depth < 16)?;
        for (needed, _) in setup.case.needs.states.iter().filter(|(_, wanted)| *wanted) {
            self.reach(needed, depth + 1)?;
        }
        self.held.extend(setup.gives.iter().map(String::as_str));
        self.taken.push(setup);
        Some(())
    }
}
