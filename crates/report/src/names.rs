//! A journal while it is read: what is known by which name, and room for what is not known yet.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use hayes_journal::verdict::Mark;

use crate::bounds::{self, Room};
use crate::case::Case;
use crate::counts::Counts;
use crate::run::{self, Run};
use crate::times::FormTimes;

/// What a case takes beside its texts.
const CASE: usize = 320;

/// A journal while it is read.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    pub(crate) run: Run,
    pub(crate) room: Room,
    pub(crate) cases: HashMap<Arc<str>, u32>,
    pub(crate) rules: HashMap<Arc<str>, u32>,
    pub(crate) forms: HashMap<Arc<str>, u32>,
    pub(crate) readings: HashMap<Arc<str>, u32>,
    pub(crate) areas: HashMap<Arc<str>, u32>,
    /// The case that runs; its last attempt is the one.
    pub(crate) open: Option<u32>,
    pub(crate) part: u32,
    /// The latest time of this part.
    pub(crate) latest: Duration,
}

/// Names, and room for what they name.
impl Pass {
    pub(crate) fn case_named(&mut self, id: &str, area: Option<&str>) -> Option<u32> {
        let id = bounds::name(id);
        if let Some(place) = self.cases.get(&id) {
            return Some(*place);
        }
        let area = self.area_named(area.unwrap_or_else(|| area_of(&id)))?;
        if !self.room.take(CASE + id.len()) {
            self.run.missing.beyond += 1;
            return None;
        }
        let place = self.run.cases.len() as u32;
        self.cases.insert(id.clone(), place);
        self.run.cases.push(Case {
            id,
            title: Box::default(),
            rules: Vec::new(),
            forms: Vec::new(),
            clause: None,
            area,
            source: None,
            planned: false,
            attempts: Vec::new(),
            more_attempts: 0,
            outcome: None,
            unexpected: false,
            breach: None,
        });
        Some(place)
    }

    /// Where there are too many areas, the rest is one.
    pub(crate) fn area_named(&mut self, name: &str) -> Option<u32> {
        let few = self.areas.len() < bounds::NAMES / 10 || self.areas.contains_key(name);
        let make = |name: Arc<str>| run::Area { name, counts: Counts::default() };
        self.named(if few { name } else { "others" }, |pass| (&mut pass.areas, &mut pass.run.areas), make)
    }

    pub(crate) fn rule_named(&mut self, id: &str) -> Option<u32> {
        let make = |id: Arc<str>| run::Rule { id, clause: None, says: None, why_not: None };
        self.named(id, |pass| (&mut pass.rules, &mut pass.run.rules), make)
    }

    pub(crate) fn form_named(&mut self, id: &str) -> Option<u32> {
        let times = FormTimes::default();
        let make = |id: Arc<str>| run::Form { id, clause: None, title: None, documented: false, times };
        self.named(id, |pass| (&mut pass.forms, &mut pass.run.forms), make)
    }

    /// The place of a name in its list; it is appended where it is new and there is room.
    pub(crate) fn named<T>(
        &mut self,
        name: &str,
        lists: impl FnOnce(&mut Self) -> (&mut HashMap<Arc<str>, u32>, &mut Vec<T>),
        make: impl FnOnce(Arc<str>) -> T,
    ) -> Option<u32> {
        let name = bounds::name(name);
        let room = self.room.take(0);
        let (names, list) = lists(self);
        if let Some(place) = names.get(&name) {
            return Some(*place);
        }
        if list.len() > bounds::NAMES || !room {
            self.run.missing.beyond += 1;
            return None;
        }
        let place = list.len() as u32;
        names.insert(name.clone(), place);
        list.push(make(name));
        Some(place)
    }

    /// A text, cut; none where there is no room for it.
    pub(crate) fn text(&mut self, text: &str, bound: usize) -> Option<Box<str>> {
        let text = bounds::cut(text, bound);
        let room = self.room.take(text.len());
        self.run.missing.texts += u64::from(!room);
        room.then_some(text)
    }

    pub(crate) fn maybe(&mut self, text: Option<&str>, bound: usize) -> Option<Box<str>> {
        text.and_then(|text| self.text(text, bound))
    }

    /// The first of the places, each once.
    pub(crate) fn list(&mut self, mut places: Vec<u32>) -> Vec<u32> {
        let mut seen = BTreeSet::new();
        places.retain(|place| seen.insert(*place));
        let room = places.len() <= bounds::NAMES && self.room.take(places.len() * 4);
        self.run.missing.beyond += if room { 0 } else { places.len() as u64 };
        if room { places } else { Vec::new() }
    }

    pub(crate) fn marks(&mut self, marks: &[Mark]) -> Box<[Mark]> {
        let kept = &marks[..marks.len().min(bounds::MARKS)];
        let kept = if self.room.take(size_of_val(kept)) { kept } else { &[] };
        self.run.missing.beyond += (marks.len() - kept.len()) as u64;
        kept.into()
    }
}

/// What a case is summed up under where nothing says so: `quectel-bc26/QMTOPEN/write/...` under `QMTOPEN`.
fn area_of(id: &str) -> &str {
    id.split('/').nth(1).unwrap_or("others")
}
