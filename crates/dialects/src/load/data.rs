//! Reads what the host sends after a prompt.

use hayes_at::grammar;
use hayes_at::kind::Chars;

use super::Loading;
use super::scope::Scope;
use crate::dialect::{Data, DataEnd, Outcome, OutcomeLine, Place};
use crate::entry::{Keys, Phrase};
use crate::source::Spot;

const KEYS: &[&str] = &[
    "prompt",
    "count",
    "end",
    "cancel",
    "chars",
    "max",
    "surplus",
    "quits_after",
    "enters_within",
    "echoed_by",
    "says",
];

impl Loading<'_> {
    /// Reads `data` of a form, if it has it. `args` are the parameters of the form's own line, where
    /// that could be read.
    pub(super) fn data(&mut self, form: &Keys<'_>, scope: &Scope, args: Option<&Vec<Place>>) -> Option<Data> {
        let keys = Keys::of(form.get("data")?, KEYS, self.report)?;
        let words = [(">", ">"), ("CONNECT", "CONNECT")];
        if keys.get("prompt").is_none() {
            keys.missing("prompt", self.report);
        }
        let prompt = keys.choice("prompt", &words, self.report).unwrap_or(">").to_owned();
        let end = self.data_end(&keys, scope, args)?;
        let max = keys.number("max", self.report);
        Some(Data {
            prompt,
            end,
            chars: self.chars(&keys).unwrap_or(Chars::Any),
            max: max.and_then(|n| u32::try_from(n).ok()),
            surplus: keys.text("surplus", self.report),
            quits_after: keys.phrase("quits_after", self.report).and_then(|p| self.setting(p)),
            enters_within: keys
                .phrase("enters_within", self.report)
                .and_then(|p| self.time(p, scope))
                .and_then(|t| t.evaluate(&|_| None)),
            echoed_by: keys.phrase("echoed_by", self.report).and_then(|p| self.setting(p)),
            says: keys.phrase("says", self.report).and_then(|p| self.place(p, scope)),
        })
    }

    fn data_end(&mut self, keys: &Keys<'_>, scope: &Scope, args: Option<&Vec<Place>>) -> Option<DataEnd> {
        let end = keys.text("end", self.report);
        let cancel = keys.text("cancel", self.report);
        match (keys.phrase("count", self.report), end) {
            (Some(count), None) => {
                let place = self.place(count, scope)?;
                if args.is_some_and(|args| !args.iter().any(|a| a.id == place.id)) {
                    let message = format!("the syntax of this form has no `{}`", count.text);
                    self.report.error(count.spot, message, "`count` names a parameter of the command line");
                }
                Some(DataEnd::Count(place))
            }
            (None, Some(end)) => Some(DataEnd::Byte { end, cancel }),
            (Some(count), Some(_)) => {
                self.report.error(count.spot, "data end either by `count` or by `end`", "keep one of them");
                None
            }
            (None, None) => {
                self.report.error(keys.spot, "nothing says where the data end", "say `count` or `end`");
                None
            }
        }
    }

    /// A parameter by its name, with or without angle brackets.
    pub(super) fn place(&mut self, phrase: Phrase<'_>, scope: &Scope) -> Option<Place> {
        let name = phrase.text.strip_prefix('<').and_then(|n| n.strip_suffix('>')).unwrap_or(phrase.text);
        let Some(defined) = scope.find(name) else {
            self.unknown_param(name, phrase.spot, scope);
            return None;
        };
        let id = self.grammar.names.id(&defined.param.name);
        Some(Place { written: name.to_owned(), id, param: std::sync::Arc::clone(&defined.param) })
    }

    /// Data and prompts come together.
    pub(super) fn check_prompt(&mut self, data: Option<&Data>, said: Spot, outcomes: &[Outcome]) {
        let has = |wanted: &str| {
            outcomes.iter().flat_map(|o| &o.lines).any(|line| match line {
                OutcomeLine::Prompt => wanted == ">",
                OutcomeLine::Final { text, .. } => text == wanted,
                OutcomeLine::Line { .. } => false,
            })
        };
        match data {
            Some(data) if !has(&data.prompt) => {
                let hint =
                    format!("put '{}' into the outcomes, where the module asks for the data", data.prompt);
                self.report.error(said, "no outcome of this form has the prompt", hint);
            }
            None if has(">") || has("CONNECT") => {
                let hint = "say in `data` what the host sends after the prompt";
                self.report.error(said, "an outcome has a prompt, and the form has no `data`", hint);
            }
            _ => {}
        }
    }
}

/// Data as the grammar has them.
pub(super) fn for_grammar(data: &Data) -> grammar::Data {
    let end = match &data.end {
        DataEnd::Count(place) => grammar::DataEnd::Count(place.id),
        DataEnd::Byte { .. } => grammar::DataEnd::CtrlZ,
    };
    grammar::Data { end, after_connect: data.prompt == "CONNECT" }
}
