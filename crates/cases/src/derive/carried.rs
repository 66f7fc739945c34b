//! What is given is what the far end sees: every value that a form hands on, in the packet that carries it. A value that the
//! module does not take is judged elsewhere.

use hayes_at::kind::{Chars, Kind};
use hayes_at::message::Value;
use hayes_dialects::dialect::{Carried, DataEnd, Filler, Place};

use super::acting::{counts_openly, data_for, typed};
use super::build::{Made, letters};
use super::positive::{lawful_values, words};
use super::readback::Readback;
use super::subject::Subject;
use super::wire::whenever;
use super::{chain, expect, filled_by, ground, step};
use crate::case::{Bench, Case, Step, Way, What, slug};
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

/// A value that a packet carries: its field, what the field must be, and what it is called.
struct Handed<'d> {
    carried: &'d Carried,
    field: &'d str,
    wanted: Wanted,
    /// What gives it, as it stands in a case's identifier and as people read it.
    from: (String, String),
    value: String,
}

/// For a form whose values the far end sees.
pub(super) fn cases(subject: &Subject<'_>) -> Vec<Case> {
    if subject.shape().is_none() || counts_openly(subject.dialect, subject.form) {
        return Vec::new();
    }
    let carried = subject.form.carried.iter();
    let fields = carried.flat_map(|carried| carried.fields.iter().map(move |field| (carried, field)));
    let of = |(carried, (field, filler)): (_, &(&str, Filler))| match filler {
        Filler::Param(_) => of_param(subject, carried, field).unwrap_or_default(),
        Filler::Data => of_data(subject, carried, field),
    };
    fields.flat_map(of).collect()
}

/// The values of a parameter.
fn of_param(subject: &Subject<'_>, carried: &Carried, field: &str) -> Option<Vec<Case>> {
    let place = filled_by(carried, subject.form, field)?;
    let (at, slot) = subject.slot(place)?;
    let base = subject.base(place)?;
    let lines = subject.lawful_lines(&base, at, values(&slot.kind)).into_iter();
    let cases = lines.filter_map(|(name, value, made)| {
        let wanted = wanted(field, &value)?;
        let data = subject.form.data.as_ref();
        let data = data.map(|data| typed(data, data_for(&data.end, &made.message, subject.shape())));
        let from = (slug(&place.written), format!("<{}>", place.written));
        let handed = Handed { carried, field, wanted, from, value: name };
        case(subject, handed, &made, data)
    });
    Some(cases.collect())
}

/// The data after the prompt.
fn of_data(subject: &Subject<'_>, carried: &Carried, field: &str) -> Vec<Case> {
    let Some(data) = &subject.form.data else { return Vec::new() };
    // A space may be taken for one behind the prompt.
    let signs = [b" ", SIGNS].concat();
    let mut texts = vec![("signs", &signs[..]), ("digits", DIGITS)];
    // Where a count ends them, nothing else does. A topic need not hold them.
    let counted = matches!((&data.end, data.chars), (DataEnd::Count(_), Chars::Any | Chars::Utf8));
    if counted && field == "payload" {
        texts.push(("line-ends", LINE_ENDS));
    }
    let cases = texts.into_iter().filter_map(|(name, bytes)| {
        let (made, sent) = match &data.end {
            DataEnd::Count(place) => (announcing(subject, place, bytes.len())?, bytes.to_vec()),
            DataEnd::Byte { .. } => (subject.plain(None)?, [bytes, b"\x1A"].concat()),
        };
        // Nobody may have subscribed to it by now: how a module reports line ends is another matter.
        let made = if name == "line-ends" { apart(subject, carried, &made)? } else { made };
        let wanted = Wanted::Bytes(Pattern(vec![Part::Literal(bytes.to_vec())]));
        let from = ("data".to_owned(), "data".to_owned());
        let handed = Handed { carried, field, wanted, from, value: name.to_owned() };
        subject.is_lawful(&made).then_some(())?;
        case(subject, handed, &made, Some(typed(data, Template::literal(&sent))))
    });
    cases.collect()
}

/// A line that announces so many bytes.
fn announcing(subject: &Subject<'_>, place: &Place, bytes: usize) -> Option<Made> {
    let (slot, _) = subject.slot(place)?;
    subject.with_value(&subject.base(place)?, slot, Value::Int(i64::try_from(bytes).ok()?))
}

/// The same line with a topic of its own.
fn apart(subject: &Subject<'_>, carried: &Carried, made: &Made) -> Option<Made> {
    let (slot, _) = subject.slot(filled_by(carried, subject.form, "topic")?)?;
    subject.with_value(made, slot, Value::Text(b"hayes/line-ends".to_vec()))
}

fn case(subject: &Subject<'_>, handed: Handed<'_>, made: &Made, data: Option<Vec<Step>>) -> Option<Case> {
    let (param, shown) = &handed.from;
    let title = format!(
        "{}: {} for {shown} is what the far end sees in {}",
        subject.shown(),
        words(&handed.value),
        handed.carried.packet
    );
    let mut case = subject.case(&format!("{param}/carried-{}", handed.value), title);
    let packet = handed.carried.packet;
    let saw = seen(packet, handed.field, handed.wanted);
    let readback = Readback::of(subject);
    let (then, undo) = if subject.form.has_later() {
        (saw, subject.undo())
    } else {
        let chain = chain::behind(subject, packet)?;
        case.needs.states = chain.needs;
        ([chain.steps, saw].concat(), chain.undo)
    };
    case.needs.bench.push(Bench::FarEnd);
    case.steps = vec![step(What::Send(ground::template(&made.line)))];
    let taken = vec![whenever(Way::Accepted, None, then)];
    case.steps.extend(match data {
        Some(steps) => vec![whenever(Way::Prompt, None, [steps, taken].concat())],
        None => taken,
    });
    case.steps.push(expect(&[Way::Answered]));
    super::readback::around(&mut case, readback.as_ref(), None);
    if case.undo.is_empty() && !subject.form.has_later() {
        case.undo = super::acting::by_default(subject).unwrap_or_default();
    }
    case.undo = [undo, case.undo].concat();
    Some(case)
}

/// The far end sees the packet with what its field must be.
fn seen(packet: &str, field: &str, wanted: Wanted) -> Vec<Step> {
    let twice = (packet, field) == ("PUBLISH", "qos")
        && matches!(&wanted, Wanted::Word(word) if *word == Template::literal(b"2"));
    let carrying = Packet { kind: packet.to_owned(), fields: vec![(field.to_owned(), wanted)] };
    let mut saw = vec![step(What::Saw(carrying, None))];
    if twice {
        // A message that is delivered exactly once is released before it is done.
        let release = Packet { kind: "PUBREL".to_owned(), fields: Vec::new() };
        saw.push(step(What::Saw(release, None)));
    }
    saw
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
