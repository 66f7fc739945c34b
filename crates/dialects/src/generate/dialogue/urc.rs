//! What a module says without being asked.

use hayes_at::fields::{Carried, Fields};
use hayes_at::grammar::{Block, Item, ShapeId};
use hayes_at::kind::Kind;
use hayes_at::message::Message;
use hayes_at::names::NameId;
use hayes_at::read::{Fit, fit};
use hayes_at::write;

use super::Means;
use super::writer::{Given, Writer};

/// The most bytes that a URC announces.
const DATA_MOST: usize = 48;
/// The most pieces of one part of a block.
const PIECES_MOST: usize = 3;

impl Writer<'_> {
    pub(super) fn maybe_unsolicited(&mut self) {
        if self.once_in(6) {
            self.unsolicited();
        }
    }

    /// A URC, or a whole block.
    pub(super) fn unsolicited(&mut self) {
        let blocks = self.grammar.blocks();
        if !blocks.is_empty() && self.once_in(3) {
            if let Some(block) = self.pick(blocks) {
                self.block(block);
            }
            return;
        }
        self.single();
    }

    /// The module starts anew, where the dialect has a line that says so: nothing is owed any more.
    pub(super) fn restart(&mut self) {
        if let Some(urc) = self.pick(&self.urcs(true)).copied() {
            self.owed.clear();
            self.asked.clear();
            self.urc(urc, &Given::new());
        }
    }

    fn single(&mut self) {
        if let Some(urc) = self.pick(&self.urcs(false)).copied() {
            self.urc(urc, &Given::new());
        }
    }

    /// URCs that stand alone.
    fn urcs(&self, boot: bool) -> Vec<u16> {
        let in_block = |urc: u16| {
            let blocks = self.grammar.blocks().iter();
            blocks.into_iter().any(|b| b.start == urc || b.end == urc || b.parts.iter().any(|p| p.0 == urc))
        };
        let all = self.grammar.urcs().iter().enumerate();
        all.filter(|(_, urc)| urc.boot == boot)
            .filter_map(|(i, _)| u16::try_from(i).ok())
            .filter(|urc| !in_block(*urc))
            .collect()
    }

    fn urc(&mut self, urc: u16, given: &Given) {
        let definition = &self.grammar.urcs()[usize::from(urc)];
        let (shape, data) = (definition.shape, definition.data);
        let mut given = given.clone();
        if let Some(name) = data.filter(|name| !given.iter().any(|(n, _)| n == name)) {
            let len = self.below(DATA_MOST);
            given.push((name, i64::try_from(len).unwrap_or_default()));
        }
        let message = self.message(shape, &given);
        if self.may_be_due(shape, &message) {
            return;
        }
        self.line(shape, &message, Means::Urc(urc));
        if let Some(len) = data.and_then(|name| number(&given, name)).filter(|n| *n > 0) {
            let data = self.bytes(len);
            self.plain(&data, &data, Means::UrcData);
        }
    }

    /// Is the line one that a command may still owe? Then nobody could tell the two apart.
    fn may_be_due(&self, shape: ShapeId, message: &Message) -> bool {
        let line = write::line(self.grammar.shape(shape), message);
        let mut fields = Fields::default();
        let forms = self.asked.iter().map(|form| self.grammar.form(*form));
        let later = forms.flat_map(|f| &f.outcomes).flat_map(|o| {
            let ends = |item: &Item| matches!(item, Item::Final(_));
            o.items.iter().skip_while(move |i| !ends(i))
        });
        let mut shapes = later.filter_map(|item| match item {
            Item::Line { shape, .. } => Some(*shape),
            _ => None,
        });
        shapes.any(|s| fit(self.grammar.shape(s), &line, &Carried::default(), &mut fields) == Fit::Yes)
    }

    fn block(&mut self, block: &Block) {
        let shape = self.grammar.shape(self.grammar.urcs()[usize::from(block.start)].shape);
        let mut keys = Given::new();
        for name in &block.same {
            if let Some(number) = self.number_in(shape, *name) {
                keys.push((*name, number));
            }
        }
        let mut given = keys.clone();
        let mut lengths = Vec::new();
        for (_, total) in &block.parts {
            let least = total.and_then(|name| lowest(shape, name)).unwrap_or(0);
            let len = usize::try_from(least).unwrap_or_default() + self.below(DATA_MOST);
            lengths.push(len);
            given.extend(total.map(|name| (name, i64::try_from(len).unwrap_or_default())));
        }
        self.urc(block.start, &given);
        let mut parts = Vec::new();
        for ((urc, _), len) in block.parts.iter().zip(lengths) {
            parts.push(self.pieces(*urc, &keys, len));
        }
        self.maybe_single();
        let shape = self.grammar.urcs()[usize::from(block.end)].shape;
        let message = self.message(shape, &keys);
        self.line(shape, &message, Means::BlockEnd(block.end, parts));
    }

    /// A part of a block in as many lines as it likes; gives what they carried together.
    fn pieces(&mut self, urc: u16, keys: &Given, len: usize) -> Vec<u8> {
        let Some(name) = self.grammar.urcs()[usize::from(urc)].data else { return Vec::new() };
        let mut left = len;
        let mut carried = Vec::new();
        for piece in 1..=PIECES_MOST {
            if left == 0 {
                break;
            }
            self.maybe_single();
            let size = if piece == PIECES_MOST { left } else { 1 + self.below(left) };
            let mut given = keys.clone();
            given.push((name, i64::try_from(size).unwrap_or_default()));
            self.urc(urc, &given);
            carried.extend_from_slice(&self.turns.last().map(|t| t.bytes.clone()).unwrap_or_default());
            left -= size;
        }
        carried
    }

    fn maybe_single(&mut self) {
        if self.once_in(8) {
            self.single();
        }
    }

    fn number_in(&mut self, shape: &hayes_at::shape::Shape, name: NameId) -> Option<i64> {
        let low = lowest(shape, name)?;
        let slot = &shape.slots[usize::from(shape.slot_of(name)?)];
        let Kind::Int(set) = &slot.kind else { return None };
        let number = low + i64::try_from(self.below(4)).unwrap_or_default();
        Some(if set.holds(number) { number } else { low })
    }
}

fn lowest(shape: &hayes_at::shape::Shape, name: NameId) -> Option<i64> {
    match &shape.slots[usize::from(shape.slot_of(name)?)].kind {
        Kind::Int(set) => Some(set.lowest()),
        _ => None,
    }
}

fn number(given: &Given, name: NameId) -> Option<usize> {
    given.iter().find(|(n, _)| *n == name).and_then(|(_, number)| usize::try_from(*number).ok())
}
