//! Lines that await their events: events find their lines by the bytes they cover, records leave in order.

use std::time::Duration;

use hayes_at::exchange::{DataEnd, Noise, Side, What};

use super::{Explainer, Record, Sink};
use crate::monitor::Stand;
use crate::note::{LineKind, Note};
use crate::remark::{Kind, Remark};

/// The most lines that wait.
const MOST: usize = 2048;

/// A line whose events have not all come.
#[derive(Debug)]
pub(super) struct Waiting<'d> {
    pub(super) line: u64,
    pub(super) raw: Vec<u8>,
    pub(super) at: Option<usize>,
    pub(super) time: Option<Duration>,
    pub(super) side: Side,
    /// Its text among the bytes of its side.
    pub(super) span: (u64, u64),
    /// How far events have covered it.
    pub(super) covered: u64,
    pub(super) note: Option<Note<'d>>,
    /// Its text, where it does not stand in the log byte for byte.
    pub(super) text: Vec<u8>,
}

impl Waiting<'_> {
    fn is_done(&self) -> bool {
        self.note.is_some() && self.covered >= self.span.1
    }
}

impl<'d> Explainer<'d> {
    /// Does a line of the module await its end?
    pub(super) fn module_pending(&self) -> bool {
        self.queue.iter().any(|w| w.side == Side::Module && !w.is_done())
    }

    /// Is the last line without an event?
    pub(super) fn last_open(&self) -> bool {
        self.queue.back().is_some_and(|w| !w.is_done())
    }

    /// Gives bytes to the exchange.
    pub(super) fn feed(&mut self, side: Side, mut bytes: &[u8]) {
        self.fed[usize::from(side == Side::Module)] += bytes.len() as u64;
        if side == Side::Host {
            self.open_host += bytes.len() as u64;
        }
        while !bytes.is_empty() {
            let taken = match side {
                Side::Host => self.exchange.handle_host(bytes),
                Side::Module => self.exchange.handle_module(bytes),
            };
            bytes = &bytes[taken..];
            if taken == 0 {
                self.exchange.handle_silence();
            }
            if !bytes.is_empty() {
                self.drain();
            }
        }
    }

    /// What has come is all that comes.
    pub(super) fn silence(&mut self) {
        self.exchange.handle_silence();
        self.drain();
        self.owed_end = None;
        self.module_left = 0;
    }

    /// Takes all events and puts what is said about them to their lines.
    pub(super) fn drain(&mut self) {
        // What events tell of who speaks is looked at when they are over: they lend the exchange.
        let (mut told, mut stranger) = (None, None);
        while let Some(event) = self.exchange.poll() {
            let end = event.offset + event.raw.len() as u64;
            let lead = (event.text.as_ptr() as usize).saturating_sub(event.raw.as_ptr() as usize);
            // Blanks before the text may be what is left of the line before.
            let start = if event.text.is_empty() { event.offset } else { event.offset + lead as u64 };
            for before in self.queue.iter_mut().filter(|w| w.side == event.from && w.note.is_some()) {
                if before.span.1 <= start {
                    before.covered = before.span.1;
                }
            }
            if event.from == Side::Host {
                self.open_host = self.open_host.saturating_sub(event.raw.len() as u64);
            }
            if let (What::Data { end, .. }, Side::Module) = (event.what, event.from) {
                let got = event.text.len() as u64;
                self.module_left =
                    if end == DataEnd::More { self.module_left.saturating_sub(got) } else { 0 };
            }
            let mut lines = self.queue.iter_mut().filter(|w| {
                w.side == event.from && w.span.0 < end && start < w.span.1 && w.covered < w.span.1
            });
            if matches!(event.what, What::Noise(Noise::Blank) | What::Settled { .. }) {
                continue;
            }
            let Some(first) = lines.next() else { continue };
            let shift = start.saturating_sub(first.span.0);
            let shift = usize::try_from(shift).unwrap_or(usize::MAX);
            let stand = Stand { line: first.line, time: first.time };
            let mut note = self.monitor.event(&event, stand);
            if let Some(text) = self.announce.take() {
                note.remarks.push(Remark::new(Kind::OtherModule, text));
            }
            match event.what {
                What::Final { result, .. } => told = Some(self.dialect.finals[usize::from(result)].good),
                What::Unknown if event.from == Side::Module => stranger = Some(event.text.to_vec()),
                _ => {}
            }
            if let What::Urc(urc) = event.what {
                self.module_left = declared(self.dialect, urc, &note);
            }
            shift_by(&mut note, shift, usize::try_from(first.span.1 - first.span.0).unwrap_or(usize::MAX));
            let (kind, from, of) = (note.kind, note.from, first.line);
            let secret = self.dump && !note.hidden.is_empty();
            put(first, note);
            first.covered = end.max(first.covered);
            for more in lines {
                more.covered = end;
                let kind = if kind == LineKind::Noise { kind } else { LineKind::Data };
                let message = format!("goes on from line {of}").into();
                // Which rows of a dump hold the secret is not worked out: none of the line's is shown.
                let hidden = if secret { vec![(0, more.text.len())] } else { Vec::new() };
                more.note.get_or_insert(Note {
                    kind,
                    from,
                    message,
                    of: Some(of),
                    hidden,
                    ..Note::default()
                });
            }
        }
        if let Some(good) = told {
            self.settled(good);
        }
        if let Some(text) = stranger {
            self.unexplained(&text);
        }
    }

    /// Hands out the lines that are done; with `all`, or when too many wait, those that are not, too.
    pub(super) fn hand_out(&mut self, all: bool, sink: &mut Sink<'_, 'd>) {
        if self.queue.len() > MOST {
            self.silence();
        }
        while let Some(front) = self.queue.front()
            && (front.is_done() || all || self.queue.len() > MOST)
        {
            let line = front.line;
            if !all && !self.may_leave(line) {
                break;
            }
            let Some(mut waiting) = self.queue.pop_front() else { return };
            let mut note = waiting.note.take().unwrap_or_else(|| Note {
                from: Some(waiting.side),
                message: "nothing explains this".into(),
                ..Note::default()
            });
            let hidden = self.hidden(&waiting, &note);
            if !hidden.is_empty() {
                self.hide_words(&mut note);
            }
            sink(&Record {
                line: waiting.line,
                raw: &waiting.raw,
                at: waiting.at,
                time: waiting.time,
                note: &note,
                hidden: &hidden,
            });
            if self.spare.len() < 8 {
                self.spare.push(waiting.raw);
            }
            self.monitor.give_back(note.params);
        }
    }

    /// The secret places of a line, with their pseudonyms.
    fn hidden(&mut self, waiting: &Waiting<'_>, note: &Note<'_>) -> Vec<(usize, usize, String)> {
        let place = |(start, end): &(usize, usize)| {
            if let Some(at) = waiting.at {
                return (at + start, at + end);
            }
            if self.dump {
                return (0, waiting.raw.len());
            }
            // The text stands otherwise in the log: without the very bytes, the whole line is hidden.
            let secret = waiting.text.get(*start..*end).unwrap_or_default();
            let found = memchr::memmem::find(&waiting.raw, secret);
            found.map_or((0, waiting.raw.len()), |at| (at, at + secret.len()))
        };
        let told: Vec<(usize, usize)> = note.hidden.iter().map(place).collect();
        let places = self.monitor.secrets.places(&waiting.raw, &told);
        places.into_iter().map(|(s, e)| (s, e, self.monitor.secrets.pseudonym(&waiting.raw[s..e]))).collect()
    }

    /// Values and words that quote a secret.
    fn hide_words(&self, note: &mut Note<'_>) {
        let message = note.message.to_mut();
        for text in note.params.iter_mut().map(|p| &mut p.value).chain([message]) {
            for (start, end) in self.monitor.secrets.places(text.as_bytes(), &[]).into_iter().rev() {
                if text.is_char_boundary(start) && text.is_char_boundary(end) {
                    text.replace_range(start..end, "<secret>");
                }
            }
        }
    }
}

/// Puts a note to its line, or to what is said about it already.
fn put<'d>(waiting: &mut Waiting<'d>, note: Note<'d>) {
    let Some(before) = &mut waiting.note else {
        waiting.note = Some(note);
        return;
    };
    if before.kind == LineKind::Data && matches!(note.kind, LineKind::Unknown | LineKind::Noise) {
        before.remarks.push(Remark::new(Kind::DeclaredLength, "more bytes stand here than were declared"));
        return;
    }
    if before.message.is_empty() || before.kind == LineKind::Noise {
        let remarks = std::mem::take(&mut before.remarks);
        *before = note;
        before.remarks.splice(0..0, remarks);
        return;
    }
    before.message.to_mut().push_str("; ");
    before.message.to_mut().push_str(&note.message);
    before.remarks.extend(note.remarks);
    before.hidden.extend(note.hidden);
}

/// Places count from the line's text, and end with it.
fn shift_by(note: &mut Note<'_>, shift: usize, len: usize) {
    for at in note.remarks.iter_mut().filter_map(|r| r.at.as_mut()) {
        *at = ((at.0 + shift).min(len), (at.1 + shift).min(len + 1));
    }
    for place in &mut note.hidden {
        *place = ((place.0 + shift).min(len), (place.1 + shift).min(len));
    }
}

/// How many bytes a report declares to follow it.
fn declared(dialect: &hayes_dialects::Dialect, urc: u16, note: &Note<'_>) -> u64 {
    let Some(data) = dialect.urc(urc).and_then(|u| u.data.as_ref()) else { return 0 };
    let said = note.params.iter().find(|p| p.name == data.count.written);
    said.and_then(|p| p.value.parse().ok()).filter(|n| *n < 1 << 20).unwrap_or(0)
}
