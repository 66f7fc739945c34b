//! Forms that act rather than set: what lies inside the documented limits is not turned away. What becomes of it is the
//! network's matter, and for scenarios.

use std::time::Duration;

use hayes_at::kind::Kind;
use hayes_at::message::{Message, Value};
use hayes_at::shape::Shape;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Data, DataEnd, Form, Place};

use super::build::Made;
use super::positive::{default_of, lawful_values, only_sets, words};
use super::subject::Subject;
use super::{expect, ground, reach_far_end, readings, step};
use crate::case::{Case, Condition, Expect, Step, Way, What, slug};
use crate::pattern::{Part, Template};

/// What is waited beyond the time in which a module enters its data mode.
const ENTERED: Duration = Duration::from_millis(100);
/// The most data that are sent for a length.
const MOST_DATA: i64 = 4096;
/// How long a module may take over data of which it is open whether they are all.
const HALF: Duration = Duration::from_secs(5);
/// How long OK may take that comes beside a prompt.
const BESIDE: Duration = Duration::from_millis(300);

/// For a form that does more than to set something.
pub(super) fn cases(subject: &Subject<'_>) -> Vec<Case> {
    let Some(shape) = subject.shape().filter(|_| !only_sets(subject)) else { return Vec::new() };
    let mut cases = Vec::new();
    // Whose client it is must not change: another one is in no state yet.
    for place in subject.settings() {
        let Some((at, slot)) = subject.slot(place) else { continue };
        // A text with a syntax of its own, as a server's address may have, is not made by its length.
        let syntax = matches!(slot.kind, Kind::Text(_))
            && subject.ground.as_ref().is_some_and(|ground| ground.has_syntax(at));
        let Some(base) = subject.base(place).filter(|_| !syntax) else { continue };
        let lines = subject.lawful_lines(&base, at, lawful_values(&slot.kind)).into_iter();
        let lines = lines.filter(|(.., made)| fits_its_data(subject.form, &made.message, shape));
        cases.extend(lines.map(|(name, value, made)| case(subject, (place, &name, &value), &made)));
    }
    cases
}

fn case(subject: &Subject<'_>, (place, name, value): (&Place, &str, &Value), made: &Made) -> Case {
    let what = format!("{}/{name}", slug(&place.written));
    let title = format!("{} takes {} for <{}>", subject.shown(), words(name), place.written);
    let mut case = subject.case(&what, title);
    case.readings = subject.readings_inside(place, value);
    case.rules = subject.rules(Some(&place.written), "range");
    let template = ground::template(&made.line);
    reach_far_end(&mut case, &template);
    let open = !case.readings.is_empty();
    case.steps = vec![step(What::Send(template))];
    let turned_away = if open { Way::Final } else { Way::Prompt };
    if let Some(steps) = with_data(subject, subject.form, &made.message, turned_away) {
        case.steps.extend(steps);
    } else {
        case.steps.push(expect(&[if open { Way::Final } else { Way::Taken }]));
        // What may be turned away may also be what the server minds: it ends the connection, and no result need come.
        if subject.form.has_later() && open {
            let over = Expect { ways: vec![Way::Answered], within: None };
            case.steps.push(step(What::If(Condition::Comes(over), Vec::new(), Vec::new())));
        } else if subject.form.has_later() {
            case.steps.push(expect(&[Way::Answered]));
        }
    }
    case.undo = subject.undo();
    if case.undo.is_empty() {
        case.undo = by_default(subject).unwrap_or_default();
    }
    case
}

/// Writes what the document gives as defaults: no later case is to find something odd. What has none is left out, and so is
/// all behind the first where that switches the rest off.
pub(super) fn by_default(subject: &Subject<'_>) -> Option<Vec<Step>> {
    if subject.form.data.is_some() {
        return None;
    }
    let message = subject.plain(Some(subject.settings().next()?.id))?.message;
    let mut lines = [usize::MAX, 1].into_iter().filter_map(|most| {
        let made = subject.made(defaults(subject, message.clone(), most)?)?;
        subject.is_lawful(&made).then_some(made.line)
    });
    let line = lines.next()?;
    Some(vec![step(What::Send(Template::literal(&line))), expect(&[Way::Accepted, Way::Refused])])
}

/// A message with so many defaults at most, and no other value but whose setting it is.
fn defaults(subject: &Subject<'_>, mut message: Message, most: usize) -> Option<Message> {
    let mut given = 0;
    for place in subject.settings() {
        let (slot, _) = subject.slot(place)?;
        let Some(at) = message.args.iter().position(|arg| arg.slot == slot) else { continue };
        match default_of(place).filter(|_| given < most) {
            Some(value) => {
                message.args[at].value = value;
                given += 1;
            }
            None => drop(message.args.remove(at)),
        }
    }
    (given > 0).then_some(message)
}

/// Data after the prompt, once the module is said to take them.
pub(super) fn typed(data: &Data, text: Template) -> Vec<Step> {
    let pause = data.enters_within.map(|time| step(What::Wait(time + ENTERED)));
    pause.into_iter().chain([step(What::Data(text))]).collect()
}

/// How a line goes on that asks for data, of the subject's form or a sibling of it: they are sent where the prompt comes, and
/// `otherwise` says what else may. None for a form without data.
pub(super) fn with_data(
    subject: &Subject<'_>,
    form: &Form,
    message: &Message,
    otherwise: Way,
) -> Option<Vec<Step>> {
    let data = form.data.as_ref()?;
    let dialect = subject.dialect;
    let shape = form.shape.map(|id| dialect.grammar().shape(id));
    let prompt = Expect { ways: vec![Way::Prompt], within: None };
    let text = || data_for(&data.end, message, shape);
    // Where a reading leaves open what is counted, so many bytes may be half of what is waited for. Their end shows by OK, or
    // by the result where OK has come with the prompt.
    let mut steps = if counts_openly(dialect, form) {
        let whole = |shows: Way| {
            let over = Expect { ways: vec![shows], within: Some(HALF) };
            let rest = step(What::If(Condition::Comes(over), Vec::new(), vec![step(What::Data(text()))]));
            typed(data, text()).into_iter().chain([rest]).collect::<Vec<_>>()
        };
        let early = Expect { ways: vec![Way::Final], within: Some(BESIDE) };
        vec![step(What::If(Condition::Comes(early), whole(Way::Answered), whole(Way::Final)))]
    } else {
        typed(data, text())
    };
    steps.push(expect(&[Way::Answered]));
    Some(vec![step(What::If(Condition::Comes(prompt), steps, vec![expect(&[otherwise])]))])
}

/// Do readings differ on what is counted of the data after a prompt?
pub(super) fn counts_openly(dialect: &Dialect, form: &Form) -> bool {
    let Some(DataEnd::Count(place)) = form.data.as_ref().map(|data| &data.end) else { return false };
    !readings::of(dialect, form, Some(&format!("{}:inside", place.written))).is_empty()
}

/// The data that a line announces.
pub(super) fn data_for(end: &DataEnd, message: &Message, shape: Option<&Shape>) -> Template {
    match end {
        DataEnd::Count(_) => {
            let count = shape.and_then(|shape| counted(end, message, shape)).unwrap_or_default();
            let count = usize::try_from(count).unwrap_or_default();
            // A letter first, one that is a hexadecimal digit too: `0` on a line of its own would read as a result.
            let first = Part::Literal(b"A"[..count.min(1)].to_vec());
            Template(vec![first, Part::Fill(count.saturating_sub(1))])
        }
        DataEnd::Byte { .. } => Template::literal(b"hayes\x1A"),
    }
}

fn counted(end: &DataEnd, message: &Message, shape: &Shape) -> Option<i64> {
    let DataEnd::Count(place) = end else { return None };
    match message.get(shape.slot_of(place.id)?)? {
        Value::Int(count) => Some(*count),
        _ => None,
    }
}

/// Can the data that a line announces be sent?
fn fits_its_data(form: &Form, message: &Message, shape: &Shape) -> bool {
    let Some(data) = &form.data else { return true };
    let Some(count) = counted(&data.end, message, shape) else {
        return matches!(data.end, DataEnd::Byte { .. });
    };
    // No data: no prompt need come.
    (1..=MOST_DATA).contains(&count)
}
