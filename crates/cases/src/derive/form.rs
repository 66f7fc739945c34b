//! Test and read forms, and those without values that only tell: they are answered as the document prints it.

use hayes_at::grammar::FormKind;
use hayes_dialects::dialect::{Form, OutcomeLine};

use super::subject::Subject;
use super::{expect, send};
use crate::case::{Case, Way};

/// The form is answered by one of its documented outcomes.
pub(super) fn answer(subject: &Subject<'_>) -> Case {
    let kind = subject.form.kind;
    let mark = match kind {
        FormKind::Test => "=?",
        FormKind::Execute => "",
        _ => "?",
    };
    let line = format!("AT{}{mark}", subject.command.name);
    let title = format!("{}{mark} is answered as the document prints it", subject.shown());
    let mut case = subject.case("answer", title);
    case.readings = subject.readings(None);
    let test = kind == FormKind::Test;
    case.rules = subject.rules(None, if test { "test" } else { "read" });
    let ways: &[Way] = match (case.readings.is_empty(), test) {
        (true, true) => &[Way::Told],
        (true, false) => &[Way::Accepted],
        (false, true) => &[Way::Answered],
        (false, false) => &[Way::Accepted, Way::Refused],
    };
    case.steps = vec![send(line.as_bytes()), expect(ways)];
    case
}

/// Does a form without values tell something, and nothing comes of it later?
pub(super) fn only_tells(form: &Form) -> bool {
    let mut lines = form.outcomes.iter().filter(|outcome| outcome.good).flat_map(|outcome| &outcome.lines);
    form.kind == FormKind::Execute
        && form.data.is_none()
        && !form.has_later()
        && lines.any(|line| matches!(line, OutcomeLine::Line { .. }))
}
