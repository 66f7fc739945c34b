//! A final result that is about to be said: what comes of it.

use super::kinds::{Fault, FinalThen, Late, OnFinal, Outcome};
use super::{Active, Faults, Scene, asked};

/// What is said at the end of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EndPart {
    /// The final result as it is.
    Usual,
    /// The same with another code, where it has one.
    Code(i64),
    /// Another line.
    Line(String),
}

/// What comes of a final result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) parts: Vec<EndPart>,
    pub(crate) late: Option<Late>,
}

impl Faults {
    /// What comes of a final result; `alone`: nothing was said before it.
    pub(crate) fn end(&mut self, scene: &Scene, good: bool, alone: bool) -> Ends {
        let mut ends = Ends { parts: vec![EndPart::Usual], late: None };
        for Active { fault, gate } in &mut self.active {
            let Fault::Final(on) = fault else { continue };
            if !concerns(on, scene)
                || on.is.is_some_and(|is| (is == Outcome::Good) != good)
                || (on.alone && !alone)
                || !gate.strikes(&on.when)
            {
                continue;
            }
            match &on.then {
                FinalThen::Drop => ends.parts.clear(),
                FinalThen::Double => {
                    ends.parts = ends.parts.iter().flat_map(|p| [p.clone(), p.clone()]).collect();
                }
                FinalThen::Late(late) => ends.late = Some(late.clone()),
                FinalThen::First => {}
                FinalThen::Code(code) => ends.parts = vec![EndPart::Code(*code)],
                FinalThen::Say(say) => {
                    let line =
                        |text: &Option<String>| text.iter().map(|t| EndPart::Line(scene.fill(t))).collect();
                    let before: Vec<EndPart> = line(&say.before);
                    let behind: Vec<EndPart> = line(&say.behind);
                    let instead: Vec<EndPart> = line(&say.instead);
                    let middle = if instead.is_empty() { std::mem::take(&mut ends.parts) } else { instead };
                    ends.parts = [before, middle, behind].concat();
                }
            }
        }
        ends
    }

    /// Does the final result of a command come before the lines of its answer?
    pub(crate) fn ends_first(&self, scene: &Scene) -> bool {
        self.active.iter().any(|active| match &active.fault {
            Fault::Final(on) => on.then == FinalThen::First && concerns(on, scene),
            _ => false,
        })
    }
}

fn concerns(on: &OnFinal, scene: &Scene) -> bool {
    let named = on.form.have(&scene.command, &scene.form) || (on.form.are_described() && scene.described);
    let kind =
        scene.kind.is_some_and(|kind| on.kind.is_none() || asked::kind_fits(on.kind, kind, scene.query));
    named && kind
}
