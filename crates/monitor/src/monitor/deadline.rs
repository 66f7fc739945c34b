//! Deadlines of a live module: when a result is due that has not come. Nothing here knows what time it is.

use std::time::Duration;

use hayes_dialects::Dialect;

use super::Monitor;
use super::asked::Asked;
use crate::remark::{Breach, Kind, Remark};
use crate::words;

/// What of a command is due.
#[derive(Clone, Copy)]
enum Due {
    Final,
    Result,
}

impl Asked {
    /// Where the document describes it.
    pub(super) fn clause<'d>(&self, dialect: &'d Dialect) -> Option<&'d str> {
        let form = dialect.form(self.form?)?;
        form.clause.as_deref().or_else(|| dialect.command_of(form.id)?.clause.as_deref())
    }

    /// When what it owes next is due, with what it is and the documented limit.
    fn due(&self, grace: Duration) -> Option<(Duration, Due, Duration)> {
        // While the module waits for data, the time is the host's.
        let typing = self.prompted && !self.data_over && self.ended.is_none();
        if self.overdue || typing {
            return None;
        }
        let sent = self.since()?;
        let (due, limit) = match (self.ended, self.owes) {
            (None, _) => (Due::Final, self.limits.0?),
            (Some(true), true) => (Due::Result, self.limits.1?),
            _ => return None,
        };
        Some((sent + limit + self.slack(grace), due, limit))
    }
}

impl Monitor<'_> {
    /// When `handle_timeout` is to be called next; `None`: nothing is due. Only events with times have deadlines.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.ledger.iter().filter_map(|asked| Some(asked.due(self.grace)?.0)).min()
    }

    /// How long the command of this line (of `Stand`) may take to its final result, and to the later one, with the
    /// settings that hold.
    pub fn limits_of(&mut self, line: u64) -> (Option<Duration>, Option<Duration>) {
        self.ledger.at_line(line).map_or((None, None), |asked| asked.limits)
    }

    /// The time is `now`: what was due and has not come, with the line (of `Stand`) of its command. Each result
    /// is told once; when it comes after all, it is remarked as late then.
    pub fn handle_timeout(&mut self, now: Duration) -> Vec<(u64, Remark)> {
        let mut remarks = Vec::new();
        let (without, dialect, grace) = (self.without, self.dialect, self.grace);
        for asked in self.ledger.iter_mut() {
            let Some((at, due, limit)) = asked.due(grace) else { continue };
            if at > now {
                continue;
            }
            asked.overdue = true;
            let what = match due {
                Due::Final => "its final result",
                Due::Result => "its result",
            };
            let text = format!(
                "AT{} has not had {what}, and the document allows {}",
                asked.name,
                words::time(limit)
            );
            let mut remark = Remark::new(Kind::Overdue, text);
            remark.breaks = (!asked.by_network).then(|| Breach::new("response-time", asked.clause(dialect)));
            if without & remark.kind.bit() == 0 {
                remarks.push((asked.line, remark));
            }
        }
        for (line, remark) in &remarks {
            self.story.remarks(*line, std::slice::from_ref(remark));
        }
        remarks
    }
}
