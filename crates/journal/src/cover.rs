//! Events without their secrets. What a secret may begin with at the end of one side's bytes waits for the next.

use std::time::Duration;

use hayes_at::visible::Visible;
use serde_json::Value;

use crate::event::{Event, Serial};
use crate::notation::shown_bytes;
use crate::secret::{Place, Secrets};
use crate::verdict::Finished;

/// A text of the runner's is cut after so many bytes.
pub(crate) const MAX_TEXT: usize = 64 * 1024;

/// Secrets that overlap are waited for no longer than this.
const MAX_HELD: usize = 4096;

/// One side's bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stream {
    held: Vec<u8>,
}

/// How offsets into bytes as they came are to be read in bytes as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shift {
    /// Bytes that were held back before and stand in front.
    carried: usize,
    /// Places as they came, and as they are written: start and end of each.
    places: Vec<((usize, usize), (usize, usize))>,
    /// How many bytes are written.
    length: usize,
}

impl Stream {
    /// The bytes that can be written now.
    pub(crate) fn next(&mut self, secrets: &Secrets, serial: &Serial) -> (Serial, Shift) {
        let carried = self.held.len();
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(&serial.bytes);
        let mut places = secrets.places(&bytes);
        let hold = hold(secrets, &bytes, &places);
        places.retain(|place| place.end <= hold);
        self.held = bytes.split_off(hold);
        covered(secrets, serial, &bytes, &places, carried)
    }

    /// What was held back, when nothing more is to come that could complete a secret.
    pub(crate) fn rest(&mut self, secrets: &Secrets, at: Duration) -> Option<Serial> {
        let held = std::mem::take(&mut self.held);
        let given = Serial { at, bytes: Vec::new(), covered: Vec::new() };
        (!held.is_empty()).then(|| covered(secrets, &given, &held, &secrets.places(&held), held.len()).0)
    }
}

/// From where bytes are held back. A secret that ends where another may begin is held back as a whole, unless it
/// goes on and on: then it is written, and what follows is no part of it.
fn hold(secrets: &Secrets, bytes: &[u8], places: &[Place]) -> usize {
    let beginning = secrets.beginning(bytes);
    match places.iter().find(|place| place.start < beginning && beginning < place.end) {
        Some(across) if bytes.len() - across.start > MAX_HELD => across.end,
        Some(across) => across.start,
        None => beginning,
    }
}

fn covered(
    secrets: &Secrets,
    serial: &Serial,
    bytes: &[u8],
    places: &[Place],
    carried: usize,
) -> (Serial, Shift) {
    let mut written = Serial { at: serial.at, bytes: Vec::with_capacity(bytes.len()), covered: Vec::new() };
    secrets.replace(bytes, places, &mut written.bytes, |place| written.covered.push(place));
    let came = places.iter().map(|place| (place.start, place.end));
    let shown = written.covered.iter().map(|(start, length)| (*start, start + length));
    let shift = Shift { carried, places: came.zip(shown).collect(), length: written.bytes.len() };
    (written, shift)
}

impl Shift {
    /// Whether nothing is where it was not before.
    pub(crate) fn is_none(&self, came: usize) -> bool {
        self.carried == 0 && self.places.is_empty() && self.length == came
    }

    /// Where a range of the bytes as they came is in the bytes as they are written.
    pub(crate) fn range(&self, start: usize, length: usize) -> (usize, usize) {
        let (start, end) = (start.saturating_add(self.carried), start.saturating_add(length));
        let first = self.place(start, false);
        let last = self.place(end.saturating_add(self.carried), true);
        (first, last.saturating_sub(first))
    }

    /// Inside a secret: its beginning for what begins there, its end for what ends there.
    fn place(&self, at: usize, is_end: bool) -> usize {
        let mut place = at;
        for ((start, end), (shown_start, shown_end)) in &self.places {
            if at >= *end {
                place = at - end + shown_end;
            } else if at > *start {
                return if is_end { *shown_end } else { *shown_start };
            }
        }
        place.min(self.length)
    }
}

/// Covers what an event says beside the bytes of the two sides. Names that the suite itself made up stay.
pub(crate) fn cover(secrets: &Secrets, event: &mut Event) {
    let cover = |text: &mut String| *text = secrets.text(cut(text));
    match event {
        Event::Run(header) => header.command.iter_mut().for_each(cover),
        Event::Module(identity) => {
            let said =
                [&mut identity.manufacturer, &mut identity.model, &mut identity.firmware, &mut identity.imei];
            said.into_iter().flatten().for_each(cover);
        }
        Event::Far(far) => cover_value(secrets, &mut far.record),
        Event::Stop(stop) => cover(&mut stop.why),
        Event::Note(note) => cover(&mut note.text),
        Event::Finished(Finished { reason, expected, actual, known, .. }) => {
            let known = known.as_mut().map(|known| &mut known.reason);
            [reason, expected, actual].into_iter().flatten().chain(known).for_each(cover);
        }
        Event::Breach(breach) => cover(&mut breach.text),
        Event::Known(entry) => cover(&mut entry.reason),
        Event::Other(map) => map.values_mut().for_each(|value| cover_value(secrets, value)),
        Event::Rule(_)
        | Event::Form(_)
        | Event::Errors(_)
        | Event::Planned(_)
        | Event::Resumed(_)
        | Event::Started(_)
        | Event::Out(_)
        | Event::In(_)
        | Event::Timing(_)
        | Event::Reading(_)
        | Event::Ended(_) => {}
    }
}

fn cover_value(secrets: &Secrets, value: &mut Value) {
    match value {
        Value::String(text) => *text = covered_text(secrets, text),
        Value::Array(values) => values.iter_mut().for_each(|value| cover_value(secrets, value)),
        Value::Object(map) => map.values_mut().for_each(|value| cover_value(secrets, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A record's text, and the bytes that it may show.
fn covered_text(secrets: &Secrets, text: &str) -> String {
    let covered = secrets.text(text);
    if !covered.contains('\\') {
        return covered;
    }
    let Ok(bytes) = shown_bytes(&covered) else { return covered };
    let places = secrets.places(&bytes);
    if places.is_empty() {
        return covered;
    }
    let mut without = Vec::with_capacity(bytes.len());
    secrets.replace(&bytes, &places, &mut without, |_| {});
    Visible(&without).to_string()
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT)]
}
