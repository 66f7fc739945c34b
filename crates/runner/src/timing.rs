//! How long answers take: from when the host wrote what it had to say, the command or the data after its prompt, to the result that
//! the document gives a time for. Judges nothing.

use std::collections::VecDeque;
use std::time::Duration;

use hayes_at::exchange::{DataEnd, Event, Seq, Side, What};
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
            What::Data { of, end } if event.from == Side::Host => {
                self.data(of, end, now);
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

    /// Data of the host: until they are there, the time is the host's. Where they never came to an end, the module answers
    /// to its patience, and not to the command.
    fn data(&mut self, of: Seq, end: DataEnd, now: Duration) {
        if end == DataEnd::Cut {
            self.awaited.retain(|awaited| awaited.seq != of);
        } else if let Some(awaited) = self.awaited.iter_mut().find(|awaited| awaited.seq == of) {
            awaited.sent = now;
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

#[cfg(test)]
mod tests {
    use hayes_at::exchange::Exchange;

    use super::*;

    /// What the host or the module says, and the second in which it does; gives the times of answers.
    fn timed(said: &[(u64, Side, &str)]) -> Vec<Timing> {
        let dialect = hayes_dialects::find("quectel-ecx00u").unwrap_or_else(|why| panic!("{why}"));
        let mut exchange = Exchange::new(dialect.grammar());
        let mut clock = Clock::default();
        let mut timings = Vec::new();
        for (second, side, text) in said {
            let taken = match side {
                Side::Host => exchange.handle_host(text.as_bytes()),
                Side::Module => exchange.handle_module(text.as_bytes()),
            };
            assert_eq!(taken, text.len());
            while let Some(event) = exchange.poll() {
                timings.extend(clock.event(&dialect, &event, Duration::from_secs(*second), || (None, None)));
            }
        }
        timings
    }

    #[test]
    fn data_are_the_hosts_time() {
        let asked = [(0, Side::Host, "AT+QMTPUBEX=0,1,1,0,\"t\",5\r"), (1, Side::Module, "\r\n>")];
        let whole = [
            (10, Side::Host, "hello"),
            (12, Side::Module, "\r\nOK\r\n"),
            (13, Side::Module, "\r\n+QMTPUBEX: 0,1,0\r\n"),
        ];
        let timings = timed(&[&asked[..], &whole].concat());
        let took: Vec<u64> = timings.iter().map(|timing| timing.took.as_secs()).collect();
        assert_eq!(took, [3], "{timings:?}");
        let pieces = [
            (10, Side::Host, "hel"),
            (20, Side::Host, "lo"),
            (21, Side::Module, "\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n"),
        ];
        let timings = timed(&[&asked[..], &pieces].concat());
        assert_eq!(
            timings.iter().map(|timing| timing.took.as_secs()).collect::<Vec<_>>(),
            [1],
            "{timings:?}"
        );
    }
}
