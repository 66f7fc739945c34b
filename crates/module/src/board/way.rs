//! Where a document leaves a choice: which way this module goes.

use hayes_at::message::Value;

use super::Board;

/// Readings of which a module goes another way than the first, unless it is set up for it, and why.
const OWN: &[(&str, &str)] = &[
    // MQTT knows no second CONNECT on a connection: a server that has seen the first closes it.
    ("conn.retries", "once"),
    // The length that stands before a payload is that of what stands between its quotes.
    ("qmtcfg.hex-length-received", "shown"),
];

/// Defaults that a document does not tell, and readings that have another way than the lowest value.
const DEFAULTS: &[(&str, &str, &str, &str, i64)] = &[
    ("session", "clean_session", "session.default", "clean", 1),
    ("timeout", "timeout_notice", "timeout.notice-default", "on", 1),
];

impl Board {
    /// The default of a setting where a reading has another one for it.
    pub(super) fn turned_default(&self, form: &str, param: &str) -> Option<Value> {
        let mut known = DEFAULTS.iter().filter(|(f, p, ..)| *f == form && *p == param);
        known.find(|(_, _, reading, way, _)| self.goes(&[reading], &[way])).map(|d| Value::Int(d.4))
    }

    /// Which way a reading is followed: that of a variant called `reading/READING/WAY`, else the module's own.
    pub(crate) fn way<'a>(&'a self, reading: &str, own: &'a str) -> &'a str {
        let chosen = |name: &'a String| {
            let (of, way) = name.strip_prefix("reading/")?.rsplit_once('/')?;
            (of == reading).then_some(way)
        };
        self.setup.variants.iter().find_map(chosen).unwrap_or(own)
    }

    /// Does the module go one of these ways with the first of these readings that its document has? Documents of
    /// a family leave the same thing open under different names; a module's own way is the first that its
    /// document names.
    pub(crate) fn goes(&self, readings: &[&str], ways: &[&str]) -> bool {
        let known = |id: &&str| self.dialect.readings.iter().find(|reading| reading.id == *id);
        let Some(reading) = readings.iter().find_map(known) else { return false };
        let first = reading.ways.first().map_or("", |(way, _)| way.as_str());
        let own = OWN.iter().find(|(id, _)| *id == reading.id).map_or(first, |(_, way)| way);
        ways.contains(&self.way(&reading.id, own))
    }
}
