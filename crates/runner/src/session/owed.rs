//! What commands still owe: results that are waited for, and those that nobody waits for any more.

use std::time::Duration;

use hayes_at::exchange::{MAX_OWED, Seq};
use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use super::{Broken, Session};
use crate::expect::Owed;

impl<W: World, S: Sink> Session<'_, W, S> {
    /// Waits for the final result of a command that a case left unanswered, as far as it awaits no data.
    pub(crate) fn settle(&mut self, most: Duration) -> Result<(), Broken> {
        let until = self.now() + most;
        let open = |s: &Self| s.answer.command.is_some() && s.answer.end.is_none() && !s.answer.prompted;
        while open(self) && self.wait(until)? {}
        Ok(())
    }

    /// Does the module wait for the data of the last command?
    pub(crate) fn is_at_prompt(&self) -> bool {
        self.answer.prompted && self.answer.end.is_none()
    }

    /// Waits for later results that no step waited for, as long as the document gives them: they are no result of the
    /// next case's.
    pub(crate) fn settle_later(&mut self, most: Duration) -> Result<(), Broken> {
        let most = self.now() + most;
        loop {
            let owing: Vec<Seq> = self.exchange.owing().map(|(seq, _)| seq).collect();
            let due = self.due.iter().filter(|(seq, _)| owing.contains(seq)).map(|(_, until)| *until).max();
            if !due.map_or(Ok(false), |until| self.wait(until.min(most)))? {
                return Ok(());
            }
        }
    }

    /// A command was accepted: its later result may take so long.
    pub(super) fn accepted(&mut self) {
        if self.due.len() == MAX_OWED {
            self.due.pop_front();
        }
        self.due.extend(self.answer.due());
    }

    /// What earlier commands may still owe is theirs no more.
    pub(crate) fn forgive(&mut self) {
        if self.exchange.owing().next().is_some() {
            self.exchange.handle_restart();
        }
    }

    /// Nothing more is expected of the last command.
    pub(crate) fn abandon(&mut self) {
        while self.exchange.abandon().is_some() {}
    }

    /// Does the last command still owe a result?
    pub(crate) fn owes(&self) -> bool {
        self.exchange.owing().any(|(seq, doubtful)| Some(seq) == self.answer.command && !doubtful)
    }

    /// Which results are due.
    pub(crate) fn owed(&self) -> Owed {
        Owed { last: self.owes(), any: self.exchange.owing().next().is_some() }
    }
}
