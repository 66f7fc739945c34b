//! Reads what the document says in sentences: rules, readings, misprints, limits, error tables.

use super::Loading;
use super::also;
use super::line::Line;
use crate::dialect::{Errors, Limit, Misprint, Reading, Rule, Target, Witness};
use crate::entry::{Keys, Phrase, choice_of, phrase_of};
use crate::nearest::nearest;
use crate::tree::{Entry, Node};

/// The promises of monitors that judge a rule by themselves; kinds of derived cases do, too.
const MONITORS: [&str; 9] = [
    "framing",
    "one-final",
    "order",
    "shape",
    "values",
    "possible-values",
    "prompt",
    "nothing-unknown",
    "response-time",
];

impl<'t> Loading<'t> {
    /// Reads `[[rule]]`.
    pub(super) fn read_rules(&mut self) -> Vec<Rule> {
        let root = self.root;
        root.tables("rule").into_iter().filter_map(|n| self.rule(n)).collect()
    }

    fn rule(&mut self, node: &'t Node) -> Option<Rule> {
        let keys = Keys::of(node, &["id", "clause", "about", "says", "seen_by", "judged_by"], self.report)?;
        let id = self.id(&keys)?;
        let clause = keys.needed_text("clause", self.report);
        let about = self.about(&keys)?;
        let says = keys.needed_text("says", self.report);
        if keys.get("seen_by").is_none() {
            keys.missing("seen_by", self.report);
        }
        let seen_by = self.seen_by(&keys);
        let judged_by = self.judges(&keys, "judged_by");
        Some(Rule { id, clause, about, says, seen_by, judged_by })
    }

    fn judges(&mut self, keys: &Keys<'_>, key: &str) -> Vec<String> {
        let phrases = keys.phrases(key, self.report).unwrap_or_default();
        let known: Vec<&str> = MONITORS.into_iter().chain(Rule::DERIVED).collect();
        for phrase in &phrases {
            if !known.contains(&phrase.text) {
                let hint = match nearest(phrase.text, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                self.report.error(phrase.spot, format!("nothing judges by the name `{}`", phrase.text), hint);
            }
        }
        phrases.into_iter().map(|phrase| phrase.text.to_owned()).collect()
    }

    fn seen_by(&mut self, keys: &Keys<'_>) -> Vec<Witness> {
        let words = [
            ("serial", Some(Witness::Serial)),
            ("far-end", Some(Witness::FarEnd)),
            ("power", Some(Witness::Power)),
            ("network", Some(Witness::Network)),
            ("none", None),
        ];
        let phrases = keys.phrases("seen_by", self.report).unwrap_or_default();
        phrases.into_iter().filter_map(|p| choice_of(p, &words, self.report)).flatten().collect()
    }

    /// Reads `about`; `None` when all that it names was dropped from the included files.
    fn about(&mut self, keys: &Keys<'_>) -> Option<Vec<Target>> {
        let phrases = keys.phrases("about", self.report).unwrap_or_default();
        let said = phrases.len();
        let targets: Vec<Target> = phrases.into_iter().filter_map(|p| self.target(p)).collect();
        let dropped = said > 0 && targets.is_empty() && self.may_dangle(keys.spot);
        (!dropped).then_some(targets)
    }

    /// Reads what a sentence is about.
    pub(super) fn target(&mut self, phrase: Phrase<'_>) -> Option<Target> {
        let aim = self.index.aim(phrase.text);
        if aim.is_none() && !self.may_dangle(phrase.spot) {
            let hint = match self.index.nearest_target(phrase.text) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `+CMD`, `+CMD.form` or `urc.id`".to_owned(),
            };
            self.report.error(phrase.spot, format!("`{}` names no command, form or URC", phrase.text), hint);
        }
        Some(Target { text: phrase.text.to_owned(), aim: aim? })
    }

    /// Reads `[[reading]]`.
    pub(super) fn read_readings(&mut self) -> Vec<Reading> {
        let root = self.root;
        root.tables("reading").into_iter().filter_map(|n| self.reading(n)).collect()
    }

    fn reading(&mut self, node: &'t Node) -> Option<Reading> {
        let keys = Keys::of(
            node,
            &["id", "clause", "about", "says", "ways", "also", "opens", "mutes"],
            self.report,
        )?;
        let id = self.id(&keys)?;
        let clause = keys.needed_text("clause", self.report);
        let about = self.about(&keys)?;
        let says = keys.needed_text("says", self.report);
        if keys.get("ways").is_none() {
            keys.missing("ways", self.report);
        }
        let entries = keys.entries("ways", self.report);
        if let (true, Some(ways)) = (entries.len() < 2, keys.get("ways")) {
            let hint = "a reading has at least two ways; the file follows the first";
            self.report.error(ways.spot, format!("the reading `{id}` has fewer than two ways"), hint);
        }
        let way = |e: &Entry, loading: &mut Self| {
            phrase_of(&e.node, loading.report).map(|p| (e.key.clone(), p.text.to_owned()))
        };
        let ways = entries.iter().filter_map(|e| way(e, self)).collect();
        let opens = keys.phrases("opens", self.report).unwrap_or_default();
        let opens = opens.into_iter().map(|phrase| phrase.text.to_owned()).collect();
        for node in keys.list("also") {
            let also = Keys::of(node, also::KEYS, self.report);
            if let Some(of) = also.and_then(|also| also.needed("of", self.report)) {
                self.target(of);
            }
        }
        let mutes = self.judges(&keys, "mutes");
        Some(Reading { id, clause, about, says, ways, opens, mutes })
    }

    /// Reads `[[misprint]]`.
    pub(super) fn read_misprints(&mut self) -> Vec<Misprint> {
        let root = self.root;
        let mut misprints = Vec::new();
        for node in root.tables("misprint") {
            let Some(keys) = Keys::of(node, &["clause", "printed", "meant"], self.report) else { continue };
            let clause = keys.needed_text("clause", self.report);
            let printed = keys.needed_text("printed", self.report);
            let meant = keys.needed_text("meant", self.report);
            misprints.push(Misprint { clause, printed, meant });
        }
        misprints
    }

    /// Reads `[limits]`.
    pub(super) fn read_limits(&mut self) -> Vec<Limit> {
        let root = Keys { table: self.root, spot: super::TOP };
        let mut limits = Vec::new();
        for entry in root.entries("limits", self.report) {
            let Some(keys) = Keys::of(&entry.node, &["value", "unit", "clause", "says"], self.report) else {
                continue;
            };
            if keys.get("value").is_none() {
                keys.missing("value", self.report);
            }
            limits.push(Limit {
                name: entry.key.clone(),
                value: keys.number("value", self.report).unwrap_or(0),
                unit: keys.text("unit", self.report),
                clause: keys.text("clause", self.report),
                says: keys.text("says", self.report),
            });
        }
        limits
    }

    /// Reads `[[errors]]`.
    pub(super) fn read_errors(&mut self) -> Vec<Errors> {
        let root = self.root;
        root.tables("errors").into_iter().filter_map(|n| self.errors(n)).collect()
    }

    fn errors(&mut self, node: &'t Node) -> Option<Errors> {
        let keys = Keys::of(node, &["id", "clause", "title", "line", "values"], self.report)?;
        let id = self.id(&keys)?;
        if keys.get("values").is_none() {
            keys.missing("values", self.report);
        }
        let line = keys.phrase("line", self.report);
        if let Some(line) = line {
            let scope = self.scope_of_line(line.text);
            self.line(&Line::plain(line), &scope);
        }
        Some(Errors {
            id,
            clause: keys.text("clause", self.report),
            title: keys.text("title", self.report),
            line: line.map(|l| l.text.to_owned()),
            values: self.values(&keys).into_iter().map(|(meaning, _)| meaning).collect(),
        })
    }
}
