//! Test and read forms, and those without values that only tell: they are answered as the document prints it.

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, OutcomeLine};

use super::positive::has_later;
use super::{case_of, expect, send, shown};
use crate::case::{Case, Way};

/// The form is answered by one of its documented outcomes.
pub(super) fn answer(dialect: &Dialect, command: &Command, form: &Form) -> Case {
    let mark = match form.kind {
        FormKind::Test => "=?",
        FormKind::Execute => "",
        _ => "?",
    };
    let line = format!("AT{}{mark}", command.name);
    let title = format!("{}{mark} is answered as the document prints it", shown(command, form));
    let mut case = case_of(dialect, command, form, "answer", title);
    case.readings = super::build::readings_of(dialect, form, None);
    let test = form.kind == FormKind::Test;
    case.rules = super::cites::rules(dialect, command, form, None, if test { "test" } else { "read" });
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
        && !has_later(form)
        && lines.any(|line| matches!(line, OutcomeLine::Line { .. }))
}
