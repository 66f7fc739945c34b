//! Drops what a file does not want of the files that it includes.

use crate::entry::Phrase;
use crate::merge::{LISTS, SINGLE_FORMS, TABLES, form_id};
use crate::nearest::nearest;
use crate::source::Report;
use crate::tree::{Node, Table, Value};

/// Removes one thing: `+CMD`, `+CMD.form`, `urc.ID`, `rule.ID` and so on. Says when it is not there.
pub(crate) fn remove(root: &mut Table, target: Phrase<'_>, report: &mut Report) {
    let done = match target.text.split_once('.') {
        Some((kind, id)) if LISTS.iter().any(|(list, _)| *list == kind) => remove_entry(root, kind, id),
        Some((kind, name)) if TABLES.contains(&kind) => remove_key(root, kind, name),
        _ => remove_entry(root, "command", target.text) || remove_form(root, target.text),
    };
    if !done {
        let there = all(root);
        let hint = match nearest(target.text, there.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `+CMD`, `+CMD.form`, `urc.id` or `rule.id` of an included file".to_owned(),
        };
        report.error(target.spot, format!("`{}` is not in the included files", target.text), hint);
    }
}

fn list<'t>(root: &'t mut Table, kind: &str) -> Option<&'t mut Vec<Node>> {
    match root.get_mut(kind) {
        Some(Node { value: Value::List(list), .. }) => Some(list),
        _ => None,
    }
}

fn remove_entry(root: &mut Table, kind: &str, id: &str) -> bool {
    let by = LISTS.iter().find(|(list, _)| *list == kind).map_or("id", |(_, by)| by);
    let Some(list) = list(root, kind) else { return false };
    let before = list.len();
    list.retain(|n| n.as_table().and_then(|t| t.text(by)) != Some(id));
    list.len() < before
}

fn remove_key(root: &mut Table, kind: &str, name: &str) -> bool {
    root.get_mut(kind).and_then(Node::as_table_mut).is_some_and(|t| t.remove(name).is_some())
}

fn remove_form(root: &mut Table, target: &str) -> bool {
    let Some(commands) = list(root, "command") else { return false };
    for command in commands.iter_mut().filter_map(Node::as_table_mut) {
        let Some(form) = command.text("name").and_then(|n| target.strip_prefix(n)) else { continue };
        let Some(form) = form.strip_prefix('.').map(str::to_owned) else { continue };
        if SINGLE_FORMS.contains(&form.as_str()) && command.remove(&form).is_some() {
            return true;
        }
        if let Some(forms) = list(command, "write") {
            let before = forms.len();
            forms.retain(|n| n.as_table().map(form_id) != Some(&form));
            if forms.len() < before {
                return true;
            }
        }
    }
    false
}

/// Everything that can be removed, by name.
fn all(root: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for command in root.tables("command").into_iter().filter_map(Node::as_table) {
        let Some(name) = command.text("name") else { continue };
        names.push(name.to_owned());
        names.extend(SINGLE_FORMS.iter().filter(|f| command.get(f).is_some()).map(|f| format!("{name}.{f}")));
        let forms = command.tables("write").into_iter().filter_map(Node::as_table);
        names.extend(forms.map(|f| format!("{name}.{}", form_id(f))));
    }
    for (kind, by) in LISTS.iter().filter(|(kind, _)| *kind != "command") {
        let entries = root.tables(kind).into_iter().filter_map(Node::as_table);
        names.extend(entries.filter_map(|t| t.text(by)).map(|id| format!("{kind}.{id}")));
    }
    names
}
