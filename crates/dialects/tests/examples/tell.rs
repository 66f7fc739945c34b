//! An event in words, for people to hold against the document.

use hayes_at::exchange::{Event, Other, Side, What};
use hayes_at::fields::{Field, Fields};
use hayes_at::grammar::{FormId, ShapeId};
use hayes_at::visible::Visible;
use hayes_dialects::Dialect;
use hayes_dialects::examples::What as Line;

/// The most bytes that are shown of one value.
const SHOWN: usize = 60;

/// A line of the example file as it stands there.
pub(crate) fn echoed(line: &Line) -> Option<String> {
    Some(match line {
        Line::Host(text) => format!("> {}", shown(text)),
        Line::Data(bytes) => format!("= {}", shown(bytes)),
        Line::Module(text) => format!("< {}", Visible(text)),
        Line::Printed(_) => return None,
        Line::Remark(text) => format!("! {text}"),
    })
}

/// What an event is.
pub(crate) fn tell(dialect: &Dialect, event: &Event<'_>) -> String {
    let what = match event.what {
        What::Command => command(dialect, event),
        What::Data { end, .. } => format!("data, {} bytes, {end:?}", event.text.len()),
        What::Echo { .. } => "echo".to_owned(),
        What::DataEcho { .. } => "echo of the data".to_owned(),
        What::Info { form, .. } => format!("answer to {}", form_name(dialect, form)),
        What::Prompt { of: Some(_) } => "prompt".to_owned(),
        What::Prompt { of: None } => "prompt that nothing asked for".to_owned(),
        What::Final { of, result, documented, .. } => {
            let result = &dialect.finals[usize::from(result)];
            let of = if of.is_some() { "" } else { " of nothing" };
            let documented = if documented { "" } else { ", undocumented" };
            format!("final result `{}`{of}{documented}", result.line)
        }
        What::Later { form, interim, early, .. } => {
            let kind = if interim { "interim result" } else { "later result" };
            let early = if early { ", early" } else { "" };
            format!("{kind} of {}{early}", form_name(dialect, form))
        }
        What::Unasked { form } => format!("answer that nothing asked for, to {}", form_name(dialect, form)),
        What::Urc(urc) => format!("URC {}", dialect.urcs[usize::from(urc)].id),
        What::Unclear { form, or, .. } => {
            let or = match or {
                Other::Later(_) => "a later result that is due".to_owned(),
                Other::Urc(urc) => format!("URC {}", dialect.urcs[usize::from(urc)].id),
            };
            format!("answer to {}, or {or}", form_name(dialect, form))
        }
        What::Settled { answer: true, .. } => "the unclear line was part of the answer".to_owned(),
        What::Settled { answer: false, .. } => "the unclear line was no part of the answer".to_owned(),
        What::Unknown => "unknown".to_owned(),
        What::Noise(noise) => format!("noise, {noise:?}"),
    };
    let values = values(dialect, event);
    let flaws = if event.flaws.is_none() { String::new() } else { format!(" !{:?}", event.flaws) };
    format!("{what}{values}{flaws}{}", block(dialect, event))
}

fn command(dialect: &Dialect, event: &Event<'_>) -> String {
    let Some(read) = event.command else { return "command".to_owned() };
    let parts = read.parts().map(|part| match part.form {
        Some(form) if part.query && has_query(dialect, form) => {
            format!("{}, as a query", form_name(dialect, form))
        }
        Some(form) => form_name(dialect, form),
        None => "a command that is not known".to_owned(),
    });
    format!("command {}", parts.collect::<Vec<_>>().join("; "))
}

fn has_query(dialect: &Dialect, id: FormId) -> bool {
    dialect.form(id).is_some_and(|f| f.outcomes.iter().any(|o| o.query == Some(true)))
}

fn form_name(dialect: &Dialect, id: FormId) -> String {
    let command = dialect.command_of(id).map_or("?", |c| &c.name);
    let form = dialect.form(id).map_or("?", |f| &f.name);
    format!("AT{command} ({form})")
}

/// The values with the names of their parameters.
fn values(dialect: &Dialect, event: &Event<'_>) -> String {
    let Some(shape) = event.shape else { return String::new() };
    let start = match (event.from, event.command.and_then(|c| c.first())) {
        (Side::Host, Some(part)) => part.args_start as usize,
        _ => 0,
    };
    named(dialect, shape, event.fields, event.text.get(start..).unwrap_or_default())
}

fn named(dialect: &Dialect, shape: ShapeId, fields: &Fields, line: &[u8]) -> String {
    let grammar = dialect.grammar();
    let one = |field: &Field| {
        let slot = grammar.shape(shape).slots.get(usize::from(field.slot));
        let name = slot.map_or("surplus", |s| grammar.names.text(s.name));
        let mut bytes = Vec::new();
        field.value(line).write(&mut bytes);
        format!(" {name}={}", shown(&bytes))
    };
    fields.iter().map(one).collect()
}

/// What a block carried.
fn block(dialect: &Dialect, event: &Event<'_>) -> String {
    let Some(block) = event.block else { return String::new() };
    let count = dialect.grammar().blocks()[usize::from(block.block)].parts.len();
    let parts = block.parts[..count].iter().map(|part| match part.declared {
        Some(declared) => format!("{} of {declared} bytes", Visible(&part.bytes)),
        None => Visible(&part.bytes).to_string(),
    });
    format!("; together {}", parts.collect::<Vec<_>>().join(", "))
}

fn shown(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN) {
        Some(start) if bytes.len() > SHOWN + 10 => format!("{}... ({} bytes)", Visible(start), bytes.len()),
        _ => Visible(bytes).to_string(),
    }
}
