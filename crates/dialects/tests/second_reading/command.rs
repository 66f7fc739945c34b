//! Commands: clause, documented forms, sub-keys in their order, time limits.

use std::collections::BTreeSet;

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, Within};

use super::comparison::Comparison;
use super::dialect::documented;
use super::file::{self, Reading};

pub(super) fn compare(dialect: &Dialect, reading: &Reading, comparison: &mut Comparison) {
    for second in &reading.command {
        match dialect.documented_commands().find(|c| c.name == second.name) {
            Some(command) => compare_one(command, second, comparison),
            None => comparison.missing((&second.name, "")),
        }
    }
    for command in dialect.documented_commands() {
        if reading.command.iter().all(|s| s.name != command.name) {
            comparison.surplus((&command.name, ""));
        }
    }
}

fn compare_one(command: &Command, second: &file::Command, comparison: &mut Comparison) {
    let place = (second.name.as_str(), "");
    let has = |kind| documented(command).any(|f| f.kind == kind);
    comparison.fact(place, "clause", &command.clause.as_deref().unwrap_or(""), &second.clause);
    comparison.fact(place, "test", &has(FormKind::Test), &second.test);
    comparison.fact(place, "read", &has(FormKind::Read), &second.read);
    comparison.fact(place, "execute", &has(FormKind::Execute), &second.execute);
    comparison.fact(place, "write", &keys(command), &second_keys(command, second));
    let [time, default, by_network] = limits(command);
    comparison.fact(place, "max_time", &time, &squeezed(&second.max_time));
    comparison.fact(place, "max_time_default", &default, &squeezed(&second.max_time_default));
    comparison.fact(place, "by_network", &by_network, &second.by_network);
}

/// The sub-keys in order; a form without one is a dash.
fn keys(command: &Command) -> String {
    let write = documented(command).filter(|f| f.kind == FormKind::Write);
    let key = |f: &Form| f.key.as_deref().unwrap_or("-").to_ascii_lowercase();
    write.map(key).collect::<Vec<_>>().join(" ")
}

/// The same of the second reading, whose names for forms without a sub-key are its own.
fn second_keys(command: &Command, second: &file::Command) -> String {
    let named = command.forms.iter().any(|f| f.key.is_some());
    let name = |name: &String| if named { name.clone() } else { "-".to_owned() };
    second.write.iter().map(name).collect::<Vec<_>>().join(" ")
}

/// Time limit, its default, and whether the network decides; several, if the forms differ.
fn limits(command: &Command) -> [String; 3] {
    let of = |part: fn(&Within) -> String| {
        let all = documented(command).filter_map(|f| f.within.as_ref()).map(part);
        all.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" | ")
    };
    let time = of(|w| w.time.as_ref().map(|t| squeezed(&t.to_string())).unwrap_or_default());
    let default = of(|w| w.default.as_ref().map(|t| squeezed(&t.to_string())).unwrap_or_default());
    let by_network = of(|w| w.by_network.to_string());
    [time, default, if by_network.is_empty() { "false".to_owned() } else { by_network }]
}

/// Without blanks, and without the `<` of `< 1s`.
fn squeezed(time: &str) -> String {
    time.strip_prefix("< ").unwrap_or(time).replace(' ', "")
}
