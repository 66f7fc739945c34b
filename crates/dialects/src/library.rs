//! What an included dialect keeps to itself: the head of a file speaks for that file's own commands, and
//! the shared base's parameters are not changed by a dialect that uses a name of theirs.

use crate::tree::{Entry, Node, Table, Value};

/// Settles an included dialect before another is laid over it.
pub(crate) fn settle(root: &mut Table) {
    let base = root.text("family") == Some("base");
    if base {
        scope_params(root);
        if let Some(params) = root.remove("params") {
            root.put(Entry { key: LIBRARY.to_owned(), ..params });
        }
    }
    for key in ["needs", "fails"] {
        let said = root.get(key).map(|node| node.spot);
        let empty = Node { spot: said.unwrap_or(NOWHERE), value: Value::List(Vec::new()) };
        let node = root.get(key).cloned().unwrap_or(empty);
        for command in tables_mut(root, "command") {
            if command.get(key).is_none() {
                command.put(Entry { key: key.to_owned(), spot: node.spot, node: node.clone() });
            }
        }
    }
    let own: &[&str] =
        if base { &["version", "id", "family", "modules", "document"] } else { &["version", "id"] };
    for key in own {
        root.remove(key);
    }
}

/// The key under which the shared base's parameters stay within reach of those who define none of that name.
pub(crate) const LIBRARY: &str = "\0library";

const NOWHERE: crate::source::Spot = crate::source::Spot { file: 0, start: 0, end: 0 };

/// Gives every entry that names a parameter of the whole file a definition of its own.
fn scope_params(root: &mut Table) {
    let Some(params) = root.get("params").and_then(Node::as_table).cloned() else { return };
    let fails = root.get("fails").cloned();
    for list in ["command", "urc", "final"] {
        for entry in tables_mut(root, list) {
            let inherits = list == "command" && entry.get("fails").is_none();
            for param in &params.entries {
                let written = format!("<{}>", param.key);
                let by_fails = inherits && fails.as_ref().is_some_and(|f| mentions(f, &written));
                if by_fails || entry.entries.iter().any(|e| mentions(&e.node, &written)) {
                    define(entry, param);
                }
            }
        }
    }
}

fn tables_mut<'t>(root: &'t mut Table, list: &str) -> impl Iterator<Item = &'t mut Table> {
    let nodes = match root.get_mut(list) {
        Some(Node { value: Value::List(list), .. }) => list.as_mut_slice(),
        _ => &mut [],
    };
    nodes.iter_mut().filter_map(Node::as_table_mut)
}

fn mentions(node: &Node, written: &str) -> bool {
    match &node.value {
        Value::Text(text) => text.contains(written),
        Value::List(list) => list.iter().any(|n| mentions(n, written)),
        Value::Table(table) => table.entries.iter().any(|e| mentions(&e.node, written)),
        _ => false,
    }
}

fn define(entry: &mut Table, param: &Entry) {
    if entry.get("params").is_none() {
        let node = Node { spot: param.spot, value: Value::Table(Table::default()) };
        entry.put(Entry { key: "params".to_owned(), spot: param.spot, node });
    }
    if let Some(params) = entry.get_mut("params").and_then(Node::as_table_mut)
        && params.get(&param.key).is_none()
    {
        params.put(param.clone());
    }
}
