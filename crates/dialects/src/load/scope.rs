//! Which definition a name in a line means: that of the form, the command, the file; and of a numbered
//! name that of its base.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use crate::dialect::Param;
use crate::source::Spot;

/// A definition.
#[derive(Debug)]
pub(super) struct Defined {
    pub(super) param: Arc<Param>,
    pub(super) spot: Spot,
    /// It is another spelling of this one.
    pub(super) alias: Option<(String, Spot)>,
    /// Names of other parameters in it: the key, the name, the place.
    pub(super) refs: Vec<(&'static str, String, Spot)>,
    pub(super) used: Cell<bool>,
}

/// A table of definitions in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Params {
    list: Vec<(String, Defined)>,
}

impl Params {
    pub(super) fn new(list: Vec<(String, Defined)>) -> Self {
        Self { list }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(String, Defined)> {
        self.list.iter()
    }

    fn get(&self, name: &str) -> Option<&Defined> {
        self.list.iter().find(|(n, _)| n == name).map(|(_, d)| d)
    }

    /// The definitions, other spellings left out.
    pub(super) fn all(&self) -> Vec<Arc<Param>> {
        self.list.iter().filter(|(_, d)| d.alias.is_none()).map(|(_, d)| Arc::clone(&d.param)).collect()
    }
}

/// Tables of definitions, innermost first.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    levels: Vec<Rc<Params>>,
}

/// How many spellings of spellings are followed.
const MOST_ALIASES: usize = 8;

impl Scope {
    pub(super) fn new(levels: Vec<Rc<Params>>) -> Self {
        Self { levels }
    }

    /// The definition of a name, other spellings followed. Marks it as used.
    pub(super) fn find(&self, name: &str) -> Option<&Defined> {
        self.follow(name).ok()
    }

    /// The same; fails with the spelling that leads nowhere, if that is why.
    pub(super) fn follow(&self, name: &str) -> Result<&Defined, Option<&(String, Spot)>> {
        let mut found = self.lookup(name).ok_or(None)?;
        for _ in 0..MOST_ALIASES {
            found.used.set(true);
            let Some(alias) = &found.alias else { return Ok(found) };
            found = self.lookup(&alias.0).ok_or(Some(alias))?;
        }
        Err(found.alias.as_ref())
    }

    fn lookup(&self, name: &str) -> Option<&Defined> {
        let exact = |name: &str| self.levels.iter().find_map(|l| l.get(name));
        exact(name).or_else(|| exact(base_of(name)?))
    }

    /// Every name in sight.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.levels.iter().flat_map(|l| l.iter()).map(|(name, _)| name.as_str())
    }
}

/// The base of a numbered name: `topic1` has `topic`, `store_status_0` has `store_status`.
pub(super) fn base_of(name: &str) -> Option<&str> {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = base.len() < name.len() && !base.is_empty();
    let base = base.strip_suffix(['_', '-', ' ']).unwrap_or(base);
    (numbered && !base.is_empty()).then_some(base)
}
