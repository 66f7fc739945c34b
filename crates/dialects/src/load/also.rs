//! What a form may also answer, by another way of a reading than the file follows: `also` in `[[reading]]`.

use hayes_at::grammar::FormKind;

use super::Loading;
use super::form::{Inherited, answer_line};
use super::line::Line;
use super::outcome::Around;
use crate::dialect::{Form, Outcome, Place};
use crate::entry::{Keys, Phrase};
use crate::tree::Node;

/// The keys of an entry of `also`.
pub(super) const KEYS: &[&str] = &["of", "answer", "query", "lines", "params"];

impl<'t> Loading<'t> {
    /// The outcomes of a form that only readings make lawful.
    pub(super) fn also(
        &mut self,
        form: &Form,
        own: &std::rc::Rc<super::Params>,
        command: &Inherited<'_, 't>,
        places: &mut Vec<Place>,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let root = self.root;
        for reading in root.tables("reading").into_iter().filter_map(Node::as_table) {
            let Some(id) = reading.text("id") else { continue };
            for node in reading.tables("also") {
                let Some(table) = node.as_table() else { continue };
                let keys = Keys { table, spot: node.spot };
                let of = table.text("of").and_then(|of| of.strip_prefix(command.name));
                let named = |of: &str| {
                    of.strip_prefix('.').map_or(of.is_empty() && form.name == "write", |of| of == form.name)
                };
                if !of.is_some_and(named) {
                    continue;
                }
                let params = self.params_of(keys.get("params"));
                let scope = self.scope(&[&params, own, &command.params]);
                let around = Around { command: command.name, scope: &scope };
                outcomes.extend(self.also_outcome(form.kind, id, &keys, &around, places));
            }
        }
        outcomes
    }

    fn also_outcome(
        &mut self,
        kind: FormKind,
        reading: &str,
        keys: &Keys<'t>,
        around: &Around<'_>,
        places: &mut Vec<Place>,
    ) -> Option<Outcome> {
        let name = |outcome: Outcome, query| Outcome {
            name: format!("reading.{reading}"),
            reading: Some(reading.to_owned()),
            query,
            ..outcome
        };
        let whole = |phrase: Phrase<'t>| Line::of_command(phrase, around.command);
        if let Some(lines) = keys.phrases("lines", self.report) {
            let lines: Vec<Line<'_>> = lines.into_iter().map(whole).collect();
            return Some(name(self.outcome("ok", keys.spot, &lines, around, places), None));
        }
        let (lines, query): (Vec<Line<'_>>, _) = if let Some(query) = keys.phrases("query", self.report) {
            (query.into_iter().map(|p| Line::answer_of(p, around.command)).collect(), Some(true))
        } else {
            let answer = keys.phrases("answer", self.report).unwrap_or_default();
            (answer.into_iter().map(|p| answer_line(p, around.command, kind)).collect(), None)
        };
        let node = keys.get("query").or(keys.get("answer"))?;
        Some(name(self.answer(lines, node, around, places), query))
    }
}
