//! What a client was given for later commands, and what takes that and its settings away again, as the dialect
//! says it.

use hayes_at::message::Value;
use hayes_dialects::dialect::Aim;

use super::{Simcom, number};
use crate::ask::bytes_of;
use crate::board::Board;
use crate::settings::scope;

/// Under which name data are kept as a setting of the command that took them.
const DATA: &str = "data";
/// What is given for a connection or a message, by the command that gives it.
const INPUTS: [&str; 4] = ["+CMQTTWILLTOPIC", "+CMQTTWILLMSG", "+CMQTTTOPIC", "+CMQTTPAYLOAD"];

impl Simcom {
    /// A command has ended, well or not: whatever it clears is gone for this client.
    pub(super) fn clear_after(command: &str, client: usize, well: bool, board: &mut Board) {
        let dialect = std::sync::Arc::clone(&board.dialect);
        let Some(done) = dialect.command(command) else { return };
        for form in dialect.commands.iter().flat_map(|c| &c.forms) {
            let clears = form.cleared_by.iter().any(|cleared| {
                let on = match cleared.on.as_deref() {
                    Some("failure") => !well,
                    Some("success") => well,
                    _ => true,
                };
                let aim = match cleared.after.aim {
                    Aim::Command(id) => id == done.id,
                    Aim::Form(id) => id.command == done.id,
                    Aim::Urc(_) => false,
                };
                on && aim
            });
            let name = dialect.command_of(form.id).map_or("", |command| command.name.as_str());
            if clears && !board.faults.leaves(name, &form.name) {
                board.settings.unset_form(scope(&dialect, form), Some(number(client)));
            }
        }
    }

    /// What a client was given for a later command, by the command that gave it.
    pub(super) fn input(command: &str, client: usize, board: &Board) -> Option<Vec<u8>> {
        let value = board.settings.get(command, Some(number(client)), DATA)?;
        bytes_of(value).map(<[u8]>::to_vec)
    }

    /// Keeps what a client was given.
    pub(super) fn set_input(command: &str, client: usize, data: Vec<u8>, board: &mut Board) {
        board.settings.set(command, Some(number(client)), DATA, Value::Text(data));
    }

    /// The topic that was entered for a publish is gone.
    pub(super) fn clear_topic(client: usize, board: &mut Board) {
        if !board.faults.leaves("+CMQTTTOPIC", "") {
            board.settings.unset_form("+CMQTTTOPIC", Some(number(client)));
        }
    }

    /// A client's inputs are gone with it.
    pub(super) fn clear_inputs(client: usize, board: &mut Board) {
        for command in INPUTS {
            board.settings.unset_form(command, Some(number(client)));
        }
    }
}
