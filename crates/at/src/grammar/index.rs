//! Finds what a line may be by its first bytes, in a time that does not grow with the dialect.

use super::{Use, Uses};
use crate::seek;

/// Names to uses, and command names to commands.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    lines: Table<Entry>,
    commands: Table<u16>,
}

#[derive(Debug, Clone, Default)]
struct Entry {
    uses: Vec<Use>,
    /// The usual spelling of this name.
    usual: Option<Box<[u8]>>,
}

impl Index {
    pub(super) fn add(&mut self, name: &[u8], used: Use) {
        // A line that starts with a value is known only by what asked for it.
        if name.is_empty() {
            return;
        }
        let entry = self.lines.entry(name);
        if !entry.uses.contains(&used) {
            entry.uses.push(used);
        }
    }

    pub(super) fn add_spelling(&mut self, usual: &str, odd: &str) {
        // A spelling names a prefix: every known name that starts with it gets the other beginning.
        let known: Vec<(Box<[u8]>, Vec<Use>)> = self
            .lines
            .slots
            .iter()
            .flatten()
            .filter(|(name, entry)| name.starts_with(usual.as_bytes()) && entry.usual.is_none())
            .map(|(name, entry)| (name.clone(), entry.uses.clone()))
            .collect();
        for (name, uses) in known {
            let other = [odd.as_bytes(), &name[usual.len()..]].concat();
            *self.lines.entry(&other) = Entry { uses, usual: Some(name) };
        }
        let commands: Vec<(Box<[u8]>, u16)> = self
            .commands
            .slots
            .iter()
            .flatten()
            .filter(|(name, _)| name.starts_with(usual.as_bytes()))
            .cloned()
            .collect();
        for (name, id) in commands {
            let other = [odd.as_bytes(), &name[usual.len()..]].concat();
            *self.commands.entry(&other) = id;
        }
    }

    pub(super) fn add_command(&mut self, name: &str, id: u16) {
        *self.commands.entry(name.as_bytes()) = id;
    }

    pub(super) fn command(&self, name: &[u8]) -> Option<u16> {
        self.commands.get(name).copied()
    }

    pub(super) fn uses(&self, line: &[u8]) -> Uses<'_> {
        let name = name_of(line);
        match self.lines.get(name) {
            Some(entry) => {
                Uses { list: &entry.uses, respelled: entry.usual.as_deref().map(|usual| (usual, name.len())) }
            }
            None => Uses { list: &[], respelled: None },
        }
    }
}

/// The longest name that is looked up.
const NAME_MAX: usize = 40;

/// The name at the start of a line: up to its colon, or to its end.
pub(super) fn name_of(line: &[u8]) -> &[u8] {
    let scan = &line[..line.len().min(NAME_MAX)];
    match seek::byte(b':', scan) {
        Some(colon) => &line[..colon],
        None => line.trim_ascii_end(),
    }
}

/// A hash table with open addressing and letter case folded; a lookup compares the whole name.
#[derive(Debug, Clone)]
struct Table<V> {
    slots: Vec<Option<(Box<[u8]>, V)>>,
    used: usize,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { slots: Vec::new(), used: 0 }
    }
}

impl<V: Default + Clone> Table<V> {
    fn get(&self, name: &[u8]) -> Option<&V> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash(name) & mask;
        while let Some((key, value)) = &self.slots[at] {
            // Nearly every name comes as it is spelled, and that is compared faster.
            if **key == *name || key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            at = (at + 1) & mask;
        }
        None
    }

    fn entry(&mut self, name: &[u8]) -> &mut V {
        if self.used * 2 >= self.slots.len() {
            self.grow();
        }
        let at = self.place(name);
        if self.slots[at].is_none() {
            self.used += 1;
        }
        &mut self.slots[at].get_or_insert_with(|| (name.into(), V::default())).1
    }

    fn place(&self, name: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash(name) & mask;
        while let Some((key, _)) = &self.slots[at] {
            if key.eq_ignore_ascii_case(name) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots.resize_with((old.len() * 2).max(64), || None);
        for (name, value) in old.into_iter().flatten() {
            let at = self.place(&name);
            self.slots[at] = Some((name, value));
        }
    }
}

/// A hash of the folded name, eight bytes at a time.
fn hash(name: &[u8]) -> usize {
    const FOLD: u64 = 0x2020_2020_2020_2020;
    let mix = |h: u64, word: u64| (h ^ (word | FOLD)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let (words, rest) = name.as_chunks::<8>();
    let h = words.iter().fold(name.len() as u64, |h, word| mix(h, u64::from_le_bytes(*word)));
    mix(h, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))) as usize
}
