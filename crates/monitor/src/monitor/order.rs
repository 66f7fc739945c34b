//! Commands in their order: what must hold before one, and whether the one before has been answered.

use hayes_dialects::dialect::Form;

use super::asked::Asked;
use super::{Monitor, Stand};
use crate::family::{self, Role};
use crate::note::Note;
use crate::remark::{Kind, Remark};

impl<'d> Monitor<'d> {
    /// What must be so before, and is known not to be.
    pub(super) fn preconditions(&self, form: &Form, asked: &Asked, note: &mut Note<'d>) {
        if !asked.writes {
            return;
        }
        for needs in &form.needs {
            let Some(known) = self.states.get(self.dialect, &needs.state, asked.client) else { continue };
            if known.holds == needs.wanted {
                continue;
            }
            let says =
                self.dialect.state(&needs.state).and_then(|s| s.says.as_deref()).unwrap_or(&needs.state);
            let opening = matches!(asked.role, Role::Open | Role::Connect | Role::Start | Role::Acquire);
            let remark = match (needs.wanted, opening) {
                (false, true) => {
                    Remark::new(Kind::Leftover, format!("open already: `{says}` since line {}", known.since))
                }
                (false, false) => Remark::new(
                    Kind::WrongOrder,
                    format!("too late: `{says}` since line {}, and this has to come before", known.since),
                ),
                (true, _) => Remark::new(
                    Kind::WrongOrder,
                    format!("too early: `{says}` does not hold (line {})", known.since),
                ),
            };
            note.remarks.push(remark);
            return;
        }
        // Nothing tells, but an open request is on its way: its result has to come first.
        let waits_for = match asked.role {
            Role::Connect => Role::Open,
            Role::Subscribe | Role::Publish => Role::Connect,
            _ => return,
        };
        let pending = self.ledger.iter().rev_find(waits_for, asked.client);
        if let Some((line, name)) = pending {
            note.remarks.push(Remark::new(
                Kind::WrongOrder,
                format!("too early: the result of AT{name} (line {line}) has not come yet"),
            ));
        }
    }

    /// The command before has not had its final result.
    pub(super) fn pending(&mut self, stand: Stand, asked: &Asked, note: &mut Note<'d>) {
        let Some(open) = self.ledger.open() else { return };
        if open.answered && family::answers_barely(&open.name) {
            open.ended = Some(true);
            return;
        }
        let again = open.text == asked.text;
        let text = if again {
            format!("line {} is the same and was not answered", open.line)
        } else {
            format!("line {} (AT{}) has not been answered yet", open.line, open.name)
        };
        let mut remark = Remark::new(Kind::NoAnswer, text);
        if self.heard == 0 {
            remark.causes.push("nothing has come from the module so far: not powered, not started yet, wires or baud rate wrong, or the log has one direction only".to_owned());
        } else if again {
            remark.causes.push("the module is busy, asleep or has crashed".to_owned());
        } else {
            remark.causes.push(
                "sent before the result of the one before: modules drop or mix up such commands".to_owned(),
            );
        }
        // An unanswered command is over for good: what follows is the answer to the new one.
        open.ended = Some(false);
        open.owes = false;
        note.remarks.push(remark);
        let _ = stand;
    }
}

/// The newest command of a role that still owes its result.
trait RevFind {
    fn rev_find(self, role: Role, client: Option<i64>) -> Option<(u64, String)>;
}

impl<'a, I: Iterator<Item = &'a Asked>> RevFind for I {
    fn rev_find(self, role: Role, client: Option<i64>) -> Option<(u64, String)> {
        let fits = |a: &&Asked| a.role == role && a.owes && a.ended == Some(true) && a.client == client;
        self.filter(fits).last().map(|a| (a.line, a.name.clone()))
    }
}
