//! Limits that differ from the document's, laid over the dialect's tree before it is read: derived cases, the virtual
//! module and the monitors follow without knowing of it.

use super::Said;
use crate::entry::{Keys, Phrase};
use crate::merge::{SINGLE_FORMS, form_id};
use crate::nearest::did_you_mean;
use crate::source::Report;
use crate::tree::{Entry, Node, Table, Value};

/// A limit that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The command; none: wherever the parameter has no definition of its own.
    pub command: Option<String>,
    /// The form; none: all of the command.
    pub form: Option<String>,
    /// The parameter.
    pub param: Said,
    /// Why.
    pub why: String,
}

/// What may be said of a parameter here.
const CHANGES: [&str; 5] = ["int", "hex", "text", "word", "default"];
/// Those of them that say of which type it is.
const TYPES: [&str; 4] = ["int", "hex", "text", "word"];

/// Reads the limits of a profile, and changes the tree of a dialect by them.
pub(super) fn lay_over(profile: &Table, root: &mut Table, report: &mut Report) -> Vec<Limit> {
    profile.tables("limit").into_iter().filter_map(|node| one(node, root, report)).collect()
}

fn one(node: &Node, root: &mut Table, report: &mut Report) -> Option<Limit> {
    let known = ["command", "form", "param", "why", "int", "hex", "text", "word", "default"];
    let keys = Keys::of(node, &known, report)?;
    let why = keys.needed_text("why", report);
    let [command, form] = ["command", "form"].map(|key| keys.phrase(key, report));
    let param = keys.needed("param", report)?;
    let changes: Vec<Entry> =
        keys.table.entries.iter().filter(|entry| CHANGES.contains(&entry.key.as_str())).cloned().collect();
    if !changes.iter().any(|entry| TYPES.contains(&entry.key.as_str())) {
        report.error(
            node.spot,
            "the limit is not said",
            "`int = \"1-600\"`, `text = \"1-128\"`, `word = [...]`",
        );
        return None;
    }
    let known = definition(root, command, form, param, report)?;
    check_type(&known, &changes, param, report)?;
    let mut changed = known;
    if let Some(table) = changed.as_table_mut() {
        table.entries.retain(|entry| !changes.iter().any(|change| change.key == entry.key));
        table.entries.extend(changes);
    }
    let place = place_of(root, command, form, report)?;
    put_param(place, Entry { key: param.text.to_owned(), spot: param.spot, node: changed });
    let own = |phrase: Phrase<'_>| phrase.text.to_owned();
    Some(Limit { command: command.map(own), form: form.map(own), param: param.said(), why })
}

/// What the dialect says of the parameter: in the form, in the command, in the whole file.
fn definition(
    root: &mut Table,
    command: Option<Phrase<'_>>,
    form: Option<Phrase<'_>>,
    param: Phrase<'_>,
    report: &mut Report,
) -> Option<Node> {
    let mut in_sight: Vec<Table> = Vec::new();
    if form.is_some() {
        in_sight.push(place_of(root, command, form, report)?.clone());
    }
    if command.is_some() {
        in_sight.push(place_of(root, command, None, report)?.clone());
    }
    in_sight.push(root.clone());
    let tables: Vec<&Table> =
        in_sight.iter().filter_map(|table| table.get("params").and_then(Node::as_table)).collect();
    let mut name = param.text;
    // What stands for another parameter is followed, but not round in a circle.
    for _ in 0..8 {
        let Some(node) = tables.iter().find_map(|table| table.get(name)) else { break };
        let Some(same) = node.as_table().and_then(|table| table.text("same_as")) else {
            return Some(node.clone());
        };
        name = same;
    }
    let names = tables.iter().flat_map(|table| &table.entries).map(|entry| entry.key.as_str());
    let owner = root.tables("command").into_iter().filter_map(Node::as_table).find(|table| {
        let own = table.get("params").and_then(Node::as_table);
        command.is_none() && own.is_some_and(|own| own.get(param.text).is_some())
    });
    let hint = match owner.and_then(|table| table.text("name")) {
        Some(owner) => format!("{owner} has one of its own: `command = \"{owner}\"`"),
        None => did_you_mean(param.text, names),
    };
    report.error(param.spot, format!("no parameter is called `{}` here", param.text), hint);
    None
}

/// A limit changes how far a parameter goes, not what it is.
fn check_type(known: &Node, changes: &[Entry], param: Phrase<'_>, report: &mut Report) -> Option<()> {
    let is = known.as_table().and_then(|table| TYPES.into_iter().find(|key| table.get(key).is_some()));
    let Some(is) = is else {
        let hint =
            "its type depends on another parameter, or it is raw: claim what the module does not do instead";
        report.error(param.spot, format!("the limits of `{}` cannot be changed", param.text), hint);
        return None;
    };
    let other = changes.iter().find(|change| TYPES.contains(&change.key.as_str()) && change.key != is);
    if let Some(other) = other {
        report.error(
            other.spot,
            format!("`{}` is of the type `{is}`", param.text),
            format!("write `{is} = ...`"),
        );
        return None;
    }
    Some(())
}

/// Where the dialect keeps the parameters of a form, of a command, of the whole file.
fn place_of<'t>(
    root: &'t mut Table,
    command: Option<Phrase<'_>>,
    form: Option<Phrase<'_>>,
    report: &mut Report,
) -> Option<&'t mut Table> {
    let Some(name) = command else {
        if let Some(form) = form {
            report.error(form.spot, "a form without its command", "say with `command` whose form it is");
            return None;
        }
        return Some(root);
    };
    let bare = name.text.strip_prefix("AT").unwrap_or(name.text);
    let all: Vec<String> = texts(root, "command", "name");
    let Some(command) = list(root, "command")
        .into_iter()
        .flatten()
        .filter_map(Node::as_table_mut)
        .find(|table| table.text("name").is_some_and(|known| known.eq_ignore_ascii_case(bare)))
    else {
        let hint = did_you_mean(bare, all.iter().map(String::as_str));
        report.error(name.spot, format!("the dialect has no command `{}`", name.text), hint);
        return None;
    };
    let Some(form) = form else { return Some(command) };
    if SINGLE_FORMS.contains(&form.text) && command.get(form.text).is_some() {
        return command.get_mut(form.text).and_then(Node::as_table_mut);
    }
    let ids: Vec<String> = command
        .tables("write")
        .into_iter()
        .filter_map(Node::as_table)
        .map(|t| form_id(t).to_owned())
        .collect();
    let found = list(command, "write").into_iter().flatten().filter_map(Node::as_table_mut);
    let found = found.into_iter().find(|table| form_id(table) == form.text);
    if found.is_none() {
        let hint = did_you_mean(form.text, ids.iter().map(String::as_str));
        report.error(form.spot, format!("`{}` has no form `{}`", name.text, form.text), hint);
    }
    found
}

fn list<'t>(table: &'t mut Table, key: &str) -> Option<&'t mut Vec<Node>> {
    match table.get_mut(key) {
        Some(Node { value: Value::List(list), .. }) => Some(list),
        _ => None,
    }
}

fn texts(table: &Table, list: &str, key: &str) -> Vec<String> {
    let tables = table.tables(list).into_iter().filter_map(Node::as_table);
    tables.filter_map(|table| table.text(key)).map(str::to_owned).collect()
}

/// Puts a parameter among those of a place, which may have had none of its own.
fn put_param(place: &mut Table, param: Entry) {
    if let Some(Node { value: Value::Table(params), .. }) = place.get_mut("params") {
        params.put(param);
        return;
    }
    let spot = param.spot;
    let params = Table { entries: vec![param] };
    place.put(Entry { key: "params".to_owned(), spot, node: Node { spot, value: Value::Table(params) } });
}
