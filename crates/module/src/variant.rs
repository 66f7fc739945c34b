//! Variants: lawful freedoms of a module, off by default. One for every way of every reading of the dialect, and a
//! table of general ones. Most readings are asked for where a family makes the choice; what is a matter of saying
//! or taking is done by `fault`.

use std::sync::LazyLock;

use hayes_dialects::Dialect;
use serde::Deserialize;

use crate::fault::Fault;

/// A named freedom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its name; `reading/READING/WAY` for the way of a reading.
    pub name: String,
    /// What it does, in one line.
    pub says: String,
    /// Why it cannot show, where it cannot.
    pub hidden: Option<String>,
}

/// A general freedom, or how the way of a reading shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The name; of a reading its id and way, as in `open.read-lines/one`.
    name: String,
    /// Only in this dialect.
    dialect: Option<String>,
    #[serde(default)]
    says: String,
    #[serde(default)]
    does: Vec<Fault>,
    hidden: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    variant: Vec<Entry>,
}

const GENERAL: &str = include_str!("variant/general.toml");
const READINGS: &str = include_str!("variant/readings.toml");

type Tables = (Vec<Entry>, Vec<Entry>);

static TABLES: LazyLock<Result<Tables, String>> = LazyLock::new(|| {
    let read = |text| toml::from_str::<Table>(text).map(|table| table.variant).map_err(|e| e.to_string());
    Ok((read(GENERAL)?, read(READINGS)?))
});

fn general() -> &'static [Entry] {
    TABLES.as_ref().map_or(&[], |(general, _)| general)
}

/// What the table says of a way of a reading.
fn shown(dialect: &Dialect, reading: &str, way: &str) -> Option<&'static Entry> {
    let (_, readings) = TABLES.as_ref().ok()?;
    let named = |entry: &&Entry| entry.name.split_once('/') == Some((reading, way));
    let here = |entry: &&Entry| entry.dialect.as_ref().is_none_or(|of| *of == dialect.id);
    readings.iter().filter(named).find(here)
}

/// Every variant of a dialect.
pub fn all(dialect: &Dialect) -> Vec<Variant> {
    let general = general().iter().filter(|entry| entry.dialect.as_ref().is_none_or(|of| *of == dialect.id));
    let general = general.map(|entry| Variant {
        name: entry.name.clone(),
        says: entry.says.clone(),
        hidden: entry.hidden.clone(),
    });
    let ways = dialect.readings.iter().flat_map(|reading| {
        reading.ways.iter().map(|(way, says)| Variant {
            name: format!("reading/{}/{way}", reading.id),
            says: format!("{}: {says}", reading.says),
            hidden: shown(dialect, &reading.id, way).and_then(|entry| entry.hidden.clone()),
        })
    });
    general.chain(ways).collect()
}

/// What a variant does besides being asked for; else the name that is nearest.
pub(crate) fn find(dialect: &Dialect, name: &str) -> Result<Vec<Fault>, Option<String>> {
    if let Some(entry) = general().iter().find(|entry| entry.name == name) {
        return Ok(entry.does.clone());
    }
    let parts = name.strip_prefix("reading/").and_then(|rest| rest.rsplit_once('/'));
    let known = parts.filter(|(id, way)| {
        let reading = dialect.readings.iter().find(|reading| reading.id == *id);
        reading.is_some_and(|reading| reading.ways.iter().any(|(known, _)| known == way))
    });
    if let Some((id, way)) = known {
        return Ok(shown(dialect, id, way).map_or_else(Vec::new, |entry| entry.does.clone()));
    }
    let all = all(dialect);
    Err(hayes_dialects::nearest(name, all.iter().map(|variant| variant.name.as_str())).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_read() {
        assert_eq!(TABLES.as_ref().err(), None);
    }
}
