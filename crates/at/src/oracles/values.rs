//! Oracles over one line of one shape: right messages, wrong ones, and any bytes at all.

use crate::choose::{Choices, right, wrong};
use crate::fields::{Fields, Form};
use crate::flaw::Flaws;
use crate::read::{self, Read};
use crate::shape::{Shape, Step};
use crate::visible::Visible;
use crate::write;

/// A right message comes back as it went out, and its line is written the same again.
pub fn right_message(shape: &Shape, choices: &mut dyn Choices) {
    let message = right(shape, choices);
    let line = write::line(shape, &message);
    let shown = Visible(&line);
    let mut fields = Fields::default();
    assert_eq!(read::line(shape, &line, &mut fields), Some(Read::Exactly), "{shown:?}");
    assert_eq!(fields.message(&line), message, "{shown:?}");
    let flaws = fields.all_flaws().without(Flaws::AMBIGUOUS);
    assert!(flaws.is_none(), "{flaws:?} in {shown:?}");
    assert_eq!(write::line(shape, &fields.message(&line)), line);
}

/// A wrong message comes back as it went out, with its slip flagged. False where no slip was possible.
pub fn wrong_message(shape: &Shape, choices: &mut dyn Choices) -> bool {
    let Some((message, slip)) = wrong(shape, choices) else { return false };
    let line = write::line(shape, &message);
    let shown = Visible(&line);
    let mut fields = Fields::default();
    assert!(read::line(shape, &line, &mut fields).is_some(), "{slip:?} {shown:?}");
    assert_eq!(fields.message(&line), message, "{slip:?} {shown:?}");
    assert!(fields.all_flaws().has(slip.flaw()), "{slip:?} is not among {:?} {shown:?}", fields.all_flaws());
    true
}

/// Whatever a line holds: reading it ends, values stand in it one behind the other, and no byte of it is
/// lost: what lies between the values is the shape's, or commas, quotes and blanks.
pub fn any_line(shape: &Shape, line: &[u8]) {
    let mut fields = Fields::default();
    let Some(how) = read::line(shape, line, &mut fields) else { return };
    let shown = Visible(line);
    let mut behind = 0;
    let mut between = Vec::new();
    for field in &fields {
        let (start, end) = (field.start as usize, field.end as usize);
        assert!(behind <= start && start <= end && end <= line.len(), "{field:?} in {shown:?}");
        between.extend_from_slice(&line[behind..start]);
        behind = end;
        let number = field.as_number();
        let fits = matches!(field.form, Form::Int | Form::Digits | Form::Hex);
        assert!(number.is_none() || fits, "{field:?} in {shown:?}");
        if let (Some(number), Form::Int) = (number, field.form) {
            assert_eq!(number.to_string().as_bytes(), field.bytes(line), "{shown:?}");
        }
    }
    between.extend_from_slice(&line[behind..]);
    if fields.flaws.has(Flaws::CROWDED) {
        return;
    }
    let extra = without_literals(shape, &between);
    assert!(extra.is_empty(), "{:?} of {shown:?} is in no value, read {how:?}", Visible(&extra));
    let cosmetic = Flaws::SPACING | Flaws::LETTER_CASE;
    // Of an optional group of blanks only the commas stand there; written again, it is left out.
    let blanks = line.ends_with(b",");
    if how == Read::Exactly && !blanks && fields.all_flaws().without(cosmetic) == fields.all_flaws() {
        let again = write::line(shape, &fields.message(line));
        assert_eq!(Visible(&again), shown, "written again");
    }
}

/// What is left of the bytes between values once everything is gone that a shape may put there.
fn without_literals(shape: &Shape, between: &[u8]) -> Vec<u8> {
    let literal: Vec<u8> = shape
        .steps
        .iter()
        .filter_map(|s| if let Step::Literal(bytes) = s { Some(bytes.to_ascii_lowercase()) } else { None })
        .flatten()
        .collect();
    let lawful = |b: &u8| b" ,\"".contains(b) || literal.contains(&b.to_ascii_lowercase());
    between.iter().copied().filter(|b| !lawful(b)).collect()
}
