//! What the dialect does not explain: read by other documents of the family, by shapes that modules are known
//! to use, by names that other documents describe. What is left is unknown, and said to be.

use std::borrow::Cow;

use hayes_at::flaw::Flaws;
use hayes_at::grammar::Role as Use;
use hayes_at::read;

use super::answer::line_name;
use super::asked::Asked;
use super::subject::{about, declared, owes_result, way};
use super::{Monitor, Stand, client_of};
use crate::deviation;
use crate::family;
use crate::note::{LineKind, Note};
use crate::remark::{Kind, Remark};
use crate::words::{self, Line, Outcome};

impl<'d> Monitor<'d> {
    /// A command that another document of the family describes.
    pub(super) fn kin_command(
        &mut self,
        text: &[u8],
        asked: &mut Asked,
        note: &mut Note<'d>,
    ) -> Option<String> {
        self.kin().find_map(|kin| self.kin_form(kin, text, false, asked, note))
    }

    /// A command that this document has otherwise, and that another one of the family, or modules beside all
    /// documents, have exactly so.
    pub(super) fn kin_exactly(
        &mut self,
        text: &[u8],
        asked: &mut Asked,
        note: &mut Note<'d>,
    ) -> Option<String> {
        self.kin().find_map(|kin| self.kin_form(kin, text, true, asked, note))
    }

    /// What else is known of this family: other documents, then shapes beside all of them.
    fn kin(&self) -> impl Iterator<Item = &'d hayes_dialects::Dialect> + use<'d> {
        let family = self.dialect.family.as_str();
        let documents: Vec<&'d hayes_dialects::Dialect> =
            self.others.iter().copied().filter(|d| d.family == family).collect();
        documents.into_iter().chain(deviation::of_family(family))
    }

    fn kin_form(
        &mut self,
        kin: &'d hayes_dialects::Dialect,
        text: &[u8],
        exactly: bool,
        asked: &mut Asked,
        note: &mut Note<'d>,
    ) -> Option<String> {
        let read = kin.grammar().read_command(text, &mut self.fields)?;
        let part = read.first().copied()?;
        let command = &kin.commands[usize::from(part.command?)];
        let form = part.form.and_then(|f| kin.form(f));
        if exactly && (form.is_none() || !part.flaws.without(Flaws::COSMETIC).is_none()) {
            return None;
        }
        note.params.clear();
        note.hidden.clear();
        if let Some((form, shape)) = form.and_then(|f| f.shape.map(|s| (f, s))) {
            let fields = std::mem::take(&mut self.fields);
            let line = Line { text, base: part.args_start as usize, shape, fields: &fields };
            words::values(kin, &line, &form.params, &mut self.secrets, note);
            self.fields = fields;
        }
        asked.owes = form.is_some_and(owes_result);
        asked.client = client_of(note);
        asked.declared = form.and_then(|form| declared(form, note));
        asked.about = about(asked.role, note);
        note.clause = form.and_then(|f| f.clause.as_deref()).or(command.clause.as_deref());
        let title = form.and_then(|f| f.title.as_deref()).or(command.title.as_deref()).unwrap_or("a command");
        Some(format!("{} (as {})", way(part.kind, title), whose(kin)))
    }

    /// A line of the module that the dialect does not explain.
    pub(super) fn unknown(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) {
        if let Some(line) = self.payload_of.take()
            && !text.starts_with(b"+")
        {
            note.kind = LineKind::Data;
            note.message = format!("the payload of line {line}").into();
            note.remarks.push(Remark::new(Kind::Deviation, "the payload stands on a line of its own"));
            return;
        }
        let before = note.params.len();
        if self.deviating(text, stand, note) || self.kin_line(text, stand, note) {
            return;
        }
        note.params.truncate(before);
        if self.connected_data(text, note)
            || self.start_up_text(text, stand, note)
            || self.bare_end(text, stand, note)
            || garbled(text, note)
        {
            return;
        }
        let name = line_name(text).to_ascii_uppercase();
        let prefixed = text.starts_with(b"+") || text.starts_with(b"^") || text.starts_with(b"*");
        let open = self.ledger.open().map(|a| (a.name.clone(), a.line, a.form.is_none()));
        if let Some((asked, line, _)) = &open
            && prefixed
            && asked.as_bytes() == name
        {
            note.kind = LineKind::Info;
            note.of = Some(*line);
            note.message = format!("answer to AT{asked}").into();
            self.environment(text, true, stand, note);
            return;
        }
        if self.bare_banner(text, stand, note) {
            return;
        }
        let says = std::str::from_utf8(&name)
            .ok()
            .filter(|_| prefixed)
            .and_then(family::elsewhere)
            .or_else(|| family::report(text));
        if let Some(says) = says {
            let known = self.ledger.of_name(&name).map(|a| (a.line, std::mem::replace(&mut a.owes, false)));
            note.kind = if known.is_some() { LineKind::Later } else { LineKind::Urc };
            note.of = known.map(|(line, _)| line);
            note.message = format!("{says} (described in another document)").into();
            self.environment(text, false, stand, note);
            if memchr::memmem::find(text, b"DEEPSLEEP").is_some()
                || memchr::memmem::find(text, b"ENTER PSM").is_some()
            {
                self.asleep = Some(stand.line);
            }
            if let Some(asked) = self.ledger.open() {
                asked.urcs = true;
            }
            return;
        }
        if open.is_none() && self.unseen && !prefixed && text.len() > 1 {
            note.kind = LineKind::Info;
            note.message = Cow::Borrowed("answer to a command that the log does not show");
            return;
        }
        if let Some((asked, line, unread)) = open.filter(|_| !prefixed && text.len() > 1)
            && unread
        {
            note.kind = LineKind::Info;
            note.of = Some(line);
            note.message = format!("answer to AT{asked}").into();
            return;
        }
        note.kind = LineKind::Unknown;
        note.message = Cow::Borrowed("nothing in the documents explains this line");
        let remark = Remark::new(Kind::UnknownLine, "not explained; the session goes on");
        // A report of a name that is none of this document's may well be described in another one.
        let foreign = prefixed && text.contains(&b':') && !self.is_ours(&name);
        note.remarks.push(if foreign { remark.lawful() } else { remark });
    }

    /// Is it a name of the document, or one that begins like one of its own commands?
    fn is_ours(&self, name: &[u8]) -> bool {
        let commands = self.dialect.commands.iter();
        let known = commands.filter(|c| !c.foreign && c.name.len() > 4).map(|c| c.name.as_bytes());
        let reports = self.dialect.urcs.iter().filter(|u| !u.foreign).map(|u| u.name.as_bytes());
        known
            .chain(reports)
            .any(|own| own.len() > 4 && name.len() >= 4 && own[..4].eq_ignore_ascii_case(&name[..4]))
    }

    /// What boot loaders write until the module itself speaks: between a restart and the banner, any text.
    fn start_up_text(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let near = self.starting.is_some_and(|line| stand.line <= line + 16);
        if near && !text.starts_with(b"+") && !text.starts_with(b"Neul") && text != b"RDY" {
            note.kind = LineKind::Urc;
            note.message = Cow::Borrowed("text of the boot loader");
            return true;
        }
        false
    }

    /// `CONNECT 150000000`: the line goes over to data.
    fn connected_data(&mut self, text: &[u8], note: &mut Note<'d>) -> bool {
        let dials = |a: &Asked| a.name.starts_with('D') || a.name == "O" || a.form.is_none();
        let Some(asked) = self.ledger.open().filter(|a| dials(a)) else { return false };
        note.of = Some(asked.line);
        if text.starts_with(b"CONNECT ") && text[8..].iter().all(u8::is_ascii_digit) {
            asked.prompted = true;
            note.kind = LineKind::Result;
            note.message = Cow::Borrowed("the line goes over to data");
            return true;
        }
        if asked.prompted && asked.name.starts_with('D') && text != b"NO CARRIER" {
            note.kind = LineKind::Data;
            note.message = format!("{} bytes of data", text.len()).into();
            return true;
        }
        note.of = None;
        false
    }

    /// A line that stands in the place of OK for the command in flight.
    fn bare_end(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let Some((commands, says, good)) = family::ends_barely(text) else { return false };
        let Some(asked) = self.ledger.open().filter(|a| commands.contains(&a.name.as_str())) else {
            return false;
        };
        asked.ended = Some(good);
        note.kind = LineKind::Result;
        note.of = Some(asked.line);
        note.took = asked.time.zip(stand.time).and_then(|(then, now)| now.checked_sub(then));
        note.message = Cow::Borrowed(says);
        if !good {
            let failed = format!("AT{} failed: {says}", asked.name);
            note.remarks.push(Remark::new(Kind::Failed, failed).at(0, text.len()));
        }
        true
    }

    /// Start banners that no document has.
    fn bare_banner(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let banners: [&[u8]; 8] =
            [b"RDY", b"F1: ", b"SIM800 R", b"START", b"BOOT", b"Neul", b"REBOOT", b"+SIM READY"];
        let told = self.ledger.open().is_some_and(|a| a.name == "+NRB" || a.form.is_some() || a.prompted);
        if !banners.iter().any(|b| text.starts_with(b)) || (self.ledger.open().is_some() && !told) {
            return false;
        }
        note.kind = LineKind::Urc;
        note.message = Cow::Borrowed("the module starts");
        self.booted(stand, note);
        if text.starts_with(b"F1: ") || text.starts_with(b"REBOOT") {
            self.starting = Some(stand.line);
        }
        true
    }

    /// A shape that modules are known to use and no document has.
    pub(super) fn deviating(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let mut fields = std::mem::take(&mut self.fields);
        let found = deviation::find(&self.dialect.family, text, &mut fields);
        if let Some(found) = &found {
            note.params.clear();
            note.kind = LineKind::Urc;
            let line = Line { text, base: 0, shape: found.shape, fields: &fields };
            words::values(found.dialect, &line, &found.urc.params, &mut self.secrets, note);
            let title = found.urc.title.as_deref().unwrap_or("a report");
            note.message = Cow::Borrowed(title);
            note.clause = None;
            let says = format!("{title}: no document here has this shape, and modules are known to use it");
            note.remarks.push(Remark::new(Kind::Deviation, says));
        }
        self.fields = fields;
        let Some(found) = found else { return false };
        if found.payload_follows {
            self.payload_of = Some(stand.line);
        }
        self.received(text, note, stand);
        true
    }

    /// A line that another document of the family explains.
    fn kin_line(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let family = self.dialect.family.clone();
        for kin in self.others.clone().into_iter().filter(|d| d.family == family) {
            let uses = kin.grammar().uses(text);
            let mut fields = std::mem::take(&mut self.fields);
            let mut best: Option<(u32, Use, hayes_at::grammar::ShapeId)> = None;
            for used in uses.list {
                let read = read::line(kin.grammar().shape(used.shape), text, &mut fields);
                if read.is_some() {
                    let cost = fields.all_flaws().without(Flaws::COSMETIC).count() * 2
                        + u32::from(matches!(used.role, Use::Answer(_)));
                    if best.is_none_or(|(least, ..)| cost < least) {
                        best = Some((cost, used.role, used.shape));
                    }
                }
            }
            if let Some((_, role, shape)) = best {
                read::line(kin.grammar().shape(shape), text, &mut fields);
                let line = Line { text, base: 0, shape, fields: &fields };
                self.kin_role(kin, role, &line, stand, note);
                self.fields = fields;
                return true;
            }
            self.fields = fields;
        }
        false
    }

    fn kin_role(
        &mut self,
        kin: &'d hayes_dialects::Dialect,
        role: Use,
        line: &Line<'_>,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        let mut outcome = Outcome::default();
        let mut title = "a line";
        match role {
            Use::Urc(urc) => {
                note.kind = LineKind::Urc;
                if let Some(urc) = kin.urc(urc) {
                    outcome = words::values(kin, line, &urc.params, &mut self.secrets, note);
                    note.clause = urc.clause.as_deref();
                    title = urc.title.as_deref().unwrap_or(title);
                }
            }
            Use::Answer(form) => {
                note.kind = LineKind::Later;
                if let Some(form) = kin.form(form) {
                    outcome = words::values(kin, line, &form.params, &mut self.secrets, note);
                    let command = kin.command_of(form.id);
                    note.clause =
                        form.clause.as_deref().or_else(|| command.and_then(|c| c.clause.as_deref()));
                    title = form
                        .title
                        .as_deref()
                        .or_else(|| command.and_then(|c| c.title.as_deref()))
                        .unwrap_or(title);
                }
            }
            Use::Final(_) => note.kind = LineKind::Result,
        }
        note.message = format!("{title} (as {})", whose(kin)).into();
        self.received(line.text, note, stand);
        let name = line_name(line.text).to_ascii_uppercase();
        let client = client_of(note);
        // A result may come under the name of a sister command: +QMTPUB for AT+QMTPUBEX.
        let owing = family::role(std::str::from_utf8(&name).unwrap_or_default());
        let asked = self.ledger.of_name(&name).map(|a| (a.seq, a.line, a.ended)).or_else(|| {
            let sister = self.ledger.owing_role(owing).filter(|_| owing != family::Role::Other)?;
            Some((sister.seq, sister.line, sister.ended))
        });
        if let (Use::Answer(_), Some((seq, at, ended))) = (role, asked) {
            note.of = Some(at);
            if ended.is_none() {
                note.kind = LineKind::Info;
            } else {
                self.concluded(seq, outcome, client, stand, note);
            }
        }
    }
}

/// Whose a form or a line is.
fn whose(kin: &hayes_dialects::Dialect) -> String {
    if kin.id.ends_with("-field") { "some modules have it".to_owned() } else { format!("{} has it", kin.id) }
}

/// Bytes that were no text before somebody's editor made them some: replacement characters.
fn garbled(text: &[u8], note: &mut Note<'_>) -> bool {
    const REPLACED: &[u8] = "\u{FFFD}".as_bytes();
    let marks = memchr::memmem::find_iter(text, REPLACED).count();
    if marks * 2 * REPLACED.len() < text.len() {
        return false;
    }
    note.kind = LineKind::Noise;
    note.message = Cow::Borrowed("bytes that are no text");
    note.remarks.push(
        Remark::new(Kind::Noise, "no text: a wrong baud rate, boot noise, or a line picked up in its middle")
            .at(0, text.len()),
    );
    true
}
