//! Puts messages together that a module reports in several lines, each with its own data.

use crate::fields::Fields;
use crate::grammar::{Grammar, ShapeId};
use crate::line::MAX_LINE;
use crate::names::NameId;

/// The most blocks that may be open at once.
const MAX_OPEN: usize = 4;
/// The most parts and keys a block may have.
const MAX_PARTS: usize = 4;

/// A message that came in parts.
#[derive(Debug, Clone)]
pub struct Assembly {
    /// Which block of the grammar.
    pub block: u16,
    /// Each part: its bytes, and the length that the opening line declared.
    pub parts: Vec<Part>,
    /// A part came behind one that it stands before in the grammar.
    pub turned: bool,
    /// The last part of the grammar that has come so far.
    furthest: usize,
    open: bool,
    keys: [Option<(NameId, i64)>; MAX_PARTS],
}

/// One part of a message.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// What was put together.
    pub bytes: Vec<u8>,
    /// What was declared for the whole.
    pub declared: Option<i64>,
    /// More came than can be held.
    pub cut: bool,
}

impl Assembly {
    fn new() -> Self {
        // Room for each from the start: a cloned part would have none.
        let part = |_| Part { bytes: Vec::with_capacity(MAX_LINE), declared: None, cut: false };
        Self {
            block: 0,
            parts: (0..MAX_PARTS).map(part).collect(),
            turned: false,
            furthest: 0,
            open: false,
            keys: [None; MAX_PARTS],
        }
    }
}

/// All blocks that are open.
#[derive(Debug, Clone)]
pub(super) struct Blocks {
    open: Vec<Assembly>,
    /// Where the data that come next belong.
    target: Option<(usize, usize)>,
    next: usize,
}

impl Blocks {
    pub(super) fn new(grammar: &Grammar) -> Self {
        let count = if grammar.blocks().is_empty() { 0 } else { MAX_OPEN };
        Self { open: (0..count).map(|_| Assembly::new()).collect(), target: None, next: 0 }
    }

    /// No block is open any more.
    pub(super) fn forget(&mut self) {
        self.open.iter_mut().for_each(|assembly| assembly.open = false);
        self.target = None;
        self.next = 0;
    }

    /// Follows a URC; gives the assembly that it closes.
    pub(super) fn urc(
        &mut self,
        grammar: &Grammar,
        urc: u16,
        shape: ShapeId,
        fields: &Fields,
    ) -> Option<usize> {
        self.target = None;
        for (index, block) in grammar.blocks().iter().enumerate() {
            let key_of = |name: NameId| {
                let slot = grammar.shape(shape).slot_of(name)?;
                fields.get(slot).and_then(crate::fields::Field::as_number).map(|n| (name, n))
            };
            let mut keys = [None; MAX_PARTS];
            for (key, name) in keys.iter_mut().zip(&block.same) {
                *key = key_of(*name);
            }
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            if urc == block.start {
                let totals = block.parts.iter().map(|(_, total)| total.and_then(key_of).map(|(_, n)| n));
                self.begin(index, keys, totals);
                return None;
            }
            let known = self.open.iter().position(|a| a.open && a.block == index && a.keys == keys);
            let Some(known) = known else { continue };
            if let Some(part) = block.parts.iter().position(|(u, _)| *u == urc) {
                self.target = Some((known, part));
                let assembly = &mut self.open[known];
                assembly.turned |= part < assembly.furthest;
                assembly.furthest = assembly.furthest.max(part);
                return None;
            }
            if urc == block.end {
                self.open[known].open = false;
                return Some(known);
            }
        }
        None
    }

    fn begin(
        &mut self,
        block: u16,
        keys: [Option<(NameId, i64)>; MAX_PARTS],
        totals: impl Iterator<Item = Option<i64>>,
    ) {
        let same = self.open.iter().position(|a| a.open && a.block == block && a.keys == keys);
        let free = self.open.iter().position(|a| !a.open);
        let place = same.or(free).unwrap_or(self.next % MAX_OPEN);
        self.next = self.next.wrapping_add(1);
        let Some(assembly) = self.open.get_mut(place) else { return };
        assembly.open = true;
        assembly.block = block;
        assembly.keys = keys;
        assembly.turned = false;
        assembly.furthest = 0;
        for part in &mut assembly.parts {
            part.bytes.clear();
            part.declared = None;
            part.cut = false;
        }
        for (part, total) in assembly.parts.iter_mut().zip(totals) {
            part.declared = total;
        }
    }

    /// Adds data to the part whose line came last.
    pub(super) fn data(&mut self, bytes: &[u8]) {
        let Some((assembly, part)) = self.target else { return };
        let Some(part) = self.open.get_mut(assembly).and_then(|a| a.parts.get_mut(part)) else { return };
        let room = MAX_LINE - part.bytes.len();
        part.cut |= bytes.len() > room;
        part.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    pub(super) fn get(&self, index: usize) -> Option<&Assembly> {
        self.open.get(index)
    }
}
