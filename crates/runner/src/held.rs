//! Which of the dialect's states the module is in, by what it said. Does not know how to get into one.

use std::collections::BTreeMap;

use hayes_at::fields::{Carried, Fields};
use hayes_at::grammar::{FormId, FormKind};
use hayes_at::read::{Fit, fit};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{State, Turn};

/// The states that the module is in.
#[derive(Debug, Default)]
pub(crate) struct Held {
    states: BTreeMap<String, By>,
    fields: Fields,
}

/// By what a state is held to be.
#[derive(Debug, PartialEq, Eq)]
enum By {
    /// A line of its own told of it.
    Line,
    /// The module was taken there, and no line told with which values.
    Belief,
}

impl Held {
    /// Is the module in this state?
    pub(crate) fn has(&self, state: &str) -> bool {
        self.states.contains_key(state)
    }

    /// Is the module in all states that a form needs?
    pub(crate) fn all_that(&self, dialect: &Dialect, form: Option<FormId>) -> bool {
        let needs = form.and_then(|form| dialect.form(form)).map(|form| form.needs.as_slice());
        needs.unwrap_or_default().iter().all(|need| !need.wanted || self.has(&need.state))
    }

    /// The module was taken into a state, and no line would tell.
    pub(crate) fn believe(&mut self, state: &str) {
        self.states.entry(state.to_owned()).or_insert(By::Belief);
    }

    /// A case has said what led into this state, perhaps with other values: it is held only if a line told of it.
    pub(crate) fn doubt_belief(&mut self, state: &str) {
        if self.states.get(state) == Some(&By::Belief) {
            self.states.remove(state);
        }
    }

    /// The module was taken out of a state, or that was tried.
    pub(crate) fn doubt(&mut self, state: &str) {
        self.states.remove(state);
    }

    /// The module has started anew.
    pub(crate) fn clear(&mut self) {
        self.states.clear();
    }

    /// A line came. What only tells of a state, in answer to a question, cannot end one: `+CMQTTDISC: 0,0` is a
    /// result as well as the answer that the client is connected.
    pub(crate) fn line(&mut self, dialect: &Dialect, text: &[u8], tells: bool) {
        for state in &dialect.states {
            // The cases speak to one client; what another one does changes nothing for it.
            // A line that may be both, as `+MIPCALL: 0` beside `+MIPCALL: <ip>`, is the narrower one: the end.
            let ends = |held: &mut Self| {
                held.says(dialect, state, &state.leaves, text)
                    || held.says(dialect, state, &state.may_leave, text)
            };
            if !tells && ends(self) {
                self.states.remove(&state.id);
            } else if self.says(dialect, state, &state.enters, text) {
                self.states.entry(state.id.clone()).or_insert(By::Line);
            }
        }
    }

    /// A command ended, with this final result.
    pub(crate) fn ended(&mut self, dialect: &Dialect, form: FormId, client: Option<i64>, result: &[u8]) {
        // To ask changes nothing.
        let acts = acts(dialect, form);
        for state in dialect.states.iter().filter(|_| acts) {
            let after = |turns: &[Turn]| {
                turns.iter().any(|turn| match turn {
                    Turn::After { command, ends } => {
                        command.aim.is_of(form) && ends.as_ref().is_none_or(|ends| ends.as_bytes() == result)
                    }
                    Turn::Line { .. } => false,
                })
            };
            if state.per.is_some() && client.is_some_and(|client| client != first_client(dialect, state)) {
                continue;
            }
            if after(&state.leaves) || after(&state.may_leave) {
                self.states.remove(&state.id);
            }
            if after(&state.enters) {
                // An OK does not tell with which values.
                self.states.insert(state.id.clone(), By::Belief);
            }
        }
    }

    fn says(&mut self, dialect: &Dialect, state: &State, turns: &[Turn], text: &[u8]) -> bool {
        turns.iter().any(|turn| {
            let Turn::Line { shape, .. } = turn else { return false };
            let shape = dialect.grammar().shape(*shape);
            if fit(shape, text, &Carried::default(), &mut self.fields) != Fit::Yes {
                return false;
            }
            let Some(per) = &state.per else { return true };
            let Some(name) = dialect.grammar().names.find(per) else { return true };
            let client = shape
                .slot_of(name)
                .and_then(|slot| self.fields.get(slot))
                .and_then(hayes_at::fields::Field::as_number);
            client.is_none_or(|client| client == first_client(dialect, state))
        })
    }
}

/// Does a form do more than to ask?
pub(crate) fn acts(dialect: &Dialect, form: FormId) -> bool {
    dialect.form(form).is_some_and(|form| matches!(form.kind, FormKind::Write | FormKind::Execute))
}

/// The client that setups and scenarios use: the first one that the dialect has.
fn first_client(dialect: &Dialect, state: &State) -> i64 {
    let Some(per) = &state.per else { return 0 };
    let param = dialect.params.iter().find(|param| param.name == *per);
    param.and_then(|param| param.range()).map_or(0, hayes_at::range::RangeSet::lowest)
}
