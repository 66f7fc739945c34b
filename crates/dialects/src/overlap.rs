//! Which lines of a dialect could come from more than one place: lines are made up from every shape of the
//! module, and other shapes are held against them. A note for whoever writes a dialect, not a mistake.
//!
//! Two answers are never confused, for one command at most awaits its final result; what one form may answer
//! in different ways is no overlap; and a write form sent again while its own result is due is not looked at.

mod apart;
mod lines;
mod owners;
mod words;

use std::collections::BTreeMap;

use hayes_at::fields::{Carried, Fields};
use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormId, Grammar, ShapeId};
use hayes_at::read::{Fit, fit};

use crate::dialect::Dialect;
use owners::Owners;

/// Where a line of the module may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// Information before the final result of a form.
    Answer(FormId),
    /// What a form still owes after its final result.
    Later(FormId),
    /// An unsolicited line, by number.
    Urc(u16),
    /// A final result, by number.
    Final(u16),
}

/// What helps to tell two owners of a line apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Apart {
    /// Each comes only under settings under which the other does not.
    Settings,
    /// The answer must have such a line, so the final result tells whether it was the answer. Where two such
    /// lines came, it tells no more than that one of them was.
    FinalResult,
    /// One comes only under certain settings.
    OneSetting,
    /// One comes before its command's final result, the other after its own: in doubt only while one command
    /// is in flight and the other's result is due.
    Phase,
    /// One comes only while its command is in flight.
    InFlight,
    /// One comes only while it is due.
    Due,
    /// Not every line of the one could be the other's.
    Ranges,
}

/// Two owners of the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The one.
    pub one: Owner,
    /// The other.
    pub other: Owner,
    /// A line that both may say, the shortest that was found.
    pub example: Vec<u8>,
    /// What helps to tell them apart, the most telling first; empty: nothing at all.
    pub apart: Vec<Apart>,
}

impl Overlap {
    /// Does something tell the two apart whenever such a line comes?
    pub fn is_told(&self) -> bool {
        self.apart.iter().any(|a| matches!(a, Apart::Settings | Apart::FinalResult))
    }
}

/// All overlaps of a dialect, in the order of its file; the same for the same dialect. It takes a few
/// milliseconds for a document's worth of commands.
pub fn overlaps(dialect: &Dialect) -> Vec<Overlap> {
    let grammar = dialect.grammar();
    let owners = Owners::of(grammar);
    let mut search = Search { grammar, owners: &owners, fields: Fields::default(), found: BTreeMap::new() };
    for shape in owners.contested(grammar) {
        search.shape(shape);
    }
    let found = search.found;
    found
        .into_iter()
        .map(|((one, other), pair)| {
            let apart = apart::apart(dialect, one, other, &pair);
            Overlap { one, other, example: pair.example, apart }
        })
        .collect()
}

/// What was found of two owners.
#[derive(Debug, Default)]
struct Pair {
    example: Vec<u8>,
    /// The shapes that share lines, of the first and of the second owner.
    shapes: Vec<(ShapeId, ShapeId)>,
    /// Lines of one of these shapes are none of the other's.
    partly: bool,
}

struct Search<'a> {
    grammar: &'a Grammar,
    owners: &'a Owners,
    fields: Fields,
    found: BTreeMap<(Owner, Owner), Pair>,
}

impl Search<'_> {
    /// Makes lines of a shape and notes who else may say them.
    fn shape(&mut self, shape: ShapeId) {
        let made = lines::of(self.grammar.shape(shape));
        for rival in self.owners.rivals(self.grammar, shape) {
            let mut shared: Vec<&[u8]> = Vec::new();
            for line in &made {
                if rival == shape || self.accepts(rival, line) {
                    shared.push(line);
                }
            }
            let Some(example) = shared.iter().min_by_key(|l| (l.len(), **l)) else { continue };
            let partly = shared.len() < made.len();
            for (one, other) in self.owners.pairs(self.grammar, shape, rival) {
                self.note((one, shape), (other, rival), example, partly);
            }
        }
    }

    fn accepts(&mut self, shape: ShapeId, line: &[u8]) -> bool {
        let shape = self.grammar.shape(shape);
        fit(shape, line, &Carried::default(), &mut self.fields) == Fit::Yes
            && self.fields.all_flaws().without(Flaws::COSMETIC).is_none()
    }

    fn note(&mut self, one: (Owner, ShapeId), other: (Owner, ShapeId), example: &[u8], partly: bool) {
        let (one, other) = if one.0 <= other.0 { (one, other) } else { (other, one) };
        let pair = self.found.entry((one.0, other.0)).or_default();
        let shorter = (example.len(), example) < (pair.example.len(), pair.example.as_slice());
        if pair.example.is_empty() || shorter {
            pair.example = example.to_vec();
        }
        pair.partly |= partly;
        if !pair.shapes.contains(&(one.1, other.1)) {
            pair.shapes.push((one.1, other.1));
        }
    }
}
