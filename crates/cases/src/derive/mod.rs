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
mod restart;
mod untouched;
mod wire;

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form};

use crate::case::{Bench, Case, Expect, Needs, Setup, Source, Step, Way, What, bare, slug};
use crate::pattern::Template;

pub use lasting::Lasting;

/// All cases that follow from a dialect, in the order of its commands. The setups tell lines that work.
pub fn derive(dialect: &Dialect, setups: &[Setup]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (command, form) in dialect.documented_forms() {
        match form.kind {
            FormKind::Test => cases.push(form::answer(dialect, command, form)),
            FormKind::Read => {
                cases.push(form::answer(dialect, command, form));
                cases.extend(order::cases(dialect, command, form, setups));
            }
            FormKind::Execute => {
                cases.extend(form::only_tells(form).then(|| form::answer(dialect, command, form)));
                cases.extend(order::cases(dialect, command, form, setups));
            }
            FormKind::Write => {
                cases.extend(untouched::case(dialect, command, form));
                cases.extend(positive::cases(dialect, command, form));
                cases.extend(acting::cases(dialect, command, form, setups));
                cases.extend(negative::cases(dialect, command, form));
                cases.extend(alone::cases(dialect, command, form, setups));
                cases.extend(apart::case(dialect, command, form));
                cases.extend(order::cases(dialect, command, form, setups));
                cases.extend(order::another(dialect, command, form, setups));
                cases.extend(carried::cases(dialect, command, form, setups));
                cases.extend(wire::cases(dialect, command, form, setups));
            }
        }
    }
    cases.extend(dialect.commands.iter().filter_map(|command| restart::case(dialect, command, setups)));
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

/// A case of a form without steps yet.
fn case_of(dialect: &Dialect, command: &Command, form: &Form, what: &str, title: String) -> Case {
    Case {
        id: format!("{}/{what}", place(dialect, command, form)),
        title,
        rules: Vec::new(),
        clause: form.clause.clone(),
        source: Source::Derived,
        needs: Needs {
            states: form.needs.iter().map(|n| (n.state.clone(), n.wanted)).collect(),
            ..Needs::default()
        },
        steps: Vec::new(),
        undo: Vec::new(),
        readings: Vec::new(),
        unwatched: None,
    }
}

/// A line that says where the far end is needs one.
fn reach_far_end(case: &mut Case, line: &Template) {
    if line.needs("host") {
        case.needs.bench.push(Bench::FarEnd);
    }
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

/// How people write a command: `AT+QMTCFG="keepalive"`.
fn shown(command: &Command, form: &Form) -> String {
    let key = form.key.as_ref().map_or_else(String::new, |key| format!("=\"{key}\""));
    format!("AT{}{key}", command.name)
}
