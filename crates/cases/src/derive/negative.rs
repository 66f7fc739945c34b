//! What is not lawful is refused, and changes nothing. What a document leaves open (quotes, letter case, a value
//! too many) may go either way, but ends in one final result all the same.

use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::kind::{Kind, Quotes};
use hayes_at::message::{Message, Value};
use hayes_at::range::RangeSet;
use hayes_at::shape::Slot;
use hayes_dialects::dialect::{DataEnd, Form, Place};

use super::acting::with_data;
use super::build::{Made, letters};
use super::readback::{Readback, around};
use super::subject::Subject;
use super::{expect, send, step};
use crate::case::{Case, Way, What, slug};
use crate::pattern::Template;
use crate::saw::{Packet, Wanted};

/// The longest text that is tried.
const LONG: u32 = 4096;

/// What is wrong with values that lie beyond their limits: what rules of ranges and lengths are about.
const LIMITS: [&str; 7] = [
    "too-long",
    "too-short",
    "above-max",
    "below-min",
    "in-a-gap",
    "at-the-end-of-a-gap",
    "beyond-any-register",
];

/// Values that lie beyond the limits of a kind, and what they are called.
pub(super) fn beyond(kind: &Kind) -> Vec<(&'static str, Value)> {
    let limits = wrong_values(kind, false).into_iter().filter(|(name, ..)| LIMITS.contains(name));
    limits.map(|(name, value, _)| (name, value)).collect()
}

/// How a wrong line must be answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Must {
    /// It must be refused.
    Refuse,
    /// Either way, but in order.
    Answer,
}

/// For any form with values.
pub(super) fn cases(subject: &Subject<'_>) -> Vec<Case> {
    let places = &subject.form.args;
    let full = places.last().and_then(|last| subject.plain(Some(last.id)));
    let mut cases = Vec::new();
    for place in places {
        let Some((at, slot)) = subject.slot(place) else { continue };
        let Some(plain) = subject.plain(Some(place.id)) else { continue };
        let of = (place, at, slot);
        cases.extend(of_place(subject, of, (&plain, Rest::Plain)));
        // Alone it may be refused for what it lacks behind it, and beside others for what does not go with them.
        let more = full.as_ref().filter(|full| full.message.args.len() > plain.message.args.len());
        let raised = raised(subject, &plain, at);
        let others = more.map(|full| (full, Rest::InFull));
        for (line, rest) in others.into_iter().chain(raised.as_ref().map(|line| (line, Rest::Raised))) {
            cases.extend(of_place(subject, of, (line, rest)));
        }
    }
    cases.extend(whole(subject).unwrap_or_default());
    cases
}

/// What stands in a line beside a wrong value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// As little as can be, and the least of it.
    Plain,
    /// All that may stand there.
    InFull,
    /// Other numbers than the least.
    Raised,
}

impl Rest {
    /// What a case is called for it, and in words.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Plain => ("", ""),
            Self::InFull => ("-in-full", ", and all behind it,"),
            Self::Raised => ("-beside-others", " beside other numbers"),
        }
    }
}

/// The same line with every other number one higher, for a form that acts: what is checked of one may depend on the others.
fn raised(subject: &Subject<'_>, plain: &Made, at: u16) -> Option<Made> {
    let end = subject.form.data.as_ref().map(|data| &data.end);
    let counts = |place: &Place| matches!(end, Some(DataEnd::Count(of)) if of.id == place.id);
    let mut line = plain.clone();
    for place in subject.settings().filter(|place| !counts(place)) {
        let Some((other, slot)) = subject.slot(place).filter(|(other, _)| *other != at) else { continue };
        let (Kind::Int(set), Some(Value::Int(number))) = (&slot.kind, line.message.get(other)) else {
            continue;
        };
        let next = number.checked_add(1).filter(|next| set.holds(*next));
        let higher = next.and_then(|next| subject.with_value(&line, other, Value::Int(next)));
        line = higher.filter(|line| subject.is_lawful(line)).unwrap_or(line);
    }
    (subject.form.has_later() && line.line != plain.line).then_some(line)
}

/// What is wrong in one place of a line: beside the least, anything; else the ends of a range alone.
fn of_place(
    subject: &Subject<'_>,
    (place, at, slot): (&Place, u16, &Slot),
    (line, rest): (&Made, Rest),
) -> Vec<Case> {
    let values = wrong_values(&slot.kind, slot.required).into_iter();
    let asked = |name: &str, value: &Value| rest == Rest::Plain || ends_a_range(name, value);
    let (called, with) = rest.words();
    let made = values.filter(|(name, value, _)| asked(name, value)).filter_map(|(name, value, must)| {
        let wrong = subject.with_value(line, at, value)?;
        let slip = name.replace('-', " ");
        let title = format!("{} with <{}> {slip}{with}", subject.shown(), place.written);
        let what = format!("{}/{name}{called}", slug(&place.written));
        // A word in the place of a number, letters behind one, and a number that no register holds, are wrong whatever is open.
        let always = matches!(name, "a-word" | "letters-behind" | "beyond-any-register");
        let outside = format!("{}:outside", place.written);
        let readings = if always { Vec::new() } else { subject.readings(Some(&outside)) };
        let range = LIMITS.contains(&name);
        let cited = range.then(|| subject.rules(Some(&place.written), "range"));
        let made = case(subject, &wrong, (&what, &title), (must, readings))?;
        Some(Case { rules: cited.unwrap_or_default(), ..made })
    });
    made.collect()
}

/// A number right outside its range.
fn ends_a_range(name: &str, value: &Value) -> bool {
    matches!(value, Value::Int(_)) && LIMITS.contains(&name)
}

/// Slips of the line as a whole.
fn whole(subject: &Subject<'_>) -> Option<Vec<Case>> {
    let (shape, plain) = (subject.shape()?, subject.plain(None)?);
    let missing = Message {
        args: plain.message.args.split_last().map_or(Vec::new(), |(_, rest)| rest.to_vec()),
        surplus: Vec::new(),
    };
    let surplus = Message { surplus: vec![Value::Int(7); 12], ..plain.message.clone() };
    let slips = [("missing", missing, Must::Refuse), ("surplus", surplus, Must::Answer)];
    let last = plain.message.args.last().map(|arg| shape.slots[usize::from(arg.slot)].name);
    let last = last.map_or("", |name| subject.dialect.grammar().names.text(name));
    let cases = slips.into_iter().filter_map(|(name, message, must)| {
        let wrong = subject.made(message)?;
        let title = format!("{} with a value {name}", subject.shown());
        let readings = subject.readings_without(last);
        let made = case(subject, &wrong, (name, &title), (must, readings))?;
        let cited = subject.rules(None, "missing");
        Some(Case { rules: cited, ..made })
    });
    Some(cases.collect())
}

fn case(
    subject: &Subject<'_>,
    wrong: &Made,
    (what, title): (&str, &str),
    (must, readings): (Must, Vec<String>),
) -> Option<Case> {
    // What is wrong for one form may be lawful for its sibling.
    if subject.is_lawful(wrong) {
        return None;
    }
    let strict = must == Must::Refuse && readings.is_empty() && !is_a_siblings(subject, &wrong.line);
    let verb = if strict { "is refused" } else { "is answered in order" };
    let mut case = subject.case(what, format!("{title} {verb}"));
    case.readings = readings;
    let ways: &[Way] = if strict { &[Way::Refused] } else { &[Way::Answered] };
    case.steps = vec![send(&wrong.line)];
    // What may be accepted may ask for its data.
    let own = with_data(subject, subject.form, &wrong.message, Way::Final);
    let data = own.or_else(|| with_data(subject, typing(subject)?, &Message::default(), Way::Answered));
    match data.filter(|_| !strict) {
        Some(steps) => case.steps.extend(steps),
        None => case.steps.push(expect(ways)),
    }
    // What is turned away does not go out: a server that minds it would make a refusal of it all the same.
    case.steps.extend(
        requests(subject.form).filter(|_| strict).map(|packet| step(What::SawTimes(0, packet, None))),
    );
    let readback = Readback::of(subject);
    let after = readback.as_ref().filter(|_| strict).and_then(Readback::unchanged);
    around(&mut case, readback.as_ref(), after);
    Some(case)
}

/// Is it a right line of another form but for values too many, which a module may leave out?
fn is_a_siblings(subject: &Subject<'_>, line: &[u8]) -> bool {
    let mut fields = Fields::default();
    let read = subject.dialect.grammar().read_command(line, &mut fields);
    let part = read.as_ref().and_then(|read| read.first());
    let others = part.filter(|part| part.form.is_some_and(|of| of != subject.form.id));
    others.is_some_and(|part| part.flaws.without(Flaws::COSMETIC).without(Flaws::SURPLUS).is_none())
}

/// The sibling that a wrong line may be taken for, which asks for data and waits for the byte that ends them.
fn typing<'d>(subject: &Subject<'d>) -> Option<&'d Form> {
    let Subject { command, form, .. } = *subject;
    let typed = |other: &&Form| other.data.as_ref().is_some_and(|d| matches!(d.end, DataEnd::Byte { .. }));
    command.forms.iter().filter(|other| other.kind == form.kind && other.key == form.key).find(typed)
}

/// The requests that a form sends and the server answers: those of earlier commands have been seen. One that goes out
/// again is none of this command.
fn requests(form: &Form) -> impl Iterator<Item = Packet> {
    let kinds = ["SUBSCRIBE", "UNSUBSCRIBE"];
    let sent = move |kind: &&str| form.carried.iter().any(|carried| carried.packet == *kind);
    kinds.into_iter().filter(sent).map(|kind| {
        let first = ("dup".to_owned(), Wanted::Word(Template::literal(b"0")));
        Packet { kind: kind.to_owned(), fields: vec![first] }
    })
}

fn wrong_values(kind: &Kind, required: bool) -> Vec<(&'static str, Value, Must)> {
    let mut values = match kind {
        Kind::Int(set) => wrong_numbers(set),
        Kind::Text(text) if text.quotes == Quotes::Always => {
            let mut values = vec![
                ("unbalanced", Value::Unbalanced(b"hayes".to_vec()), Must::Answer),
                ("unquoted", Value::Bare(b"hayes".to_vec()), Must::Answer),
            ];
            if text.bytes.most <= LONG {
                values.push((
                    "too-long",
                    Value::Text(letters(text.chars, text.bytes.most as usize + 1)),
                    Must::Refuse,
                ));
            }
            if text.bytes.least > 0 {
                values.push((
                    "too-short",
                    Value::Text(letters(text.chars, text.bytes.least as usize - 1)),
                    Must::Refuse,
                ));
            }
            values
        }
        _ => Vec::new(),
    };
    if required && !values.is_empty() {
        values.push(("empty", Value::Empty, Must::Answer));
    }
    values
}

fn wrong_numbers(set: &RangeSet) -> Vec<(&'static str, Value, Must)> {
    // Not one that begins with 0, which may be refused for that.
    let number = if set.holds(1) { 1 } else { set.lowest() };
    let mut values = vec![
        ("a-word", Value::Bare(b"abc".to_vec()), Must::Refuse),
        ("letters-behind", Value::Bare(format!("{number}abc").into_bytes()), Must::Refuse),
        ("beyond-any-register", Value::Digits(b"99999999999999999999".to_vec()), Must::Refuse),
    ];
    if let Some(above) = set.highest().checked_add(1) {
        values.push(("above-max", Value::Int(above), Must::Refuse));
    }
    if let Some(below) = set.lowest().checked_sub(1) {
        values.push(("below-min", Value::Int(below), Must::Refuse));
    }
    let gap = set
        .ranges()
        .iter()
        .filter_map(|(_, high)| high.checked_add(1))
        .find(|n| !set.holds(*n) && *n < set.highest());
    values.extend(gap.map(|n| ("in-a-gap", Value::Int(n), Must::Refuse)));
    // The gap's other end, where it is another number.
    let second = set.ranges().get(1).and_then(|(low, _)| low.checked_sub(1));
    let other = second.filter(|n| !set.holds(*n) && Some(*n) != gap);
    values.extend(other.map(|n| ("at-the-end-of-a-gap", Value::Int(n), Must::Refuse)));
    values
}
