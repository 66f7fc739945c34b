//! Quirks: named defects of firmware, off by default. A table of data; what they do is for `fault`.

use std::sync::LazyLock;

use hayes_dialects::Dialect;
use serde::Deserialize;

use crate::fault::Fault;

/// A named defect.
#[derive(Debug, Clone)]
pub struct Quirk {
    /// Its name, which never changes once published.
    pub name: String,
    /// What is wrong, in one line.
    pub says: String,
    /// Which kind of wrong.
    pub category: Category,
    /// What it breaks, dialect by dialect; the dialects in which it exists.
    pub breaks: Vec<Breaks>,
    /// The variants that it takes for granted.
    pub with: Vec<String>,
    pub(crate) does: Vec<Fault>,
}

/// What a quirk breaks in one dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaks {
    /// The dialect.
    pub dialect: String,
    /// Rules by id, and commands or forms whose description it breaks.
    pub rules: Vec<String>,
}

/// Which kind of defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Forms, frames, final results, lines and their order.
    Syntax,
    /// Which values are taken.
    Range,
    /// What is kept, shown and allowed when.
    State,
    /// What goes over the wire.
    Wire,
    /// When.
    Timing,
    /// Payloads and data modes.
    Data,
    /// What is said unasked.
    Urc,
    /// Odd input, and what wears out.
    Robustness,
    /// After a loss, a close, a restart.
    Recovery,
}

/// The tables, a category each.
const TABLES: [(Category, &str); 9] = [
    (Category::Syntax, include_str!("quirk/syntax.toml")),
    (Category::Range, include_str!("quirk/range.toml")),
    (Category::State, include_str!("quirk/state.toml")),
    (Category::Wire, include_str!("quirk/wire.toml")),
    (Category::Timing, include_str!("quirk/timing.toml")),
    (Category::Data, include_str!("quirk/data.toml")),
    (Category::Urc, include_str!("quirk/urc.toml")),
    (Category::Robustness, include_str!("quirk/robustness.toml")),
    (Category::Recovery, include_str!("quirk/recovery.toml")),
];

static ALL: LazyLock<Result<Vec<Quirk>, String>> = LazyLock::new(|| {
    let tables = TABLES.iter().map(|(category, text)| read(*category, text));
    Ok(tables.collect::<Result<Vec<_>, _>>()?.concat())
});

/// Every quirk there is, by category.
pub fn all() -> &'static [Quirk] {
    ALL.as_deref().unwrap_or_default()
}

/// The quirks that exist in a dialect. One that is not built in has those of its family.
pub fn of<'a>(dialect: &'a str, family: &'a str) -> impl Iterator<Item = &'static Quirk> + use<'a> {
    let known = all().iter().flat_map(|quirk| &quirk.breaks).any(|breaks| breaks.dialect == dialect);
    let has = move |of: &str| if known { of == dialect } else { of.starts_with(family) };
    all().iter().filter(move |quirk| quirk.breaks.iter().any(|breaks| has(&breaks.dialect)))
}

/// A quirk of a dialect; else the name that is nearest.
pub(crate) fn find(dialect: &Dialect, name: &str) -> Result<&'static Quirk, Option<String>> {
    let (dialect, family) = (dialect.id.as_str(), dialect.family.as_str());
    let found = of(dialect, family).find(|quirk| quirk.name == name);
    found.ok_or_else(|| {
        let names = of(dialect, family).map(|quirk| quirk.name.as_str());
        hayes_dialects::nearest(name, names).map(str::to_owned)
    })
}

impl Category {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Range => "range",
            Self::State => "state",
            Self::Wire => "wire",
            Self::Timing => "timing",
            Self::Data => "data",
            Self::Urc => "URC",
            Self::Robustness => "robustness",
            Self::Recovery => "recovery",
        }
    }
}

/// A table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    quirk: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    says: String,
    does: Vec<Fault>,
    /// A dialect and its rules, in one line.
    breaks: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
}

fn read(category: Category, text: &str) -> Result<Vec<Quirk>, String> {
    let table: Table = toml::from_str(text).map_err(|error| format!("{}: {error}", category.name()))?;
    let quirks = table.quirk.into_iter().map(|entry| Quirk {
        name: entry.name,
        says: entry.says,
        category,
        breaks: entry.breaks.iter().map(|line| Breaks::read(line)).collect(),
        with: entry.with,
        does: entry.does,
    });
    Ok(quirks.collect())
}

impl Breaks {
    fn read(line: &str) -> Self {
        let mut words = line.split(' ');
        let dialect = words.next().unwrap_or_default().to_owned();
        Self { dialect, rules: words.map(str::to_owned).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_read() {
        assert_eq!(ALL.as_ref().err(), None);
    }
}
