//! The states of the dialect, as far as the log tells: known to hold, known not to hold, or neither.

use hayes_at::fields::{Carried, Fields};
use hayes_at::read::{Fit, fit};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Aim, State, Turn};

use crate::words;

/// The most states with their clients that are remembered.
const MOST: usize = 64;

/// What is known of one state of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    state: usize,
    client: Option<i64>,
    /// It holds.
    pub(crate) holds: bool,
    /// Since this line.
    pub(crate) since: u64,
    /// It may have ended since, or not: nothing is known of it.
    open: bool,
}

/// What a turn comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turned {
    Into,
    OutOf,
    /// Out of it by one reading, and not by another.
    Open,
}

fn turns_of(state: &State) -> impl Iterator<Item = (&Turn, Turned)> {
    let lists =
        [(&state.enters, Turned::Into), (&state.leaves, Turned::OutOf), (&state.may_leave, Turned::Open)];
    lists.into_iter().flat_map(|(list, to)| list.iter().map(move |turn| (turn, to)))
}

/// What is known of all states.
#[derive(Debug, Clone, Default)]
pub(crate) struct States {
    known: Vec<Known>,
    /// The module has started in this log: what was not entered since does not hold.
    started: Option<u64>,
    fields: Fields,
}

impl States {
    /// The module has started anew.
    pub(crate) fn restart(&mut self, line: u64) {
        self.known.clear();
        self.started = Some(line);
    }

    /// Does a state hold? `None`: the log does not tell.
    pub(crate) fn get(&self, dialect: &Dialect, id: &str, client: Option<i64>) -> Option<Known> {
        let state = dialect.states.iter().position(|s| s.id == id)?;
        let per = dialect.states[state].per.is_some();
        // What was said of no client was said of all of them.
        let same = |k: &Known| client.is_none() || k.client.is_none() || k.client == client;
        let fits = |k: &&Known| k.state == state && (!per || same(k));
        let found = self.known.iter().rev().find(fits).copied();
        let unentered =
            || self.started.map(|since| Known { state, client, holds: false, since, open: false });
        found.map_or_else(unentered, |known| (!known.open).then_some(known))
    }

    /// Is a state known to hold?
    pub(crate) fn holds(&self, dialect: &Dialect, id: &str, client: Option<i64>) -> bool {
        self.get(dialect, id, client).is_some_and(|known| known.holds)
    }

    /// Was a state of this kind ever entered or left in the log?
    pub(crate) fn seen(&self, dialect: &Dialect, id: &str) -> bool {
        self.known.iter().any(|k| dialect.states[k.state].id == id)
    }

    /// Follows a line of the module.
    pub(crate) fn line(&mut self, dialect: &Dialect, text: &[u8], line: u64) {
        let spaced = words::spaced(text);
        let text = spaced.as_deref().unwrap_or(text);
        for (index, state) in dialect.states.iter().enumerate() {
            for (turn, to) in turns_of(state) {
                let Turn::Line { shape, .. } = turn else { continue };
                let shape_of = dialect.grammar().shape(*shape);
                if !text.starts_with(shape_of.head())
                    || fit(shape_of, text, &Carried::default(), &mut self.fields) != Fit::Yes
                {
                    continue;
                }
                let client =
                    state.per.as_deref().and_then(|per| words::number_of(dialect, *shape, &self.fields, per));
                self.turn(index, client, to, line);
            }
        }
    }

    /// Follows the end of a command.
    pub(crate) fn after(
        &mut self,
        dialect: &Dialect,
        command: u16,
        ends: &str,
        client: Option<i64>,
        line: u64,
    ) {
        for (index, state) in dialect.states.iter().enumerate() {
            for (turn, to) in turns_of(state) {
                let Turn::After { command: target, ends: wanted } = turn else { continue };
                let aimed = match target.aim {
                    Aim::Command(c) => c == command,
                    Aim::Form(f) => f.command == command,
                    Aim::Urc(_) => false,
                };
                if aimed && wanted.as_deref().is_none_or(|w| w == ends) {
                    let client = state.per.as_ref().and(client);
                    self.turn(index, client, to, line);
                }
            }
        }
    }

    /// A line or the end of a command turned a state.
    fn turn(&mut self, state: usize, client: Option<i64>, to: Turned, since: u64) {
        let new = Known { state, client, holds: to == Turned::Into, since, open: to == Turned::Open };
        self.known.retain(|k| k.state != new.state || (k.client != new.client && new.client.is_some()));
        if self.known.len() == MOST {
            self.known.remove(0);
        }
        self.known.push(new);
    }
}
