//! Reads states, and the names of states that preconditions give.

use super::Loading;
use super::line::Line;
use super::scope::Scope;
use crate::dialect::{Needs, State, Turn};
use crate::entry::{Keys, Phrase};
use crate::nearest::nearest;
use crate::tree::Node;

const KEYS: &[&str] = &["id", "per", "clause", "says", "enters", "leaves", "may_leave"];
const TURN_KEYS: &[&str] = &["line", "after", "final"];

impl<'t> Loading<'t> {
    /// Reads `[[state]]`.
    pub(super) fn read_states(&mut self) -> Vec<State> {
        let root = self.root;
        root.tables("state").into_iter().filter_map(|n| self.state(n)).collect()
    }

    fn state(&mut self, node: &'t Node) -> Option<State> {
        let keys = Keys::of(node, KEYS, self.report)?;
        let id = self.id(&keys)?;
        if let Some(phrase) = keys.phrase("id", self.report)
            && phrase.text.starts_with("not-")
        {
            self.report.error(
                phrase.spot,
                "a state's name does not start with `not-`",
                "`not-NAME` is the opposite of NAME",
            );
        }
        let per = keys.phrase("per", self.report);
        if let Some(per) = per
            && self.index.param(per.text).is_none()
        {
            self.report.error(per.spot, format!("no parameter is called `{}`", per.text), "");
        }
        let turns = |key: &str, loading: &mut Self| {
            keys.list(key).into_iter().filter_map(|n| loading.turn(n)).collect::<Vec<_>>()
        };
        let enters = turns("enters", self);
        let leaves = turns("leaves", self);
        let may_leave = turns("may_leave", self);
        Some(State {
            id,
            per: per.map(|p| p.text.to_owned()),
            clause: keys.text("clause", self.report),
            says: keys.text("says", self.report),
            enters,
            leaves,
            may_leave,
        })
    }

    fn turn(&mut self, node: &'t Node) -> Option<Turn> {
        let keys = Keys::of(node, TURN_KEYS, self.report)?;
        match (keys.phrase("line", self.report), keys.phrase("after", self.report)) {
            (Some(line), None) => {
                let scope = self.scope_of_line(line.text);
                let built = self.line(&Line::plain(line), &scope)?;
                Some(Turn::Line { text: line.text.to_owned(), shape: built.shape })
            }
            (None, Some(after)) => {
                Some(Turn::After { command: self.target(after)?, ends: keys.text("final", self.report) })
            }
            _ => {
                self.report.error(
                    node.spot,
                    "a state changes by a `line` or `after` a command",
                    "say one of them",
                );
                None
            }
        }
    }

    /// The parameters in sight of a line that stands outside its command or URC: those of all commands and
    /// URCs of its name.
    pub(super) fn scope_of_line(&mut self, line: &str) -> Scope {
        let name = line.split(':').next().unwrap_or(line);
        let named = |n: &&Node| n.as_table().and_then(|t| t.text("name")) == Some(name);
        let root = self.root;
        let entries = ["command", "urc"].into_iter().flat_map(|list| root.tables(list)).filter(named);
        let mut levels = Vec::new();
        for table in entries.filter_map(Node::as_table) {
            levels.push(self.quiet_params(table.get("params")));
            for kind in ["test", "read", "write", "execute"] {
                let forms: Vec<_> = table.tables(kind).into_iter().filter_map(Node::as_table).collect();
                for form in forms {
                    levels.push(self.quiet_params(form.get("params")));
                }
            }
        }
        self.scope(&levels.iter().collect::<Vec<_>>())
    }

    /// Reads a precondition: a state's name, or `not-` and the name.
    pub(super) fn need(&mut self, phrase: Phrase<'_>) -> Option<Needs> {
        let known = |name: &str| self.index.states.iter().any(|s| s == name);
        if known(phrase.text) {
            return Some(Needs { state: phrase.text.to_owned(), wanted: true });
        }
        if let Some(state) = phrase.text.strip_prefix("not-").filter(|s| known(s)) {
            return Some(Needs { state: state.to_owned(), wanted: false });
        }
        if !self.may_dangle(phrase.spot) {
            let states = self.index.states.iter();
            let all: Vec<String> = states.flat_map(|s| [s.clone(), format!("not-{s}")]).collect();
            let hint = match nearest(phrase.text, all.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "define it as a `[[state]]`".to_owned(),
            };
            self.report.error(phrase.spot, format!("no state is called `{}`", phrase.text), hint);
        }
        None
    }
}
