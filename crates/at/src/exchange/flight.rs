//! Commands that await their final result, and what their documented outcomes still allow.

use crate::fields::{Carried, Field, Fields};
use crate::grammar::{CommandRead, Form, FormId, Grammar, Item, ShapeId};
use crate::names::NameId;

use super::doubt::{MAX_UNCLEAR, Unclear};
use super::event::{DataEnd, Seq};

/// The most values that tie a later result to its command.
pub(super) const MAX_KEYS: usize = 4;
/// The most outcomes that are followed at once.
pub(super) const MAX_TRACKS: usize = 48;
/// The most bytes of data kept to know their echo.
const MAX_DATA_KEPT: usize = 4096;

/// Values that tie a later result to its command.
pub(super) type Keys = [Option<(NameId, i64)>; MAX_KEYS];

/// A way through one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Track {
    /// Which command of the line; two of them may have the same form.
    pub(super) part: u8,
    pub(super) form: FormId,
    pub(super) outcome: u16,
    /// The item that comes next.
    pub(super) item: u16,
    /// The item came already and may come again.
    pub(super) seen: bool,
    /// The unclear lines that it took for part of the answer, a bit for each.
    pub(super) taken: u8,
}

/// A command on its way.
#[derive(Debug, Clone)]
pub(super) struct Flight {
    pub(super) seq: Seq,
    pub(super) text: Vec<u8>,
    pub(super) read: Option<CommandRead>,
    pub(super) tracks: Vec<Track>,
    pub(super) keys: Keys,
    pub(super) echoed: bool,
    pub(super) prompted: bool,
    /// A later result came before the final one.
    pub(super) early: bool,
    /// The number of data bytes that the command declares.
    pub(super) data_len: Option<i64>,
    pub(super) data: Vec<u8>,
    /// How the host's data ended.
    pub(super) data_end: Option<DataEnd>,
    /// Lines that it may have answered with.
    pub(super) unclear: Vec<Unclear>,
    /// Numbers that its answer leaves to the lines after them; URCs between these lines have their own.
    pub(super) carried: Carried,
}

impl Flight {
    pub(super) fn new() -> Self {
        Self {
            seq: 0,
            text: Vec::with_capacity(512),
            read: None,
            tracks: Vec::with_capacity(MAX_TRACKS),
            keys: [None; MAX_KEYS],
            echoed: false,
            prompted: false,
            early: false,
            data_len: None,
            data: Vec::with_capacity(MAX_DATA_KEPT),
            data_end: None,
            unclear: Vec::with_capacity(MAX_UNCLEAR),
            carried: Carried::default(),
        }
    }

    /// Begins anew with a command line.
    pub(super) fn begin(
        &mut self,
        seq: Seq,
        text: &[u8],
        read: &CommandRead,
        grammar: &Grammar,
        fields: &Fields,
    ) {
        self.seq = seq;
        self.text.clear();
        self.text.extend_from_slice(text);
        self.read = Some(*read);
        self.tracks.clear();
        self.keys = [None; MAX_KEYS];
        (self.echoed, self.prompted, self.early) = (false, false, false);
        self.data_len = None;
        self.data.clear();
        self.data_end = None;
        self.unclear.clear();
        self.carried.clear();
        for (part, read) in (0_u8..).zip(read.parts()) {
            let Some(form) = read.form else { continue };
            for (outcome, o) in (0_u16..).zip(&grammar.form(form).outcomes) {
                if o.query.is_none_or(|q| q == read.query) && self.tracks.len() < MAX_TRACKS {
                    self.tracks.push(Track { part, form, outcome, item: 0, seen: false, taken: 0 });
                }
            }
        }
        if let Some((form, shape)) = self.first_form(grammar) {
            self.keys = keys_of(form, grammar, shape, fields);
            self.data_len = match form.data.as_ref().map(|d| d.end) {
                Some(crate::grammar::DataEnd::Count(name)) => number_of(grammar, shape, name, fields),
                _ => None,
            };
        }
    }

    fn first_form<'g>(&self, grammar: &'g Grammar) -> Option<(&'g Form, ShapeId)> {
        let form = grammar.form(self.read.as_ref()?.first()?.form?);
        Some((form, form.syntax?))
    }

    /// The form of the first command, where it has one.
    pub(super) fn form<'g>(&self, grammar: &'g Grammar) -> Option<&'g Form> {
        Some(grammar.form(self.read.as_ref()?.first()?.form?))
    }

    /// Does one of its outcomes have a prompt that has not come?
    pub(super) fn wants_prompt(&self, grammar: &Grammar) -> bool {
        !self.prompted && self.tracks.iter().any(|t| t.items(grammar).contains(&Item::Prompt))
    }

    /// Does one of its outcomes end with this final result?
    pub(super) fn may_end(&self, grammar: &Grammar, result: u16) -> bool {
        self.tracks.iter().any(|t| t.items(grammar).contains(&Item::Final(result)))
    }

    /// Keeps the beginning of the data, to know their echo.
    pub(super) fn keep_data(&mut self, bytes: &[u8]) {
        let room = MAX_DATA_KEPT - self.data.len();
        self.data.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// May this form's command be over with a good result now, for all its lines say?
    pub(super) fn may_be_done(&self, grammar: &Grammar, form: FormId) -> bool {
        self.is_done(grammar, |t| t.form == form)
    }

    fn is_done(&self, grammar: &Grammar, is_mine: impl Fn(&Track) -> bool) -> bool {
        let good = |item: &Item| matches!(item, Item::Final(r) if grammar.finals()[usize::from(*r)].good);
        let mine = self.tracks.iter().filter(|t| is_mine(t));
        mine.flat_map(|t| t.next_items(grammar)).any(|(_, item)| good(item))
    }

    /// The prompt has come: what expected something else is out.
    pub(super) fn advance_prompt(&mut self, grammar: &Grammar) {
        self.prompted = true;
        let takes = |track: &mut Track| {
            let next = track.next_items(grammar).find(|(_, item)| **item == Item::Prompt).map(|(i, _)| i);
            next.is_some_and(|i| track.step_to(i))
        };
        // It is the first command's that can take it.
        let part = self.tracks.iter().find(|t| takes(&mut { **t })).map(|t| t.part);
        self.advance(part, takes);
    }

    /// A line of this form's answer has come that fits these shapes: its outcomes that have none of them here are
    /// out.
    pub(super) fn advance_line(&mut self, grammar: &Grammar, form: FormId, fits: impl Fn(ShapeId) -> bool) {
        // The same command twice answers twice: the first that may have said all leaves the line to the next.
        let mut part = None;
        for track in self.tracks.iter().filter(|t| t.form == form) {
            let next = |part| part != track.part && self.is_done(grammar, |t| t.part == part);
            if part.is_none_or(next) && { *track }.take_line(grammar, &fits) {
                part = Some(track.part);
            }
        }
        self.advance(part, |track| track.take_line(grammar, &fits));
    }

    /// The other commands on the same line go on as they were.
    fn advance(&mut self, part: Option<u8>, mut takes: impl FnMut(&mut Track) -> bool) {
        self.tracks.retain_mut(|track| Some(track.part) != part || takes(track));
    }

    /// The outcomes that may end with this final result now. What is left are those. A good result is that
    /// of every command of the line, any other that of one.
    pub(super) fn advance_final(&mut self, grammar: &Grammar, result: u16) -> bool {
        let wanted = Item::Final(result);
        let ends =
            |track: &Track| track.next_items(grammar).find(|(_, item)| **item == wanted).map(|(i, _)| i);
        let ending = |part: u8| self.tracks.iter().any(|t| t.part == part && ends(t).is_some());
        let good = grammar.finals()[usize::from(result)].good;
        let documented = if good {
            !self.tracks.is_empty() && self.tracks.iter().all(|t| ending(t.part))
        } else {
            self.tracks.iter().any(|t| ends(t).is_some())
        };
        if documented {
            self.tracks.retain_mut(|track| ends(track).is_some_and(|i| track.step_to(i)));
            return true;
        }
        // A line was missing: what is owed after the final result is owed all the same.
        self.tracks.retain_mut(|track| {
            let later = track.items(grammar).iter().position(|item| *item == wanted);
            later.is_some_and(|i| track.step_to(u16::try_from(i).unwrap_or(u16::MAX)))
        });
        false
    }
}

impl Track {
    pub(super) fn items<'g>(&self, grammar: &'g Grammar) -> &'g [Item] {
        &grammar.form(self.form).outcomes[usize::from(self.outcome)].items
    }

    /// The items that may come next: up to the first that must.
    pub(super) fn next_items<'g>(
        &self,
        grammar: &'g Grammar,
    ) -> impl Iterator<Item = (u16, &'g Item)> + use<'g> {
        let from = self.item;
        let seen = self.seen;
        let mut stop = false;
        let items = &self.items(grammar)[usize::from(from).min(self.items(grammar).len())..];
        (from..).zip(items).take_while(move |(i, item)| {
            let here = !stop;
            let may_pass = match item {
                Item::Line { optional, .. } => *optional || (*i == from && seen),
                Item::Prompt | Item::Final(_) => false,
            };
            stop |= !may_pass;
            here
        })
    }

    /// Takes a line that fits these shapes, if it may come here.
    pub(super) fn take_line(&mut self, grammar: &Grammar, fits: &impl Fn(ShapeId) -> bool) -> bool {
        let wanted = |item: &Item| matches!(item, Item::Line { shape, .. } if fits(*shape));
        match self.next_items(grammar).find(|(_, item)| wanted(item)) {
            Some((i, Item::Line { repeats: true, .. })) => {
                self.item = i;
                self.seen = true;
                true
            }
            Some((i, _)) => self.step_to(i),
            None => false,
        }
    }

    fn step_to(&mut self, item: u16) -> bool {
        self.item = item + 1;
        self.seen = false;
        true
    }

    /// Nothing that must come is left.
    pub(super) fn is_over(&self, grammar: &Grammar) -> bool {
        self.items(grammar).len() <= usize::from(self.item)
    }
}

fn number_of(grammar: &Grammar, shape: ShapeId, name: NameId, fields: &Fields) -> Option<i64> {
    let slot = grammar.shape(shape).slot_of(name)?;
    fields.get(slot).and_then(Field::as_number)
}

/// The values by which later results are recognised.
pub(super) fn keys_of(form: &Form, grammar: &Grammar, shape: ShapeId, fields: &Fields) -> Keys {
    let mut keys = [None; MAX_KEYS];
    for (key, name) in keys.iter_mut().zip(&form.match_by) {
        *key = number_of(grammar, shape, *name, fields).map(|n| (*name, n));
    }
    keys
}

/// Does a line carry the values of these keys? A key that the line does not have tells nothing.
pub(super) fn keys_fit(keys: &Keys, grammar: &Grammar, shape: ShapeId, fields: &Fields) -> bool {
    keys.iter().flatten().all(|(name, number)| {
        let Some(slot) = grammar.shape(shape).slot_of(*name) else { return true };
        fields.get(slot).and_then(Field::as_number).is_none_or(|n| n == *number)
    })
}
