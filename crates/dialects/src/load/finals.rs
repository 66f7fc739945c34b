//! Final results: those that the files list, and those that an outcome uses without listing them.

use hayes_at::grammar::{self, ShapeId};

use super::Loading;
use super::line::Line;
use crate::dialect::Final;
use crate::entry::Keys;

const KEYS: &[&str] = &["line", "good", "code", "data", "params"];

impl Loading<'_> {
    /// Reads `[[final]]`.
    pub(super) fn read_finals(&mut self) {
        for node in self.root.tables("final") {
            let Some(keys) = Keys::of(node, KEYS, self.report) else { continue };
            let params = self.params_of(keys.get("params"));
            let scope = self.scope(&[&params]);
            let good = keys.flag_if_said("good", self.report);
            if keys.get("good").is_none() {
                keys.missing("good", self.report);
            }
            let code = keys.number("code", self.report).and_then(|n| u8::try_from(n).ok());
            let connect = keys.flag("data", self.report);
            let Some(phrase) = keys.needed("line", self.report) else { continue };
            let Some(built) = self.line(&Line::plain(phrase), &scope) else { continue };
            let line = phrase.text.to_owned();
            self.add_final(Final { line, id: 0, good: good == Some(true), code, connect }, built.shape);
        }
    }

    fn add_final(&mut self, mut result: Final, shape: ShapeId) -> u16 {
        let Final { good, code, connect, .. } = result;
        result.id = self.grammar.add_final(grammar::Final { shape, good, code, connect });
        self.finals.push(result);
        self.finals.last().map_or(0, |f| f.id)
    }

    /// Does a line end a command?
    pub(super) fn is_final(&self, line: &str) -> bool {
        matches!(line, "OK" | "ERROR" | "CONNECT")
            || ["+CME ERROR", "+CMS ERROR", "ERROR: "].iter().any(|start| line.starts_with(start))
            || self.finals.iter().any(|f| f.line == line)
    }

    /// The number of a final result with this shape, new or known.
    pub(super) fn final_of(&mut self, line: &str, shape: ShapeId) -> u16 {
        let known = self.grammar.finals().iter().position(|f| f.shape == shape);
        if let Some(id) = known.and_then(|i| u16::try_from(i).ok()) {
            return id;
        }
        let connect = line == "CONNECT";
        let good = connect || line == "OK";
        self.add_final(Final { line: line.to_owned(), id: 0, good, code: None, connect }, shape)
    }
}
