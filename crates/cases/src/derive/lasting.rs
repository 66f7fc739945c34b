//! Settings that nothing surely takes back: what they are before they were ever set is told by no value, so no value can be
//! written that undoes them. Which cases set one.

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;

use super::readback::Readback;
use super::subject::Subject;
use crate::case::{Case, Step, What};
use crate::pattern::Part;

/// The beginnings of the lines that set what may last.
pub struct Lasting(Vec<Vec<u8>>);

impl Lasting {
    /// Those of a dialect.
    pub fn of(dialect: &Dialect) -> Self {
        let writes = dialect.documented_forms().filter(|(_, form)| form.kind == FormKind::Write);
        let settings = writes.filter_map(|of| Readback::by_any_query(&Subject::of(dialect, of, &[])));
        Self(settings.filter(|setting| !setting.is_told_unset()).map(|setting| setting.writes()).collect())
    }

    /// May something that this case sets outlast it?
    pub fn outlasts(&self, case: &Case) -> bool {
        !self.0.is_empty() && self.any(&case.steps)
    }

    fn any(&self, steps: &[Step]) -> bool {
        steps.iter().any(|step| match &step.what {
            What::Send(line) => matches!(line.0.first(), Some(Part::Literal(bytes)) if self.begins(bytes)),
            What::Repeat(_, steps) => self.any(steps),
            What::If(_, steps, others) => self.any(steps) || self.any(others),
            _ => false,
        })
    }

    fn begins(&self, line: &[u8]) -> bool {
        let fits = |start: &Vec<u8>| line.get(..start.len()).is_some_and(|l| l.eq_ignore_ascii_case(start));
        self.0.iter().any(fits)
    }
}
