//! What derived cases are about: a form of a dialect, and the line by which a setup uses it. Lines made for it are in
//! `build`, what readings leave open of it in `readings`, rules about it in `cites`.

use hayes_at::kind::Kind;
use hayes_at::range::RangeSet;
use hayes_at::shape::{Shape, Slot};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, Place};

use super::build::Made;
use super::ground::Ground;
use super::place;
use crate::case::{Case, Needs, Setup, Source, Step};

/// A form of a command, and what is known about lines of it.
pub(super) struct Subject<'d> {
    pub(super) dialect: &'d Dialect,
    pub(super) command: &'d Command,
    pub(super) form: &'d Form,
    pub(super) setups: &'d [Setup],
    /// How the first setup uses it that does.
    pub(super) ground: Option<Ground<'d>>,
}

impl<'d> Subject<'d> {
    pub(super) fn of(
        dialect: &'d Dialect,
        (command, form): (&'d Command, &'d Form),
        setups: &'d [Setup],
    ) -> Self {
        Self { dialect, command, form, setups, ground: Ground::of(dialect, command, form, setups) }
    }

    /// The shape of the form's own line; none where it has no values.
    pub(super) fn shape(&self) -> Option<&'d Shape> {
        self.form.shape.map(|id| self.dialect.grammar().shape(id))
    }

    /// Where a parameter stands in the form's own line.
    pub(super) fn slot(&self, place: &Place) -> Option<(u16, &'d Slot)> {
        let index = self.form.args.iter().position(|other| other.written == place.written)?;
        let slot = self.shape()?.slots.get(index).filter(|slot| slot.name == place.id)?;
        Some((u16::try_from(index).ok()?, slot))
    }

    /// Whose setting it is, of several: the parameter that says so, its slot and its numbers.
    pub(super) fn owner(&self) -> Option<(&'d Place, u16, &'d RangeSet)> {
        let owner = self.form.args.iter().find(|place| self.is_owner(place))?;
        let (slot, Slot { kind: Kind::Int(owners), .. }) = self.slot(owner)? else { return None };
        Some((owner, slot, owners))
    }

    /// The line by which a setup uses the form, or else the plainest.
    pub(super) fn line(&self) -> Option<Made> {
        let ground = self.ground.as_ref().map(|ground| ground.made.clone());
        ground.or_else(|| self.plain(None))
    }

    /// The line to put an odd value into: a setup's, with what it leaves out as the plainest line has it; else the plainest.
    pub(super) fn base(&self, place: &Place) -> Option<Made> {
        let (slot, _) = self.slot(place)?;
        let ground = self.ground.as_ref().map(|ground| &ground.made);
        if let Some(made) = ground.filter(|made| made.message.get(slot).is_some()) {
            return Some(made.clone());
        }
        let mut base = self.plain(Some(place.id))?;
        let Some(ground) = ground else { return Some(base) };
        for arg in &mut base.message.args {
            if let Some(value) = ground.message.get(arg.slot) {
                arg.value = value.clone();
            }
        }
        self.made(base.message)
    }

    /// The steps that undo what the form did, where a setup does the same.
    pub(super) fn undo(&self) -> Vec<Step> {
        self.ground.as_ref().map_or_else(Vec::new, |ground| ground.setup.case.undo.clone())
    }

    /// A case of the form without steps yet.
    pub(super) fn case(&self, what: &str, title: String) -> Case {
        let form = self.form;
        Case {
            id: format!("{}/{what}", place(self.dialect, self.command, form)),
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

    /// How people write the command: `AT+QMTCFG="keepalive"`.
    pub(super) fn shown(&self) -> String {
        let key = self.form.key.as_ref().map_or_else(String::new, |key| format!("=\"{key}\""));
        format!("AT{}{key}", self.command.name)
    }
}
