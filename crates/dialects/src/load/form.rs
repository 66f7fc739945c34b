//! Reads a form of a command.

use hayes_at::grammar::{self, FormId, FormKind};
use hayes_at::names::NameId;

use super::line::Line;
use super::outcome::{self, Around, Lists, add_places};
use super::scope::Scope;
use super::{Loading, data};
use crate::dialect::{ClearedBy, Form, Needs, Outcome, OutcomeLine, Place, WithinTo};
use crate::entry::{Keys, Phrase};
use crate::merge::form_id;
use crate::tree::Node;

const KEYS: &[&str] = &[
    "id",
    "syntax",
    "printed",
    "query",
    "answer",
    "outcomes",
    "fails",
    "match",
    "data",
    "needs",
    "within",
    "clause",
    "title",
    "effect",
    "saved",
    "cleared_by",
    "carried",
    "when",
    "implied",
    "params",
];
const PLAIN_KEYS: &[&str] = &[
    "printed", "answer", "outcomes", "fails", "match", "needs", "within", "clause", "title", "effect",
    "saved", "when", "implied", "params", "data",
];

/// What a form takes over from its command.
pub(super) struct Inherited<'c, 't> {
    pub(super) id: u16,
    pub(super) name: &'c str,
    pub(super) keys: Keys<'t>,
    pub(super) params: std::rc::Rc<super::Params>,
    pub(super) clause: Option<String>,
}

impl<'t> Loading<'t> {
    /// Reads one form.
    pub(super) fn form(
        &mut self,
        kind: FormKind,
        node: &'t Node,
        number: usize,
        command: &Inherited<'_, 't>,
    ) -> Option<Form> {
        let known = if kind == FormKind::Write { KEYS } else { PLAIN_KEYS };
        let keys = Keys::of(node, known, self.report)?;
        let params = self.params_of(keys.get("params"));
        let scope = self.scope(&[&params, &command.params]);
        let own = self.own_line(kind, &keys, &scope, command);
        // A form whose own line is broken is read to the end for what else is wrong with it.
        let sound = own.is_some();
        let mut form = own.unwrap_or_else(|| Form::new(kind, "", None));
        form.id = FormId { command: command.id, form: u16::try_from(number).unwrap_or(u16::MAX) };
        let mut places = form.args.clone();
        form.data = self.data(&keys, &scope, sound.then_some(&form.args));
        let around = Around { command: command.name, scope: &scope };
        form.outcomes = self.outcomes(kind, &keys, &around, command, &mut places);
        if sound {
            let also = self.also(&form, &params, command, &mut places);
            form.outcomes.extend(also);
        }
        let said = keys.get("data").or(keys.get("outcomes")).map_or(node.spot, |n| n.spot);
        if keys.get("data").is_some() == form.data.is_some() {
            self.check_prompt(form.data.as_ref(), said, &form.outcomes);
        }
        add_places(&mut places, form.data.iter().filter_map(|d| d.says.clone()).collect());
        form.params = places;
        form.match_by = self.match_by(&keys, &scope, &form);
        form.interim = self.interim(&form);
        form.carried = self.carried(&keys, &scope, &form);
        self.circumstances(&keys, &scope, command, &mut form);
        sound.then_some(form)
    }

    fn own_line(
        &mut self,
        kind: FormKind,
        keys: &Keys<'t>,
        scope: &Scope,
        command: &Inherited<'_, 't>,
    ) -> Option<Form> {
        let name = match kind {
            FormKind::Test => "test",
            FormKind::Read => "read",
            FormKind::Execute => "execute",
            FormKind::Write => form_id(keys.table),
        };
        let mut form =
            Form::new(kind, name, keys.text("clause", self.report).or_else(|| command.clause.clone()));
        form.title = keys.text("title", self.report);
        form.printed = keys.text("printed", self.report);
        form.implied = keys.flag("implied", self.report);
        if kind == FormKind::Write {
            let phrase = keys.needed("syntax", self.report)?;
            let built = self.line(&Line::plain(phrase), scope)?;
            form.syntax = Some(phrase.text.to_owned());
            form.shape = Some(built.shape);
            form.key = built.key;
            form.args = built.places;
            form.query = keys.text("query", self.report);
        }
        Some(form)
    }

    /// All outcomes: the answer or the lists, the query, and the ways in which any form fails.
    fn outcomes(
        &mut self,
        kind: FormKind,
        keys: &Keys<'t>,
        around: &Around<'_>,
        command: &Inherited<'_, 't>,
        places: &mut Vec<Place>,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let lists: Lists<'t> = keys.get("outcomes").map(|n| self.outcome_lists(n)).unwrap_or_default();
        if let Some(answer) = keys.get("answer") {
            let lines = keys.phrases("answer", self.report).unwrap_or_default();
            let lines = lines.into_iter().map(|p| answer_line(p, around.command, kind)).collect();
            outcomes.push(self.answer(lines, answer, around, places));
        } else if keys.get("outcomes").is_none() {
            outcomes.push(self.answer(
                Vec::new(),
                keys.table.get("syntax").unwrap_or(&NOTHING),
                around,
                places,
            ));
        }
        for (name, spot, lines) in lists {
            if outcomes.iter().any(|o| o.name == name) {
                self.report.error(
                    spot,
                    format!("the outcome `{name}` is said twice"),
                    "`answer` is the outcome `ok`",
                );
            }
            let lines: Vec<Line<'_>> =
                lines.into_iter().map(|p| Line::of_command(p, around.command)).collect();
            outcomes.push(self.outcome(&name, spot, &lines, around, places));
        }
        if let Some(phrases) = keys.phrases("query", self.report) {
            for outcome in &mut outcomes {
                outcome.query = Some(false);
            }
            let lines = phrases.iter().map(|p| Line::answer_of(*p, around.command)).collect();
            let mut query = self.answer(lines, keys.get("query").unwrap_or(&NOTHING), around, places);
            "query".clone_into(&mut query.name);
            query.query = Some(true);
            outcomes.push(query);
        }
        let fails = self.fails(keys, command);
        for (i, phrase) in fails.into_iter().enumerate() {
            let line = Line::of_command(phrase, around.command);
            let mut outcome = self.outcome(&format!("fails.{}", i + 1), phrase.spot, &[line], around, places);
            outcome.fails = true;
            outcomes.push(outcome);
        }
        outcomes
    }

    /// Lines and the OK behind them.
    pub(super) fn answer(
        &mut self,
        mut lines: Vec<Line<'_>>,
        node: &Node,
        around: &Around<'_>,
        places: &mut Vec<Place>,
    ) -> Outcome {
        for line in &lines {
            if self.is_final(&line.shown) {
                let hint = "only the lines before the final result stand here; OK follows by itself";
                self.report.error(line.spot(), format!("`{}` is a final result", line.shown), hint);
            }
        }
        lines.push(Line::plain(Phrase { text: "OK", spot: node.spot }));
        self.outcome("ok", node.spot, &lines, around, places)
    }

    fn fails(&mut self, keys: &Keys<'t>, command: &Inherited<'_, 't>) -> Vec<Phrase<'t>> {
        let root = Keys { table: self.root, spot: super::TOP };
        for keys in [keys, &command.keys, &root] {
            if let Some(fails) = keys.phrases("fails", self.report) {
                return fails;
            }
        }
        Vec::new()
    }

    /// The parameters that the command's line and its later results share.
    fn match_by(&mut self, keys: &Keys<'_>, scope: &Scope, form: &Form) -> Vec<NameId> {
        if let Some(names) = keys.phrases("match", self.report) {
            return names.into_iter().filter_map(|p| self.match_name(p, scope, form)).collect();
        }
        let later = later_names(&self.grammar, form);
        let mut shared = Vec::new();
        for arg in &form.args {
            if later.contains(&arg.id) && !shared.contains(&arg.id) {
                shared.push(arg.id);
            }
        }
        shared
    }

    fn match_name(&mut self, phrase: Phrase<'_>, scope: &Scope, form: &Form) -> Option<NameId> {
        let id = self.place(phrase, scope)?.id;
        let later = later_names(&self.grammar, form);
        // A form whose own line is broken has no parameters to compare with.
        if form.shape.is_some() && (!form.args.iter().any(|a| a.id == id) || !later.contains(&id)) {
            let hint = "`match` names what both the command and the result after OK have";
            let message = format!("the command and its later result do not share `{}`", phrase.text);
            self.report.error(phrase.spot, message, hint);
        }
        Some(id)
    }

    fn interim(&self, form: &Form) -> Vec<(NameId, Vec<i64>)> {
        let later = later_names(&self.grammar, form);
        let mut interim: Vec<(NameId, Vec<i64>)> = Vec::new();
        for place in &form.params {
            let known = interim.iter().any(|(id, _)| *id == place.id);
            if later.contains(&place.id) && !place.param.interim.is_empty() && !known {
                interim.push((place.id, place.param.interim.clone()));
            }
        }
        interim
    }

    /// What surrounds the lines: preconditions, times, persistence.
    fn circumstances(
        &mut self,
        keys: &Keys<'t>,
        scope: &Scope,
        command: &Inherited<'_, 't>,
        form: &mut Form,
    ) {
        form.needs = self.needs(keys, command);
        form.within = match self.within(keys, scope) {
            Some(within) => Some(within),
            None => self.within(&command.keys, scope),
        };
        // A limit to the later result is one to the final result where there is no later one.
        let later = form.has_later();
        if let (Some(within), false) = (&mut form.within, later) {
            within.to = WithinTo::Final;
        }
        form.effect = keys.text("effect", self.report).or_else(|| command.keys.text("effect", self.report));
        let saved = keys.flag_if_said("saved", self.report);
        form.saved = saved.or_else(|| command.keys.flag_if_said("saved", self.report));
        form.when = self.when(keys);
        for node in keys.list("cleared_by") {
            form.cleared_by.extend(self.cleared_by(node));
        }
    }

    fn needs(&mut self, keys: &Keys<'t>, command: &Inherited<'_, 't>) -> Vec<Needs> {
        let root = Keys { table: self.root, spot: super::TOP };
        for keys in [keys, &command.keys, &root] {
            if let Some(phrases) = keys.phrases("needs", self.report) {
                return phrases.into_iter().filter_map(|p| self.need(p)).collect();
            }
        }
        Vec::new()
    }

    fn cleared_by(&mut self, node: &Node) -> Option<ClearedBy> {
        let keys = Keys::of(node, &["after", "on", "clause"], self.report)?;
        let after = keys.needed("after", self.report)?;
        let words = [("failure", "failure"), ("success", "success")];
        let on = keys.choice("on", &words, self.report).map(str::to_owned);
        let clause = keys.text("clause", self.report);
        Some(ClearedBy { after: self.target(after)?, on, clause })
    }
}

/// A form without anything said about it.
static NOTHING: Node = Node { spot: super::TOP, value: crate::tree::Value::Bool(false) };

pub(super) fn answer_line<'a>(phrase: Phrase<'a>, command: &str, kind: FormKind) -> Line<'a> {
    let line = Line::of_command(phrase, command);
    if kind == FormKind::Test { line.test() } else { line }
}

/// The names of all parameters in lines after the final result.
fn later_names(grammar: &grammar::Grammar, form: &Form) -> Vec<NameId> {
    let lines = form.outcomes.iter().flat_map(|o| &o.lines);
    let later = lines.filter_map(|line| match line {
        OutcomeLine::Line { shape, later: true, .. } => Some(*shape),
        _ => None,
    });
    later.flat_map(|shape| grammar.shape(shape).slots.iter().map(|s| s.name)).collect()
}

/// A form as the grammar has it.
pub(super) fn for_grammar(form: &Form) -> grammar::Form {
    grammar::Form {
        kind: form.kind,
        key: form.key.as_deref().map(Into::into),
        syntax: form.shape,
        outcomes: form.outcomes.iter().map(outcome::for_grammar).collect(),
        data: form.data.as_ref().map(data::for_grammar),
        match_by: form.match_by.clone(),
        interim: form.interim.clone(),
        implied: form.implied,
    }
}
