//! How long answers take: from the command's first byte to the result that the document gives a time for. Judges nothing.

use std::collections::VecDeque;
use std::time::Duration;

use hayes_at::exchange::{Event, Seq, Side, What};
use hayes_at::grammar::FormId;
use hayes_cases::catalogue::form_name;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::WithinTo;
use hayes_journal::event::Timing;

/// The most commands that are awaited at a time.
const MOST: usize = 64;

/// The documented limits of a command: to its final result, and to the later one.
pub(crate) type Limits = (Option<Duration>, Option<Duration>);

/// The commands that are not answered yet.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    awaited: VecDeque<Awaited>,
}

#[derive(Debug)]
struct Awaited {
    seq: Seq,
    form: FormId,
    sent: Duration,
    limits: Limits,
    /// The time that the document gives is for the later result.
    to_result: bool,
}

impl Clock {
    /// An event at this time; tells when it is what a command was waiting for. `limits` are those of a command.
    pub(crate) fn event(
        &mut self,
        dialect: &Dialect,
        event: &Event<'_>,
        now: Duration,
        limits: impl FnOnce() -> Limits,
    ) -> Option<Timing> {
        match event.what {
            What::Command if event.from == Side::Host => {
                let form = event.command.and_then(|read| read.first())?.form?;
                let within = dialect.form(form).and_then(|form| form.within.as_ref());
                let to_result = within.is_some_and(|within| within.to == WithinTo::Result);
                if self.awaited.len() >= MOST {
                    self.awaited.pop_front();
                }
                self.awaited.push_back(Awaited {
                    seq: event.seq,
                    form,
                    sent: now,
                    limits: limits(),
                    to_result,
                });
                None
            }
            What::Final { of: Some(of), result, .. } => {
                let failed = dialect.finals.iter().any(|f| f.id == result && !f.good);
                self.over(dialect, of, now, |awaited| !awaited.to_result || failed)
            }
            What::Later { of, interim: false, .. } => {
                self.over(dialect, of, now, |awaited| awaited.to_result)
            }
            _ => None,
        }
    }

    /// Nothing is awaited any more.
    pub(crate) fn clear(&mut self) {
        self.awaited.clear();
    }

    fn over(
        &mut self,
        dialect: &Dialect,
        of: Seq,
        now: Duration,
        is_over: impl Fn(&Awaited) -> bool,
    ) -> Option<Timing> {
        let index = self.awaited.iter().position(|awaited| awaited.seq == of && is_over(awaited))?;
        let awaited = self.awaited.remove(index)?;
        let name = form_name(dialect.command_of(awaited.form)?, dialect.form(awaited.form)?);
        let limit = if awaited.to_result { awaited.limits.1 } else { awaited.limits.0 };
        Some(Timing { at: now, form: name, took: now.saturating_sub(awaited.sent), limit })
    }
}
