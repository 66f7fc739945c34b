//! Reads the tables of a profile that say nothing about the dialect: port, identity, variables, far end, switches.

use std::time::Duration;

use super::{Broker, External, Flow, Network, Power, Profile, Said, Variable, Who};
use crate::dialect::Dialect;
use crate::entry::{Keys, Phrase, choice_of, phrase_of, wrong_type};
use crate::source::{Report, Spot};
use crate::tree::{Node, Table, Value};
use crate::within::Expression;

const KEYS: &[&str] = &[
    "version",
    "dialect",
    "port",
    "module",
    "variables",
    "broker",
    "start",
    "power",
    "network",
    "bench",
    "unsupported",
    "limit",
];
const FLOWS: &[(&str, Flow)] =
    &[("none", Flow::None), ("rts-cts", Flow::Wires), ("xon-xoff", Flow::Characters)];
/// What a bench may offer.
const OFFERS: &[(&str, ())] = &[("far-end", ()), ("tls", ()), ("power", ()), ("network-cut", ())];
/// How long a program of the bench's may take where nothing says so.
const EXTERNAL_WITHIN: Duration = Duration::from_secs(30);
/// No wait of a profile is longer.
const LONGEST: Duration = Duration::from_hours(1);
/// Names of variables that say that their values are nobody's business.
const SECRETS: [&str; 4] = ["password", "passwd", "secret", "token"];

/// What is known while a profile is being read.
pub(super) struct Reading<'r> {
    pub(super) report: &'r mut Report,
    /// None: it is wrong itself, and says nothing about names.
    pub(super) dialect: Option<&'r Dialect>,
    pub(super) environment: &'r dyn Fn(&str) -> Option<String>,
}

impl Phrase<'_> {
    pub(super) fn said(self) -> Said {
        Said { text: self.text.to_owned(), spot: self.spot }
    }
}

impl Reading<'_> {
    pub(super) fn profile(&mut self, table: &Table, spot: Spot) -> Profile {
        Keys::check(table, KEYS, self.report);
        let keys = Keys { table, spot };
        self.check_version(&keys);
        let (baud, flow) = self.port(&keys);
        Profile {
            dialect: self.dialect_of(&keys),
            baud,
            flow,
            who: self.who(&keys),
            variables: self.variables(&keys),
            broker: self.broker(&keys),
            start: self.start(&keys),
            power: self.power(&keys),
            network: self.network(&keys),
            offers: self.offers(&keys),
            unsupported: self.unsupported(&keys),
            ..Profile::default()
        }
    }

    fn check_version(&mut self, keys: &Keys<'_>) {
        match (keys.number("version", self.report), keys.get("version")) {
            (Some(other), Some(node)) if other != 1 => {
                let message = format!("version {other} of the profile's format is not known");
                self.report.error(node.spot, message, "this hayes reads `version = 1`");
            }
            (None, None) => keys.missing("version", self.report),
            _ => {}
        }
    }

    fn dialect_of(&mut self, keys: &Keys<'_>) -> Option<Said> {
        let said = keys.phrase("dialect", self.report)?.said();
        if let Some(dialect) = self.dialect
            && dialect.id != said.text
            && !crate::include::is_file_name(&said.text)
        {
            let message =
                format!("this profile is for `{}`, and the run is about `{}`", said.text, dialect.id);
            self.report.error(said.spot, message, "take another profile, or another dialect");
        }
        Some(said)
    }

    /// A table of the profile with the keys that it may have.
    pub(super) fn table<'a>(&mut self, keys: &Keys<'a>, name: &str, known: &[&str]) -> Option<Keys<'a>> {
        Keys::of(keys.get(name)?, known, self.report)
    }

    fn port(&mut self, keys: &Keys<'_>) -> (Option<u32>, Flow) {
        let Some(keys) = self.table(keys, "port", &["baud", "flow"]) else { return (None, Flow::None) };
        let flow = keys.choice("flow", FLOWS, self.report).unwrap_or_default();
        (self.within_bounds(&keys, "baud", 50, 4_000_000), flow)
    }

    /// A number that lies between two.
    fn within_bounds<T: TryFrom<i64>>(
        &mut self,
        keys: &Keys<'_>,
        key: &str,
        least: i64,
        most: i64,
    ) -> Option<T> {
        let number = keys.number(key, self.report)?;
        let fits = (least..=most).contains(&number).then(|| T::try_from(number).ok()).flatten();
        if let (None, Some(node)) = (&fits, keys.get(key)) {
            self.report.error(node.spot, format!("`{key}` lies between {least} and {most}"), "");
        }
        fits
    }

    fn who(&mut self, keys: &Keys<'_>) -> Who {
        let known = ["manufacturer", "model", "firmware", "imei"];
        let Some(keys) = self.table(keys, "module", &known) else { return Who::default() };
        let mut one = |key: &str| {
            let node = keys.get(key)?;
            self.value(node).map(|(text, _)| Said { text, spot: node.spot })
        };
        Who {
            manufacturer: one("manufacturer"),
            model: one("model"),
            firmware: one("firmware"),
            imei: one("imei"),
        }
    }

    /// A text, or what the environment has: the second one is a secret.
    fn value(&mut self, node: &Node) -> Option<(String, bool)> {
        match &node.value {
            Value::Text(text) => Some((text.clone(), false)),
            Value::Int(number) => Some((number.to_string(), false)),
            Value::Table(_) => {
                let keys = Keys::of(node, &["env"], self.report)?;
                let name = keys.needed("env", self.report)?;
                let value = (self.environment)(name.text);
                if value.is_none() {
                    let message = format!("the environment has no `{}`", name.text);
                    self.report.error(name.spot, message, "set it where the run is started");
                }
                value.map(|value| (value, true))
            }
            _ => {
                wrong_type(node, "a string, or `{ env = \"NAME\" }`", self.report);
                None
            }
        }
    }

    fn variables(&mut self, keys: &Keys<'_>) -> Vec<Variable> {
        let mut variables = Vec::new();
        for entry in keys.entries("variables", self.report) {
            let fine = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
            let name = entry.key.clone();
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(fine) {
                let hint = "letters, digits, `_`, `-` and `.`; a letter comes first";
                self.report.error(entry.spot, format!("`{name}` is no name of a variable"), hint);
            }
            let Some((value, secret)) = self.value(&entry.node) else { continue };
            let small = name.to_ascii_lowercase();
            if !secret && SECRETS.iter().any(|word| small.contains(word)) {
                let hint =
                    format!("write `{name} = {{ env = \"NAME\" }}`, and set NAME where the run is started");
                self.report.error(entry.node.spot, "a secret does not stand in a file", hint);
            }
            variables.push(Variable { name, value, secret });
        }
        variables
    }

    fn broker(&mut self, keys: &Keys<'_>) -> Broker {
        let known = ["host", "port", "tls_port"];
        let Some(keys) = self.table(keys, "broker", &known) else { return Broker::default() };
        Broker {
            host: keys.phrase("host", self.report).map(Phrase::said),
            port: self.within_bounds(&keys, "port", 1, 65_535),
            tls_port: self.within_bounds(&keys, "tls_port", 1, 65_535),
        }
    }

    fn power(&mut self, keys: &Keys<'_>) -> Power {
        let known = ["restart", "reset", "on", "off"];
        let Some(keys) = self.table(keys, "power", &known) else { return Power::default() };
        let power = Power {
            restart: keys.phrase("restart", self.report).map(Phrase::said),
            reset: self.external(&keys, "reset"),
            on: self.external(&keys, "on"),
            off: self.external(&keys, "off"),
        };
        self.check_pair(&keys, "on", "off");
        power
    }

    fn network(&mut self, keys: &Keys<'_>) -> Network {
        let Some(keys) = self.table(keys, "network", &["cut", "back"]) else { return Network::default() };
        self.check_pair(&keys, "cut", "back");
        Network { cut: self.external(&keys, "cut"), back: self.external(&keys, "back") }
    }

    /// What is done must be undone.
    fn check_pair(&mut self, keys: &Keys<'_>, one: &str, other: &str) {
        for (there, missing) in [(one, other), (other, one)] {
            if let (Some(node), None) = (keys.get(there), keys.get(missing)) {
                let hint = format!("say with `{missing}` how the bench gets back");
                self.report.error(node.spot, format!("`{there}` without `{missing}`"), hint);
            }
        }
    }

    fn external(&mut self, keys: &Keys<'_>, key: &str) -> Option<External> {
        let node = keys.get(key)?;
        let (run, within) = match &node.value {
            Value::List(_) => (node, EXTERNAL_WITHIN),
            Value::Table(_) => {
                let keys = Keys::of(node, &["run", "within"], self.report)?;
                let Some(run) = keys.get("run") else {
                    keys.missing("run", self.report);
                    return None;
                };
                (run, self.time(&keys, "within").unwrap_or(EXTERNAL_WITHIN))
            }
            _ => {
                wrong_type(node, "a program and its arguments, as a list", self.report);
                return None;
            }
        };
        let Value::List(list) = &run.value else {
            let hint = "no shell reads it: `[\"program\", \"argument\"]`";
            self.report.error(run.spot, "a program and its arguments are a list of strings", hint);
            return None;
        };
        let words: Vec<String> = list
            .iter()
            .filter_map(|word| phrase_of(word, self.report))
            .map(|word| word.text.to_owned())
            .collect();
        if words.first().is_none_or(String::is_empty) {
            self.report.error(run.spot, "the list names no program", "");
            return None;
        }
        Some(External { run: words, within })
    }

    fn offers(&mut self, keys: &Keys<'_>) -> Option<Vec<Said>> {
        let keys = self.table(keys, "bench", &["offers"])?;
        let words = keys.phrases("offers", self.report)?;
        let known = words.into_iter().filter(|word| choice_of(*word, OFFERS, self.report).is_some());
        Some(known.map(Phrase::said).collect())
    }

    /// A time: `30 s`, `500 ms`.
    pub(super) fn time(&mut self, keys: &Keys<'_>, key: &str) -> Option<Duration> {
        let phrase = keys.phrase(key, self.report)?;
        match Expression::parse(phrase.text, &mut |_| None) {
            Ok(expression) => {
                let time = expression.evaluate(&|_| None).filter(|time| *time <= LONGEST);
                if time.is_none() {
                    self.report.error(phrase.spot, "nothing waits longer than an hour", "");
                }
                time
            }
            Err(fault) => {
                let spot = self.report.inside(phrase.spot, fault.at, fault.end);
                self.report.error(spot, fault.why, "a time is a number and its unit: `30 s`, `500 ms`");
                None
            }
        }
    }
}
