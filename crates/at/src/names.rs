//! Parameter names as small numbers, so that values can be carried from line to line without a string.

/// A parameter's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(pub u16);

/// All names of a grammar.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<Box<str>>);

impl Names {
    /// The number of a name, new or known.
    pub fn id(&mut self, name: &str) -> NameId {
        if let Some(id) = self.find(name) {
            return id;
        }
        self.0.push(name.into());
        NameId(u16::try_from(self.0.len() - 1).unwrap_or(u16::MAX))
    }

    /// The number of a known name.
    pub fn find(&self, name: &str) -> Option<NameId> {
        self.0.iter().position(|n| **n == *name).and_then(|i| u16::try_from(i).ok()).map(NameId)
    }

    /// The name of a number.
    pub fn text(&self, id: NameId) -> &str {
        self.0.get(id.0 as usize).map_or("?", |n| n)
    }
}
