//! Reads time limits.

use super::Loading;
use super::scope::Scope;
use crate::dialect::{Default, Within, WithinTo};
use crate::entry::{Keys, Phrase};
use crate::within::{Expression, Known};

const KEYS: &[&str] = &["time", "default", "to", "by_network"];

impl Loading<'_> {
    /// Reads `within`, if it is said.
    pub(super) fn within(&mut self, keys: &Keys<'_>, scope: &Scope) -> Option<Within> {
        let node = keys.get("within")?;
        let keys = Keys::of(node, KEYS, self.report)?;
        let by_network = keys.flag("by_network", self.report);
        if keys.get("time").is_none() && !by_network {
            keys.missing("time", self.report);
        }
        let to = [("final", WithinTo::Final), ("result", WithinTo::Result)];
        let to = keys.choice("to", &to, self.report).unwrap_or(WithinTo::Final);
        let time = keys.phrase("time", self.report).and_then(|p| self.time(p, scope));
        let default = keys.phrase("default", self.report).and_then(|p| self.time(p, scope));
        Some(Within { time, default, to, by_network })
    }

    /// Reads an expression; its parameters may be defined with any command.
    pub(super) fn time(&mut self, phrase: Phrase<'_>, scope: &Scope) -> Option<Expression> {
        let index = &self.index;
        let mut known = |name: &str| {
            let here = scope.find(name).map(|d| Known {
                unit: d.param.unit.clone(),
                default: match d.param.default {
                    Some(Default::Number(n)) => Some(n),
                    _ => None,
                },
            });
            here.or_else(|| index.param(name).cloned())
        };
        match Expression::parse(phrase.text, &mut known) {
            Ok(expression) => Some(expression),
            Err(fault) => {
                let spot = self.report.inside(phrase.spot, fault.at, fault.end);
                self.report.error(spot, fault.why, fault.hint);
                None
            }
        }
    }
}
