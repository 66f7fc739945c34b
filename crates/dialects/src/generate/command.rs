//! Command lines, in the ways a host may write them. Which values they carry is chosen elsewhere.

use hayes_at::grammar::{FormId, FormKind, Grammar};
use hayes_at::message::{Message, Value};
use hayes_at::write;

/// How a host writes a command line beside what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dress {
    /// `at+qmtcfg="KEEPALIVE"` turned to small letters: the name and the sub-key, not the texts.
    pub lower: bool,
    /// Spaces before the name, behind the equals sign and behind commas.
    pub spaced: bool,
}

/// A command line of a form, without its line end.
pub fn command_line(grammar: &Grammar, form: FormId, message: &Message, dress: Dress) -> Vec<u8> {
    let mut line = if dress.lower { b"at".to_vec() } else { b"AT".to_vec() };
    if dress.spaced {
        line.push(b' ');
    }
    command_part(grammar, form, message, dress, &mut line);
    line
}

/// What stands behind AT or behind a semicolon.
fn command_part(grammar: &Grammar, id: FormId, message: &Message, dress: Dress, line: &mut Vec<u8>) {
    let command = &grammar.commands()[usize::from(id.command)];
    let form = grammar.form(id);
    let name = if dress.lower { command.name.to_ascii_lowercase() } else { command.name.to_string() };
    line.extend_from_slice(name.as_bytes());
    match form.kind {
        FormKind::Test => line.extend_from_slice(b"=?"),
        FormKind::Read => line.push(b'?'),
        FormKind::Execute => {}
        FormKind::Write => {
            if !command.basic {
                line.extend_from_slice(if dress.spaced { b"= " } else { b"=" });
            }
            values(grammar, id, message, dress, line);
        }
    }
}

fn values(grammar: &Grammar, id: FormId, message: &Message, dress: Dress, line: &mut Vec<u8>) {
    let Some(syntax) = grammar.form(id).syntax else { return };
    let shape = grammar.shape(syntax);
    let mut written = write::line(shape, message);
    let head = shape.head().len().min(written.len());
    if dress.lower {
        written[..head].make_ascii_lowercase();
    }
    if dress.spaced && may_be_spaced(message) {
        written = spaced(&written);
    }
    line.extend_from_slice(&written);
}

/// Between values that are not bare, a comma separates and is no part of a value.
fn may_be_spaced(message: &Message) -> bool {
    let separate = |value: &Value| match value {
        Value::Int(_) | Value::Hex(_) => true,
        Value::Text(bytes) => !bytes.contains(&b'"'),
        _ => false,
    };
    message.surplus.is_empty() && message.args.iter().all(|a| separate(&a.value))
}

fn spaced(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len() + 8);
    let mut quoted = false;
    for byte in line {
        out.push(*byte);
        quoted ^= *byte == b'"';
        if *byte == b',' && !quoted {
            out.push(b' ');
        }
    }
    out
}
