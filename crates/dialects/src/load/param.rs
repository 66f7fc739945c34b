//! Reads tables of parameters.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use super::Loading;
use super::kind::TYPES;
use super::scope::{Defined, Params};
use crate::dialect::{By, Condition, Decider, Default, Omitted, Param, ParamKind};
use crate::entry::{Keys, Phrase, numbers_of, wrong_type};
use crate::nearest::did_you_mean;
use crate::source::Spot;
use crate::tree::{Node, Value};

const KEYS: &[&str] = &[
    "int",
    "hex",
    "text",
    "word",
    "raw",
    "same_as",
    "by",
    "ways",
    "default",
    "unit",
    "says",
    "values",
    "codes",
    "good",
    "interim",
    "quotes",
    "free",
    "chars",
    "secret",
    "counted_by",
    "list_per",
    "present",
    "omitted",
];

impl Loading<'_> {
    /// Reads a table of parameters, if there is one.
    pub(super) fn params_of(&mut self, node: Option<&Node>) -> Rc<Params> {
        let Some(node) = node else { return Rc::default() };
        let Some(table) = node.as_table() else {
            wrong_type(node, "a table of parameters", self.report);
            return Rc::default();
        };
        let read = |entry: &crate::tree::Entry| {
            let mut defined = self.param(&entry.key, &entry.node)?;
            defined.spot = entry.spot;
            Some((entry.key.clone(), defined))
        };
        let params = Rc::new(Params::new(table.entries.iter().filter_map(read).collect()));
        self.tables.push(Rc::clone(&params));
        params
    }

    /// The same for a table that is read where it is used as well: not held against unused parameters.
    pub(super) fn quiet_params(&mut self, node: Option<&Node>) -> Rc<Params> {
        let params = self.params_of(node);
        self.tables.retain(|known| !Rc::ptr_eq(known, &params));
        params
    }

    fn param(&mut self, name: &str, node: &Node) -> Option<Defined> {
        let keys = Keys::of(node, KEYS, self.report)?;
        self.check_one_type(name, keys, node)?;
        let mut refs = Vec::new();
        let alias = keys.phrase("same_as", self.report).map(|p| (p.text.to_owned(), p.spot));
        if alias.is_some() {
            Keys::check(keys.table, &["same_as", "says"], self.report);
        }
        self.check_fitting(&keys);
        let by = self.by(name, &keys, &mut refs);
        let (kind, spot) = match (&by, &alias) {
            (None, None) => self.kind(&keys)?,
            (Some(By { ways, .. }), _) => (first_kind(ways), node.spot),
            _ => (ParamKind::Word(Vec::new()), node.spot),
        };
        let mut param = self.details(name, &keys, kind, &mut refs);
        param.by = by;
        if alias.is_none() {
            self.check_values(&keys, &mut param, spot);
        }
        Some(Defined { param: Arc::new(param), spot: node.spot, alias, refs, used: Cell::new(false) })
    }

    fn check_one_type(&mut self, name: &str, keys: Keys<'_>, node: &Node) -> Option<()> {
        let said: Vec<&str> = TYPES.into_iter().filter(|t| keys.get(t).is_some()).collect();
        match said.as_slice() {
            [_] => Some(()),
            [] => {
                let hint = "say `int`, `hex`, `text`, `word`, `raw`, `same_as`, or `by` with `ways`";
                self.report.error(node.spot, format!("the parameter `{name}` has no type"), hint);
                None
            }
            [_, second, ..] => {
                let entry = keys.table.entries.iter().find(|e| e.key == *second);
                let spot = entry.map_or(node.spot, |e| e.spot);
                let message = format!("the parameter `{name}` has two types: `{}`", said.join("` and `"));
                self.report.error(spot, message, "keep one of them");
                None
            }
        }
    }

    /// A key that says nothing about this type is a mistake.
    fn check_fitting(&mut self, keys: &Keys<'_>) {
        let text = ["text"].as_slice();
        let number = ["int", "hex", "by"].as_slice();
        let fitting = [
            ("quotes", text),
            ("free", text),
            ("chars", text),
            ("codes", number),
            ("good", number),
            ("interim", number),
            ("list_per", ["int"].as_slice()),
            ("counted_by", ["text", "raw"].as_slice()),
        ];
        for (key, types) in fitting {
            let entry = keys.table.entries.iter().find(|e| e.key == key);
            let Some(entry) = entry.filter(|_| !types.iter().any(|t| keys.get(t).is_some())) else {
                continue;
            };
            let types: Vec<String> = types.iter().map(|t| format!("`{t}`")).collect();
            let hint = format!("it goes with {}", types.join(", "));
            self.report.error(entry.spot, format!("`{key}` says nothing about this type"), hint);
        }
    }

    fn details(
        &mut self,
        name: &str,
        keys: &Keys<'_>,
        kind: ParamKind,
        refs: &mut Vec<(&'static str, String, Spot)>,
    ) -> Param {
        let mut named = |key: &'static str, loading: &mut Self| {
            let phrase = keys.phrase(key, loading.report)?;
            refs.push((key, phrase.text.to_owned(), phrase.spot));
            Some(phrase.text.to_owned())
        };
        let counted_by = named("counted_by", self);
        let list_per = named("list_per", self);
        Param {
            name: name.to_owned(),
            kind,
            default: self.default(keys),
            unit: keys.text("unit", self.report),
            says: keys.text("says", self.report),
            values: Vec::new(),
            codes: self.codes(keys),
            good: keys.numbers("good", self.report).into_iter().map(|(n, _)| n).collect(),
            interim: keys.numbers("interim", self.report).into_iter().map(|(n, _)| n).collect(),
            secret: keys.flag("secret", self.report),
            counted_by,
            list_per,
            present: self.present(keys, refs),
            by: None,
            omitted: keys.text("omitted", self.report).map(|text| match text.as_str() {
                "previous" => Omitted::Previous,
                "default" => Omitted::Default,
                "query" => Omitted::Query,
                _ => Omitted::Phrase(text),
            }),
        }
    }

    fn codes(&mut self, keys: &Keys<'_>) -> Option<String> {
        let phrase = keys.phrase("codes", self.report)?;
        if !self.index.errors.iter().any(|e| e == phrase.text) && !self.may_dangle(phrase.spot) {
            let hint = did_you_mean(phrase.text, self.index.errors.iter().map(String::as_str));
            self.report.error(phrase.spot, format!("no error table is called `{}`", phrase.text), hint);
        }
        Some(phrase.text.to_owned())
    }

    fn default(&mut self, keys: &Keys<'_>) -> Option<Default> {
        let node = keys.get("default")?;
        match &node.value {
            Value::Int(number) => Some(Default::Number(*number)),
            Value::Text(text) if text == "?" => Some(Default::Unknown),
            Value::Text(text) => Some(Default::Text(text.clone())),
            _ => {
                wrong_type(node, "a number, a string or \"?\"", self.report);
                None
            }
        }
    }

    fn present(&mut self, keys: &Keys<'_>, refs: &mut Vec<(&'static str, String, Spot)>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for entry in keys.entries("present", self.report) {
            let values = numbers_of(&entry.node, self.report).into_iter().map(|(n, _)| n).collect();
            let phrase = Phrase { text: &entry.key, spot: entry.spot };
            let on = if entry.key.contains('.') {
                let Some(setting) = self.setting(phrase) else { continue };
                Decider::Setting(setting)
            } else {
                refs.push(("present", entry.key.clone(), entry.spot));
                Decider::Param(entry.key.clone())
            };
            conditions.push(Condition { on, values });
        }
        conditions
    }

    fn by(
        &mut self,
        name: &str,
        keys: &Keys<'_>,
        refs: &mut Vec<(&'static str, String, Spot)>,
    ) -> Option<By> {
        let on = keys.phrase("by", self.report);
        let Some(on) = on else {
            if let Some(ways) = keys.get("ways") {
                self.report.error(ways.spot, "`ways` without `by`", "say with `by` which parameter decides");
            }
            return None;
        };
        refs.push(("by", on.text.to_owned(), on.spot));
        if keys.get("ways").is_none() {
            keys.missing("ways", self.report);
        }
        let mut ways = Vec::new();
        for entry in keys.entries("ways", self.report) {
            let Ok(value) = entry.key.parse::<i64>() else {
                let hint = format!("the keys are values of `{}`", on.text);
                self.report.error(entry.spot, format!("`{}` is no number", entry.key), hint);
                continue;
            };
            if entry.node.as_text() == Some("absent") {
                ways.push((value, None));
            } else if let Some(way) = self.param(name, &entry.node) {
                refs.extend(way.refs);
                ways.push((value, Some(Arc::unwrap_or_clone(way.param))));
            }
        }
        Some(By { on: on.text.to_owned(), ways })
    }

    /// Holds meanings, default, good and interim values against the range.
    fn check_values(&mut self, keys: &Keys<'_>, param: &mut Param, range_spot: Spot) {
        let values = self.values(keys);
        if let (Some(set), None) = (param.range(), &param.by) {
            let good = keys.numbers("good", self.report);
            let interim = keys.numbers("interim", self.report);
            let said = values.iter().map(|(m, spot)| (m.number, *spot)).chain(good).chain(interim);
            // A file that narrows an included range need not repeat the list of meanings.
            for (number, spot) in said.filter(|(n, spot)| !set.holds(*n) && spot.file == range_spot.file) {
                self.report.error(spot, format!("{number} lies outside the range `{set}`"), "");
            }
        } else if param.by.is_none()
            && let Some((_, spot)) = values.first()
        {
            self.report.error(*spot, "`values` explains numbers, and this is none", "say it in `says`");
        }
        if let Some(node) = keys.get("default") {
            self.check_default(param, node, range_spot);
        }
        param.values = values.into_iter().map(|(meaning, _)| meaning).collect();
    }

    fn check_default(&mut self, param: &Param, node: &Node, range_spot: Spot) {
        let problem = match (&param.default, &param.kind) {
            _ if param.by.is_some() || node.spot.file != range_spot.file => None,
            (Some(Default::Number(n)), ParamKind::Int(set) | ParamKind::Hex(set)) if !set.holds(*n) => {
                Some(format!("the default {n} lies outside the range `{set}`"))
            }
            (Some(Default::Text(_)), ParamKind::Int(_) | ParamKind::Hex(_)) => {
                Some("the default of a number is a number".to_owned())
            }
            (
                Some(Default::Number(_)),
                ParamKind::Text { .. } | ParamKind::Word(_) | ParamKind::Raw { .. },
            ) => Some("the default of a text is a string".to_owned()),
            (Some(Default::Text(text)), ParamKind::Text { text: limits, spelled })
                if !limits.bytes.hold(text.len()) =>
            {
                Some(format!("the default is {} bytes long, outside the length `{spelled}`", text.len()))
            }
            (Some(Default::Text(text)), ParamKind::Word(words))
                if !words.is_empty() && !words.contains(text) =>
            {
                Some("the default is none of the words".to_owned())
            }
            _ => None,
        };
        if let Some(problem) = problem {
            self.report.error(
                node.spot,
                problem,
                "`default = \"?\"` says that the document does not say which",
            );
        }
    }

    /// A setting by its name.
    pub(super) fn setting(&mut self, phrase: Phrase<'_>) -> Option<crate::dialect::Setting> {
        let found = self.index.setting(phrase.text);
        if found.is_none() && !self.may_dangle(phrase.spot) {
            let hint = match self.index.nearest_setting(phrase.text) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a setting is a form's sub-key, a dot, and a parameter of its syntax".to_owned(),
            };
            self.report.error(phrase.spot, format!("no form sets `{}`", phrase.text), hint);
        }
        found
    }
}

fn first_kind(ways: &[(i64, Option<Param>)]) -> ParamKind {
    let first = ways.iter().find_map(|(_, way)| way.as_ref());
    first.map_or(ParamKind::Word(Vec::new()), |p| p.kind.clone())
}
