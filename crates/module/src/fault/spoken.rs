//! Lines that are about to be said: which of them a fault concerns, and what comes of them.

use hayes_at::grammar::{FormId, FormKind};
use hayes_dialects::Dialect;

use super::edits::Draft;
use super::kinds::{Fault, Kind, Late, OnSaid, SaidThen};
use super::{Active, Faults, asked};
use crate::say::Made;
use crate::voice::Role;

/// Where something is said: in the answer to which command, or which unasked line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scene {
    /// The command's name, or the id of an unasked line.
    pub(crate) command: String,
    /// Its form.
    pub(crate) form: String,
    /// Its number.
    pub(crate) id: Option<FormId>,
    /// How it is used; none of an unasked line.
    pub(crate) kind: Option<FormKind>,
    /// Everything optional is left out.
    pub(crate) query: bool,
    /// The document describes the command.
    pub(crate) described: bool,
    /// The client that the command names, and the message.
    pub(crate) client: Option<i64>,
    pub(crate) message: Option<i64>,
    /// Data are being typed.
    pub(crate) typing: bool,
}

/// A line as it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spoken {
    pub(crate) line: Vec<u8>,
    /// How much later than usual.
    pub(crate) late: Option<Late>,
}

/// What comes of some lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) said: Vec<Spoken>,
    /// The module restarts.
    pub(crate) crash: bool,
    /// What belongs to them is not said either.
    pub(crate) without_data: bool,
}

impl Faults {
    /// What comes of lines of one kind.
    pub(crate) fn say(&mut self, dialect: &Dialect, role: Role, scene: &Scene, lines: Vec<Made>) -> Lines {
        let mut drafts: Vec<Draft> = lines.into_iter().map(Draft::new).collect();
        let mut out = Lines::default();
        for Active { fault, gate } in &mut self.active {
            let Some(on) = on_said(fault, role) else { continue };
            if !concerns(on, scene) {
                continue;
            }
            if on.then == SaidThen::Reverse {
                drafts.reverse();
                continue;
            }
            let count = drafts.len();
            let mut next = Vec::with_capacity(count);
            for (at, mut draft) in drafts.into_iter().enumerate() {
                let there = (!on.last || at + 1 == count) && (!on.later || at > 0);
                if !there || !draft.fits(dialect, on) || !gate.strikes(&on.when) {
                    next.push(draft);
                    continue;
                }
                match &on.then {
                    SaidThen::Drop => out.without_data |= on.data,
                    SaidThen::Crash => out.crash = true,
                    SaidThen::Double => next.extend([draft.clone(), draft]),
                    SaidThen::Behind(text) => {
                        next.push(draft);
                        next.push(Draft::text(scene.fill(text)));
                    }
                    then => {
                        draft.edit(dialect, then);
                        next.push(draft);
                    }
                }
            }
            drafts = next;
        }
        out.said = drafts.into_iter().map(|draft| draft.spoken(dialect)).collect();
        out
    }

    /// Does the final result of a command wait for the result that comes behind it?
    pub(crate) fn withholds(&self, scene: &Scene) -> bool {
        self.active.iter().any(|active| match &active.fault {
            Fault::Result(on) => on.then == SaidThen::BeforeFinal && concerns(on, scene),
            _ => false,
        })
    }
}

impl Scene {
    /// A text of a table with what stands in braces filled in.
    pub(super) fn fill(&self, text: &str) -> String {
        let number = |number: Option<i64>| number.map_or_else(String::new, |n| n.to_string());
        let text = text.replace("{cmd}", &self.command);
        let text = match self.client {
            Some(client) => text.replace("{client}", &client.to_string()),
            None => text.replace("{client},", ""),
        };
        let failed = match (self.command.as_bytes(), self.message) {
            ([b'+', b'C', ..], _) => "12".to_owned(),
            ([b'+', b'M', ..], _) => "0".to_owned(),
            (_, Some(_)) => format!("{},2", number(self.message)),
            _ if self.command == "+QMTCONN" => "2".to_owned(),
            _ => "-1".to_owned(),
        };
        text.replace("{failed}", &failed)
    }
}

fn on_said(fault: &Fault, role: Role) -> Option<&OnSaid> {
    match (fault, role) {
        (Fault::Info(on), Role::Info)
        | (Fault::Result(on), Role::Later)
        | (Fault::Urc(on), Role::Urc | Role::Part) => Some(on),
        _ => None,
    }
}

fn concerns(on: &OnSaid, scene: &Scene) -> bool {
    if on.typing && !scene.typing {
        return false;
    }
    let Some(kind) = scene.kind else {
        return on.id.as_ref().is_none_or(|ids| ids.have_urc(&scene.command)) && on.form.is_none();
    };
    let named = on.form.as_ref().is_some_and(|forms| {
        forms.have(&scene.command, &scene.form) || (forms.are_described() && scene.described)
    });
    let fits = match on.kind {
        None => true,
        Some(Kind::Write) => kind == FormKind::Write && !scene.query,
        some => asked::kind_fits(some, kind, scene.query),
    };
    named && fits
}
