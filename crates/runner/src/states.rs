//! Into the states that a case needs by setups, and out of all others.

use std::collections::BTreeSet;

use hayes_cases::case::{Case, Setup, Step, What};
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::{Part, Variables};
use hayes_journal::Event;
use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use crate::execute::Halt;
use crate::session::{Broken, Session};

impl<W: World, S: Sink> Session<'_, W, S> {
    /// Takes the module along a way, into what is not held yet. What is not on it has been left.
    pub(crate) fn reach(&mut self, way: &[&Setup], variables: &mut Variables) -> Result<(), Halt> {
        for (at, setup) in way.iter().enumerate() {
            if !setup.gives.iter().all(|state| self.held.has(state)) {
                self.make_way(setup, way, variables)?;
                // What rests on a state that has to be reached anew is not there either, whatever was believed.
                way[at..].iter().flat_map(|later| &later.gives).for_each(|state| self.held.doubt(state));
                self.execute(&setup.case.steps, variables)?;
                // What no line tells is believed.
                setup.gives.iter().for_each(|state| self.held.believe(state));
            }
        }
        Ok(())
    }

    /// Leaves what a setup needs gone, though it may be on the way: it is reached again behind it.
    fn make_way(
        &mut self,
        setup: &Setup,
        setups: &[&Setup],
        variables: &mut Variables,
    ) -> Result<(), Broken> {
        let gone = |state: &String| setup.case.needs.states.iter().any(|(s, wanted)| !wanted && s == state);
        self.leave_where(gone, setups, variables)
    }

    /// Leaves the states that are held and fit, by the setups that give them, as far as it goes.
    fn leave_where(
        &mut self,
        fits: impl Fn(&String) -> bool,
        setups: &[&Setup],
        variables: &mut Variables,
    ) -> Result<(), Broken> {
        for setup in setups {
            let held = setup.gives.iter().any(|state| fits(state) && self.held.has(state));
            if held && !setup.case.undo.is_empty() {
                self.undo(&setup.case.undo, variables)?;
                setup.gives.iter().for_each(|state| self.held.doubt(state));
            }
        }
        Ok(())
    }

    /// A case has said what setups say as well, perhaps with other values: where no line tells with which, and nothing has
    /// to be undone before it is said again, it is believed no more.
    pub(crate) fn doubt_what_it_said(&mut self, case: &Case, setups: &[&Setup]) {
        let said: BTreeSet<&[u8]> = case.steps.iter().chain(&case.undo).filter_map(command).collect();
        let says_so = |setup: &&&Setup| setup.case.steps.iter().filter_map(command).any(|c| said.contains(c));
        for setup in setups.iter().filter(|setup| setup.case.undo.is_empty()).filter(says_so) {
            setup.gives.iter().for_each(|state| self.held.doubt_belief(state));
        }
    }

    /// Leaves all states that the kept setups do not give, in the order of `setups`, as far as it goes.
    pub(crate) fn leave(
        &mut self,
        keep: &[&Setup],
        setups: &[&Setup],
        variables: &mut Variables,
    ) -> Result<(), Broken> {
        let kept = |state: &String| keep.iter().any(|setup| setup.gives.contains(state));
        self.leave_where(|state| !kept(state), setups, variables)
    }

    /// Leaves whatever state the module may be in: nothing is known of it.
    pub(crate) fn leave_all(&mut self, setups: &[&Setup], variables: &mut Variables) -> Result<(), Broken> {
        for setup in setups {
            self.undo(&setup.case.undo, variables)?;
        }
        self.held.clear();
        Ok(())
    }

    /// Does steps as far as they go; true where all of them went.
    pub(crate) fn undo(&mut self, steps: &[Step], variables: &mut Variables) -> Result<bool, Broken> {
        match self.execute(steps, variables) {
            Err(Halt::Broken(broken)) => Err(broken),
            Err(Halt::Unmet(unmet)) => {
                let text = format!("undoing: expected {}, got {}", unmet.expected, unmet.actual);
                self.note(Event::note(self.now(), &text)).map(|_| false)
            }
            Err(Halt::Impossible(_)) => Ok(false),
            Ok(()) => Ok(true),
        }
    }
}

/// The command that a step sends: what stands before its values.
fn command(step: &Step) -> Option<&[u8]> {
    let What::Send(template) = &step.what else { return None };
    let Some(Part::Literal(line)) = template.0.first() else { return None };
    line.split(|byte| *byte == b'=').next()
}

/// All setups, those that need others before those: the order in which states are left.
pub(crate) fn last_first(catalogue: &Catalogue) -> Vec<&Setup> {
    let depth = |setup: &Setup| {
        let states: Vec<(String, bool)> = setup.gives.iter().map(|state| (state.clone(), true)).collect();
        catalogue.way_to(&states).map_or(0, |way| way.len())
    };
    let mut setups: Vec<(usize, &Setup)> =
        catalogue.setups.iter().map(|setup| (depth(setup), setup)).collect();
    setups.sort_by_key(|(depth, _)| std::cmp::Reverse(*depth));
    setups.into_iter().map(|(_, setup)| setup).collect()
}
