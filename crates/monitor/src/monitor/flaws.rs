//! Flaws of values, as remarks that point at their place.

use hayes_at::fields::{Form as Shown, SURPLUS};
use hayes_at::flaw::Flaws;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Form, Place};

use crate::note::Note;
use crate::remark::{Kind, Remark};
use crate::words::Line;

/// What each flaw is called.
const KINDS: [(Flaws, Kind); 14] = [
    (Flaws::RANGE, Kind::Range),
    (Flaws::OVERFLOW, Kind::Range),
    (Flaws::LONG, Kind::TextLength),
    (Flaws::SHORT, Kind::TextLength),
    (Flaws::UNQUOTED, Kind::Unquoted),
    (Flaws::QUOTED, Kind::QuotedNumber),
    (Flaws::UNBALANCED, Kind::Unbalanced),
    (Flaws::TYPE, Kind::ValueType),
    (Flaws::CHARS, Kind::Chars),
    (Flaws::PRESENCE, Kind::Presence),
    (Flaws::EMPTY, Kind::Missing),
    (Flaws::MISSING, Kind::Missing),
    (Flaws::SURPLUS, Kind::Surplus),
    (Flaws::COUNT, Kind::DeclaredLength),
];

/// The curly quotation marks, and where the first one stands.
fn curly(text: &[u8]) -> Option<(usize, usize)> {
    let marks: [&[u8]; 8] =
        ["\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{AB}", "\u{BB}", "\u{FF02}"]
            .map(str::as_bytes);
    (0..text.len())
        .find_map(|at| marks.iter().find(|m| text[at..].starts_with(m)).map(|m| (at, at + m.len())))
}

/// Remarks on a command that was read.
pub(super) fn of_command(dialect: &Dialect, form: &Form, line: &Line<'_>, flaws: Flaws, note: &mut Note<'_>) {
    if flaws.is_none() {
        return;
    }
    if let Some((start, end)) = curly(line.text) {
        note.remarks.push(
            Remark::new(
                Kind::TypographicQuotes,
                "curly quotation marks: AT commands need straight ones (\")",
            )
            .at(start, end),
        );
        return;
    }
    let shape = dialect.grammar().shape(line.shape);
    let mut told = Flaws::NONE;
    for field in line.fields {
        let place = shape.slots.get(usize::from(field.slot)).and_then(|s| form.param(s.name));
        let (start, end) = (line.base + field.start as usize, line.base + field.end as usize);
        for (flaw, kind) in KINDS {
            let said = kind == Kind::ValueType && field.flaws.has(Flaws::QUOTED);
            if field.flaws.has(flaw) && !told.has(flaw) && !said {
                told |= flaw;
                let secret = place.is_some_and(|p| p.param.secret);
                let text = if secret {
                    "the secret is not as documented".to_owned()
                } else {
                    in_words(kind, place, field.form)
                };
                let open = matches!(field.form, Shown::Text | Shown::Unbalanced);
                note.remarks.push(
                    Remark::new(kind, text)
                        .at(start - usize::from(open && start > line.base), end.max(start + 1)),
                );
            }
        }
        if field.slot == SURPLUS && !told.has(Flaws::SURPLUS) {
            told |= Flaws::SURPLUS;
            note.remarks.push(
                Remark::new(Kind::Surplus, "more parameters than the document has")
                    .at(start, end.max(start + 1)),
            );
        }
    }
    for (flaw, kind) in KINDS {
        let said = kind == Kind::ValueType && flaws.has(Flaws::QUOTED);
        if flaws.has(flaw) && !told.has(flaw) && !said {
            told |= flaw;
            let missing = shape.slots.iter().enumerate().find(|(i, s)| {
                s.required && line.fields.get(u16::try_from(*i).unwrap_or(u16::MAX)).is_none()
            });
            let text = match (kind, missing.and_then(|(_, s)| form.param(s.name))) {
                (Kind::Missing, Some(place)) => format!("`{}` is missing", place.written),
                _ => in_words(kind, None, Shown::Empty),
            };
            note.remarks.push(Remark::new(kind, text).at(line.text.len(), line.text.len() + 1));
        }
    }
    if flaws.has(Flaws::SPACING) || flaws.has(Flaws::SPELLING) {
        note.remarks
            .push(Remark::new(Kind::Spelling, "spaces or digits are not as the document prints them"));
    }
}

/// Remarks on a command of which no form could be read.
pub(super) fn unread(text: &[u8], at: (usize, usize), note: &mut Note<'_>) {
    let remark = match curly(text) {
        Some((start, end)) => {
            Remark::new(Kind::TypographicQuotes, "curly quotation marks: AT commands need straight ones (\")")
                .at(start, end)
        }
        None => Remark::new(Kind::ValueType, "the values fit none of the documented forms").at(at.0, at.1),
    };
    note.remarks.push(remark);
}

/// One remark for all that is wrong with a line of the module.
pub(super) fn of_module(flaws: Flaws, text: &[u8], note: &mut Note<'_>) {
    let odd = flaws.without(Flaws::COSMETIC);
    if odd.is_none() {
        return;
    }
    if odd.has(Flaws::COUNT) {
        note.remarks.push(
            Remark::new(
                Kind::DeclaredLength,
                "the length that the line declares is not the length of what follows",
            )
            .at(0, text.len()),
        );
        return;
    }
    let names: Vec<&str> = KINDS.iter().filter(|(f, _)| odd.has(*f)).map(|(_, k)| k.name()).collect();
    let kind = if odd
        .without(
            Flaws::UNQUOTED | Flaws::MISSING | Flaws::SURPLUS | Flaws::QUOTED | Flaws::PRESENCE | Flaws::TYPE,
        )
        .is_none()
    {
        Kind::Deviation
    } else {
        Kind::ModuleFlaw
    };
    note.remarks.push(Remark::new(kind, format!("not as the document has it: {}", names.join(", "))));
}

fn in_words(kind: Kind, place: Option<&Place>, form: Shown) -> String {
    let name = place.map_or("a parameter", |p| p.written.as_str());
    let range = place.map(|p| p.param.kind.spelled()).filter(|s| !s.is_empty());
    match kind {
        Kind::Range => match range {
            Some(range) => format!("`{name}` is outside {range}"),
            None => format!("`{name}` is out of range"),
        },
        Kind::TextLength => match range {
            Some(range) => format!("`{name}` is not {range} bytes long"),
            None => format!("`{name}` is too long or too short"),
        },
        Kind::Unquoted => format!("`{name}` needs quotes around it"),
        Kind::QuotedNumber => format!("`{name}` has to stand without quotes"),
        Kind::Unbalanced => format!("the quote of `{name}` is never closed"),
        Kind::ValueType if form == Shown::Text => format!("`{name}` is a number, and a text stands here"),
        Kind::ValueType => format!("`{name}` is of another type"),
        Kind::Chars => format!("`{name}` holds bytes that it may not hold"),
        Kind::Presence => format!("`{name}` is there or missing against what another value says"),
        Kind::Missing => format!("`{name}` is missing"),
        Kind::Surplus => "more parameters than the document has".to_owned(),
        _ => "the declared length is not the length of what follows".to_owned(),
    }
}
