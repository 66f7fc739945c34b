//! Results that commands still owe after their final result.

use crate::fields::{Field, Fields};
use crate::grammar::{FormId, Grammar, Item, ShapeId};

use super::event::{DataEnd, Seq};
use super::flight::{Flight, Keys, Track, keys_fit};

/// The most results that may be owed at once; the oldest is forgotten for a new one.
pub const MAX_OWED: usize = 16;

/// A result that is still to come.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    pub(super) seq: Seq,
    pub(super) form: FormId,
    /// An unclear line may have been it.
    pub(super) doubtful: bool,
    /// It need not come at all: one of the outcomes that the command ended with has no more lines.
    pub(super) optional: bool,
    keys: Keys,
    tracks: [Option<Track>; 8],
}

/// A later result that a line is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) index: usize,
    pub(super) seq: Seq,
    pub(super) form: FormId,
    pub(super) shape: ShapeId,
    pub(super) interim: bool,
}

impl Owed {
    /// What a command owes whose outcomes have just reached their final result.
    pub(super) fn of(flight: &mut Flight, grammar: &Grammar) -> Option<Self> {
        let doubtful = flight.may_have_said_all(grammar);
        flight.forget_doubts();
        // Data that were called off owe nothing, where the document lets the command end so.
        if flight.data_end == Some(DataEnd::Dropped) && flight.tracks.iter().any(|t| t.is_over(grammar)) {
            return None;
        }
        let mut tracks = [None; 8];
        let rest = flight.tracks.iter().filter(|t| !t.is_over(grammar));
        let mut form = None;
        for (place, track) in tracks.iter_mut().zip(rest) {
            *place = Some(*track);
            form = Some(track.form);
        }
        let optional = flight.tracks.iter().any(|t| t.is_over(grammar));
        form.map(|form| Self { seq: flight.seq, form, doubtful, optional, keys: flight.keys, tracks })
    }

    /// The shapes that may come next.
    pub(super) fn shapes<'a>(&'a self, grammar: &'a Grammar) -> impl Iterator<Item = ShapeId> + 'a {
        self.tracks.iter().flatten().flat_map(|t| t.next_items(grammar)).filter_map(|(_, item)| match item {
            Item::Line { shape, .. } => Some(*shape),
            _ => None,
        })
    }

    pub(super) fn keys_fit(&self, grammar: &Grammar, shape: ShapeId, fields: &Fields) -> bool {
        keys_fit(&self.keys, grammar, shape, fields)
    }
}

/// Does the line announce that another one is still to come?
pub(super) fn is_interim(grammar: &Grammar, form: FormId, shape: ShapeId, fields: &Fields) -> bool {
    grammar.form(form).interim.iter().any(|(name, values)| {
        let slot = grammar.shape(shape).slot_of(*name);
        slot.and_then(|s| fields.get(s)).and_then(Field::as_number).is_some_and(|n| values.contains(&n))
    })
}
