//! Cases that follow from a dialect alone, a user's own included: test and read answers, and for every parameter
//! what is lawful and what is not. What only a document's sentences say is for scenarios.

mod acting;
mod alone;
mod apart;
mod build;
mod carried;
mod chain;
mod cites;
mod form;
mod ground;
mod lasting;
mod negative;
mod order;
mod positive;
mod readback;
mod readings;
mod restart;
mod subject;
mod untouched;
mod wire;

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Carried, Command, Filler, Form, Place};

use subject::Subject;

use crate::case::{Bench, Case, Expect, Setup, Step, Way, What, bare, slug};
use crate::pattern::Template;

pub(crate) use ground::form_of;
pub use lasting::Lasting;

/// All cases that follow from a dialect, in the order of its commands. The setups tell lines that work.
pub fn derive(dialect: &Dialect, setups: &[Setup]) -> Vec<Case> {
    let forms = dialect.documented_forms();
    let mut cases: Vec<Case> = forms.flat_map(|of| of_form(&Subject::of(dialect, of, setups))).collect();
    cases.extend(dialect.commands.iter().filter_map(|command| restart::case(dialect, command, setups)));
    cases
}

fn of_form(subject: &Subject<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    match subject.form.kind {
        FormKind::Test => cases.push(form::answer(subject)),
        FormKind::Read => {
            cases.push(form::answer(subject));
            cases.extend(order::cases(subject));
        }
        FormKind::Execute => {
            cases.extend(form::only_tells(subject.form).then(|| form::answer(subject)));
            cases.extend(order::cases(subject));
        }
        FormKind::Write => {
            cases.extend(untouched::case(subject));
            cases.extend(positive::cases(subject));
            cases.extend(acting::cases(subject));
            cases.extend(negative::cases(subject));
            cases.extend(alone::cases(subject));
            cases.extend(apart::case(subject));
            cases.extend(order::cases(subject));
            cases.extend(order::another(subject));
            cases.extend(carried::cases(subject));
            cases.extend(wire::cases(subject));
        }
    }
    cases
}

/// The place of a form in identifiers: `quectel-bc26/QMTCFG.keepalive/write`.
pub(crate) fn place(dialect: &Dialect, command: &Command, form: &Form) -> String {
    let name = slug(bare(&command.name));
    let kind = match form.kind {
        FormKind::Test => "test",
        FormKind::Read => "read",
        FormKind::Write => "write",
        FormKind::Execute => "execute",
    };
    let own = form.kind == FormKind::Write && form.name != "write";
    let key = if own { format!(".{}", slug(&form.name)) } else { String::new() };
    format!("{}/{name}{key}/{kind}", dialect.id)
}

/// A line that says where the far end is needs one.
fn reach_far_end(case: &mut Case, line: &Template) {
    if line.needs("host") {
        case.needs.bench.push(Bench::FarEnd);
    }
}

/// The parameter of a form that fills a field of a packet.
fn filled_by<'f>(carried: &Carried, form: &'f Form, field: &str) -> Option<&'f Place> {
    let (_, filler) = carried.fields.iter().find(|(known, _)| *known == field)?;
    let Filler::Param(place) = filler else { return None };
    form.args.iter().find(|arg| arg.written == place.written)
}

/// Sends a command line.
fn send(bytes: &[u8]) -> Step {
    step(What::Send(Template::literal(bytes)))
}

/// One of these ways must be taken.
fn expect(ways: &[Way]) -> Step {
    step(What::Expect(Expect { ways: ways.to_vec(), within: None }))
}

fn step(what: What) -> Step {
    Step { line: 0, what }
}
