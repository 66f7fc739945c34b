//! The log or the run is over: what never came.

use super::Monitor;
use super::asked::Asked;
use crate::family::Role;
use crate::remark::{Kind, Remark};

impl Monitor<'_> {
    /// The log or the run is over: what never came.
    pub fn finish(&mut self) -> Vec<(u64, Remark)> {
        let mut remarks = Vec::new();
        let unanswered: Vec<(u64, Remark)> = self
            .ledger
            .iter()
            .filter_map(|a| {
                let text = match (a.ended, a.owes) {
                    (None, _) => {
                        return Some((
                            a.line,
                            Remark::new(Kind::NoAnswer, format!("AT{} was never answered", a.name)),
                        ));
                    }
                    // It may have come as a line that could be part of another answer as well.
                    (Some(true), true) if a.perhaps.is_empty() => {
                        format!("AT{} was accepted, and its result never came", a.name)
                    }
                    _ => return None,
                };
                Some((a.line, Remark { causes: no_result_causes(a), ..Remark::new(Kind::NoResult, text) }))
            })
            .collect();
        for (line, remark) in unanswered {
            if self.without & remark.kind.bit() == 0 {
                self.story.remarks(line, std::slice::from_ref(&remark));
                remarks.push((line, remark));
            }
        }
        for asked in self.ledger.iter().filter(|a| a.owes || a.ended.is_none()) {
            self.story.unconfirmed(asked.role, &asked.name, &asked.about, asked.line);
        }
        remarks
    }
}

/// Why the result of a command never came.
fn no_result_causes(asked: &Asked) -> Vec<String> {
    let mut causes = Vec::new();
    match asked.role {
        Role::Open | Role::Connect => {
            causes.push("the server did not answer before the log ends".to_owned());
            causes.push("the host gave up, or restarted the module, before the time limit".to_owned());
        }
        Role::Publish | Role::Subscribe | Role::Unsubscribe => {
            causes.push(
                "the server did not acknowledge the packet: the link may be dead without a report".to_owned(),
            );
        }
        _ => {}
    }
    causes
}
