//! The banner of a module that says something else at a start than the dialect knows: a line of the dialect like the others, so
//! that everybody knows it as one.

use crate::entry::Keys;
use crate::source::{Report, Spot};
use crate::tree::{Entry, Node, Table, Value};

/// Adds the banner of a profile to the tree of a dialect, unless it has it already.
pub(super) fn lay_over(profile: &Table, root: &mut Table, report: &mut Report) {
    let Some(start) = profile.get("start") else { return };
    let Some(table) = start.as_table() else { return };
    let Some(banner) = (Keys { table, spot: start.spot }).phrase("banner", report) else { return };
    let Some(Node { value: Value::List(urcs), .. }) = root.get_mut("urc") else { return };
    let known = urcs.iter().filter_map(Node::as_table).find(|urc| urc.text("syntax") == Some(banner.text));
    if known.is_some() {
        return;
    }
    let name = banner.text.split_once(':').map_or(banner.text, |(name, _)| name);
    let urc = [
        ("id", Value::Text("profile.banner".to_owned())),
        ("name", Value::Text(name.to_owned())),
        ("syntax", Value::Text(banner.text.to_owned())),
        ("foreign", Value::Bool(true)),
        ("boot", Value::Bool(true)),
    ];
    let entries = urc.into_iter().map(|(key, value)| entry(key, value, banner.spot)).collect();
    urcs.push(Node { spot: banner.spot, value: Value::Table(Table { entries }) });
}

fn entry(key: &str, value: Value, spot: Spot) -> Entry {
    Entry { key: key.to_owned(), spot, node: Node { spot, value } }
}
