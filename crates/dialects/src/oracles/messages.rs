//! Oracles for single messages: round trips, and a second opinion on what was written.

use hayes_at::choose::{Choices, FromBytes, right};
use hayes_at::message::Value;
use hayes_at::oracles;
use hayes_at::shape::Shape;
use hayes_at::visible::Visible;
use hayes_at::write;

use super::{chosen, reference};

/// A message of some shape, right or wrong, comes back as it went out; any line ends somewhere.
pub fn messages(data: &[u8]) {
    let Some((dialect, rest)) = chosen(data) else { return };
    let mut choices = FromBytes(rest);
    let shape = pick(dialect.grammar().shapes(), &mut choices);
    match choices.below(3) {
        0 => oracles::right_message(shape, &mut choices),
        1 => {
            oracles::wrong_message(shape, &mut choices);
        }
        _ => oracles::any_line(shape, choices.0),
    }
}

/// A reader that knows nothing of shapes finds in a written line the values that were to be written.
pub fn differential(data: &[u8]) {
    let Some((dialect, rest)) = chosen(data) else { return };
    let mut choices = FromBytes(rest);
    let shape = pick(dialect.grammar().shapes(), &mut choices);
    if !reference::can_read(shape) {
        return;
    }
    let message = right(shape, &mut choices);
    let plain = |value: &Value| !matches!(value, Value::Text(text) if text.contains(&b'"'));
    if !message.args.iter().all(|arg| plain(&arg.value)) {
        return;
    }
    let line = write::line(shape, &message);
    let meant: Vec<reference::Seen> =
        message.args.iter().flat_map(|arg| reference::meant(&arg.value)).collect();
    let seen = reference::read(&line, shape.head().len());
    assert_eq!(seen, meant, "in {:?}", Visible(&line));
}

fn pick<'s>(shapes: &'s [Shape], choices: &mut FromBytes<'_>) -> &'s Shape {
    let index = choices.below(shapes.len() as u64);
    &shapes[usize::try_from(index).unwrap_or(0)]
}
