//! Lines that work: those by which setups take a module into its states, with variables for what the bench gives. A
//! derived case that only needs one value to be odd takes all others from there.

use hayes_at::fields::Fields;
use hayes_at::grammar::FormId;
use hayes_at::message::Value;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form};

use super::build::Made;
use crate::case::{Setup, What};
use crate::pattern::{Part, Template, Variables};

/// What stands for a variable while a line is read: a number that nobody else uses, and letters.
const PORT: &[u8] = b"18837";

/// A setup that uses a form, and its line as the dialect reads it.
pub(super) struct Ground<'s> {
    pub(super) setup: &'s Setup,
    pub(super) made: Made,
}

impl<'s> Ground<'s> {
    /// The first setup whose steps use a form.
    pub(super) fn of(dialect: &Dialect, command: &Command, form: &Form, setups: &'s [Setup]) -> Option<Self> {
        let head = format!("AT{}=", command.name);
        setups.iter().find_map(|setup| {
            let lines = setup.case.steps.iter().filter_map(|step| match &step.what {
                What::Send(template) => Some(template),
                _ => None,
            });
            lines.into_iter().find_map(|template| {
                let line = line_of(template).filter(|line| line.starts_with(head.as_bytes()))?;
                let (of, made) = read(dialect, line)?;
                (of == Some(form.id)).then_some(Self { setup, made })
            })
        })
    }

    /// Does the value of a place hold what the bench gives, and more around it?
    pub(super) fn has_syntax(&self, slot: u16) -> bool {
        let Some(Value::Text(bytes)) = self.made.message.get(slot) else { return false };
        let held = template(bytes);
        held.variables().next().is_some() && held.0.len() > 1
    }

    /// Is the value of a place, or a part of it, where the far end is?
    pub(super) fn gives_host(&self, slot: u16) -> bool {
        let Some(Value::Text(bytes)) = self.made.message.get(slot) else { return false };
        template(bytes).needs("host")
    }
}

/// The form that a line is of.
pub(crate) fn form_of(dialect: &Dialect, template: &Template) -> Option<FormId> {
    read(dialect, line_of(template)?)?.0
}

/// The form that a line is of first, if the dialect knows it, and what the line says.
fn read(dialect: &Dialect, line: Vec<u8>) -> Option<(Option<FormId>, Made)> {
    let mut fields = Fields::default();
    let read = dialect.grammar().read_command(&line, &mut fields)?;
    let part = read.first()?;
    let message = fields.message(&line[part.args_start as usize..]);
    Some((part.form, Made { message, line }))
}

/// A line with values for its variables, so that the dialect can read it.
fn line_of(template: &Template) -> Option<Vec<u8>> {
    let value = |name: &str| if name == "port" { PORT.to_vec() } else { stand_in(name) };
    let values: Variables = template.variables().map(|name| (name.to_owned(), value(name))).collect();
    template.fill(&values).ok()
}

fn stand_in(name: &str) -> Vec<u8> {
    [b"hayes~", name.as_bytes(), b"~"].concat()
}

/// A line with variables again where their stand-ins are.
pub(super) fn template(line: &[u8]) -> Template {
    let names = crate::scenario::GIVEN;
    let mut parts = Vec::new();
    let mut literal = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let found = names.iter().find_map(|name| {
            let stand = stand_in(name);
            rest.starts_with(&stand).then_some((*name, stand.len()))
        });
        let port = rest.starts_with(PORT).then_some(("port", PORT.len()));
        if let Some((name, len)) = found.or(port) {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
            parts.push(Part::Variable(name.to_owned()));
            rest = &rest[len..];
        } else {
            literal.push(rest[0]);
            rest = &rest[1..];
        }
    }
    parts.push(Part::Literal(literal));
    parts.retain(|part| !matches!(part, Part::Literal(bytes) if bytes.is_empty()));
    Template(parts)
}
