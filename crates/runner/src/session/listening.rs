//! What the module says: its bytes go to the exchange, and what comes out of it to all who keep something of it: the monitors,
//! the clock, the answer in hand, the states that the module is in.

use std::time::Duration;

use hayes_at::exchange::{Side, What};
use hayes_journal::Event;
use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use super::{Broken, MAX_KEPT, Session};
use crate::heard::{Heard, Kind};
use crate::held::acts;

impl<W: World, S: Sink> Session<'_, W, S> {
    /// Bytes of the module.
    pub(super) fn hear(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let mut left = bytes;
        while !left.is_empty() {
            let taken = self.exchange.handle_module(left);
            left = &left[taken..];
            self.listen_to_exchange()?;
            if taken == 0 {
                self.exchange.handle_silence();
                self.listen_to_exchange()?;
            }
        }
        Ok(())
    }

    /// Takes all that the exchange has to tell.
    pub(super) fn listen_to_exchange(&mut self) -> Result<(), Broken> {
        let now = self.world.now();
        while let Some(event) = self.exchange.poll() {
            let trail = if event.from == Side::Host { &self.host } else { &self.module };
            let marks = trail.marks(event.offset, event.raw);
            self.remarks.extend(self.watch.event(&event, &marks, now));
            let is_command = event.from == Side::Host && event.what == What::Command;
            let limits = if is_command { self.watch.limits(event.seq) } else { (None, None) };
            let timing = self.clock.event(self.dialect, &event, now, || limits);
            self.remarks.extend(timing.map(Event::Timing));
            if is_command {
                self.answer.asked(self.dialect, &event, now, limits.0.max(limits.1));
            } else if event.from == Side::Module
                && let Some(heard) = Heard::of(self.dialect, &event, marks, self.hears_words)
            {
                self.line(heard, now);
            }
        }
        self.write_remarks()
    }

    /// A line of the module, as part of an answer and as what it tells of the module's states.
    fn line(&mut self, heard: Heard, now: Duration) {
        self.answer.take(&heard);
        if matches!(heard.kind, Kind::Final { good: true, .. }) && heard.of == self.answer.command {
            self.accepted();
        }
        self.answer.hold(self.dialect, &heard);
        self.tells_of_states(&heard, now);
        if self.heard.len() < MAX_KEPT {
            self.heard.push(heard);
        }
    }

    fn tells_of_states(&mut self, heard: &Heard, now: Duration) {
        match (heard.kind, self.answer.form) {
            // What is refused for what is wrong with the line tells nothing of the state.
            (Kind::Final { good, .. }, Some(form))
                if heard.of == self.answer.command && (good || self.answer.lawful) =>
            {
                self.held.ended(self.dialect, form, self.answer.client, &heard.text);
            }
            (Kind::Echo | Kind::Data | Kind::Noise | Kind::Prompt, _) => {}
            (Kind::Urc { boot: true }, _) => {
                self.held.clear();
                self.starts += 1;
            }
            // An answer tells of a state; only what acts can end one by it.
            (kind, form) => {
                let tells = kind == Kind::Info && !form.is_some_and(|form| acts(self.dialect, form));
                let had = self.held.all_that(self.dialect, form);
                self.held.line(self.dialect, &heard.text, tells);
                if had && !self.held.all_that(self.dialect, form) {
                    self.answer.bereft.get_or_insert(now);
                }
            }
        }
    }

    pub(super) fn write_remarks(&mut self) -> Result<(), Broken> {
        let remarks = std::mem::take(&mut self.remarks);
        remarks.into_iter().try_for_each(|remark| self.note(remark).map(drop))
    }
}
