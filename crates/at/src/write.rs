//! Writing a message by its shape. Writes wrong messages as faithfully as right ones.

use crate::message::{Arg, Message};
use crate::shape::{Shape, Step};

/// Appends the line that says `message`, without a line end.
///
/// A group is written while the next value lies in it. Where values are missing at the end, the line
/// stops behind the last one.
pub fn write(shape: &Shape, message: &Message, out: &mut Vec<u8>) {
    let mut writer = Writer { shape, args: &message.args, out };
    writer.walk();
    for value in &message.surplus {
        out.push(b',');
        value.write(out);
    }
}

/// The line that says `message`.
pub fn line(shape: &Shape, message: &Message) -> Vec<u8> {
    let mut out = Vec::new();
    write(shape, message, &mut out);
    out
}

struct Writer<'a> {
    shape: &'a Shape,
    args: &'a [Arg],
    out: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn walk(&mut self) {
        let mut step = 0;
        let mut round = 0;
        while let Some(here) = self.shape.steps.get(step) {
            step += 1;
            match here {
                Step::Literal(bytes) => {
                    if self.cut_short(step - 1) {
                        return;
                    }
                    self.out.extend_from_slice(bytes);
                }
                Step::Slot(slot) => {
                    if let [arg, rest @ ..] = self.args
                        && arg.slot == *slot
                    {
                        arg.value.write(self.out);
                        self.args = rest;
                    }
                }
                Step::Begin { end, first, last, repeats } => {
                    let inside =
                        |a: &Arg| (*first..*last).contains(&a.slot) && (!repeats || a.round == round);
                    if !self.args.first().is_some_and(inside) {
                        step = usize::from(*end);
                        round = 0;
                    }
                }
                Step::End { begin, repeats: true } => {
                    round += 1;
                    step = usize::from(*begin);
                }
                Step::End { repeats: false, .. } => {}
            }
        }
    }

    /// No value is left, but a place still follows: its separator would promise what never comes.
    fn cut_short(&self, literal: usize) -> bool {
        literal > 0 && self.args.is_empty() && self.shape.place_follows(literal)
    }
}
