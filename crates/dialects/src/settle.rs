//! What an included dialect keeps to itself: the head of a file speaks for that file's own commands, and who
//! the file is about is not who includes it.

use crate::source::Spot;
use crate::tree::{Entry, Node, Table, Value};

const NOWHERE: Spot = Spot { file: 0, start: 0, end: 0 };

/// Settles an included dialect before another is laid over it.
pub(crate) fn settle(root: &mut Table) {
    for key in ["needs", "fails"] {
        let said = root.get(key).cloned();
        let node = said.unwrap_or(Node { spot: NOWHERE, value: Value::List(Vec::new()) });
        for command in commands(root) {
            if command.get(key).is_none() {
                command.put(Entry { key: key.to_owned(), spot: node.spot, node: node.clone() });
            }
        }
    }
    let base = root.text("family") == Some("base");
    let own: &[&str] =
        if base { &["version", "id", "family", "modules", "document"] } else { &["version", "id"] };
    for key in own {
        root.remove(key);
    }
}

fn commands(root: &mut Table) -> impl Iterator<Item = &mut Table> {
    let nodes = match root.get_mut("command") {
        Some(Node { value: Value::List(list), .. }) => list.as_mut_slice(),
        _ => &mut [],
    };
    nodes.iter_mut().filter_map(Node::as_table_mut)
}
