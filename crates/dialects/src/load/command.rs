//! Reads commands with their forms, and adds them to the grammar.

use hayes_at::grammar::{self, FormKind};

use super::Loading;
use super::form::{self, Inherited};
use crate::dialect::Command;
use crate::entry::Keys;
use crate::tree::Node;

const KEYS: &[&str] = &[
    "name", "clause", "title", "within", "saved", "effect", "needs", "fails", "test", "read", "write",
    "execute", "params", "foreign", "basic",
];

impl<'t> Loading<'t> {
    /// Reads `[[command]]`.
    pub(super) fn read_commands(&mut self) -> Vec<Command> {
        let root = self.root;
        let mut commands = Vec::new();
        for node in root.tables("command") {
            if let Some(mut command) = self.command(node) {
                let forms = command.forms.iter().map(form::for_grammar).collect();
                let name = command.name.as_str().into();
                command.id = self.grammar.add_command(grammar::Command { name, basic: command.basic, forms });
                commands.push(command);
            }
        }
        commands
    }

    fn command(&mut self, node: &'t Node) -> Option<Command> {
        let keys = Keys::of(node, KEYS, self.report)?;
        let name = keys.needed("name", self.report)?;
        let foreign = keys.flag("foreign", self.report);
        let clause = keys.text("clause", self.report);
        if clause.is_none() && !foreign && keys.get("clause").is_none() {
            keys.missing("clause", self.report);
        }
        if !name.text.bytes().all(|b| b.is_ascii_graphic())
            || name.text.to_ascii_uppercase().starts_with("AT+")
        {
            self.report.error(name.spot, "this is no command name", "a name stands without AT: `+QMTOPEN`");
        }
        let id = match self.index.aim(name.text) {
            Some(crate::dialect::Aim::Command(id)) => id,
            _ => 0,
        };
        let params = self.params_of(keys.get("params"));
        let inherited = Inherited { id, name: name.text, keys, params, clause: clause.clone() };
        let forms = self.forms(&inherited);
        Some(Command {
            id,
            name: name.text.to_owned(),
            clause,
            title: keys.text("title", self.report),
            foreign,
            basic: keys.flag("basic", self.report),
            forms,
        })
    }

    fn forms(&mut self, command: &Inherited<'_, 't>) -> Vec<crate::dialect::Form> {
        let kinds = [
            ("test", FormKind::Test),
            ("read", FormKind::Read),
            ("write", FormKind::Write),
            ("execute", FormKind::Execute),
        ];
        let mut forms = Vec::new();
        let mut number = 0;
        for (key, kind) in kinds {
            for node in command.keys.list(key) {
                forms.extend(self.form(kind, node, number, command));
                number += 1;
            }
        }
        if number == 0 {
            let hint = "say `test`, `read`, `execute` or `[[command.write]]`";
            self.report.error(command.keys.spot, format!("the command `{}` has no form", command.name), hint);
        }
        forms
    }
}
