//! What a module does not claim to do, held against the dialect: nobody skips what is not there.

use super::Said;
use super::read::Reading;
use crate::dialect::{Command, Dialect};
use crate::entry::{Keys, Phrase};
use crate::nearest::did_you_mean;
use crate::source::Report;
use crate::tree::Node;

/// Something that a module does not claim to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// What.
    pub what: Claim,
    /// Why.
    pub why: String,
    /// The words that name it.
    pub said: Said,
}

/// What can be claimed to be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// A command with all its forms, as the dialect spells it.
    Command(String),
    /// A form of a command, by its name.
    Form(String, String),
    /// A parameter, of one form or of all.
    Param(String, Option<String>, String),
    /// What a sentence of the document says, by the rule's id.
    Rule(String),
    /// Cases, by a pattern over their identifiers.
    Case(String),
}

impl Reading<'_> {
    pub(super) fn unsupported(&mut self, keys: &Keys<'_>) -> Vec<Unsupported> {
        keys.list("unsupported").into_iter().filter_map(|node| self.one(node)).collect()
    }

    fn one(&mut self, node: &Node) -> Option<Unsupported> {
        let keys = Keys::of(node, &["command", "form", "param", "rule", "case", "why"], self.report)?;
        let why = keys.needed_text("why", self.report);
        let [command, form, param, rule, case] =
            ["command", "form", "param", "rule", "case"].map(|key| keys.phrase(key, self.report));
        let (what, said) = match (command, form, param, rule, case) {
            (Some(command), form, param, None, None) => self.of_command(command, form, param)?,
            (None, None, None, Some(rule), None) => (self.rule(rule)?, rule),
            (None, None, None, None, Some(case)) => (Claim::Case(case.text.to_owned()), case),
            _ => {
                let hint = "`command` (with `form` or `param` where it is only that), `rule`, or `case`";
                self.report.error(node.spot, "a claim names one thing that is not supported", hint);
                return None;
            }
        };
        Some(Unsupported { what, why, said: said.said() })
    }

    fn of_command<'p>(
        &mut self,
        name: Phrase<'p>,
        form: Option<Phrase<'p>>,
        param: Option<Phrase<'p>>,
    ) -> Option<(Claim, Phrase<'p>)> {
        let dialect = self.dialect?;
        let command = command(dialect, name, self.report)?;
        let spelled = command.name.clone();
        if let Some(form) = form
            && command.form(form.text).is_none()
        {
            let names = command.forms.iter().map(|form| form.name.as_str());
            self.not_there(form, &format!("`{spelled}` has no form"), names);
            return None;
        }
        let Some(param) = param else {
            let said = form.unwrap_or(name);
            let form = form.map(|form| form.text.to_owned());
            let claim = form.map_or(Claim::Command(spelled.clone()), |form| Claim::Form(spelled, form));
            return Some((claim, said));
        };
        let forms = command.forms.iter().filter(|known| form.is_none_or(|form| form.text == known.name));
        let places: Vec<&str> =
            forms.flat_map(|form| &form.params).map(|place| place.written.as_str()).collect();
        if !places.contains(&param.text) {
            self.not_there(param, &format!("`{spelled}` has no parameter"), places);
            return None;
        }
        let form = form.map(|form| form.text.to_owned());
        Some((Claim::Param(spelled, form, param.text.to_owned()), param))
    }

    fn rule(&mut self, rule: Phrase<'_>) -> Option<Claim> {
        let dialect = self.dialect?;
        if dialect.rule(rule.text).is_none() {
            let names = dialect.rules.iter().map(|rule| rule.id.as_str());
            self.not_there(rule, "the dialect has no rule", names);
            return None;
        }
        Some(Claim::Rule(rule.text.to_owned()))
    }

    fn not_there<'n>(&mut self, said: Phrase<'_>, what: &str, names: impl IntoIterator<Item = &'n str>) {
        let hint = did_you_mean(said.text, names);
        self.report.error(said.spot, format!("{what} `{}`", said.text), hint);
    }
}

/// A command of the dialect by the name that a profile gives it: `+QMTCFG`, with AT before it or not.
fn command<'d>(dialect: &'d Dialect, name: Phrase<'_>, report: &mut Report) -> Option<&'d Command> {
    let bare = name.text.strip_prefix("AT").unwrap_or(name.text);
    let found = dialect.command(bare);
    if found.is_none() {
        let hint = did_you_mean(bare, dialect.commands.iter().map(|command| command.name.as_str()));
        report.error(name.spot, format!("the dialect has no command `{}`", name.text), hint);
    }
    found
}
