//! One file's tree laid over another's: entries meet by name or id, the upper one changes the keys that it
//! states. Knows which keys hold lists of named things, not what the things mean.

use crate::source::{Report, Spot};
use crate::tree::{Entry, Node, Table, Value};

/// Lists of entries at the top of a file, and the key by which an entry is known.
pub(crate) const LISTS: &[(&str, &str)] = &[
    ("command", "name"),
    ("urc", "id"),
    ("block", "id"),
    ("state", "id"),
    ("errors", "id"),
    ("rule", "id"),
    ("reading", "id"),
    ("final", "line"),
];

/// Tables at the top of a file whose entries are known by their key.
pub(crate) const TABLES: &[&str] = &["params", "outcomes", "limits", "spelled"];

/// The forms of a command that it has at most once.
pub(crate) const SINGLE_FORMS: &[&str] = &["test", "read", "execute"];

/// The keys that say of which type a parameter is; stating one drops the others.
const TYPES: &[&str] = &["int", "hex", "text", "word", "raw", "same_as", "by", "ways", "list_per"];

/// Brings short and long ways of writing into one: single tables for lists of one, forms as tables.
pub(crate) fn normalise(root: &mut Table) {
    for (list, _) in LISTS {
        listed(root, list);
    }
    listed(root, "misprint");
    let Some(Node { value: Value::List(commands), .. }) = root.get_mut("command") else { return };
    for command in commands.iter_mut().filter_map(Node::as_table_mut) {
        listed(command, "write");
        for kind in SINGLE_FORMS {
            if let Some(form) = command.get_mut(kind)
                && matches!(form.value, Value::Text(_) | Value::List(_))
            {
                let entry = Entry { key: "answer".to_owned(), spot: form.spot, node: form.clone() };
                form.value = Value::Table(Table { entries: vec![entry] });
            }
        }
    }
}

/// Makes a list of a table that stands alone.
fn listed(table: &mut Table, key: &str) {
    if let Some(node) = table.get_mut(key)
        && matches!(node.value, Value::Table(_))
    {
        let spot = node.spot;
        let alone = std::mem::replace(&mut node.value, Value::Bool(false));
        node.value = Value::List(vec![Node { spot, value: alone }]);
    }
}

/// The id of a write form: its own, else its sub-key, else `write`.
pub(crate) fn form_id(form: &Table) -> &str {
    if let Some(id) = form.text("id") {
        return id;
    }
    let key = form.text("syntax").and_then(|s| s.strip_prefix('"')).and_then(|s| s.split_once('"'));
    match key {
        Some((key, _)) if !key.is_empty() && !key.contains(['<', '>']) => key,
        _ => "write",
    }
}

/// Says what is defined twice in one file.
pub(crate) fn check_twice(root: &Table, report: &mut Report) {
    for (list, by) in LISTS {
        let names = root.tables(list).into_iter().filter_map(|n| {
            let id = n.as_table()?.get(by)?;
            Some((id.as_text()?, id.spot))
        });
        said_twice(
            names.collect(),
            name_of(list),
            "change the first one, or give this one another name",
            report,
        );
    }
    for command in root.tables("command").into_iter().filter_map(Node::as_table) {
        let forms = command.tables("write").into_iter();
        let ids = forms.filter_map(|n| Some((form_id(n.as_table()?), n.spot))).collect();
        said_twice(ids, "write form", "give every write form an `id` of its own", report);
    }
}

/// What an entry of a list is called.
fn name_of(list: &str) -> &str {
    match list {
        "urc" => "URC",
        "errors" => "error table",
        "final" => "final result",
        other => other,
    }
}

fn said_twice(names: Vec<(&str, Spot)>, what: &str, hint: &str, report: &mut Report) {
    let mut seen = std::collections::HashSet::new();
    for (name, spot) in names {
        if !seen.insert(name) {
            report.error(spot, format!("the {what} `{name}` is defined twice"), hint);
        }
    }
}

/// Lays `over` on `under`.
pub(crate) fn merge(under: &mut Table, over: Table) {
    for entry in over.entries {
        let by = LISTS.iter().find(|(list, _)| *list == entry.key).map(|(_, by)| *by);
        match (by, entry.key.as_str()) {
            (Some(by), _) => merge_list(under, entry, &|t| t.text(by).map(str::to_owned), merge_entry),
            (None, "misprint") => merge_list(under, entry, &|_| None, merge_entry),
            (None, "params") => merge_table(under, entry, merge_param),
            (None, "outcomes" | "limits" | "spelled") => merge_table(under, entry, merge_keys),
            _ => under.put(entry),
        }
    }
}

type Merging = fn(&mut Table, Table);

/// Merges a list: entries with the same name meet, others are added.
fn merge_list(under: &mut Table, entry: Entry, name: &dyn Fn(&Table) -> Option<String>, merging: Merging) {
    let (Some(Node { value: Value::List(known), .. }), true) =
        (under.get_mut(&entry.key), matches!(entry.node.value, Value::List(_)))
    else {
        under.put(entry);
        return;
    };
    let Value::List(list) = entry.node.value else { return };
    let old = known.len();
    for node in list {
        let id = node.as_table().and_then(name);
        let same = |k: &&mut Node| id.is_some() && k.as_table().and_then(name) == id;
        match (known[..old].iter_mut().find(same), node.value) {
            (Some(Node { value: Value::Table(known), .. }), Value::Table(over)) => merging(known, over),
            (_, value) => known.push(Node { spot: node.spot, value }),
        }
    }
}

/// Merges a table of named tables.
fn merge_table(under: &mut Table, entry: Entry, merging: Merging) {
    let (Some(Node { value: Value::Table(known), .. }), true) =
        (under.get_mut(&entry.key), matches!(entry.node.value, Value::Table(_)))
    else {
        under.put(entry);
        return;
    };
    let Value::Table(table) = entry.node.value else { return };
    for over in table.entries {
        match (known.entries.iter_mut().find(|e| e.key == over.key), over.node.value) {
            (
                Some(Entry { spot, node: Node { value: Value::Table(known), .. }, .. }),
                Value::Table(table),
            ) => {
                *spot = over.spot;
                merging(known, table);
            }
            (_, value) => {
                let node = Node { spot: over.node.spot, value };
                known.put(Entry { key: over.key, spot: over.spot, node });
            }
        }
    }
}

/// An entry of a list at the top: a command, a URC, a rule.
fn merge_entry(known: &mut Table, over: Table) {
    // A line that is written anew is no longer the one whose slip the document prints.
    if over.get("syntax").is_some() {
        known.remove("printed");
    }
    // An answer and its outcomes say the same thing in two ways.
    if over.get("answer").is_some() {
        known.remove("outcomes");
    } else if over.get("outcomes").is_some() {
        known.remove("answer");
    }
    for entry in over.entries {
        match entry.key.as_str() {
            "params" => merge_table(known, entry, merge_param),
            "write" => merge_list(known, entry, &|t| Some(form_id(t).to_owned()), merge_entry),
            "test" | "read" | "execute" => merge_form(known, entry),
            _ => known.put(entry),
        }
    }
}

fn merge_form(command: &mut Table, entry: Entry) {
    match (command.get_mut(&entry.key), entry.node.value) {
        (Some(Node { value: Value::Table(known), .. }), Value::Table(over)) => merge_entry(known, over),
        (_, value) => {
            let node = Node { spot: entry.node.spot, value };
            command.put(Entry { key: entry.key, spot: entry.spot, node });
        }
    }
}

fn merge_param(known: &mut Table, over: Table) {
    if over.entries.iter().any(|e| TYPES.contains(&e.key.as_str())) {
        known.entries.retain(|e| !TYPES.contains(&e.key.as_str()));
    }
    merge_keys(known, over);
}

fn merge_keys(known: &mut Table, over: Table) {
    for entry in over.entries {
        known.put(entry);
    }
}
