//! Test and read forms: they are answered as the document prints it.

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form};

use super::{case_of, expect, send, shown};
use crate::case::{Case, Way};

/// The form is answered by one of its documented outcomes.
pub(super) fn answer(dialect: &Dialect, command: &Command, form: &Form) -> Case {
    let mark = if form.kind == FormKind::Test { "=?" } else { "?" };
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
