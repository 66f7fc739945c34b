//! Where a document leaves a choice: which way this module goes.

use super::Board;

impl Board {
    /// Which way a reading is followed: that of a variant called `reading/READING/WAY`, else the module's own.
    pub(crate) fn way<'a>(&'a self, reading: &str, own: &'a str) -> &'a str {
        let chosen = |name: &'a String| {
            let (of, way) = name.strip_prefix("reading/")?.rsplit_once('/')?;
            (of == reading).then_some(way)
        };
        self.setup.variants.iter().find_map(chosen).unwrap_or(own)
    }
}
