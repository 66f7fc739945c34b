//! Answers to `=?` held against what the document says is possible, part by part.

use std::borrow::Cow;

use hayes_at::range::RangeSet;
use hayes_dialects::dialect::{Form, OutcomeLine};

use crate::note::{Note, Said};
use crate::remark::{Kind, Remark};

/// One part of a documented line: as it would be printed, and the parameter whose range it prints.
struct Part<'d> {
    printed: String,
    of: Option<&'d str>,
}

/// Says what a test answer tells, and where it is not as documented.
pub(super) fn say<'d>(form: &'d Form, text: &[u8], note: &mut Note<'d>) {
    note.params.clear();
    let said = parts(text);
    let lines = form.outcomes.iter().flat_map(|outcome| &outcome.lines);
    let documented = lines.filter_map(|line| match line {
        OutcomeLine::Line { text, .. } => Some(documented(form, text)),
        _ => None,
    });
    let best = documented.max_by_key(|parts| likeness(parts, text, &said));
    let Some(best) = best.filter(|parts| likeness(parts, text, &said) > 0) else {
        note.remarks.push(Remark::new(Kind::TestAnswer, "the document has no such line in this answer"));
        return;
    };
    let mut reworded = best.len() != said.len();
    for (part, (start, end)) in best.iter().zip(&said) {
        let here = &text[*start..*end];
        let same = bare(here) == bare(part.printed.as_bytes())
            || same_numbers(bare_range(here), bare_range(part.printed.as_bytes()));
        if let Some(name) = part.of {
            let value = String::from_utf8_lossy(bare_range(here)).into_owned();
            note.params.push(Said { name, value, means: None, unit: None });
        }
        if same {
            continue;
        }
        match part.of {
            Some(name) => {
                let text = format!(
                    "`{name}` may be {} here, and {} in the document",
                    String::from_utf8_lossy(bare_range(here)),
                    String::from_utf8_lossy(bare_range(part.printed.as_bytes())),
                );
                note.remarks.push(Remark::new(Kind::TestAnswer, text).at(*start, *end));
            }
            None => reworded = true,
        }
    }
    if reworded {
        let told = note.remarks.iter().any(|r| r.kind == Kind::TestAnswer);
        if !told {
            note.remarks.push(Remark::new(Kind::TestAnswer, "worded otherwise than the document has it"));
        }
    }
    note.message = Cow::Borrowed("what is possible");
}

/// Do two ranges hold the same numbers, however they are spelled?
fn same_numbers(one: &[u8], other: &[u8]) -> bool {
    let read =
        |range: &[u8]| std::str::from_utf8(range).ok().and_then(|text| RangeSet::parse(text.trim()).ok());
    read(one).zip(read(other)).is_some_and(|(one, other)| one.same_numbers(&other))
}

/// Does a line of a test answer say what the document says is possible?
pub fn is_possible(form: &Form, text: &[u8]) -> bool {
    let mut note = Note::default();
    say(form, text, &mut note);
    note.remarks.is_empty()
}

/// How many parts are alike; a line with another prefix is none.
fn likeness(documented: &[Part<'_>], text: &[u8], said: &[(usize, usize)]) -> usize {
    let alike = |(part, (start, end)): (&Part<'_>, &(usize, usize))| {
        bare(&text[*start..*end]) == bare(part.printed.as_bytes())
    };
    let same = documented.iter().zip(said).filter(|pair| alike((pair.0, pair.1))).count();
    // Nothing alike, and as many parts: still the only line that it can be.
    let first = documented.first().zip(said.first());
    let prefix = first.is_some_and(|(part, (start, end))| {
        let name = |bytes: &[u8]| bytes.split(|b| *b == b':').next().map(<[u8]>::to_ascii_uppercase);
        name(part.printed.as_bytes()) == name(&text[*start..*end])
    });
    same * 2 + usize::from(prefix)
}

/// A documented line in parts, ranges in the place of the parameters in parentheses.
fn documented<'d>(form: &'d Form, line: &str) -> Vec<Part<'d>> {
    let plain = line.replace("\\[", "[").replace("\\]", "]");
    let cut = |(start, end): (usize, usize)| {
        let mut rest = &plain[start..end];
        let mut part = Part { printed: String::new(), of: None };
        // A part may hold more than one: `(<clientID>)[,(<server_type>)]` is told as it stands.
        while let Some((before, inside)) = rest.split_once("(<") {
            let Some((name, behind)) = inside.split_once('>') else { break };
            let Some(place) = form.param_written(name) else { break };
            part.printed.push_str(before);
            part.printed.push('(');
            part.printed.push_str(&place.param.kind.spelled());
            part.of = part.of.or(Some(place.written.as_str()));
            rest = behind;
        }
        part.printed.push_str(rest);
        part
    };
    parts(plain.as_bytes()).into_iter().map(cut).collect()
}

/// Where the parts of a line stand: commas between parentheses, brackets or quotes part nothing.
fn parts(text: &[u8]) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted) = (0, 0_u32, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'(' | b'[' if !quoted => depth += 1,
            b')' | b']' if !quoted => depth = depth.saturating_sub(1),
            b',' if depth == 0 && !quoted => {
                parts.push((start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push((start, text.len()));
    parts
}

/// A part without what means nothing: blanks, quotes, angle brackets, letter case.
fn bare(part: &[u8]) -> Vec<u8> {
    part.iter().filter(|b| !b" \"<>".contains(b)).map(u8::to_ascii_lowercase).collect()
}

/// What stands between the parentheses of a part.
fn bare_range(part: &[u8]) -> &[u8] {
    let open = part.iter().position(|b| *b == b'(').map_or(0, |at| at + 1);
    let close = part.iter().rposition(|b| *b == b')').filter(|at| *at >= open).unwrap_or(part.len());
    &part[open..close]
}
