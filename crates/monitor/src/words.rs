//! Values in words: each number by family and command, through the tables of the dialect.

use hayes_at::exchange::Side;
use hayes_at::fields::{Fields, SURPLUS};
use hayes_at::grammar::ShapeId;
use hayes_at::shape::Slot;
use hayes_at::visible::Visible;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::Place;

use crate::note::{Note, Said};
use crate::secret::Secrets;

/// How the values of a line speak of success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcome<'d> {
    /// A value that tells success from failure, and which it says.
    pub(crate) good: Option<bool>,
    /// The failing value.
    pub(crate) code: Option<i64>,
    /// Its meaning.
    pub(crate) means: Option<&'d str>,
    /// What the document advises.
    pub(crate) advice: Option<&'d str>,
    /// Where it stands in the text.
    pub(crate) at: Option<(usize, usize)>,
}

/// A line with its values.
pub(crate) struct Line<'a> {
    pub(crate) text: &'a [u8],
    /// Where the fields start counting.
    pub(crate) base: usize,
    pub(crate) shape: ShapeId,
    pub(crate) fields: &'a Fields,
}

/// Puts the values of a line into its note; says what they tell of success.
pub(crate) fn values<'d>(
    dialect: &'d Dialect,
    line: &Line<'_>,
    places: &'d [Place],
    secrets: &mut Secrets,
    note: &mut Note<'d>,
) -> Outcome<'d> {
    let shape = dialect.grammar().shape(line.shape);
    let mut outcome = Outcome::default();
    for field in line.fields {
        if field.slot == SURPLUS {
            continue;
        }
        let Some(slot) = shape.slots.get(usize::from(field.slot)) else { continue };
        let (start, end) = (line.base + field.start as usize, line.base + field.end as usize);
        let bytes = line.text.get(start..end).unwrap_or_default();
        let Some(found) = place_of(places, &shape.slots, usize::from(field.slot)) else {
            let name = dialect.grammar().names.text(slot.name);
            note.params.push(Said { name, value: shown(bytes), means: None, unit: None });
            continue;
        };
        let param = &found.param;
        if param.secret && !bytes.is_empty() && !secrets.shown {
            note.hidden.push((start, end));
            let value = secrets.pseudonym(bytes);
            note.params.push(Said { name: &found.written, value, means: None, unit: None });
            continue;
        }
        let number = field.as_number();
        let by = param.by.as_ref().and_then(|by| way(dialect, by, line, number));
        let meaning = number.and_then(|n| {
            let own = by.or_else(|| param.meaning(n));
            own.or_else(|| dialect.errors(param.codes.as_deref()?)?.meaning(n))
        });
        if let Some(number) = number.filter(|_| !param.good.is_empty()) {
            let good = param.good.contains(&number);
            if outcome.good != Some(false) {
                outcome.good = Some(good);
                outcome.code = Some(number);
                outcome.means = meaning.map(|m| m.meaning.as_str());
                outcome.advice = meaning.and_then(|m| m.advice.as_deref());
                outcome.at = Some((start, end));
            }
        }
        if outcome.good.is_none() && outcome.code.is_none() && param.codes.is_some() {
            outcome.code = number;
            outcome.means = meaning.map(|m| m.meaning.as_str());
            outcome.advice = meaning.and_then(|m| m.advice.as_deref());
            outcome.at = Some((start, end));
        }
        let unit = param.unit.as_deref().filter(|u| matches!(*u, "s" | "ms" | "min"));
        note.params.push(Said {
            name: &found.written,
            value: shown(bytes),
            means: meaning.map(|m| m.meaning.as_str()),
            unit,
        });
    }
    outcome
}

/// The place of a slot. Numbered parameters (`store_status_0`, `store_status_1`) share a name, in their order.
fn place_of<'d>(places: &'d [Place], slots: &[Slot], slot: usize) -> Option<&'d Place> {
    let name = slots[slot].name;
    let mut same = places.iter().filter(|place| place.id == name);
    let first = same.next()?;
    let Some(second) = same.next() else { return Some(first) };
    let before = slots[..slot].iter().filter(|other| other.name == name).count();
    match before {
        0 => Some(first),
        1 => Some(second),
        more => same.nth(more - 2).or(Some(first)),
    }
}

fn way<'d>(
    dialect: &'d Dialect,
    by: &'d hayes_dialects::dialect::By,
    line: &Line<'_>,
    number: Option<i64>,
) -> Option<&'d hayes_dialects::dialect::Meaning> {
    let decider = number_of(dialect, line.shape, line.fields, &by.on)?;
    let param = by.ways.iter().find(|(value, _)| *value == decider)?.1.as_ref()?;
    param.meaning(number?)
}

/// The number under a name in a line.
pub(crate) fn number_of(dialect: &Dialect, shape: ShapeId, fields: &Fields, name: &str) -> Option<i64> {
    let slot = dialect.grammar().shape(shape).slot_of(dialect.grammar().names.find(name)?)?;
    fields.get(slot)?.as_number()
}

/// Bytes of a value, not too many of them.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 120;
    if bytes.len() > MOST {
        return format!("{}... ({} bytes)", Visible(&bytes[..MOST]), bytes.len());
    }
    // Nearly every value is plain: it needs no notation.
    match std::str::from_utf8(bytes) {
        Ok(text) if crate::output::is_plain(bytes) => text.to_owned(),
        _ => Visible(bytes).to_string(),
    }
}

/// Who a side is, in a word.
pub(crate) fn side(side: Option<Side>) -> &'static str {
    match side {
        Some(Side::Host) => "host",
        Some(Side::Module) => "module",
        None => "unknown",
    }
}

/// A span of time, short.
pub(crate) fn time(time: std::time::Duration) -> String {
    let millis = time.as_millis();
    match millis {
        0..1000 => format!("{millis} ms"),
        1000..120_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        _ => format!("{} min", millis / 60_000),
    }
}

/// A line with the one blank behind its prefix that documents print, where the module left it out.
pub(crate) fn spaced(text: &[u8]) -> Option<Vec<u8>> {
    let colon = text.iter().take(24).position(|b| *b == b':')?;
    let (name, rest) = text.split_at(colon + 1);
    let tight = matches!(rest, [b'0'..=b'9' | b'-' | b'"', ..]) || rest.starts_with(b"  ");
    tight.then(|| [name, b" ", rest.trim_ascii_start()].concat())
}
