//! The names of everything in the files, gathered before anything is read, so that an entry may speak of a
//! later one.

use hayes_at::grammar::FormId;
use hayes_at::notation::Notation;

use crate::dialect::{Aim, Setting};
use crate::merge::{SINGLE_FORMS, form_id};
use crate::nearest::nearest;
use crate::tree::{Node, Table, Value};
use crate::within::Known;

/// All names.
pub(super) struct Index {
    commands: Vec<Command>,
    urcs: Vec<String>,
    pub(super) states: Vec<String>,
    pub(super) errors: Vec<String>,
    params: Vec<(String, Known)>,
}

struct Command {
    name: String,
    /// Name and the parameters of the own line, in the order in which the forms are numbered.
    forms: Vec<(String, Vec<String>)>,
}

impl Index {
    pub(super) fn of(root: &Table) -> Self {
        let ids = |list: &str| {
            let tables = root.tables(list).into_iter().filter_map(Node::as_table);
            tables.map(|t| t.text("id").unwrap_or("").to_owned()).collect::<Vec<_>>()
        };
        let mut params = Vec::new();
        gather_params(root.get("params"), &mut params);
        let entries = ["command", "urc", "final"].into_iter().flat_map(|list| root.tables(list));
        for table in entries.filter_map(Node::as_table) {
            gather_params(table.get("params"), &mut params);
            let forms = ["test", "read", "write", "execute"].into_iter().flat_map(|f| table.tables(f));
            forms.filter_map(Node::as_table).for_each(|f| gather_params(f.get("params"), &mut params));
        }
        Self {
            commands: root.tables("command").into_iter().filter_map(Node::as_table).map(command).collect(),
            urcs: ids("urc"),
            states: ids("state"),
            errors: ids("errors"),
            params,
        }
    }

    /// What a target means: `+CMD`, `+CMD.form`, `urc.ID`.
    pub(super) fn aim(&self, text: &str) -> Option<Aim> {
        if let Some(id) = text.strip_prefix("urc.") {
            return number(self.urcs.iter().position(|u| u == id)).map(Aim::Urc);
        }
        if let Some(command) = number(self.commands.iter().position(|c| c.name == text)) {
            return Some(Aim::Command(command));
        }
        self.commands.iter().enumerate().find_map(|(i, command)| {
            let form = text.strip_prefix(command.name.as_str())?.strip_prefix('.')?;
            let form = number(command.forms.iter().position(|(name, _)| name == form))?;
            Some(Aim::Form(FormId { command: number(Some(i))?, form }))
        })
    }

    /// What can be aimed at, nearest to a misspelled target.
    pub(super) fn nearest_target(&self, text: &str) -> Option<String> {
        let urcs = self.urcs.iter().map(|u| format!("urc.{u}"));
        let commands = self.commands.iter().map(|c| c.name.clone());
        let forms = self
            .commands
            .iter()
            .flat_map(|c| c.forms.iter().map(move |(name, _)| format!("{}.{name}", c.name)));
        let all: Vec<String> = urcs.chain(commands).chain(forms).collect();
        nearest(text, all.iter().map(String::as_str)).map(str::to_owned)
    }

    /// A URC by id.
    pub(super) fn urc(&self, id: &str) -> Option<u16> {
        number(self.urcs.iter().position(|u| u == id))
    }

    pub(super) fn urc_ids(&self) -> impl Iterator<Item = &str> {
        self.urcs.iter().map(String::as_str)
    }

    /// A setting: a form's id or its command's name, a dot, a parameter of the form's own line.
    pub(super) fn setting(&self, text: &str) -> Option<Setting> {
        text.match_indices('.').rev().find_map(|(dot, _)| {
            let (form, param) = (&text[..dot], &text[dot + 1..]);
            let sets = |command: &Command| {
                command.forms.iter().any(|(name, params)| {
                    let named = name == form
                        || command.name == form
                        || form.strip_prefix(command.name.as_str()).and_then(|f| f.strip_prefix('.'))
                            == Some(name);
                    named && params.iter().any(|p| p == param)
                })
            };
            self.commands.iter().any(sets).then(|| Setting { form: form.to_owned(), param: param.to_owned() })
        })
    }

    /// All settings, for a hint.
    pub(super) fn nearest_setting(&self, text: &str) -> Option<String> {
        let forms = self.commands.iter().flat_map(|c| &c.forms);
        let all: Vec<String> =
            forms.flat_map(|(name, params)| params.iter().map(move |p| format!("{name}.{p}"))).collect();
        nearest(text, all.iter().map(String::as_str)).map(str::to_owned)
    }

    /// What is known of a parameter, wherever it is defined.
    pub(super) fn param(&self, name: &str) -> Option<&Known> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, known)| known)
    }
}

fn number(at: Option<usize>) -> Option<u16> {
    at.and_then(|i| u16::try_from(i).ok())
}

fn command(table: &Table) -> Command {
    let mut forms = Vec::new();
    let single = |kind: &str, forms: &mut Vec<_>| {
        if table.get(kind).is_some() {
            forms.push((kind.to_owned(), Vec::new()));
        }
    };
    let [test, read, execute] = SINGLE_FORMS else { return Command { name: String::new(), forms } };
    single(test, &mut forms);
    single(read, &mut forms);
    for form in table.tables("write").into_iter().filter_map(Node::as_table) {
        let notation = form.text("syntax").and_then(|s| Notation::parse(s).ok());
        let params = notation.iter().flat_map(|n| n.params()).map(|(name, _)| name.to_owned()).collect();
        forms.push((form_id(form).to_owned(), params));
    }
    single(execute, &mut forms);
    Command { name: table.text("name").unwrap_or("").to_owned(), forms }
}

fn gather_params(node: Option<&Node>, params: &mut Vec<(String, Known)>) {
    let Some(table) = node.and_then(Node::as_table) else { return };
    for entry in &table.entries {
        let Some(param) = entry.node.as_table() else { continue };
        let default = match param.get("default") {
            Some(Node { value: Value::Int(number), .. }) => Some(*number),
            _ => None,
        };
        let unit = param.text("unit").map(str::to_owned);
        params.push((entry.key.clone(), Known { unit, default }));
    }
}
