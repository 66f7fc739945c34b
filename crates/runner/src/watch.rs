//! The monitors beside the conversation: what a module breaks whatever is asked of it. Each promise of the document
//! has one case, `DIALECT/monitor/PROMISE`, which fails once, with all occurrences.

use std::collections::BTreeMap;
use std::time::Duration;

use hayes_at::exchange::Event;
use hayes_dialects::Dialect;
use hayes_journal::{Finished, Verdict};
use hayes_monitor::{Monitor, Options, Remark, Stand};

/// The promises that monitors hold a module to, and what each says.
pub const PROMISES: [(&str, &str); 9] = [
    ("framing", "lines of the module stand in their frame"),
    ("one-final", "each command line has one final result"),
    ("order", "lines come in the order that the document gives"),
    ("shape", "lines have the shapes that the document prints"),
    ("values", "values lie in their documented ranges"),
    ("possible-values", "the answers to =? tell the documented ranges"),
    ("prompt", "a prompt comes when data are asked for, and nothing comes inside"),
    ("nothing-unknown", "the module says nothing that the document does not know"),
    ("response-time", "answers come within the documented time"),
];

/// The most occurrences of one breach that are told of.
const MAX_TOLD: usize = 10;

/// Watches a conversation.
pub(crate) struct Watch<'d> {
    monitor: Monitor<'d>,
    breaches: BTreeMap<&'static str, Breaches>,
    case: String,
}

#[derive(Debug, Default)]
struct Breaches {
    clause: Option<String>,
    told: Vec<String>,
    count: usize,
}

impl<'d> Watch<'d> {
    pub(crate) fn new(dialect: &'d Dialect) -> Self {
        let mut options = Options::default();
        options.this_module_only = true;
        options.given_dialect = true;
        Self { monitor: Monitor::new(dialect, &[], options), breaches: BTreeMap::new(), case: String::new() }
    }

    /// From now on things happen in this case.
    pub(crate) fn enter(&mut self, case: &str) {
        case.clone_into(&mut self.case);
    }

    /// Something was said.
    pub(crate) fn event(&mut self, event: &Event<'_>, now: Duration) {
        let note = self.monitor.event(event, Stand { line: event.seq, time: Some(now) });
        for remark in note.remarks {
            self.take(&remark);
        }
    }

    /// Time has passed.
    pub(crate) fn timeout(&mut self, now: Duration) {
        for (_, remark) in self.monitor.handle_timeout(now) {
            self.take(&remark);
        }
    }

    fn take(&mut self, remark: &Remark) {
        let Some(breach) = &remark.breaks else { return };
        let breaches = self.breaches.entry(breach.rule).or_default();
        breaches.count += 1;
        if breaches.clause.is_none() {
            breaches.clause.clone_from(&breach.clause);
        }
        let told = format!("{} (in {})", remark.text, self.case);
        if breaches.told.len() < MAX_TOLD && !breaches.told.contains(&told) {
            breaches.told.push(told);
        }
    }

    /// The verdicts of the monitors' own cases.
    pub(crate) fn verdicts(&self, dialect: &Dialect, at: Duration) -> Vec<Finished> {
        let verdict = |(promise, says): &(&str, &str)| {
            let id = format!("{}/monitor/{promise}", dialect.id);
            match self.breaches.get(promise) {
                None => Finished::new(at, &id, Verdict::Pass),
                Some(breaches) => {
                    let clause =
                        breaches.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
                    Finished {
                        reason: Some(format!("broken {} times", breaches.count)),
                        expected: Some(format!("{says}{clause}")),
                        actual: Some(breaches.told.join("; ")),
                        ..Finished::new(at, &id, Verdict::Fail)
                    }
                }
            }
        };
        PROMISES.iter().map(verdict).collect()
    }
}
