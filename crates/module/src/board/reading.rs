//! Which way this module goes where its document leaves several: the first, unless it is set up for another.

use super::Board;

impl Board {
    /// The way that the module takes of the first of these readings that its document has; empty where it has
    /// none. Documents of a family leave the same thing open under different names.
    pub(crate) fn way(&self, readings: &[&str]) -> &str {
        let known = |id: &&&str| self.dialect.readings.iter().any(|reading| reading.id == ***id);
        let Some(id) = readings.iter().find(known) else { return "" };
        let turned = self
            .setup
            .variants
            .iter()
            .find_map(|variant| variant.strip_prefix("reading/")?.strip_prefix(id)?.strip_prefix('/'));
        turned.unwrap_or_else(|| self.first_way(id))
    }

    /// Does the module take one of these ways of the first of these readings that its document has?
    pub(crate) fn goes(&self, readings: &[&str], ways: &[&str]) -> bool {
        ways.contains(&self.way(readings))
    }

    fn first_way(&self, id: &str) -> &str {
        let reading = self.dialect.readings.iter().find(|reading| reading.id == id);
        reading.and_then(|reading| reading.ways.first()).map_or("", |(way, _)| way)
    }
}
