//! How things go otherwise than usual: the few ways that the tables of quirks and variants speak of, and what
//! they do where everything passes. Knows no command and no family; which ways are taken is for the tables.

mod asked;
mod edits;
mod ends;
mod gate;
mod heard;
mod kinds;
mod mangle;
mod names;
mod spoken;
mod tamper;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use asked::Verdict;
pub(crate) use ends::EndPart;
use gate::Gate;
pub(crate) use heard::Heard;
pub(crate) use kinds::{EchoThen, Fault, Late, Point, PromptThen};
use kinds::{FrameThen, LifeThen, StoreThen};
pub(crate) use names::Forms;
pub(crate) use spoken::Scene;
pub(crate) use tamper::{Closing, Tamper};

/// One way in force, and how often it has struck.
#[derive(Debug, Clone)]
struct Active {
    fault: Fault,
    gate: Gate,
}

/// All ways in force but those of the wire, which `Tamper` has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    active: Vec<Active>,
    /// The last identifier of each client, and all that were used.
    last: BTreeMap<i64, i64>,
    used: BTreeSet<(i64, i64)>,
    /// The next command line is not answered.
    swallows: bool,
}

/// The most identifiers that are remembered.
const MAX_USED: usize = 4096;

impl Faults {
    /// These ways in force: those of the wire apart.
    pub(crate) fn new(faults: impl IntoIterator<Item = Fault>) -> (Self, Tamper) {
        let (wire, here): (Vec<Fault>, Vec<Fault>) = faults.into_iter().partition(Fault::is_wire);
        let active = |faults: Vec<Fault>| {
            faults.into_iter().map(|fault| Active { fault, gate: Gate::default() }).collect::<Vec<_>>()
        };
        (Self { active: active(here), ..Self::default() }, Tamper::new(active(wire)))
    }

    /// Is nothing otherwise?
    pub(crate) fn is_none(&self) -> bool {
        self.active.is_empty()
    }

    /// A command was carried out, or an unasked line said.
    pub(crate) fn note(&mut self, command: &str, form: &str) {
        note(&mut self.active, command, form);
    }

    /// A limit as the module takes it.
    pub(crate) fn limit(&self, name: &str, number: i64) -> i64 {
        self.active.iter().fold(number, |number, active| match &active.fault {
            Fault::Limit { name: of, then } if of == name => then.of(number),
            _ => number,
        })
    }

    /// Is a place otherwise that a behaviour asks for by name?
    pub(crate) fn at(&self, point: Point) -> bool {
        self.active.iter().any(|a| matches!(&a.fault, Fault::Point { then } if *then == point))
    }

    /// Do commands do without a state that they need?
    pub(crate) fn forgets_need(&self, state: &str) -> bool {
        self.active.iter().any(|a| matches!(&a.fault, Fault::Need { state: of } if of == state))
    }

    /// Does something stay that a command should take away?
    pub(crate) fn leaves(&self, command: &str, form: &str) -> bool {
        self.active.iter().any(|a| matches!(&a.fault, Fault::Clear { form: of } if of.have(command, form)))
    }

    /// What a setting is until it is made.
    pub(crate) fn otherwise(&self, command: &str, form: &str, param: &str) -> Option<i64> {
        self.active.iter().find_map(|active| match &active.fault {
            Fault::Default(on) if on.form.have(command, form) && on.param.have(param) => Some(on.to),
            _ => None,
        })
    }

    /// What the module itself takes a setting for, where it is set.
    pub(crate) fn taken_for(&self, command: &str, form: &str, param: &str, number: i64) -> i64 {
        self.active.iter().fold(number, |number, active| match &active.fault {
            Fault::Use(on) if on.form.have(command, form) && on.param.have(param) => on.then.of(number),
            _ => number,
        })
    }

    /// What becomes of the so-many-th value of a setting that is made.
    pub(crate) fn store(&self, command: &str, form: &str, nth: usize) -> Option<Storing> {
        self.active.iter().find_map(|active| match &active.fault {
            Fault::Store { form: of, later, then } if of.have(command, form) && (!later || nth > 0) => {
                Some(match then {
                    StoreThen::Shared => Storing::Shared,
                    StoreThen::Lost => Storing::Lost,
                })
            }
            _ => None,
        })
    }

    /// Does a command's setting outlive a restart that it should not?
    pub(crate) fn outlives_restart(&self, command: &str, form: &str) -> bool {
        self.active.iter().any(|active| match &active.fault {
            Fault::Life { then: LifeThen::Keep(forms) } => forms.have(command, form),
            _ => false,
        })
    }

    /// What is said after a restart besides.
    pub(crate) fn after_restart(&self) -> Vec<String> {
        let said = self.active.iter().filter_map(|active| match &active.fault {
            Fault::Life { then: LifeThen::Say(line) } => Some(line.clone()),
            _ => None,
        });
        said.collect()
    }

    /// Forgets what a restart makes it forget: everything but what has been worn out on the wire.
    pub(crate) fn restart(&mut self) {
        for active in &mut self.active {
            active.gate = Gate::default();
        }
        (self.last, self.used, self.swallows) = (BTreeMap::new(), BTreeSet::new(), false);
    }

    /// The line ends before and behind a line.
    pub(crate) fn frame(&self, is_final: bool) -> (&'static str, &'static str) {
        self.active.iter().fold(("\r\n", "\r\n"), |(start, end), active| match &active.fault {
            Fault::Frame { role, then } if role.is_none_or(|r| (r == kinds::Framed::Final) == is_final) => {
                match then {
                    FrameThen::LineFeeds => ("\n", "\n"),
                    FrameThen::NoStart => ("", end),
                    FrameThen::NoEnd => (start, ""),
                }
            }
            _ => (start, end),
        })
    }

    /// What becomes of the echo of some bytes.
    pub(crate) fn echo(&mut self, echo: Vec<u8>) -> Vec<u8> {
        self.active.iter_mut().fold(echo, |echo, active| match &active.fault {
            Fault::Echo { when, then } if active.gate.is_open(when) => match then {
                EchoThen::None => Vec::new(),
                EchoThen::DropFirst => drop_first(echo),
                EchoThen::Double => echo.iter().flat_map(|b| [*b, *b]).collect(),
                EchoThen::Upper => echo.to_ascii_uppercase(),
            },
            _ => echo,
        })
    }

    /// What becomes of the prompt.
    pub(crate) fn prompt(&self) -> Option<&PromptThen> {
        self.active.iter().find_map(|active| match &active.fault {
            Fault::Prompt { then } => Some(then),
            _ => None,
        })
    }
}

/// What becomes of a setting that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storing {
    /// It is made for every client.
    Shared,
    /// It is forgotten.
    Lost,
}

fn note(active: &mut [Active], command: &str, form: &str) {
    for Active { fault, gate } in active {
        if let Some(when) = fault.when() {
            gate.note(when, command, form);
        }
    }
}

/// Without the byte with which a command line begins.
fn drop_first(mut echo: Vec<u8>) -> Vec<u8> {
    if let Some(first) = echo.iter().position(|b| b.eq_ignore_ascii_case(&b'A')) {
        echo.remove(first);
    }
    echo
}
