//! Outcomes: named lists of lines, one of which happens.

use hayes_at::grammar::{self, Item};

use super::Loading;
use super::line::Line;
use super::scope::Scope;
use crate::dialect::{Outcome, OutcomeLine, Place};
use crate::entry::{Phrase, phrases_of, wrong_type};
use crate::nearest::nearest;
use crate::source::Spot;
use crate::tree::{Entry, Node, Value};

/// Where lines of a form are read.
pub(super) struct Around<'f> {
    pub(super) command: &'f str,
    pub(super) scope: &'f Scope,
}

/// Named line lists with the place of each.
pub(super) type Lists<'t> = Vec<(String, Spot, Vec<Phrase<'t>>)>;

impl<'t> Loading<'t> {
    /// The lists under `outcomes`: written out, or a set by its name.
    pub(super) fn outcome_lists(&mut self, node: &'t Node) -> Lists<'t> {
        match &node.value {
            Value::Table(table) => self.lists_of(&table.entries),
            Value::Text(name) => self.outcome_set(name, node.spot),
            _ => {
                wrong_type(node, "a table of line lists or the name of a set", self.report);
                Vec::new()
            }
        }
    }

    fn lists_of(&mut self, entries: &'t [Entry]) -> Lists<'t> {
        entries.iter().map(|e| (e.key.clone(), e.spot, phrases_of(&e.node, self.report))).collect()
    }

    fn outcome_set(&mut self, name: &str, spot: Spot) -> Lists<'t> {
        let sets = self.root.get("outcomes").and_then(Node::as_table);
        let entries = sets.map_or(&[][..], |t| &t.entries);
        let Some(entry) = entries.iter().find(|e| e.key == name) else {
            let hint = match nearest(name, entries.iter().map(|e| e.key.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a set is a table `[outcomes.NAME]`".to_owned(),
            };
            self.report.error(spot, format!("no set of outcomes is called `{name}`"), hint);
            return Vec::new();
        };
        let Value::Table(table) = &entry.node.value else {
            wrong_type(&entry.node, "a table of line lists", self.report);
            return Vec::new();
        };
        self.lists_of(&table.entries)
    }

    /// Reads one list of lines.
    pub(super) fn outcome(
        &mut self,
        name: &str,
        spot: Spot,
        lines: &[Line<'_>],
        around: &Around<'_>,
        places: &mut Vec<Place>,
    ) -> Outcome {
        let mut outcome = Outcome {
            name: name.to_owned(),
            lines: Vec::new(),
            query: None,
            good: false,
            fails: false,
            reading: None,
        };
        let mut ended = false;
        for line in lines {
            match line.shown.as_str() {
                ">" => outcome.lines.push(OutcomeLine::Prompt),
                "[...]" => self.repeat_last(&mut outcome, line),
                _ => {
                    let Some(element) = self.element(line, around, ended, places) else { continue };
                    if let OutcomeLine::Final { id, .. } = &element
                        && let Some(result) = self.finals.get(usize::from(*id))
                        && !result.connect
                    {
                        outcome.good = result.good;
                        ended = true;
                    }
                    outcome.lines.push(element);
                }
            }
        }
        let broken = outcome.lines.len() < lines.iter().filter(|l| l.shown != "[...]").count();
        if !ended && !broken {
            let hint = "every command ends with `OK`, `ERROR` or another final result";
            self.report.error(spot, format!("the outcome `{name}` has no final result"), hint);
        }
        outcome
    }

    fn element(
        &mut self,
        line: &Line<'_>,
        around: &Around<'_>,
        later: bool,
        places: &mut Vec<Place>,
    ) -> Option<OutcomeLine> {
        let built = self.line(line, around.scope)?;
        add_places(places, built.places);
        let text = line.shown.clone();
        if self.is_final(&text) {
            let id = self.final_of(&text, built.shape);
            return Some(OutcomeLine::Final { text, id });
        }
        Some(OutcomeLine::Line { text, shape: built.shape, optional: built.optional, repeats: false, later })
    }

    fn repeat_last(&mut self, outcome: &mut Outcome, line: &Line<'_>) {
        if let Some(OutcomeLine::Line { repeats, .. }) = outcome.lines.last_mut() {
            *repeats = true;
        } else {
            let hint = "`[...]` stands behind the line that may come again";
            self.report.error(line.spot(), "there is no line to repeat", hint);
        }
    }
}

/// Adds the places that are not there yet.
pub(super) fn add_places(places: &mut Vec<Place>, more: Vec<Place>) {
    for place in more {
        if !places.iter().any(|p| p.written == place.written) {
            places.push(place);
        }
    }
}

/// An outcome as the grammar has it.
pub(super) fn for_grammar(outcome: &Outcome) -> grammar::Outcome {
    let items = outcome.lines.iter().map(|line| match line {
        OutcomeLine::Prompt => Item::Prompt,
        OutcomeLine::Line { shape, optional, repeats, .. } => {
            Item::Line { shape: *shape, optional: *optional, repeats: *repeats }
        }
        OutcomeLine::Final { id, .. } => Item::Final(*id),
    });
    grammar::Outcome { name: outcome.name.as_str().into(), items: items.collect(), query: outcome.query }
}
