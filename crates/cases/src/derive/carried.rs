//! What is given is what the far end sees: every value that a form hands on, in the packet that carries it. A value that the
//! module does not take is judged elsewhere.

use hayes_at::kind::{Chars, Kind};
use hayes_at::message::Value;
use hayes_at::shape::Shape;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Carried, Command, DataEnd, Filler, Form, Place};

use super::acting::{counts_openly, data_for, typed};
use super::build::{Made, is_lawful, letters, slot_of, with_value};
use super::ground::{self, Ground};
use super::positive::{has_later, lawful_values, words};
use super::readback::Readback;
use super::wire::whenever;
use super::{case_of, chain, expect, shown, step};
use crate::case::{Bench, Case, Setup, Step, Way, What, slug};
use crate::pattern::{Part, Pattern, Template};
use crate::saw::{Packet, Wanted};

/// The longest text that is tried.
const LONG: usize = 4096;
/// Signs that mean nothing to a command line or a topic.
const SIGNS: &[u8] = b"hayes-Aa0  it's,b:!$%&()*-./<=>?@[]^_`{|} ";
/// A text that could be taken for a number.
const DIGITS: &[u8] = b"00123456789";
/// Data that look like the end of a line, and like a command behind it.
const LINE_ENDS: &[u8] = b"hayes\r\nAT\r\n\"'\r.";

/// A form, and what is known about lines of it.
struct Subject<'d> {
    dialect: &'d Dialect,
    command: &'d Command,
    form: &'d Form,
    shape: &'d Shape,
    setups: &'d [Setup],
    ground: Option<Ground<'d>>,
}

/// For a form whose values the far end sees.
pub(super) fn cases<'d>(
    dialect: &'d Dialect,
    command: &'d Command,
    form: &'d Form,
    setups: &'d [Setup],
) -> Vec<Case> {
    let Some(shape) = form.shape.map(|id| dialect.grammar().shape(id)) else { return Vec::new() };
    let ground = ground::of(dialect, command, form, setups);
    let subject = Subject { dialect, command, form, shape, setups, ground };
    if counts_openly(form, dialect) {
        return Vec::new();
    }
    let fields = form.carried.iter().flat_map(|carried| carried.fields.iter().map(move |f| (carried, f)));
    fields.flat_map(|(carried, (field, filler))| subject.of_field(carried, field, filler)).collect()
}

impl Subject<'_> {
    /// The line to put a value of this place into.
    fn base(&self, place: &Place, slot: u16) -> Option<Made> {
        ground::base(self.dialect, self.command, self.form, (place.id, slot), self.ground.as_ref())
    }

    fn of_field(&self, carried: &Carried, field: &str, filler: &Filler) -> Vec<Case> {
        match filler {
            Filler::Param(place) => {
                let Some(place) = self.form.args.iter().find(|arg| arg.written == place.written) else {
                    return Vec::new();
                };
                let Some(slot) = slot_of(self.shape, self.form, place) else { return Vec::new() };
                let Some(base) = self.base(place, slot) else { return Vec::new() };
                let values = values(&self.shape.slots[usize::from(slot)].kind);
                let made = values.into_iter().filter_map(|(name, value)| {
                    let wanted = wanted(field, &value)?;
                    let made = with_value(self.command, self.shape, &base, slot, value)?;
                    is_lawful(self.dialect, &made.line).then_some((name, made, wanted))
                });
                let of = |(name, made, wanted): (String, Made, Wanted)| {
                    let data = self
                        .form
                        .data
                        .as_ref()
                        .map(|data| typed(data, data_for(&data.end, &made.message, Some(self.shape))));
                    let names = (slug(&place.written), format!("<{}>", place.written), name);
                    self.case(carried, (field, wanted), names, &made, data)
                };
                made.filter_map(of).collect()
            }
            Filler::Data => self.of_data(carried, field),
        }
    }

    /// The data after the prompt.
    fn of_data(&self, carried: &Carried, field: &str) -> Vec<Case> {
        let Some(data) = &self.form.data else { return Vec::new() };
        let mut texts = vec![("signs", SIGNS), ("digits", DIGITS)];
        // Where a count ends them, nothing else does. A topic need not hold them.
        let counted = matches!((&data.end, data.chars), (DataEnd::Count(_), Chars::Any | Chars::Utf8));
        if counted && field == "payload" {
            texts.push(("line-ends", LINE_ENDS));
        }
        let made = texts.into_iter().filter_map(|(name, bytes)| {
            let (made, sent) = match &data.end {
                DataEnd::Count(place) => {
                    let slot = slot_of(self.shape, self.form, place)?;
                    let base = self.base(place, slot)?;
                    let count = Value::Int(i64::try_from(bytes.len()).ok()?);
                    (with_value(self.command, self.shape, &base, slot, count)?, bytes.to_vec())
                }
                DataEnd::Byte { .. } => {
                    let made = super::build::plain(self.dialect, self.command, self.form, None)?;
                    (made, [bytes, b"\x1A"].concat())
                }
            };
            // Nobody may have subscribed to it by now: how a module reports line ends is another matter.
            let made = if name == "line-ends" { self.apart(carried, &made)? } else { made };
            let wanted = Wanted::Bytes(Pattern(vec![Part::Literal(bytes.to_vec())]));
            let names = ("data".to_owned(), "data".to_owned(), name.to_owned());
            is_lawful(self.dialect, &made.line).then_some(())?;
            self.case(carried, (field, wanted), names, &made, Some(typed(data, Template::literal(&sent))))
        });
        made.collect()
    }

    /// The same line with a topic of its own.
    fn apart(&self, carried: &Carried, made: &Made) -> Option<Made> {
        let (_, filler) = carried.fields.iter().find(|(field, _)| *field == "topic")?;
        let Filler::Param(topic) = filler else { return None };
        let place = self.form.args.iter().find(|arg| arg.written == topic.written)?;
        let slot = slot_of(self.shape, self.form, place)?;
        with_value(self.command, self.shape, made, slot, Value::Text(b"hayes/line-ends".to_vec()))
    }

    fn case(
        &self,
        carried: &Carried,
        (field, wanted): (&str, Wanted),
        (param, shown_param, value): (String, String, String),
        made: &Made,
        data: Option<Vec<Step>>,
    ) -> Option<Case> {
        let what = format!("{param}/carried-{value}");
        let value = words(&value);
        let title = format!(
            "{}: {value} for {shown_param} is what the far end sees in {}",
            shown(self.command, self.form),
            carried.packet
        );
        let mut case = case_of(self.dialect, self.command, self.form, &what, title);
        let twice = (carried.packet, field) == ("PUBLISH", "qos")
            && matches!(&wanted, Wanted::Word(word) if *word == Template::literal(b"2"));
        let packet = Packet { kind: carried.packet.to_owned(), fields: vec![(field.to_owned(), wanted)] };
        let mut saw = vec![step(What::Saw(packet, None))];
        if twice {
            // A message that is delivered exactly once is released before it is done.
            let release = Packet { kind: "PUBREL".to_owned(), fields: Vec::new() };
            saw.push(step(What::Saw(release, None)));
        }
        let readback = Readback::of(self.dialect, self.command, self.form);
        let (then, undo) = if has_later(self.form) {
            (saw, ground::undo(self.ground.as_ref()).unwrap_or_default())
        } else {
            let chain = chain::behind(self.dialect, self.form, self.setups, carried.packet)?;
            case.needs.states = chain.needs;
            let mut then = chain.steps;
            then.extend(saw);
            (then, chain.undo)
        };
        let sets = !has_later(self.form);
        case.needs.bench.push(Bench::FarEnd);
        case.steps = vec![step(What::Send(ground::template(&made.line)))];
        let taken = vec![whenever(Way::Accepted, None, then)];
        case.steps.extend(match data {
            Some(steps) => vec![whenever(Way::Prompt, None, [steps, taken].concat())],
            None => taken,
        });
        case.steps.push(expect(&[Way::Answered]));
        super::readback::around(&mut case, readback.as_ref(), None);
        if sets && case.undo.is_empty() {
            case.undo = super::acting::by_default(self.dialect, self.command, self.form).unwrap_or_default();
        }
        case.undo = [undo, case.undo].concat();
        Some(case)
    }
}

/// Values that tell whether anything was changed on the way.
fn values(kind: &Kind) -> Vec<(String, Value)> {
    let Kind::Text(text) = kind else { return lawful_values(kind) };
    if text.chars == Chars::Hex {
        return Vec::new();
    }
    let (least, most) = (text.bytes.least as usize, text.bytes.most as usize);
    let mut values = Vec::new();
    for (name, bytes) in [("signs", SIGNS), ("digits", DIGITS)] {
        let len = bytes.len().min(most);
        if (least..=most).contains(&len) {
            values.push((name.to_owned(), Value::Text(bytes[..len].to_vec())));
        }
    }
    // A text without a limit may still be cut on the way.
    let (name, len) = if most <= LONG { ("longest", most) } else { ("128-bytes", 128) };
    let mut long = letters(text.chars, len);
    let own = b"hayes-".len().min(len);
    long[..own].copy_from_slice(&b"hayes-"[..own]);
    values.push((name.to_owned(), Value::Text(long)));
    values
}

/// What a value is in a packet.
fn wanted(field: &str, value: &Value) -> Option<Wanted> {
    match value {
        // A packet has a will or none.
        Value::Int(0) if field == "will" => Some(Wanted::Absent),
        Value::Int(number) => Some(Wanted::Word(Template::literal(number.to_string().as_bytes()))),
        Value::Text(bytes) => Some(Wanted::Bytes(Pattern(vec![Part::Literal(bytes.clone())]))),
        _ => None,
    }
}
